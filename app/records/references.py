"""Which rows name a dictionary entry, and how all of them come to name another: set-based, with history (SET-1).

For administrators: every row counts, seen or not, deleted or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, func, insert, literal, null, select, update

from app.kernel.columns import Json
from app.kernel.viewer import AnySession
from app.models import Change, Model, Operation, Record
from app.records.access import run_checked
from app.records.bulk import touch
from app.records.changes import current_set

RECORD = Record.__tablename__


def uses_by_row(session: AnySession, table: str) -> dict[int, int]:
    """How many rows name each row of ``table``; those that nothing names are left out."""
    uses: Counter[int] = Counter()
    for column in _pointing_at(table):
        counted = select(column, func.count()).where(column.is_not(None)).group_by(column)
        uses.update({row[0]: row[1] for row in run_checked(session, counted)})
    return dict(uses)


def replace_everywhere(session: AnySession, table: str, old: int, new: int) -> int:
    """Every row that names ``old`` names ``new`` instead; returns how many did. Call inside a change set."""
    return sum(_replace(session, _Holder.of(column), old, new) for column in _pointing_at(table))


def _pointing_at(table: str) -> Iterator[Column[Any]]:
    for other in Model.metadata.tables.values():
        for column in other.columns:
            if any(key.column.table.name == table for key in column.foreign_keys) and not is_part_of_entry(other):
                yield column


def is_part_of_entry(table: Table) -> bool:
    """Whether rows of the table only say more of a dictionary's entry, and go with it."""
    return bool(table.info.get("is_part_of_entry"))


@dataclass(frozen=True)
class _Holder:
    """A column that names entries: its table, how the history calls a row of it, and the record that it belongs to (if any)."""

    column: Column[Any]
    table: Table
    subject: str
    record_id: ColumnElement[int] | None

    @classmethod
    def of(cls, column: Column[Any]) -> _Holder:
        table = column.table
        assert isinstance(table, Table)
        is_kind = table.name == RECORD or any(key.column.table.name == RECORD for key in table.c.id.foreign_keys)
        if is_kind:
            return cls(column, table, RECORD, table.c.id)
        return cls(column, table, table.name, table.c.record_id if "record_id" in table.c else None)


def _replace(session: AnySession, of: _Holder, old: int, new: int) -> int:
    holding = select(of.table.c.id).where(of.column == old).with_for_update(of=of.table)
    ids = list(run_checked(session, holding).scalars())
    if not ids:
        return 0
    records = (
        []
        if of.record_id is None
        else list(run_checked(session, select(of.record_id).where(of.column == old)).scalars())
    )
    _write_history(session, of, old, new)
    run_checked(session, update(of.table).where(of.column == old).values({of.column.name: new}))
    touch(session, records)
    return len(ids)


def _write_history(session: AnySession, of: _Holder, old: int, new: int) -> None:
    set_id = current_set(session).ensure_id(session)
    lines = {
        "set_id": literal(set_id),
        "record_id": null() if of.record_id is None else of.record_id,
        "subject": literal(of.subject),
        "subject_id": of.table.c.id,
        "operation": literal(Operation.EDITED.value),
        "field": literal(of.column.name),
        "old": literal(old, Json),
        "new": literal(new, Json),
    }
    source = select(*(value.label(name) for name, value in lines.items())).where(of.column == old)
    run_checked(session, insert(Change.__table__).from_select(list(lines), source))
