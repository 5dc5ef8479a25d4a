"""The icon sprite: one file with the Tabler icons that the product uses, and no other.

Names are found where the product says them (``icon("star")`` in templates and scripts, ``icon="star"`` in Python) and in
``icons.txt`` for those that are put together or looked up at run time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
EXTRA_NAMES = HERE / "icons.txt"
ICONS = ROOT / "node_modules" / "@tabler" / "icons" / "icons"
FILLED = "-filled"

SCANNED = (("app/templates", "*.html"), ("app/static/js", "*.js"), ("app", "*.py"))
CALL = re.compile(r"(?<![a-zA-Z])icon\(\s*([^,)]*)")
ASSIGNED = re.compile(r"""(?<![a-zA-Z])icon\s*(?::\s*str\s*)?=\s*["']([a-z0-9][a-z0-9-]*)["']""")
QUOTED = re.compile(r"""["']([a-z0-9][a-z0-9-]*)["']""")
BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
EMPTY_GROUND = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


class UnknownIcon(Exception):
    """A name is used that Tabler does not have."""


def names_in(text: str) -> Iterator[tuple[str, bool]]:
    """Icon names in a piece of source, each with whether it surely is one.

    In ``icon("star" if kept else "star-off")`` the first string is surely an icon, the others only if Tabler has them: they
    may belong to the condition.
    """
    for call in CALL.finditer(text):
        for number, name in enumerate(QUOTED.findall(call[1])):
            yield name, number == 0 and call[1].startswith(('"', "'"))
    for assigned in ASSIGNED.finditer(text):
        yield assigned[1], True


def words_in(path: Path, text: str) -> Iterator[tuple[str, bool]]:
    """Every quoted word of a template, perhaps an icon: macros take their names by place, as ``link_button(…, "plus")``."""
    if path.suffix == ".html":
        for word in QUOTED.findall(text):
            yield word, False


def extra_names() -> Iterator[str]:
    """The names listed in ``icons.txt``: one a line, ``#`` begins a remark."""
    for line in EXTRA_NAMES.read_text(encoding="utf-8").splitlines():
        if name := line.partition("#")[0].strip():
            yield name


def sources(root: Path) -> Iterator[Path]:
    for folder, pattern in SCANNED:
        yield from sorted((root / folder).rglob(pattern))


def used_names(root: Path = ROOT) -> dict[str, tuple[str, bool]]:
    """Every name in use: where it was first seen, and whether it surely is an icon."""
    found = dict.fromkeys(extra_names(), (EXTRA_NAMES.name, True))
    for path in sources(root):
        text = path.read_text(encoding="utf-8")
        for name, sure in (*names_in(text), *words_in(path, text)):
            if name not in found or (sure and not found[name][1]):
                found[name] = (str(path.relative_to(root)), sure)
    return found


def drawing(name: str) -> str | None:
    """The shapes of an icon, drawn by the stroke of the ``<svg>`` that uses it; None if Tabler has no such icon."""
    filled = name.removesuffix(FILLED)
    if filled != name and (shapes := _shapes(ICONS / "filled" / f"{filled}.svg")):
        return f'<g fill="currentColor" stroke="none">{shapes}</g>'
    return _shapes(ICONS / "outline" / f"{name}.svg")


def _shapes(path: Path) -> str | None:
    if not path.is_file():
        return None
    body = BODY.search(path.read_text(encoding="utf-8"))
    return re.sub(r"\s*\n\s*", "", EMPTY_GROUND.sub("", body[1])).strip() if body else None


def sprite(names: dict[str, tuple[str, bool]]) -> str:
    """The sprite as SVG. Raises UnknownIcon with every name that is missing and where it is used."""
    drawn = {name: drawing(name) for name in sorted(names)}
    missing = [f"{name} ({names[name][0]})" for name, shapes in drawn.items() if shapes is None and names[name][1]]
    if missing:
        raise UnknownIcon("Tabler has no such icon: " + ", ".join(missing))
    return "\n".join(_document(drawn.items())) + "\n"


def _document(drawn: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    yield '<svg xmlns="http://www.w3.org/2000/svg">'
    for name, shapes in drawn:
        if shapes is not None:
            yield f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'
    yield "</svg>"
