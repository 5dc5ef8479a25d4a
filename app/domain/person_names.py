"""Whole names taken apart into given and family name."""

from __future__ import annotations

LAST_FIRST = "last_first"
"""What says that whole names begin with the family name."""

_PARTICLES = frozenset(
    (
        "van",
        "von",
        "der",
        "den",
        "de",
        "di",
        "da",
        "del",
        "della",
        "la",
        "le",
        "du",
        "dos",
        "ben",
        "bar",
        "bat",
        "ibn",
        "al",
        "el",
    )
) | frozenset(("abu", "בן", "בת", "בר", "אבו", "אל", "אבן", "דה"))


def split_name(text: str, *, last_first: bool = False) -> tuple[str, str]:
    """A whole name as first and last name. ``Kowalski, Jan`` and ``last_first`` turn it; a single word is a last name."""
    before, comma, after = (part.strip() for part in text.partition(","))
    if comma and before and after:
        return after, before
    words = text.replace(",", " ").split()
    if len(words) < 2:
        return "", "".join(words)
    if last_first:
        return " ".join(words[1:]), words[0]
    start = _start_of_last_name(words)
    return " ".join(words[:start]), " ".join(words[start:])


def _start_of_last_name(words: list[str]) -> int:
    """Where the family name begins: at its particles (*van der Berg*, *בן דוד*), never at the first word."""
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return start
