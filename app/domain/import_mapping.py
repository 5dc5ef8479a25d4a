"""Which column of a file goes into which field of a person, told by the headers (IMP-3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from app.domain.import_headers import AFTER, BEFORE, EMAILS, FIELDS, LAST_NAME_FIRST, LEFT_OUT, PHONES
from app.kernel.text import search_key

MANY = frozenset({"emails", "phones", "tags", "groups"})
"""Targets that take several columns."""

LAST_FIRST = "last_first"

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


@dataclass(frozen=True)
class Mapping:
    """One column: its place from 0, its header, the field it goes into or none.

    ``target`` is a field's name, or ``name``: a whole name, for ``split_name``. ``confidence`` is 1 for a header known as it
    stands, less where words were left aside, 0 for an unknown one. ``type`` is a phone's or e-mail's type where the header
    tells it, and ``last_first`` for whole names that begin with the family name.
    """

    column_index: int
    header: str
    target: str | None
    confidence: float
    type: str | None = None


@dataclass(frozen=True)
class _Meaning:
    target: str | None
    type: str | None = None


def map_headers(headers: Sequence[str]) -> list[Mapping]:
    """A proposal for every column, in order. A field of one value takes the column whose header says it most plainly."""
    found = [_understand(header) for header in headers]
    keepers = _keepers(found)
    return [
        Mapping(index, header, meaning.target, confidence, meaning.type)
        if index in keepers
        else Mapping(index, header, None, confidence if meaning.target is None else 0.0)
        for index, (header, (meaning, confidence)) in enumerate(zip(headers, found, strict=True))
    ]


def is_known_header(text: str) -> bool:
    """Whether this is what a column of persons is called somewhere, one that is left out included."""
    return _understand(text)[1] > 0


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


def _keepers(found: list[tuple[_Meaning, float]]) -> set[int]:
    """The columns that keep their target: all of a field with many values, else the surest, the first among equals."""
    best: dict[str, int] = {}
    many: set[int] = set()
    for index, (meaning, confidence) in enumerate(found):
        target = meaning.target
        if target in MANY:
            many.add(index)
        elif target and (target not in best or confidence > found[best[target]][1]):
            best[target] = index
    return many | _without_whole_name(best)


def _without_whole_name(best: dict[str, int]) -> set[int]:
    """Beside a first and a last name a whole name says nothing new."""
    return {
        index for target, index in best.items() if target != "name" or not {"first_name", "last_name"} <= best.keys()
    }


def _understand(header: str) -> tuple[_Meaning, float]:
    """The meaning of a header as it stands, else without figures, else without words that only go with it."""
    words = search_key(header).split()
    plain = [bare for word in words if (bare := re.sub(r"\d+$", "", word))]
    known = _known_headers()
    for kept, confidence in ((words, 1.0), (plain, 0.9), (_bare(plain), 0.7)):
        if meaning := known.get("".join(kept)):
            return meaning, confidence
    return _Meaning(None), 0.0


def _bare(words: list[str]) -> list[str]:
    """A header's words without those that only go with it: *klienta* after *e-mail*, but not *contact* after *last*."""
    start, end = 0, len(words)
    while start < end - 1 and words[start] in _keys(BEFORE):
        start += 1
    while end > start + 1 and words[end - 1] in _keys(AFTER):
        end -= 1
    return words[start:end]


@cache
def _keys(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(search_key, words))


@cache
def _known_headers() -> dict[str, _Meaning]:
    return {search_key(name).replace(" ", ""): meaning for name, meaning in _all_names()}


def _all_names() -> Iterator[tuple[str, _Meaning]]:
    yield from ((name, _Meaning(None)) for name in LEFT_OUT)
    for target, names in FIELDS.items():
        yield from ((name, _Meaning(target)) for name in (*names, target))
    yield from ((name, _Meaning("name", LAST_FIRST)) for name in LAST_NAME_FIRST)
    for target, types in (("phones", PHONES), ("emails", EMAILS)):
        for kind, names in types.items():
            yield from ((name, _Meaning(target, kind or None)) for name in names)
