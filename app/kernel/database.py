"""The database under everything: one engine, SQLite or PostgreSQL, set up so that both behave alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask_appbuilder import Model
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, func, select

from app.kernel.text import search_key
from app.kernel.viewer import AnySession

db = SQLAlchemy(model_class=Model)

_means_to_write: ContextVar[bool] = ContextVar("means_to_write", default=False)

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=15000",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16384",
    "PRAGMA mmap_size=67108864",
)

FEW_PAGES = "PRAGMA cache_size=-2000"

FILES = "splot_files"

POSTGRESQL_OPTIONS = "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1 -c timezone=UTC"


@contextmanager
def write_intent() -> Iterator[None]:
    """Transactions begun inside take SQLite's write lock at once.

    A transaction that reads first and writes later fails instead of waiting when another writer came between.
    """
    token = _means_to_write.set(True)
    try:
        yield
    finally:
        _means_to_write.reset(token)


@contextmanager
def only_reading() -> Iterator[None]:
    """Transactions begun inside do not wait for SQLite's write lock, which the one around them may hold itself."""
    token = _means_to_write.set(False)
    try:
        yield
    finally:
        _means_to_write.reset(token)


def engine_options(url: str) -> dict[str, Any]:
    """Options for the engine at ``url`` (figures measured with these; see the house rules)."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 15, "check_same_thread": False}}
    return {"connect_args": {"options": POSTGRESQL_OPTIONS}, "pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}


def prepare_engine(engine: Engine) -> None:
    """Attach the house's connection set-up to ``engine``. Call once, before the first connection."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(pragma)
    connection.create_function("splot_fold", 1, _fold, deterministic=True)


def keep_few_pages(engine: Engine) -> None:
    """For a process with many connections that mostly read: SQLite keeps pages of its file for each of them, and the system has those
    anyway. At a million records pages took as long with 2 MB as with 16; writing thousands of rows is what needs more."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _keep_few_pages)


def _keep_few_pages(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute(FEW_PAGES)


@lru_cache(maxsize=4_096)
def _fold(text: str | None) -> str | None:
    return None if text is None else search_key(text)


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _means_to_write.get() else "BEGIN")


def keep_files_in(engine: Engine, folder: Path) -> None:
    """Say where the files lie that belong to the database at ``engine``."""
    engine.update_execution_options(**{FILES: folder})


def files_of(session: AnySession, name: str) -> Path:
    """The folder ``name`` below the data directory, for what is too large for the database; made if it is missing."""
    folder: Path = session.get_bind().get_execution_options()[FILES] / name
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def is_sqlite(session: AnySession) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def refresh_statistics(session: AnySession) -> None:
    """Tell the planner how much there is now. After thousands of new rows its plans are those of an empty database: on PostgreSQL
    setting a text field on 20,000 fresh records did not end within four minutes."""
    if is_sqlite(session):
        session.connection().exec_driver_sql("PRAGMA analysis_limit=1000")
    session.connection().exec_driver_sql("ANALYZE")


def one_at_a_time(session: AnySession, work: str) -> None:
    """Until this transaction ends, nobody else does work of this name: two imports side by side would both add a company that
    neither finds. SQLite has one writer anyway."""
    if not is_sqlite(session):
        session.connection().execute(select(func.pg_advisory_xact_lock(func.hashtext(work))))
