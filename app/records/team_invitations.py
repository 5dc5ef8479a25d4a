"""Records that a user group is invited to: how many, and the end of all of it. For administrators: seen or not."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from app.kernel.viewer import AnySession
from app.models import Operation, Participant
from app.records.access import run_checked
from app.records.bulk import touch, write_changes

invited = Participant.__table__


def invitations_of(session: AnySession, group_id: int) -> int:
    """How many records it is invited to."""
    counted = select(func.count()).select_from(invited).where(invited.c.group_id == group_id)
    return int(run_checked(session, counted).scalar_one())


def end_invitations(session: AnySession, group_id: int) -> None:
    """Take all of them back, with history; call inside a change set."""
    rows = run_checked(session, select(invited).where(invited.c.group_id == group_id)).all()
    if not rows:
        return
    head = {"subject": invited.name, "operation": Operation.DELETED, "field": "", "new": None}
    lines = [{**head, "record_id": row.record_id, "subject_id": row.id, "old": dict(row._mapping)} for row in rows]
    write_changes(session, lines)
    run_checked(session, delete(invited).where(invited.c.group_id == group_id))
    touch(session, [row.record_id for row in rows])
