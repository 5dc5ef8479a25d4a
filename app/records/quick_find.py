"""A few records of any kind while somebody types: at once, however many there are.

A search that sorts all that match is slow where a short word matches half of everything. So the best are looked for where an index
gives them in order (names that begin so, what was touched last), the rest comes from whatever the trigrams find first, and only
these few are ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, union_all

from app.kernel.text import search_key
from app.models import Record
from app.records.fields import Asking
from app.records.kinds import kind
from app.records.narrowing import narrowed, narrowed_to_any
from app.records.search_text import TRIGRAM, Named, begins_with, first_matching, text_criterion

POOL = 100
"""So many of all that match are ranked; more are only said to be there."""
NEWEST = 60
"""So many of each kind, touched last, are looked through for words that no trigram finds."""
SPARE = 3
"""So many times more are looked at as are wanted, since the viewer may not see them all."""

_record = Record.__table__


@dataclass(frozen=True)
class Quick(Named):
    """A record that fits, before anything but its name is known."""

    touched: datetime | None
    found_by: str


@dataclass(frozen=True)
class Found:
    """The best first. ``count`` is exact unless ``has_more``: then there are more."""

    best: Sequence[Quick]
    count: int
    has_more: bool


def quick_find(asking: Asking, words: str, kind_names: Sequence[str], most: int) -> Found:
    """The best ``most`` records of these kinds for what was typed: names that begin so come first, then what was touched last."""
    folded = search_key(words).split()
    if not folded or not kind_names:
        return Found((), 0, has_more=False)
    candidates = {one.id: one for one in _read(asking, _named_so(asking, words, kind_names, most))}
    pool = _read(asking, _matching(asking, words, kind_names)) if _has_trigram(folded) else []
    has_more = len(pool) > POOL or not _has_trigram(folded)
    candidates.update({one.id: one for one in pool})
    if has_more:
        newest = _read(asking, _touched_last(asking, kind_names))
        candidates.update({one.id: one for one in newest if _holds(one, folded)})
    ranked = sorted(candidates.values(), key=lambda one: _rank(one, folded))
    return Found(ranked[:most], len(ranked), has_more)


def _has_trigram(folded: Sequence[str]) -> bool:
    return any(len(word) >= TRIGRAM for word in folded)


def _read(asking: Asking, statement: Select[Any]) -> list[Quick]:
    return [Quick(*row) for row in asking.session.execute(statement)]


def _columns() -> Any:
    return select(Record.id, Record.kind, Record.name, Record.last_activity_at, Record.search_key)


def _of_each(kind_names: Sequence[str], few: Callable[[str, Any], Any]) -> Any:
    """A few records of each kind, each few by an index of their own: ids alone, over the bare table. The statement round them is
    guarded; a guard inside would be worked out for all records before the first few are read."""
    parts = [few(name, _record.alias(f"few_{number}")).subquery() for number, name in enumerate(kind_names)]
    return Record.id.in_(union_all(*(select(part.c.id) for part in parts)))


def _few(asking: Asking, kind_name: str, one: Any) -> list[Any]:
    """Who sees few would see none of the first few of all."""
    return narrowed(asking, kind(kind_name), one.c)


def _named_so(asking: Asking, words: str, kind_names: Sequence[str], most: int) -> Select[Any]:
    def few(kind_name: str, one: Any) -> Any:
        begins = (one.c.kind == kind_name, begins_with(one.c, words))
        living = select(one.c.id).where(*begins, one.c.deleted_at.is_(None), *_few(asking, kind_name, one))
        return living.order_by(one.c.sort_key, one.c.id).limit(most * SPARE)

    return _columns().where(_of_each(kind_names, few))


def _touched_last(asking: Asking, kind_names: Sequence[str]) -> Select[Any]:
    def few(kind_name: str, one: Any) -> Any:
        newest = (one.c.last_activity_at.desc(), one.c.id.desc())
        of_kind = (one.c.kind == kind_name, one.c.deleted_at.is_(None))
        living = select(one.c.id).where(*of_kind, *_few(asking, kind_name, one))
        return living.order_by(*newest).limit(NEWEST)

    return _columns().where(_of_each(kind_names, few))


def _matching(asking: Asking, words: str, kind_names: Sequence[str]) -> Select[Any]:
    of_kinds = _columns().where(
        (Record.kind + "").in_(kind_names)
    )  # bare, it would tempt SQLite to try all of the kind
    few = narrowed_to_any(asking, [kind(name) for name in kind_names])
    if few:
        return of_kinds.where(*few, text_criterion(asking.session, Record, words, is_frequent=True)).limit(POOL + 1)
    return first_matching(asking.session, of_kinds, Record, words).limit(POOL + 1)


def _holds(one: Quick, folded: Sequence[str]) -> bool:
    """Whether all words are in it; short ones count only where a word begins."""
    key = f" {one.found_by}"
    return all((word if len(word) >= TRIGRAM else f" {word}") in key for word in folded)


def _rank(one: Quick, folded: Sequence[str]) -> tuple[int, float, str]:
    name, start = search_key(one.name), " ".join(folded)
    place = 0 if name.startswith(start) else 1 if f" {start}" in name else 2
    return place, -(one.touched.timestamp() if one.touched else 0.0), name
