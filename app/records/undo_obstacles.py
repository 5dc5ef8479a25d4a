"""What would be in the way of an undo: a row that it names is gone, a name is taken, others use what would go (HIS-4)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, UniqueConstraint, select

from app.models import OnRecord, Record, User
from app.records.access import run_checked
from app.records.many_ids import among
from app.records.undo_sets import Values, made_anew_since
from app.records.undo_values import model_of, record_column, table_of, typed
from app.records.undo_verdicts import IN_USE, OWNER, OWNER_LEFT, TAKEN, TARGET_GONE, Bench, Outcome, Verdict

user = User.__table__


def needed_by(columns: Any, values: Values) -> tuple[tuple[str, int], ...]:
    """The rows of other tables that these values name; a record's own number is seen to with its rights."""
    return tuple(
        (table, value)
        for name, value in values.items()
        if isinstance(value, int) and name in columns and name != "record_id"
        for table in _tables_named(columns[name])
    )


@cache
def _tables_named(column: Column[Any]) -> list[str]:
    return [key.column.table.name for key in column.foreign_keys]


def settle(bench: Bench, verdicts: list[Verdict]) -> list[Verdict]:
    """Take into account what was forced, what is gone, and what is there only once."""
    for verdict in verdicts:
        if verdict.outcome is Outcome.KEPT and verdict.is_forcible and verdict.key in bench.forced:
            verdict.outcome, verdict.reason = Outcome.BACK, None
    _block_gone(bench, verdicts)
    _block_taken(bench, verdicts)
    return [verdict for verdict in verdicts if verdict.outcome is not Outcome.SETTLED]


def _block_gone(bench: Bench, verdicts: Sequence[Verdict]) -> None:
    going_back = [verdict for verdict in verdicts if verdict.outcome is Outcome.BACK and verdict.needed]
    by_table: dict[str, set[int]] = {}
    for verdict in going_back:
        for table, row_id in verdict.needed:
            by_table.setdefault(table, set()).add(row_id)
    there = {table: _there(bench, table, ids) for table, ids in by_table.items()}
    for verdict in going_back:
        gone = [one for one in verdict.needed if one[1] not in there[one[0]] and one not in bench.returning]
        if gone:
            is_owner = verdict.field == OWNER
            verdict.outcome, verdict.reason = Outcome.BLOCKED, OWNER_LEFT if is_owner else TARGET_GONE


def _there(bench: Bench, name: str, ids: set[int]) -> set[int]:
    """Those of ``ids`` that can be linked to. A user must be able to sign in, a tag must still be the same tag."""
    table = table_of(name)
    statement = select(table.c.id).where(among(bench.session, table.c.id, ids))
    if table is user:
        statement = statement.where(user.c.active)
    found = set(run_checked(bench.session, statement).scalars())
    model = model_of(name)
    if model is not None and not issubclass(model, Record | OnRecord):
        found -= made_anew_since(bench.session, name, ids, bench.set_id)
    return found


def _block_taken(bench: Bench, verdicts: Sequence[Verdict]) -> None:
    """Rows that would stand beside one which is there only once: a name, a tag on a record."""
    by_subject: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.outcome is Outcome.BACK and not verdict.change.is_record and verdict.change.added is None:
            by_subject.setdefault(verdict.change.subject, []).append(verdict)
    for subject, of_subject in by_subject.items():
        for names in unique_columns(subject):
            _compare_unique(bench, subject, names, of_subject)


def unique_columns(subject: str) -> list[tuple[str, ...]]:
    """Columns whose values together are there only once."""
    table = table_of(subject)
    several = [tuple(c.columns.keys()) for c in table.constraints if isinstance(c, UniqueConstraint)]
    return [*several, *((column.name,) for column in table.c if column.unique)]


def _compare_unique(bench: Bench, subject: str, names: tuple[str, ...], verdicts: Sequence[Verdict]) -> None:
    columns = [table_of(subject).c[name] for name in names]
    wanted = {id(v): tuple(_before(v, column) for column in columns) for v in verdicts}
    firsts = {values[0] for values in wanted.values() if values[0] is not None}
    is_number = all(isinstance(one, int) for one in firsts)
    held = among(bench.session, columns[0], firsts) if is_number else columns[0].in_(firsts)
    rows = run_checked(bench.session, select(table_of(subject).c.id, *columns).where(held))
    holders = {tuple(row)[1:]: row.id for row in rows}
    leaving = {v.change.subject_id for v in verdicts}
    for verdict in verdicts:
        holder = holders.get(wanted[id(verdict)])
        if holder is not None and holder != verdict.change.subject_id and holder not in leaving:
            is_link = len(names) > 1
            verdict.outcome = Outcome.SETTLED if is_link else Outcome.BLOCKED
            verdict.reason = None if is_link else TAKEN


def _before(verdict: Verdict, column: Column[Any]) -> Any:
    """A value of the row as it is to be again."""
    change, name = verdict.change, column.name
    if change.removed is not None:
        return typed(column, change.removed.get(name))
    return typed(column, change.edits[name][0]) if name in change.edits else (verdict.now or {}).get(name)


def block_used(bench: Bench, subject: str, verdicts: Sequence[Verdict], leaving: set[tuple[str, int]]) -> None:
    """What the set added and others use by now stays. Rows that go with this undo, and records that go to the trash, do not count."""
    going = {v.change.subject_id: v for v in verdicts if v.outcome is Outcome.BACK and v.change.added is not None}
    for column in pointing_at(subject) if going else ():
        table, holder = column.table, record_column(column.table)
        named = holder if holder is not None else table.c.id
        statement = select(table.c.id, column, named).where(among(bench.session, column, going))
        for row_id, target, record_id in run_checked(bench.session, statement).all():
            goes_too = record_id in bench.added_records if holder is not None else (table.name, row_id) in leaving
            if not goes_too:
                going[target].outcome, going[target].reason = Outcome.BLOCKED, IN_USE


def pointing_at(subject: str) -> list[Any]:
    """The columns of all tables that name a row of this one."""
    table = table_of(subject)
    others = [column for other in table.metadata.tables.values() for column in other.columns]
    return [column for column in others if any(key.column.table is table for key in column.foreign_keys)]
