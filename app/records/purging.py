"""Out of the trash for good: records, what hangs on them and their history (HIS-3). There is no way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select, update

from app.kernel.database import is_sqlite
from app.kernel.errors import Forbidden
from app.kernel.messages import say
from app.kernel.viewer import AnySession, viewer_of
from app.models import Model, Record
from app.records.access import run_checked
from app.records.changes import current_set
from app.records.many_ids import among
from app.records.undo_obstacles import pointing_at
from app.records.undo_values import ends_of, record_tables

record = Record.__table__
GONE_WITH_IT = frozenset({"change", "job_item"})


def purgeable(session: AnySession, before: datetime) -> Select[Any]:
    """The ids of records that went to the trash before a moment.

    SQLite gives the highest number again once its row is gone, and the history of others still speaks of it: the newest record
    stays until there is a newer one.
    """
    statement = select(record.c.id).where(record.c.deleted_at < before)
    if is_sqlite(session):
        newest = select(func.max(record.c.id)).scalar_subquery()
        statement = statement.where(record.c.id != newest)
    return statement


def count_purgeable(session: AnySession, before: datetime) -> int:
    """How many there are."""
    found = purgeable(session, before).subquery()
    return int(run_checked(session, select(func.count()).select_from(found)).scalar_one())


def purge(session: AnySession, before: datetime, most: int) -> int:
    """Remove them, at most so many and the longest deleted first; returns how many. For administrators, inside a change set."""
    if not viewer_of(session).is_admin:
        raise Forbidden(say("Only administrators remove records for good."))
    current_set(session)
    ids = list(run_checked(session, purgeable(session, before).order_by(record.c.deleted_at).limit(most)).scalars())
    if ids:
        _remove(session, ids)
    return len(ids)


def _remove(session: AnySession, ids: Sequence[int]) -> None:
    tables = record_tables()
    for table in reversed(Model.metadata.sorted_tables):
        for column in _naming(table, tables):
            _let_go(session, column, ids)
    for table in reversed([table for table in Model.metadata.sorted_tables if table in tables]):
        run_checked(session, delete(table).where(among(session, table.c.id, ids)))
    session.expire_all()


def _naming(table: Any, tables: Sequence[Any]) -> list[Any]:
    """The columns of a table that name a record, but not those by which a kind's table joins its own."""
    columns = [column for of in tables for column in pointing_at(of.name) if column.table is table]
    return [column for column in dict.fromkeys(columns) if not (table in tables and column.primary_key)]


def _let_go(session: AnySession, column: Any, ids: Sequence[int]) -> None:
    table = column.table
    named: ColumnElement[bool] = among(session, column, ids)
    belongs = table.name in GONE_WITH_IT or any(column is end for end in ends_of(table.name))
    if belongs or not column.nullable:
        run_checked(session, delete(table).where(named))
    else:
        run_checked(session, update(table).where(named).values({column.name: None}))
