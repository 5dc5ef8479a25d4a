"""The words that administrators and users have given: dictionary entries, tags, groups, users, as plain values.

A list names them all over, in conditions, menus and chips. ``preload`` reads every table that a page will ask for in one
statement; ``words_in`` gives one of them, reading it if it is not there yet. Kept for the session.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, cast, literal, null, select, true, union_all

from app.kernel.columns import Json
from app.kernel.text import search_key
from app.models import ContactGroup, Dictionary, User
from app.records.access import checked
from app.records.fields import Asking

KEPT = "vocabulary"
REMEMBERED = 128


@dataclass(frozen=True)
class Word:
    """One entry. ``word`` is what a filter calls it beside its id; ``labels`` its words in other languages."""

    id: int
    word: str
    name: str
    labels: dict[str, str]
    color: str
    is_offered: bool = True

    def label(self, language: str) -> str:
        """What it is called in that language."""
        return self.labels.get(language) or self.name

    @property
    def keys(self) -> set[str]:
        """Everything that it is found by, folded."""
        return {search_key(words) for words in (self.word, self.name, *self.labels.values())}


def words_in(asking: Asking, source: type[Any]) -> Sequence[Word]:
    """The words of one table, in their order."""
    kept = _kept(asking)
    if source not in kept:
        preload(asking, [source])
    return kept[source]


def known_words(asking: Asking, source: type[Any]) -> Sequence[Word] | None:
    """The same, but only where they have been read already."""
    return _kept(asking).get(source)


def preload(asking: Asking, sources: Iterable[type[Any]]) -> None:
    """Read the words of all ``sources`` that are not there yet, in one statement."""
    kept = _kept(asking)
    wanted = [source for source in dict.fromkeys(sources) if source not in kept]
    if not wanted:
        return
    rows = asking.session.connection().execute(_all_of(tuple(wanted))).all()
    for place, source in enumerate(wanted):
        mine = sorted((row for row in rows if row.place == place), key=lambda row: (row.sort, search_key(row.name)))
        kept[source] = [Word(r.id, r.word, r.name, r.labels or {}, r.color or "", bool(r.is_offered)) for r in mine]


def find_word(words: Iterable[Word], value: str) -> Word | None:
    """The word of that name in any language, else of that id."""
    wanted = search_key(value)
    words = list(words)
    by_name = next((one for one in words if wanted and wanted in one.keys), None)
    return by_name or next((one for one in words if str(one.id) == value), None)


def forget_words(asking: Asking) -> None:
    """Read anew when next asked, because something was added or renamed."""
    asking.session.info.pop(KEPT, None)


def _kept(asking: Asking) -> dict[type[Any], Sequence[Word]]:
    return asking.session.info.setdefault(KEPT, {})


@lru_cache(maxsize=REMEMBERED)
def _all_of(sources: tuple[type[Any], ...]) -> Any:
    """Remembered: making the statement takes longer than asking it."""
    return checked(union_all(*(_part(place, source) for place, source in enumerate(sources))))


def _part(place: int, source: type[Any]) -> Select[Any]:
    table = source.__table__.c
    if source is User:
        return _columns(
            place, table.id, table.username, table.first_name + " " + table.last_name, is_offered=table.active
        )
    if issubclass(source, Dictionary):
        return _columns(
            place, table.id, table.label, table.label, labels=table.labels, color=table.color, sort=table.sort
        )
    sort = table.sort if source is ContactGroup else literal(0)
    return _columns(place, table.id, table.name, table.name, color=table.color, sort=sort)


def _columns(place: int, key: Any, word: Any, name: Any, **more: Any) -> Select[Any]:
    offered = more.get("is_offered")
    return select(
        literal(place).label("place"),
        key.label("id"),
        word.label("word"),
        name.label("name"),
        more.get("labels", cast(null(), Json)).label("labels"),
        more.get("color", literal("")).label("color"),
        more.get("sort", literal(0)).label("sort"),
        (true() if offered is None else and_(offered.is_not(None), offered)).label("is_offered"),
    )
