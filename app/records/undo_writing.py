"""The writes of an undo: set-based, with history, versions and keys, into the open change set (HIS-4, mechanism 4).

Each part was judged by ``undo_judging`` under the viewer's rights in this transaction; only what goes back is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, delete, insert, select, update

from app.kernel import clock
from app.kernel.viewer import viewer_of
from app.models import Model, Operation, Participant, Record, Visibility
from app.records.access import run_checked
from app.records.bulk import touch
from app.records.changes import current_set, plain
from app.records.fields import Asking
from app.records.kinds import kind
from app.records.loading import pour, set_each
from app.records.many_fields import ChannelField
from app.records.many_ids import among
from app.records.rekeying import renew_keys
from app.records.undo_obstacles import pointing_at
from app.records.undo_sets import CUSTOM, RECORD, RowChange, Values
from app.records.undo_values import (
    columns_of_kind,
    record_column,
    rows_now,
    table_of,
    typed,
)
from app.records.undo_verdicts import OWNER, TRASHED_AT, Outcome, Verdict

record = Record.__table__
PARTICIPANTS = Participant.__table__.name
VISIBILITY = "visibility"
PORTION = 5_000
FEW = 20
"""So many different values are written by as many statements; more of them each to its row."""


class Writer:
    """Puts one part of a set back. ``new_ids`` are rows that came back under another number, since theirs was taken."""

    def __init__(self, asking: Asking, new_ids: dict[tuple[str, int], int] | None = None) -> None:
        self.asking = asking
        self.session = asking.session
        self.new_ids = new_ids if new_ids is not None else {}
        self.lines: list[Values] = []

    # --- records and what hangs on them

    def put_back(self, verdicts: Sequence[Verdict], now: dict[int, Values]) -> None:
        """Put back what may go back; ``now`` are the records as they were judged. Who reaches a record comes last, so that
        nothing before it is hidden from the viewer."""
        going = [verdict for verdict in verdicts if verdict.outcome is Outcome.BACK]
        if not going:
            return
        ids = sorted({one for v in going for one in _told_by(v.change, now)})
        values = [v for v in going if v.change.is_record and v.field]
        rows = [v for v in going if not v.change.is_record]
        early = [v for v in rows if v.change.subject != PARTICIPANTS]
        self._take_off([v for v in early if v.change.added is not None])
        self._values([v for v in values if v.field == TRASHED_AT and v.was is None], now)
        self._values([v for v in values if v.field not in (TRASHED_AT, OWNER, VISIBILITY)], now)
        self._change_rows([v for v in early if v.change.edits])
        self._hang([v for v in early if v.change.removed is not None])
        self._renew(going, now)
        self._values([v for v in values if v.field in (OWNER, VISIBILITY)], now)
        self._values([v for v in values if v.field == TRASHED_AT and v.was is not None], now)
        self._bury([v.change for v in going if v.change.is_record and v.change.added is not None])
        late = [v for v in rows if v.change.subject == PARTICIPANTS]
        self._rows(late)
        self._write_down()
        touch(self.session, ids)

    def _rows(self, verdicts: Sequence[Verdict]) -> None:
        self._take_off([v for v in verdicts if v.change.added is not None])
        self._change_rows([v for v in verdicts if v.change.edits])
        self._hang([v for v in verdicts if v.change.removed is not None])

    def _values(self, verdicts: Sequence[Verdict], now: dict[int, Values]) -> None:
        """Values of records, column by column."""
        by_column: dict[Any, dict[int, Any]] = {}
        custom: dict[int, dict[str, Any]] = {}
        for verdict in verdicts:
            record_id = verdict.change.subject_id
            if verdict.field.startswith(CUSTOM):
                custom.setdefault(record_id, {})[verdict.field.removeprefix(CUSTOM)] = verdict.was
            else:
                column = columns_of_kind(now[record_id]["kind"])[verdict.field]
                by_column.setdefault(column, {})[record_id] = self._value(column, verdict.was)
            new = verdict.was if verdict.field.startswith(CUSTOM) else plain(by_column[column][record_id])
            self._line(verdict.change, verdict.field, plain(verdict.now), new)
        for column, values in by_column.items():
            self._set(column, values)
            if column is record.c[TRASHED_AT]:
                self._say_who(list(values), value=next(iter(values.values())))
        self._set_custom(custom, now)

    def _set_custom(self, custom: dict[int, dict[str, Any]], now: dict[int, Values]) -> None:
        whole = {}
        for record_id, given in custom.items():
            values = {**(now[record_id]["custom"] or {}), **given}
            whole[record_id] = {name: value for name, value in values.items() if value is not None}
        self._set(record.c.custom, whole)

    def _bury(self, born: Sequence[RowChange]) -> None:
        """Into the trash with what the set added."""
        if not born:
            return
        ids = [change.subject_id for change in born]
        moment = clock.now()
        self._set(record.c[TRASHED_AT], dict.fromkeys(ids, moment))
        self._say_who(ids, value=moment)
        for change in born:
            self._line(change, TRASHED_AT, None, plain(moment))

    def _say_who(self, ids: Sequence[int], *, value: Any) -> None:
        who = viewer_of(self.session).user_id if value is not None else None
        self._set(record.c.deleted_by_id, dict.fromkeys(ids, who))

    def _renew(self, going: Sequence[Verdict], now: dict[int, Values]) -> None:
        """Names and keys of those whose words changed (REC-12)."""
        self.session.expire_all()
        wanted: dict[str, tuple[set[int], set[str]]] = {}
        for verdict in going:
            record_id = verdict.change.record_id
            if record_id is None or (verdict.change.is_record and not verdict.field):
                continue
            ids, names = wanted.setdefault(now[record_id]["kind"], (set(), set()))
            ids.add(record_id)
            names.add(verdict.field if verdict.change.is_record else verdict.change.subject)
        for kind_name, (ids, names) in wanted.items():
            of = kind(kind_name)
            channels = [field for field in of.fields if isinstance(field, ChannelField)]
            hung = {field.attribute for field in channels if field.table().name in names}
            renew_keys(self.asking, of, sorted(ids), names | hung)

    # --- what belongs to no record

    def bring_shared_back(self, verdicts: Sequence[Verdict]) -> None:
        """Rows that the set removed stand again, parents first; then what it changed is as it was."""
        going = [verdict for verdict in verdicts if verdict.outcome is Outcome.BACK]
        self._hang([v for v in going if v.change.removed is not None])
        self._change_rows([v for v in going if v.change.edits])
        self._write_down()

    def take_shared_away(self, verdicts: Sequence[Verdict]) -> None:
        """What the set added goes, children first; buried records let go of it."""
        going = [v for v in verdicts if v.outcome is Outcome.BACK and v.change.added is not None]
        for subject, of_subject in reversed(_by_table(going)):
            ids = [verdict.change.subject_id for verdict in of_subject]
            for column in pointing_at(subject):
                self._let_go(column, ids)
            self._take_off(of_subject)
        self._write_down()

    def _let_go(self, column: Column[Any], ids: Sequence[int]) -> None:
        holder = record_column(column.table)
        if holder is None:
            return
        found = run_checked(
            self.session, select(column.table.c.id, holder, column).where(among(self.session, column, ids))
        ).all()
        if holder.name == "id":
            self._set(column, dict.fromkeys([row[0] for row in found]))
            for row_id, record_id, value in found:
                self._line(RowChange(RECORD, record_id, row_id), column.key, value, None)
            return
        rows = rows_now(self.session, column.table.name, [row[0] for row in found])
        self._drop(
            column.table.name, [(_change_of(column.table.name, row[0], rows[row[0]]), rows[row[0]]) for row in found]
        )

    # --- rows

    def _take_off(self, verdicts: Sequence[Verdict]) -> None:
        for subject, of_subject in reversed(_by_table(verdicts)):
            rows = rows_now(self.session, subject, [verdict.change.subject_id for verdict in of_subject])
            self._drop(subject, [(v.change, rows[v.change.subject_id]) for v in of_subject])

    def _drop(self, subject: str, rows: Sequence[tuple[RowChange, Values]]) -> None:
        table = table_of(subject)
        ids = [change.subject_id for change, _now in rows]
        run_checked(self.session, delete(table).where(among(self.session, table.c.id, ids)))
        for change, now in rows:
            self._line(change, "", {name: plain(value) for name, value in now.items()}, None, Operation.DELETED)

    def _hang(self, verdicts: Sequence[Verdict]) -> None:
        """Rows that were removed stand again under their numbers."""
        for subject, of_subject in _by_table(verdicts):
            table = table_of(subject)
            taken = rows_now(self.session, subject, [verdict.change.subject_id for verdict in of_subject])
            rows = [self._whole(subject, verdict.change, taken) for verdict in of_subject]
            by_names: dict[tuple[str, ...], list[tuple[RowChange, Values]]] = {}
            for verdict, row in zip(of_subject, rows, strict=True):
                by_names.setdefault(tuple(row), []).append((verdict.change, row))
            for pairs in by_names.values():
                self._insert(table, pairs)

    def _insert(self, table: Any, pairs: Sequence[tuple[RowChange, Values]]) -> None:
        """Rows that all name the same columns."""
        if "id" in pairs[0][1]:
            for start in range(0, len(pairs), PORTION):
                run_checked(self.session, insert(table), [row for _change, row in pairs[start : start + PORTION]])
        for change, row in pairs:
            row_id = row["id"] if "id" in row else self._insert_one(table, row)
            if row_id != change.subject_id:
                self.new_ids[(change.subject, change.subject_id)] = row_id
            whole = {"id": row_id, **{name: plain(value) for name, value in row.items()}}
            made = RowChange(change.subject, row_id, change.record_id, other_id=change.other_id)
            self._line(made, "", None, whole, Operation.ADDED)

    def _insert_one(self, table: Any, row: Values) -> int:
        return int(run_checked(self.session, insert(table).values(row).returning(table.c.id)).scalar_one())

    def _whole(self, subject: str, change: RowChange, taken: dict[int, Values]) -> Values:
        columns, removed = table_of(subject).c, change.removed or {}
        row = {name: self._value(columns[name], value) for name, value in removed.items() if name in columns}
        for column in columns:
            default: Any = column.default
            if column.name not in row and default is not None:
                row[column.name] = default.arg if default.is_scalar else default.arg(None)
        if change.subject_id in taken:
            del row["id"]
        return row

    def _value(self, column: Column[Any], stored: Any) -> Any:
        """A value of the history, with the present number of a row that came back under another one."""
        for key in column.foreign_keys:
            stored = self.new_ids.get((key.column.table.name, stored), stored)
        return typed(column, stored)

    def _change_rows(self, verdicts: Sequence[Verdict]) -> None:
        by_column: dict[Any, dict[int, Any]] = {}
        for verdict in verdicts:
            columns, now = table_of(verdict.change.subject).c, verdict.now or {}
            for name, (old, _new) in verdict.change.edits.items():
                if name in columns:
                    by_column.setdefault(columns[name], {})[verdict.change.subject_id] = self._value(columns[name], old)
                    self._line(verdict.change, name, plain(now.get(name)), old)
        for column, values in by_column.items():
            self._set(column, values)

    # --- statements

    def _set(self, column: Column[Any], values: dict[int, Any]) -> None:
        """Give each row its own value: by value where there are few, else row by row."""
        table = column.table
        by_value: dict[str, list[int]] = {}
        for row_id, value in values.items():
            by_value.setdefault(repr(value), []).append(row_id)
        if len(by_value) > FEW:
            set_each(self.session, table, [{"id": row_id, column.name: value} for row_id, value in values.items()])
            return
        for ids in by_value.values():
            statement = update(table).where(among(self.session, table.c.id, ids))
            run_checked(self.session, statement.values({column.name: values[ids[0]]}))

    def _line(self, change: RowChange, name: str, old: Any, new: Any, operation: Operation | None = None) -> None:
        if operation is None:
            operation = Operation.EDITED
            if change.is_record and name == TRASHED_AT:
                operation = Operation.RESTORED if new is None else Operation.DELETED
        self.lines.append(
            {
                "set_id": current_set(self.session).ensure_id(self.session),
                "record_id": change.record_id,
                "other_id": change.other_id,
                "subject": change.subject,
                "subject_id": change.subject_id,
                "operation": operation,
                "field": name,
                "old": old,
                "new": new,
            }
        )

    def _write_down(self) -> None:
        pour(self.session, "change", self.lines)
        self.lines = []


def _told_by(change: RowChange, now: dict[int, Values]) -> list[int]:
    """The records that show a change: of two that something lies between, those whose other one is public (``records.changes``)."""
    ends = [one for one in (change.record_id, change.other_id) if one is not None]
    return [one for one in ends if all(far == one or now[far][VISIBILITY] is Visibility.PUBLIC for far in ends)]


def _change_of(subject: str, row_id: int, row: Values) -> RowChange:
    """A change of a row that hangs on records, as it stands now."""
    return RowChange(subject, row_id, row["record_id"], other_id=row.get("other_id"))


def _by_table(verdicts: Iterable[Verdict]) -> list[tuple[str, list[Verdict]]]:
    """By table, those that others name first."""
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        found.setdefault(verdict.change.subject, []).append(verdict)
    order = {table.name: place for place, table in enumerate(Model.metadata.sorted_tables)}
    return sorted(found.items(), key=lambda pair: order[pair[0]])
