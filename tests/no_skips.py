"""With ``CI=true`` nothing may be skipped: a skipped test, or a file skipped as a whole, fails and says what it wanted."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TypeVar

import pytest

NOTHING_MAY_BE_SKIPPED = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def refuse_skip(report: Report) -> Report:
    """The report, turned into a failure if it says *skipped*. An expected failure (xfail) stays what it is."""
    if NOTHING_MAY_BE_SKIPPED and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"With CI=true nothing may be skipped. {reason}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return refuse_skip((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return refuse_skip((yield))
