"""A third kind takes one table and one declaration, and passes every contract test unseen; so does one with every type of value."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 60


def test_declared_kind_passes_all_contract_tests() -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.contract.vessel",
        "-p",
        "tests.contract.buoy",
        "-k",
        "vessel or buoy",
        "-p",
        "no:cacheprovider",
    ]
    run = subprocess.run(
        [*command, "tests/contract"], cwd=ROOT, capture_output=True, text=True, timeout=280, check=False
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert " passed" in run.stdout


def test_declaration_is_short() -> None:
    text = Path(__file__).with_name("vessel.py").read_text(encoding="utf-8")
    declaration = text.partition("# --- the declaration begins")[2].partition("# --- the declaration ends")[0]
    assert len(declaration.strip().splitlines()) <= MOST_LINES
