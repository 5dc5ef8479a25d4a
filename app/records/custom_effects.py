"""What a change of a custom field would mean for the values that there are, told before it is saved (SET-4). For administrators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from app.kernel.viewer import AnySession
from app.models import Record
from app.records import custom_values as custom
from app.records.access import run_checked

MOST_LOOKED_AT = 20_000
MOST_NAMED = 5

record = Record.__table__


@dataclass(frozen=True)
class Misfits:
    """Values that a rule does not take: how many records have one, whether there were too many different ones to look at all, and
    the first few records by id and name."""

    number: int
    is_capped: bool
    first: list[tuple[int, str]]


def lacking(session: AnySession, kind_name: str, key: str) -> int:
    """Living records of the kind without a value under ``key``."""
    empty = custom.custom_json(record.c, key).is_(None)
    wanted = and_(record.c.kind == kind_name, record.c.deleted_at.is_(None), empty)
    return int(run_checked(session, select(func.count()).select_from(record).where(wanted)).scalar_one())


def misfits(session: AnySession, kind_name: str, key: str, fits: Callable[[Any], bool]) -> Misfits:
    """The values under ``key`` that do not fit. Each different value is looked at once."""
    value = custom.custom_json(record.c, key)
    wanted = and_(record.c.kind == kind_name, record.c.deleted_at.is_(None), value.is_not(None))
    seen = select(record.c.custom, func.count(), func.min(record.c.id)).where(wanted).group_by(record.c.custom)
    rows = run_checked(session, seen.limit(MOST_LOOKED_AT + 1)).all()
    bad = [row for row in rows[:MOST_LOOKED_AT] if not fits(row[0].get(key))]
    names = select(record.c.id, record.c.name).where(record.c.id.in_([row[2] for row in bad[:MOST_NAMED]]))
    first = [(row.id, row.name) for row in run_checked(session, names)] if bad else []
    return Misfits(sum(row[1] for row in bad), len(rows) > MOST_LOOKED_AT, first)
