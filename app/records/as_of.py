"""The day for which relations are asked: today, or the one that a query names (REL-10)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from app.kernel.clock import today
from app.kernel.viewer import AnySession, viewer_of

AS_OF = "as_of"


def ask_as_of(session: AnySession, day: date) -> None:
    """From here on this session asks for relations as of that day."""
    session.info[AS_OF] = day


def day_asked(session: AnySession) -> date | None:
    """The day that was named; None for today."""
    day: date | None = session.info.get(AS_OF)
    return day


def in_force(session: AnySession, relation: Any) -> ColumnElement[bool]:
    """Relations in force on the day that is asked. On a day that is named the last one counts; one that ended today has ended."""
    day = day_asked(session)
    begun = or_(relation.starts_on.is_(None), relation.starts_on <= (day or _today(session)))
    ended = relation.ends_on < day if day is not None else relation.ends_on <= _today(session)
    return and_(begun, or_(relation.ends_on.is_(None), ~ended))


def is_in_force(session: AnySession, starts_on: date | None, ends_on: date | None) -> bool:
    """The same of one whose days are known."""
    day, now = day_asked(session), _today(session)
    if starts_on is not None and starts_on > (day or now):
        return False
    return ends_on is None or (ends_on >= day if day is not None else ends_on > now)


def _today(session: AnySession) -> date:
    return today(viewer_of(session).time_zone)
