"""Rules for style sheets: logical properties only (the same sheet serves Hebrew), colours in the tokens alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lint.findings import Finding, Source

TOKENS = "app/static/css/tokens.css"

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"(?P<name>[-\w]+)\s*:\s*(?P<value>[^;{}]+)(?=[;}])")
PHYSICAL_NAME = re.compile(r"(?:^|-)(?:left|right)(?:-|$)")
SIDE_VALUE = {"text-align", "float", "clear", "caption-side"}
FOUR_SIDES = {
    "margin",
    "padding",
    "inset",
    "border-width",
    "border-color",
    "border-style",
    "scroll-margin",
    "scroll-padding",
}
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\((?!\s*from)")
ADDRESS = re.compile(r"url\((?:\"[^\"]*\"|'[^']*'|[^)]*)\)")
PARTS = re.compile(r"(?:[^\s()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+")


def blanked(text: str, pattern: re.Pattern[str]) -> str:
    """The text without what the pattern finds, every sign of the rest where it was."""
    return pattern.sub(lambda part: re.sub(r"[^\n]", " ", part[0]), text)


def is_lopsided(name: str, value: str) -> bool:
    """Whether a shorthand of four values says one thing for the left and another for the right."""
    parts = PARTS.findall(value.replace("!important", ""))
    return name in FOUR_SIDES and len(parts) == 4 and parts[1] != parts[3]


def physical(name: str, value: str) -> str | None:
    """What is wrong about a declaration's direction, if anything."""
    if PHYSICAL_NAME.search(name) and not name.startswith("--"):
        return f"{name} is physical: say inline-start or inline-end."
    if name in SIDE_VALUE and value.split(maxsplit=1)[0] in {"left", "right"}:
        return f"{name}: {value} is physical: say start or end."
    if is_lopsided(name, value):
        return f"{name}: {value} sets left and right apart: use {name}-block and {name}-inline."
    return None


def check(source: Source) -> Iterator[Finding]:
    """All style rules over one file."""
    text = blanked(blanked(source.text, COMMENT), ADDRESS)
    for declaration in DECLARATION.finditer(text):
        line = source.line_at(declaration.start())
        name, value = declaration["name"].lower(), declaration["value"].strip()
        if value and (sentence := physical(name, value)):
            yield source.finding(line, "physical", sentence)
        if source.path != TOKENS and (colour := COLOUR.search(value)):
            yield source.finding(line, "colour", f"{colour[0]}: colours stand in {TOKENS}; use a --s- token.")
