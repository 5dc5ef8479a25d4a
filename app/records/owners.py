"""Handing records over: what becomes of the owners that they had."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, exists, select

from app.kernel.viewer import AnySession, Right
from app.models import Participant, Record
from app.records.access import checked
from app.records.bulk import chosen, insert_with_history

record = Record.__table__
participant = Participant.__table__


def keep_owners_as_participants(session: AnySession, ids: Sequence[int]) -> int:
    """Invite the present owner of each chosen record, with the right to edit; call it before the owner changes.

    Those who take part already get the right to edit if they lacked it. Returns how many were invited.
    """
    _let_edit(session, ids)
    present = exists().where(participant.c.record_id == record.c.id, participant.c.user_id == record.c.owner_id)
    wanted = and_(chosen(session, ids, Right.EDIT), record.c.owner_id.is_not(None), ~present)
    rows = session.connection().execute(checked(select(record.c.id, record.c.owner_id).where(wanted))).all()
    invited = [{"record_id": row.id, "user_id": row.owner_id, "may_edit": True, "may_delete": False} for row in rows]
    return len(insert_with_history(session, participant, invited))


def _let_edit(session: AnySession, ids: Sequence[int]) -> None:
    taking_part = (
        select(participant)
        .join_from(participant, record, record.c.id == participant.c.record_id)
        .where(participant.c.user_id == record.c.owner_id, ~participant.c.may_edit, chosen(session, ids, Right.EDIT))
        .with_only_columns(participant.c.id)
    )
    for row_id in session.connection().execute(checked(taking_part)).scalars().all():
        _give_edit(session, row_id)


def _give_edit(session: AnySession, row_id: int) -> None:
    found = session.get(Participant, row_id)
    if found is not None:
        found.may_edit = True
        session.flush()


def keep_owner_of(record: Record, new: Any) -> None:
    """The same for one record that is about to belong to ``new`` (a user, or nobody), in the flush that gives it away."""
    old = record.owner_id
    if old is None or old == getattr(new, "id", new):
        return
    taking_part = next((one for one in record.participants if one.user_id == old), None)
    if taking_part is None:
        record.participants.append(Participant(user_id=old, may_edit=True, may_delete=False))
    else:
        taking_part.may_edit = True
