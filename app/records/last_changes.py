"""Who changed which part of the settings last: an answer for administrators, from the history of what belongs to no record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.models import Change, ChangeSet, Participant, Record, SettingRow, User
from app.records.access import checked
from app.records.fields import Asking

SETTING = SettingRow.__tablename__


@dataclass(frozen=True)
class LastChange:
    """The newest change set that touched a thing."""

    set_id: int
    at: datetime
    who: str


def last_changes(asking: Asking) -> dict[str, LastChange]:
    """By table, and for settings by ``setting:`` and the name; empty for whoever is no administrator."""
    if not asking.viewer.is_admin:
        return {}
    newest = (
        select(Change.subject, SettingRow.name, func.max(Change.set_id))
        .outerjoin(SettingRow, and_(Change.subject == SETTING, SettingRow.id == Change.subject_id))
        .where(Change.record_id.is_(None))
        .group_by(Change.subject, SettingRow.name)
    )
    set_ids = {
        f"{SETTING}:{name}" if name else subject: set_id for subject, name, set_id in asking.session.execute(newest)
    }
    known = _sets(asking, set_ids.values())
    return {key: known[set_id] for key, set_id in set_ids.items() if set_id in known}


def last_changes_by_row(asking: Asking, subject: str) -> dict[int, LastChange]:
    """The same for each row of one table."""
    if not asking.viewer.is_admin:
        return {}
    newest = (
        select(Change.subject_id, func.max(Change.set_id))
        .where(Change.subject == subject, Change.record_id.is_(None))
        .group_by(Change.subject_id)
    )
    set_ids = {row[0]: row[1] for row in asking.session.execute(newest)}
    known = _sets(asking, set_ids.values())
    return {row_id: known[set_id] for row_id, set_id in set_ids.items() if set_id in known}


def _sets(asking: Asking, ids: Iterable[int]) -> dict[int, LastChange]:
    sets = select(ChangeSet).where(ChangeSet.id.in_(set(ids))).options(joinedload(ChangeSet.user))
    return {one.id: LastChange(one.id, one.at, str(one.user or "")) for one in asking.session.scalars(sets)}


def last_sharing(asking: Asking, record: Record) -> LastChange | None:
    """When who sees a record, which the viewer sees, was changed last; None where it is as it was made."""
    change, sets, user = Change.__table__, ChangeSet.__table__, User.__table__
    about = or_(change.c.field == "visibility", change.c.subject == Participant.__tablename__)
    last = (
        select(sets.c.id, sets.c.at, user.c.first_name, user.c.last_name)
        .join(change, change.c.set_id == sets.c.id)
        .outerjoin(user, user.c.id == sets.c.user_id)
        .where(change.c.record_id == record.id, about)
        .order_by(change.c.id.desc())
    )
    row = asking.session.connection().execute(checked(last.limit(1))).first()
    return LastChange(row.id, row.at, " ".join(filter(None, (row.first_name, row.last_name)))) if row else None
