"""How many records have a custom value, seen or not: answers for administrators who are about to change a field."""

from __future__ import annotations

from sqlalchemy import and_, func, select

from app.kernel.viewer import AnySession
from app.models import Record
from app.records import custom_values as custom
from app.records.access import run_checked

record = Record.__table__


def values_of(session: AnySession, kind_name: str, key: str) -> int:
    """Records of the kind, living or in the trash, that have a value under ``key``."""
    wanted = and_(record.c.kind == kind_name, custom.custom_json(record.c, key).is_not(None))
    return int(run_checked(session, select(func.count()).select_from(record).where(wanted)).scalar_one())


def repeated(session: AnySession, kind_name: str, key: str) -> int:
    """How many values stand in more than one living record of the kind."""
    value = custom.custom_json(record.c, key)
    wanted = and_(record.c.kind == kind_name, record.c.deleted_at.is_(None), value.is_not(None))
    doubles = select(value.label("value")).where(wanted).group_by(value).having(func.count() > 1).subquery()
    return int(run_checked(session, select(func.count()).select_from(doubles)).scalar_one())


def choices_used(session: AnySession, kind_name: str, key: str, choice_id: int, *, is_list: bool) -> int:
    """Records of the kind that have this choice under ``key``."""
    has = (
        custom.holds(record.c, key, choice_id) if is_list else custom.custom_sql(record.c, key, custom.ID) == choice_id
    )
    wanted = and_(record.c.kind == kind_name, has)
    return int(run_checked(session, select(func.count()).select_from(record).where(wanted)).scalar_one())
