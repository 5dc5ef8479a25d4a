"""Which column of a file goes into which field of a kind, told by the headers (IMP-3).

A field is known by its label in every language, by its own name, and by the names that its kind and ``import_headers`` give it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from app.domain.import_headers import AFTER, BEFORE, FIELDS, LAST_NAME_FIRST, LEFT_OUT, TYPES
from app.domain.import_targets import RECORD_NUMBER, WHOLE_NAME, has_whole_name, importable_fields, takes_several
from app.domain.person_names import LAST_FIRST
from app.kernel.messages import in_every_language
from app.kernel.text import search_key
from app.records.kinds import Kind, declared_kinds, generation
from app.records.many_fields import ChannelField


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


Known = dict[str, _Meaning]


def map_headers(headers: Sequence[str], of: Kind) -> list[Mapping]:
    """A proposal for every column, in order. A field of one value takes the column whose header says it most plainly."""
    known = _known_headers(of)
    found = [_understand(header, known) for header in headers]
    keepers = _keepers(found, of)
    return [
        Mapping(index, header, meaning.target, confidence, meaning.type)
        if index in keepers
        else Mapping(index, header, None, confidence if meaning.target is None else 0.0)
        for index, (header, (meaning, confidence)) in enumerate(zip(headers, found, strict=True))
    ]


def is_known_header(text: str) -> bool:
    """Whether this is what a column of any kind is called somewhere, one that is left out included."""
    return _understand(text, _all_known_headers(generation()))[1] > 0


def _keepers(found: list[tuple[_Meaning, float]], of: Kind) -> set[int]:
    """The columns that keep their target: all of a field with many values, else the surest, the first among equals."""
    best: dict[str, int] = {}
    many: set[int] = set()
    for index, (meaning, confidence) in enumerate(found):
        target = meaning.target
        if target and takes_several(of, target):
            many.add(index)
        elif target and (target not in best or confidence > found[best[target]][1]):
            best[target] = index
    return many | _without_whole_name(best, of)


def _without_whole_name(best: dict[str, int], of: Kind) -> set[int]:
    """Beside all its parts a whole name says nothing new."""
    says_nothing = has_whole_name(of) and set(of.named_by) <= best.keys()
    return {index for target, index in best.items() if target != WHOLE_NAME or not says_nothing}


def _understand(header: str, known: Known) -> tuple[_Meaning, float]:
    """The meaning of a header as it stands, else without figures, else without words that only go with it."""
    words = search_key(header).split()
    plain = [bare for word in words if (bare := re.sub(r"\d+$", "", word))]
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


# --- what is known ----------------------------------------------------------------------------------------------------------


def _known_headers(of: Kind) -> Known:
    """Meanings by the key of a header; where two fields claim a name, the one that says it first has it."""
    known: Known = {}
    for name, meaning in _names(of):
        known.setdefault(_key(name), meaning)
    known.pop("", None)
    return known


@lru_cache(maxsize=1)
def _all_known_headers(_generation: int) -> Known:
    kinds = [one for one in declared_kinds() if one.is_imported]
    return {key: meaning for of in kinds for key, meaning in _known_headers(of).items()}


def _key(name: str) -> str:
    return search_key(name).replace(" ", "")


def _names(of: Kind) -> Iterator[tuple[str, _Meaning]]:
    """What the kind itself says, then labels and common names of its fields, last what is known and left out."""
    fields = {one.name: one for one in importable_fields(of)}
    for target, names in (of.importing.words if of.importing else {}).items():
        yield from ((name, _Meaning(target)) for name in names)
    if has_whole_name(of):
        yield from ((name, _Meaning(WHOLE_NAME, LAST_FIRST)) for name in LAST_NAME_FIRST)
        yield from ((name, _Meaning(WHOLE_NAME)) for name in in_every_language(of.by_name[WHOLE_NAME].label))
    for target, one in fields.items():
        yield from ((name, _Meaning(target)) for name in (target, *in_every_language(one.label)))
    for target, one in fields.items():
        if isinstance(one, ChannelField):
            yield from _typed_names(target)
        yield from ((name, _Meaning(target)) for name in FIELDS.get(target, ()))
    yield from ((name, _Meaning(RECORD_NUMBER)) for name in FIELDS[RECORD_NUMBER])
    yield from ((name, _Meaning(None)) for name in LEFT_OUT)


def _typed_names(target: str) -> Iterator[tuple[str, _Meaning]]:
    for type_, names in TYPES.get(target, {}).items():
        yield from ((name, _Meaning(target, type_ or None)) for name in names)
