"""The canonical dump: everything that a house holds, in one form that two states can be compared by."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from app.models import Model, Record, SettingRow, Tracked
from app.records.access import run_checked
from app.records.custom_kinds import VERSION
from app.records.undo_values import record_column
from tests.conftest import House

FOLLOWS = frozenset({"version", "changed_at", "changed_by_id", "last_activity_at", "deleted_by_id"})
"""Columns that say when and by whom something was written last."""

Dump = dict[str, dict[int, dict[str, Any]]]


def record_ids(house: House) -> set[int]:
    """Every record there is, in the trash or not."""
    with house.session() as session:
        return set(run_checked(session, select(Record.__table__.c.id)).scalars())


def dump(house: House, records: Collection[int] | None = None) -> Dump:
    """All tables of what has a history, row by row. ``records`` leaves out all other records and what hangs on them."""
    with house.session() as session:
        found = {name: _rows(session, name) for name in _tables()}
    if records is None:
        return found
    return {name: _only(name, rows, records) for name, rows in found.items()}


def _tables() -> list[str]:
    tracked = [mapper for mapper in Model.registry.mappers if issubclass(mapper.class_, Tracked)]
    return sorted({str(table.name) for mapper in tracked for table in mapper.tables})  # type: ignore[attr-defined]


def _rows(session: Any, name: str) -> dict[int, dict[str, Any]]:
    rows = [row for row in run_checked(session, select(Model.metadata.tables[name])) if not _is_mark(name, row)]
    return {row.id: {key: value for key, value in row._mapping.items() if key not in FOLLOWS} for row in rows}


def _is_mark(name: str, row: Any) -> bool:
    """Whether it is no setting, but what the database renews whenever fields are written."""
    return name == SettingRow.__tablename__ and row.name == VERSION


def _only(name: str, rows: dict[int, dict[str, Any]], records: Collection[int]) -> dict[int, dict[str, Any]]:
    holder = record_column(Model.metadata.tables[name])
    if holder is None:
        return rows
    return {row_id: row for row_id, row in rows.items() if row[holder.name] in records}


def difference(before: Dump, after: Dump) -> dict[str, Any]:
    """Where two dumps differ: row by row, what was and what is; empty where they are the same."""
    found: dict[str, Any] = {}
    for name in before:
        ids = {*before[name], *after[name]}
        rows = {one: (before[name].get(one), after[name].get(one)) for one in ids}
        changed = {one: pair for one, pair in rows.items() if pair[0] != pair[1]}
        if changed:
            found[name] = changed
    return found
