"""Indexes over custom values: built and dropped in the background, one after the other, by the holder of the upkeep's lease.

A field says that it waits (``index_state``), and the work brings about what the fields ask for: PostgreSQL builds beside all readers
and writers, SQLite while nobody else writes. A build that fails is kept as failed, with the reason in the log; filters work without.
"""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import Engine, inspect, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.database import write_intent
from app.kernel.viewer import as_system
from app.models import CustomField, IndexState, Record
from app.records.custom_indexes import index_expression, index_name, wants_index

START = "ix_by_hand_custom_"

fields = CustomField.__table__
log = logging.getLogger(__name__)


def tend_indexes(engine: Engine) -> None:
    """Build what waits, drop what nobody asks for any more."""
    with as_system(engine) as session:
        known = {one.id: one for one in session.scalars(select(CustomField))}
        wanted = {index_name(one): one for one in known.values() if wants_index(one)}
        session.expunge_all()
    present = _present(engine)
    for name in sorted(present - wanted.keys()):
        _run(engine, f"DROP INDEX {_beside(engine)} IF EXISTS {name}")
    for name, field in wanted.items():
        if field.index_state is IndexState.WAITING or name not in present:
            _build(engine, name, field)


def _present(engine: Engine) -> set[str]:
    if engine.dialect.name == "sqlite":  # whose reflection does not tell of indexes over expressions
        with engine.connect() as connection:
            found = list(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'index'")).scalars())
    else:
        found = [index["name"] for index in inspect(engine).get_indexes(Record.__tablename__)]
    return {name for name in found if name and name.startswith(START)}


def _build(engine: Engine, name: str, field: CustomField) -> None:
    """A half-built one, left by a killed worker, goes first: it would never be used."""
    _run(engine, f"DROP INDEX {_beside(engine)} IF EXISTS {name}")
    expression = index_expression(engine.dialect, field)
    statement = (
        f"CREATE INDEX {_beside(engine)} {name} ON record (kind, ({expression}), id) "
        f"WHERE deleted_at IS NULL AND ({expression}) IS NOT NULL"
    )
    _note(engine, field.id, IndexState.READY if _run(engine, statement) else IndexState.FAILED)


def _beside(engine: Engine) -> str:
    return "" if engine.dialect.name == "sqlite" else "CONCURRENTLY"


def _alone(engine: Engine) -> Engine:
    """Connections without a transaction on PostgreSQL, which builds nothing CONCURRENTLY inside one."""
    return engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="AUTOCOMMIT")


def _run(engine: Engine, statement: str) -> bool:
    """One statement outside of any transaction of others; whether it was done."""
    try:
        with write_intent(), _alone(engine).connect() as connection:
            connection.exec_driver_sql(statement)
            connection.commit()
    except SQLAlchemyError:
        log.exception("an index over custom values could not be made or dropped")
        return False
    return True


def _note(engine: Engine, field_id: int, state: IndexState) -> None:
    """Keep how it went; no act of anybody, so it has no history."""
    values: dict[str, Any] = {"index_state": state}
    with write_intent(), engine.begin() as connection:
        connection.execute(update(fields).where(fields.c.id == field_id).values(values))
