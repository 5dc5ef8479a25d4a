"""Many relations at once, with history, for administrators who change or remove their type (SET-5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select, update

from app.kernel.viewer import AnySession
from app.models import Operation, Record, Relation
from app.records.access import run_checked
from app.records.bulk import touch_between, write_changes
from app.records.changes import plain
from app.records.many_ids import among

table = Relation.__table__


def numbers_by_type(session: AnySession) -> dict[int, int]:
    """How many relations there are of each type, seen or not."""
    counted = select(table.c.type_id, func.count()).group_by(table.c.type_id)
    return {row[0]: row[1] for row in run_checked(session, counted)}


def names_of(session: AnySession, ids: Iterable[int]) -> dict[int, str]:
    """The names of records that relations stand at, those in the trash too; for administrators."""
    record = Record.__table__.c
    named = select(record.id, record.name).where(among(session, record.id, sorted(ids)))
    return {row[0]: row[1] for row in run_checked(session, named)}


def end_relations(session: AnySession, ids: Collection[int], day: date) -> None:
    """Let these end on that day. Those that would begin later have nothing to end, and go."""
    rows = _rows(session, ids)
    begun = [row for row in rows if row.starts_on is None or row.starts_on <= day]
    heads = [{**_head(row, Operation.EDITED), "field": "ends_on", "old": plain(row.ends_on)} for row in begun]
    write_changes(session, [{**head, "new": plain(day)} for head in heads])
    if begun:
        ending = among(session, table.c.id, [row.id for row in begun])
        run_checked(session, update(table).where(ending).values(ends_on=day))
        touch_between(session, [(row.record_id, row.other_id) for row in begun])
    remove_relations(session, {row.id for row in rows} - {row.id for row in begun})


def remove_relations(session: AnySession, ids: Collection[int]) -> None:
    """Take these away."""
    rows = _rows(session, ids)
    if not rows:
        return
    whole = [{name: plain(value) for name, value in row._mapping.items()} for row in rows]
    heads = [_head(row, Operation.DELETED) for row in rows]
    write_changes(
        session, [{**head, "field": "", "old": old, "new": None} for head, old in zip(heads, whole, strict=True)]
    )
    run_checked(session, delete(table).where(among(session, table.c.id, [row.id for row in rows])))
    touch_between(session, [(row.record_id, row.other_id) for row in rows])


def _rows(session: AnySession, ids: Collection[int]) -> Sequence[Any]:
    """The relations as they stand, held until the transaction ends."""
    wanted = select(table).where(among(session, table.c.id, sorted(ids))).order_by(table.c.id).with_for_update()
    rows: Sequence[Any] = run_checked(session, wanted).all() if ids else []
    return rows


def _head(row: Any, operation: Operation) -> dict[str, Any]:
    ends = {"record_id": row.record_id, "other_id": row.other_id}
    return {**ends, "subject": table.name, "subject_id": row.id, "operation": operation}
