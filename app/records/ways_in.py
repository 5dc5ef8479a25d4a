"""How many records each reason opens to a viewer (ACC-7): ``reasons`` says it of one record, this counts all of a kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, literal, select, true, union_all

from app.kernel.viewer import AnySession, Reach, Right, Viewer
from app.models import Record, Visibility
from app.records.access import granted, invitation, managing, run_checked
from app.records.reasons import Reason

COUNT_CAP = 10_000


def ways_in(viewer: Viewer, columns: Any) -> dict[Reason, ColumnElement[bool]]:
    """What lets a viewer see records that are no part of another, way by way: together they are ``access.reach``."""
    if viewer.is_admin:
        return {Reason.ADMIN: true()}
    if not viewer.works_here:
        return {}
    is_shown = columns.visibility != Visibility.HIDDEN
    manages = and_(
        granted(viewer, Right.SEE, Reach.MANAGED, columns),
        _is_among(columns.id, managing.c.record_id, managing.c.user_id == viewer.user_id),
    )
    by_group = _is_among(columns.id, invitation.c.record_id, invitation.c.group_id.in_(sorted(viewer.group_ids)))
    return {
        Reason.ROLE: and_(columns.visibility == Visibility.PUBLIC, granted(viewer, Right.SEE, Reach.ALL, columns)),
        Reason.OWNER: columns.owner_id == viewer.user_id,
        Reason.MANAGES: and_(is_shown, manages),
        Reason.PARTICIPANT: _is_among(columns.id, invitation.c.record_id, invitation.c.user_id == viewer.user_id),
        Reason.GROUP: and_(is_shown, by_group),
        Reason.LEADS: and_(is_shown, columns.owner_id.in_(sorted(viewer.led_user_ids))),
    }


def _is_among(record_id: Any, column: Any, criterion: ColumnElement[bool]) -> ColumnElement[bool]:
    return record_id.in_(select(column).where(criterion))


def ways_of(session: AnySession, viewer: Viewer, kind_names: Iterable[str]) -> dict[str, dict[Reason, int]]:
    """By kind how many records each reason opens, in one statement; one record may have several. Counted up to 10,001."""
    record = Record.__table__
    ways = ways_in(viewer, record.c)
    parts = [
        select(literal(name).label("kind"), literal(way.value).label("way"), _some(name, opens).label("count"))
        for name in kind_names
        for way, opens in ways.items()
    ]
    found: dict[str, dict[Reason, int]] = {}
    for row in run_checked(session, union_all(*parts)) if parts else ():
        if row[2]:
            found.setdefault(row.kind, {})[Reason(row.way)] = row[2]
    return found


def _some(kind_name: str, opens: ColumnElement[bool]) -> ScalarSelect[int]:
    record = Record.__table__
    living = (record.c.kind == kind_name, record.c.deleted_at.is_(None), record.c.host_id.is_(None))
    some = select(record.c.id).where(*living, opens).limit(COUNT_CAP + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
