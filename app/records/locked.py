"""Locked lines: non-public records that a viewer does not see and meets by name and owner alone (ACC-1).

Only where a name is looked up, or a duplicate is warned of: never in lists' counts, selections, exports or the API. They are found by
their names; what else is in a search key (numbers, addresses, cities) finds nothing here, since it would be told by being found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.kernel.text import search_key
from app.models import AccessRequest, Answer, Record, User
from app.records.access import is_locked, run_checked
from app.records.fields import Asking, like
from app.records.search_text import TRIGRAM, Named, begins_with, text_criterion

MOST = 4
SHORTEST = 2

record = Record.__table__


@dataclass(frozen=True)
class Locked(Named):
    """What is told of it: its name, its owner, and whether the viewer asked already."""

    owner: str
    is_asked: bool


def locked_by_name(asking: Asking, typed: str, kind_names: Iterable[str], most: int = MOST) -> list[Locked]:
    """Locked records of these kinds whose names hold every word typed."""
    words = search_key(typed).split()
    names = list(kind_names)
    if asking.viewer.is_admin or not names or sum(map(len, words)) < SHORTEST:
        return []
    folded = func.splot_fold(record.c.name)
    fits = [folded.like(like(word), escape="\\") for word in words]
    return _read(asking, [record.c.kind.in_(names), _by_index(asking, typed, words), *fits], most)


def _by_index(asking: Asking, typed: str, words: Sequence[str]) -> ColumnElement[bool]:
    """What an index finds and holds all of what is wanted: the trigrams of the search key, which holds the name; for short words the
    beginning of the name alone."""
    if any(len(word) >= TRIGRAM for word in words):
        return text_criterion(asking.session, record.c, " ".join(words))
    return begins_with(record.c, typed)


def locked_of_name(asking: Asking, name: str, kind_name: str, most: int = MOST) -> list[Locked]:
    """Locked records of a kind that bear just this name."""
    wanted = search_key(name)
    if asking.viewer.is_admin or not wanted:
        return []
    by_index = _by_index(asking, name, wanted.split())
    return _read(asking, [record.c.kind == kind_name, by_index, func.splot_fold(record.c.name) == wanted], most)


def locked_by_id(asking: Asking, record_id: int) -> Locked | None:
    """The record of that number if the viewer meets it as locked."""
    found = [] if asking.viewer.is_admin else _read(asking, [record.c.id == record_id], 1)
    return found[0] if found else None


def _read(asking: Asking, criteria: Sequence[Any], most: int) -> list[Locked]:
    asked, user = AccessRequest.__table__, User.__table__
    open_one = select(asked.c.id).where(
        asked.c.record_id == record.c.id, asked.c.user_id == asking.viewer.user_id, asked.c.answer == Answer.OPEN
    )
    wanted = (
        select(
            record.c.id,
            record.c.kind,
            record.c.name,
            user.c.first_name,
            user.c.last_name,
            open_one.exists().label("asked"),
        )
        .outerjoin(user, user.c.id == record.c.owner_id)
        .where(*criteria, is_locked(asking.viewer, record.c))
        .order_by(record.c.sort_key, record.c.id)
        .limit(most)
    )
    rows = run_checked(asking.session, wanted)
    return [Locked(one.id, one.kind, one.name, _full(one), bool(one.asked)) for one in rows]


def _full(row: Any) -> str:
    return " ".join(filter(None, (row.first_name, row.last_name)))
