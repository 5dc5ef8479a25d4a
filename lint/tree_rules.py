"""Rules for any file: its length, its name, and what it must not tell about the machine that it was written on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from lint.findings import Finding, Source

REASON_ABOVE = 400
LONGEST_FILE = 600
LONGEST_TABLES = 1200
TABLES = "app/models.py"

# Files above 400 lines, each with its reason. None may be above 600.
LONG_FILES: dict[str, str] = {
    TABLES: "every table in one place, and nothing but tables",
    "app/records/access.py": "the rule and the guard that puts it on every statement are read together",
}

MEASURED = {".py", ".js", ".css", ".html"}
UNMEASURED = ("migrations/versions/",)
VAGUE_NAMES = {"utils", "util", "helpers", "misc", "common"}

LOCKS = re.compile(
    r"(?:^|/)(?:package(?:-lock)?\.json|[\w.-]+\.lock|requirements[\w.-]*\.(?:in|txt)|\.npmrc|pip\.conf|uv\.toml)$"
)
ADDRESS = re.compile(r"https?://", re.IGNORECASE)
REGISTRY = re.compile(r"https?://[^\s/\"'<>]*(?:registry|pypi|npmjs|pythonhosted|mirror|artifact)", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w./}-])/(?:home/[\w.-]+|Users/[\w.-]+|root|work|opt/[\w.-]+)/[\w.-]")


def lines_of(source: Source) -> int:
    return len(source.text.splitlines())


def file_length(source: Source) -> Iterator[Finding]:
    if PurePosixPath(source.path).suffix not in MEASURED or source.path.startswith(UNMEASURED):
        return
    lines = lines_of(source)
    most = LONGEST_TABLES if source.path == TABLES else LONGEST_FILE
    if lines > most:
        yield source.finding(1, "file-length", f"{lines} lines; never above {most}. Cut it by subject.")
    elif lines > REASON_ABOVE and source.path not in LONG_FILES:
        sentence = (
            f"{lines} lines; above {REASON_ABOVE} give its reason in LONG_FILES of lint/tree_rules.py, or cut it."
        )
        yield source.finding(1, "file-length", sentence)


def file_name(source: Source) -> Iterator[Finding]:
    path = PurePosixPath(source.path)
    names = {path.stem, *path.parts[:-1]} if path.suffix in {".py", ".js"} else set()
    if vague := names & VAGUE_NAMES:
        yield source.finding(1, "vague-name", f"{vague.pop()} says nothing: name the file for what it does.")


def telltales(source: Source) -> Iterator[Finding]:
    """Addresses of registries, and paths that exist on one machine only."""
    is_lock = LOCKS.search(source.path) is not None
    for number, line in enumerate(source.text.splitlines(), start=1):
        if (ADDRESS if is_lock else REGISTRY).search(line):
            yield source.finding(
                number, "address", "No address of a registry belongs here; run make lock for the locks."
            )
        if path := MACHINE_PATH.search(line):
            yield source.finding(number, "machine-path", f"{path[0]}… exists on one machine only.")


def check(source: Source) -> Iterator[Finding]:
    """All rules that need no knowledge of the language."""
    yield from file_length(source)
    yield from file_name(source)
    yield from telltales(source)
