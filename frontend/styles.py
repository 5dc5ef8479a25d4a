"""Makes the framework's style sheet lighter: rules whose names occur nowhere in our sources or Flask-AppBuilder's go.

Tabler's sheet is 80 KB of the 250 that a first visit may take, and pages use a fifth of it. PurgeCSS takes every word of the sources
for a name that may be in use, so that what a script puts together from whole words stays.
"""

from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PURGECSS = ROOT / "node_modules" / "purgecss" / "bin" / "purgecss.js"

FRAMEWORK = {
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler/tabler.rtl.min.css": "@tabler/core/dist/css/tabler.rtl.min.css",
}
OURS = (("app/templates", "*.html"), ("app/static/js", "*.js"), ("app/panel", "*.py"), ("app/views", "*.py"))
THEIRS = (("templates", "*.html"), (".", "widgets.py"), (".", "fieldwidgets.py"))


class NotLighter(Exception):
    """PurgeCSS failed; the text is its own."""


def sources_of_names() -> list[Path]:
    """Every file that can name a class of the framework."""
    return [*_found(ROOT, OURS), *_found(_flask_appbuilder(), THEIRS)]


def _found(root: Path, places: Sequence[tuple[str, str]]) -> Iterator[Path]:
    for folder, pattern in places:
        yield from sorted((root / folder).rglob(pattern))


def _flask_appbuilder() -> Path:
    found = importlib.util.find_spec("flask_appbuilder")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def without_unused(sheets: Sequence[Path], node: str) -> None:
    """Take from these sheets the rules that nothing can use."""
    command = [node, str(PURGECSS), "--css", *map(str, sheets), "--content", *map(str, sources_of_names())]
    done = subprocess.run([*command, "--output", str(sheets[0].parent)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotLighter(f"The style sheet could not be made lighter: {done.stderr.strip()[-400:]}")
