"""Tables and values of the history as the database has them: which column a line speaks of, and its value in that column's type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Enum, Numeric, Table, inspect, select

from app.kernel.columns import Moment
from app.kernel.viewer import AnySession, Right, viewer_of
from app.models import BetweenRecords, Model, OnRecord, Record, Tracked
from app.records.access import reach, run_checked
from app.records.many_ids import among
from app.records.people_log import LINKS, RECORDED
from app.records.undo_sets import CUSTOM, RECORD, WHOLE_CUSTOM

ALWAYS = ("kind", "deleted_at", "visibility")


class Belonging:
    """Stands for the tables that link users, roles and user groups: they have no class."""


PEOPLE: dict[str, type[Any]] = {
    **{str(model.__tablename__): model for model in RECORDED},
    **{table.name: Belonging for table in LINKS},
}

record = Record.__table__
Values = dict[str, Any]
Columns = Mapping[str, Column[Any]]


def model_of(subject: str) -> type[Any] | None:
    """The class whose table the history calls ``subject``; None where this version has no such table."""
    return _models().get(subject)


@cache
def _models() -> dict[str, type[Any]]:
    mappers = [mapper for mapper in Model.registry.mappers if issubclass(mapper.class_, Tracked)]
    known = {str(m.local_table.name): m.class_ for m in mappers if m is m.base_mapper and m.local_table is not None}
    return {**known, **PEOPLE}


def table_of(subject: str) -> Table:
    """The table of that name."""
    return Model.metadata.tables[subject]


def hangs_on_record(subject: str) -> bool:
    model = model_of(subject)
    return model is not None and issubclass(model, OnRecord)


def hanging_tables() -> list[str]:
    """The names of all tables whose rows hang on a record."""
    return [subject for subject, model in _models().items() if issubclass(model, OnRecord)]


def ends_of(subject: str) -> list[Column[Any]]:
    """The columns by which the rows of a table hang on records."""
    table, model = table_of(subject), model_of(subject)
    if model is None or not issubclass(model, OnRecord):
        return []
    return [table.c.record_id, table.c.other_id] if issubclass(model, BetweenRecords) else [table.c.record_id]


def record_column(table: Table) -> Column[Any] | None:
    """The column of a table that says which record a row is, or hangs on; None for a table of rows of no record."""
    if "record_id" in table.c and hangs_on_record(table.name):
        return table.c.record_id
    return table.c.id if table in record_tables() else None


def record_tables() -> list[Table]:
    """The table ``record`` and those that the kinds join to it."""
    found = [table for mapper in inspect(Record).self_and_descendants for table in mapper.tables]
    return list(dict.fromkeys(found))


@cache
def columns_of_kind(kind_name: str) -> Columns:
    """The columns of one kind of record by attribute, whichever table they stand in."""
    mapper = inspect(Record).polymorphic_map.get(kind_name)
    return {prop.key: prop.columns[0] for prop in mapper.column_attrs} if mapper is not None else {}


@cache
def has_derived_name(kind_name: str) -> bool:
    """Whether the name follows from other fields, so that the history's line about it says nothing of its own."""
    mapper = inspect(Record).polymorphic_map.get(kind_name)
    return mapper is not None and mapper.class_.called is not Record.called


def typed(column: Column[Any], stored: Any) -> Any:
    """A value of the history as this column holds it. Set-based writes and the flush spell moments and truth differently."""
    way = None if stored is None else _way(column)
    return stored if way is None else way(stored)


@cache
def _way(column: Column[Any]) -> Callable[[Any], Any] | None:
    """What makes a stored value one of this column; None where it is one already."""
    kind = column.type
    if isinstance(kind, Moment | DateTime):
        return _moment
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return partial(_member, kind.enum_class)
    if isinstance(kind, Boolean):
        return bool
    return _number if isinstance(kind, Numeric) and kind.asdecimal else None


def _moment(stored: str) -> datetime:
    moment = datetime.fromisoformat(stored)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(stored: Any) -> Decimal:
    return Decimal(str(stored))


def _member(enum: Any, stored: Any) -> Any:
    try:
        return enum(stored)
    except ValueError:
        return stored


# --- what stands there now -----------------------------------------------------------------------------------------------


def records_now(
    session: AnySession, ids: Sequence[int], fields: Iterable[str], *, is_locked: bool
) -> tuple[dict[int, Values], dict[Right, set[int]]]:
    """The present values of these fields of the records that the viewer may see, with kind and place in the trash, locked where
    they will be written; and which of the records the viewer may edit, which delete."""
    wanted = {*ALWAYS, *(WHOLE_CUSTOM if name.startswith(CUSTOM) else name for name in fields)}
    names = [name for name in sorted(wanted) if name in record.c and name != "id"]
    see, edit, end = (reach(viewer_of(session), right, record.c) for right in (Right.SEE, Right.EDIT, Right.DELETE))
    statement = (
        select(record.c.id, edit.label("may_edit"), end.label("may_delete"), *(record.c[name] for name in names))
        .where(among(session, record.c.id, ids), see)
        .order_by(record.c.id)
    )
    rows = run_checked(session, statement.with_for_update(of=record) if is_locked else statement).all()
    found = {row[0]: dict(zip(names, row[3:], strict=True)) for row in rows}
    _read_kinds(session, found, wanted)
    rights = {Right.EDIT: {row[0] for row in rows if row[1]}, Right.DELETE: {row[0] for row in rows if row[2]}}
    return found, {Right.SEE: set(found), **rights}


def _read_kinds(session: AnySession, found: dict[int, Values], wanted: set[str]) -> None:
    """Add what stands in the tables of the kinds."""
    for kind_name in {values["kind"] for values in found.values()}:
        ids = [one for one, values in found.items() if values["kind"] == kind_name]
        for table, columns in _by_table(kind_name, wanted).items():
            names = [column.key for column in columns]
            asked = select(table.c.id, *columns).where(among(session, table.c.id, ids))
            for row in run_checked(session, asked).all():
                found[row[0]].update(zip(names, row[1:], strict=True))


def _by_table(kind_name: str, wanted: set[str]) -> dict[Any, list[Column[Any]]]:
    tables: dict[Any, list[Column[Any]]] = {}
    for name, column in columns_of_kind(kind_name).items():
        if name in wanted and column.table is not record and name != "id":
            tables.setdefault(column.table, []).append(column)
    return tables


def rows_now(session: AnySession, subject: str, ids: Sequence[int]) -> dict[int, Values]:
    """Whole rows of a table by id."""
    table = table_of(subject)
    names = [column.name for column in table.c]
    rows = run_checked(session, select(table).where(among(session, table.c.id, ids))).all()
    return {row.id: dict(zip(names, row, strict=True)) for row in rows}


def differs(subject: str, kept: Values, now: Values, columns: Columns | None = None, but: Iterable[str] = ()) -> bool:
    """Whether a row is another than the history's whole row of it."""
    known = columns if columns is not None else table_of(subject).c
    names = [name for name in kept if name in known and name in now and name not in but]
    return any(typed(known[name], kept[name]) != now[name] for name in names)


__all__ = ["RECORD", "columns_of_kind", "differs", "model_of", "records_now", "rows_now", "table_of", "typed"]
