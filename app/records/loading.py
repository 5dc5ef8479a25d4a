"""Rows into tables and values into rows at the speed of the driver: by COPY or one statement on PostgreSQL, in one prepared statement
on SQLite.

Nothing is checked and no history follows: whoever pours rows writes their history too, into the change set that must be open.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Dialect, Table, bindparam, cast, column, func, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import JSONB

from app.kernel.database import is_sqlite
from app.kernel.viewer import AnySession
from app.models import Model
from app.records.access import checked
from app.records.changes import current_set, plain

Row = Mapping[str, Any]


def reserve_ids(session: AnySession, table: str, count: int) -> list[int]:
    """Ids for so many new rows, in order. On SQLite they are safe only while the write lock is held."""
    if not is_sqlite(session):
        places = func.generate_series(1, count).table_valued("place")
        sequence = func.nextval(func.pg_get_serial_sequence(table, "id"))
        return list(session.connection().execute(select(sequence).select_from(places)).scalars())
    latest = checked(select(func.max(literal_column("id"))).select_from(text(table)))
    highest = session.connection().execute(latest).scalar() or 0
    return list(range(highest + 1, highest + count + 1))


def pour(session: AnySession, table: str, rows: Sequence[Row]) -> None:
    """Insert rows that all name the same columns; defaults of the program are not filled in."""
    current_set(session)
    if not rows:
        return
    connection = session.connection()
    target, names = Model.metadata.tables[table], tuple(rows[0])
    quoted = connection.dialect.identifier_preparer.quote
    into = f"{quoted(table)} ({', '.join(map(quoted, names))})"
    bound = _bound(target, names, rows, connection.dialect)
    cursor: Any = connection.connection.cursor()
    if is_sqlite(session):
        places = ", ".join("?" for _ in names)
        cursor.executemany(f"INSERT INTO {into} VALUES ({places})", bound)  # noqa: S608 - names of our own columns
    else:
        _copy(cursor, f"COPY {into} FROM STDIN", bound)
    cursor.close()


def set_each(session: AnySession, table: Table, rows: Sequence[Row]) -> None:
    """Give each row of ``table`` values of its own; all ``rows`` name the same columns, and ``id``."""
    current_set(session)
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    if is_sqlite(session):
        statement = update(table).where(table.c.id == bindparam("its_id"))
        bound = [{"its_id": row["id"], **{f"its_{name}": row[name] for name in names}} for row in rows]
        statement = statement.values({name: bindparam(f"its_{name}") for name in names})
        session.connection().execute(checked(statement), bound)
        return
    columns = [column(name, table.c[name].type) for name in ("id", *names)]
    whole = [{name: plain(value) for name, value in row.items()} for row in rows]
    given = func.jsonb_to_recordset(cast(whole, JSONB)).table_valued(*columns).render_derived("given", with_types=True)
    statement = update(table).where(table.c.id == given.c.id)
    session.connection().execute(checked(statement.values({name: given.c[name] for name in names})))


def _copy(cursor: Any, statement: str, rows: Iterator[list[Any]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _bound(table: Table, names: Sequence[str], rows: Sequence[Row], dialect: Dialect) -> Iterator[list[Any]]:
    """The rows as the driver takes them. Nothing is nothing in every type, so only what is there is converted."""
    found = ((place, _way(table.c[name].type, dialect)) for place, name in enumerate(names))
    ways = [(place, way) for place, way in found if way is not None]
    for row in rows:
        bound = [row[name] for name in names]
        for place, way in ways:
            if bound[place] is not None:
                bound[place] = way(bound[place])
        yield bound


def _way(type_: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    """How values of a column become what the driver takes; JSON goes into a COPY as its text."""
    if isinstance(type_, JSON) and dialect.name == "postgresql":
        return json.dumps
    way: Callable[[Any], Any] | None = type_.dialect_impl(dialect).bind_processor(dialect)
    return way
