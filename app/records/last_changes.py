"""Who changed which part of the settings last: an answer for administrators, from the history of what belongs to no record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from app.models import Change, ChangeSet, SettingRow
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
    sets = select(ChangeSet).where(ChangeSet.id.in_(set_ids.values())).options(joinedload(ChangeSet.user))
    known = {one.id: LastChange(one.id, one.at, str(one.user or "")) for one in asking.session.scalars(sets)}
    return {key: known[set_id] for key, set_id in set_ids.items() if set_id in known}
