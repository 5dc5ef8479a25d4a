"""Short ways to change things and to take them back, for tests of undo."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from app.domain.mass_actions import action_named, seal
from app.domain.undo import find_set
from app.jobs.mass import start
from app.jobs.undo import start_undo, undo_answer
from app.models import ChangeSet, Operation, Record
from app.records.access import SCOPE, Scope
from app.records.kinds import kind
from app.records.saving import change_record
from app.records.trash import put_in_trash, take_out_of_trash
from tests.conftest import House


def last_set(house: House) -> int:
    """The newest change set."""
    with house.session() as session:
        return session.scalar(select(func.max(ChangeSet.id))) or 0


def any_record(session: Any, record_id: int) -> Any:
    wanted = select(Record).where(Record.id == record_id).execution_options(**{SCOPE: Scope.ALL})
    return session.scalars(wanted).one()


def edit(house: House, record_id: int, by: str = "owner", **values: Any) -> int:
    """Change values of a record as its form does; the set."""
    with house.writing(by) as asking:
        record = any_record(asking.session, record_id)
        change_record(asking, kind(record.kind), record, values)
    return last_set(house)


def mass(house: House, ids: Collection[int], action: str, by: str = "owner", of: str = "person", **values: Any) -> int:
    """A mass action on a few records, done at once; the set."""
    with house.asking(by) as asking:
        trash = action == "restore"
        selection = seal(asking, kind(of), sorted(ids), is_trash=trash)
        start(asking, selection, action_named(kind(of), action), values)
    return last_set(house)


def trash(house: House, record_id: int, by: str = "owner") -> int:
    with house.writing(by, Operation.DELETED) as asking:
        put_in_trash(asking, any_record(asking.session, record_id))
    return last_set(house)


def restore(house: House, record_id: int, by: str = "owner") -> int:
    with house.writing(by, Operation.RESTORED) as asking:
        take_out_of_trash(asking, any_record(asking.session, record_id))
    return last_set(house)


def undo(house: House, set_id: int, by: str = "owner", **options: Any) -> dict[str, Any]:
    """Undo a set at once; the answer of the contract."""
    with house.asking(by) as asking:
        job = start_undo(asking, find_set(asking, set_id), is_at_once=True, **options)
        return undo_answer(asking, job)


def reasons(answer: dict[str, Any], what: str) -> list[tuple[int | None, str | None, str]]:
    """Kept or blocked as (record, field, reason)."""
    return [(one["record"], one["field"], one["reason"]) for one in answer[what]]
