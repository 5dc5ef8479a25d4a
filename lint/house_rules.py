"""Checks every file of the project against the house rules and prints what breaks one (``make lint``).

A line is excused by ``house: allow RULE - reason`` in a remark on it. Exit status 1 if anything is found.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from lint import python_rules, style_rules, template_rules, tree_rules
from lint.findings import Finding, Source, without_excused
from lint.shape import shape_of

ROOT = Path(__file__).resolve().parent.parent
BIGGEST = 2_000_000

Check = Callable[[Source], Iterator[Finding]]


def files(root: Path = ROOT) -> list[str]:
    """Paths of all files that are in git, or would be if they were added now."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True)
    return sorted(set(filter(None, listed.stdout.decode().split("\0"))))


def read(root: Path, path: str) -> Source | None:
    """The file as text; None for pictures and other binaries, and for what has just been deleted."""
    place = root / path
    if place.is_symlink() or not place.is_file() or place.stat().st_size > BIGGEST:
        return None
    content = place.read_bytes()
    return None if b"\0" in content else Source(path, content.decode("utf-8", errors="replace"))


def checks_for(path: str) -> Iterator[Check]:
    yield tree_rules.check
    if path.endswith(".py"):
        yield python_rules.check
    elif path.startswith("app/templates/") and path.endswith((".html", ".jinja", ".j2", ".xml")):
        yield template_rules.check
    elif path.startswith("app/static/") and path.endswith(".css"):
        yield style_rules.check


def check(source: Source) -> list[Finding]:
    """What one file breaks."""
    found = (finding for rule in checks_for(source.path) for finding in rule(source))
    return sorted(set(without_excused(source, found)))


def check_all(sources: Iterable[Source]) -> list[Finding]:
    """What the project breaks, as files and as a whole."""
    sources = list(sources)
    return [finding for source in sources for finding in check(source)] + list(shape_of(sources))


def main() -> int:
    sources = [source for path in files() if (source := read(ROOT, path))]
    found = check_all(sources)
    for finding in found:
        print(finding)
    print(f"House rules: {len(sources)} files, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
