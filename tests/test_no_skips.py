"""With ``CI=true`` nothing is skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ("pytester",)

SKIPS = """
import pytest

def test_runs():
    pass

@pytest.mark.skip(reason="no browser")
def test_skips():
    pass

@pytest.mark.xfail(reason="known")
def test_fails_as_known():
    assert False
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    """Runs the tests above, as CI or not, in a process of their own."""
    pytester.makepyfile(SKIPS)
    pytester.makeconftest(Path(__file__).with_name("no_skips.py").read_text(encoding="utf-8"))

    def run_with(ci: str) -> pytest.RunResult:
        monkeypatch.setenv("CI", ci)
        return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:flask", "-p", "no:xdist")

    return run_with


def test_skips_stay_skips_at_home(run) -> None:
    run("").assert_outcomes(passed=1, skipped=1, xfailed=1)


def test_skips_fail_in_ci(run) -> None:
    result = run("true")

    result.assert_outcomes(passed=1, errors=1, xfailed=1)
    result.stdout.fnmatch_lines(["*With CI=true nothing may be skipped. Skipped: no browser*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_file_skipped_as_a_whole_fails_in_ci(run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_whole="import pytest\npytest.importorskip('no_such_package')\n")

    run("true").assert_outcomes(errors=1)
