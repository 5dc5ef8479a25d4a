"""Databases for tests: on SQLite a copied file, on PostgreSQL databases that are laid out as new after each test and used again."""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, make_url, text

POSTGRESQL = os.environ.get("SPLOT_TEST_DATABASE_URL", "")

Furnish = Callable[[str, Path], None]
"""Makes an empty database, named by its address, the model of all others."""


def copy_sqlite(furnish: Furnish, folder: Path) -> tuple[str, Callable[[], None]]:
    """The address of a furnished database in this folder, and how to give it back."""
    shutil.copyfile(_model_sqlite(furnish), folder / "splot.db")
    return f"sqlite:///{folder / 'splot.db'}", lambda: None


@cache
def _model_sqlite(furnish: Furnish) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="splot-model-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    furnish(f"sqlite:///{folder / 'model.db'}", folder)
    with sqlite3.connect(folder / "model.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "model.db"


_free: list[str] = []
"""Furnished databases that no test uses now."""


def copy_postgresql(furnish: Furnish, _folder: Path) -> tuple[str, Callable[[], None]]:
    """The same on the server. Making and dropping a database costs it two checkpoints, laying one out anew some rows."""
    name = _free.pop() if _free else _made_postgresql(furnish)
    return _address(name), partial(_give_back, name)


def _give_back(name: str) -> None:
    engine = create_engine(_address(name), poolclass=NullPool)
    with engine.begin() as connection:
        is_as_new = connection.scalar(text("SELECT model.restore()"))
    if is_as_new:
        _free.append(name)
    else:
        _drop(name)


def _made_postgresql(furnish: Furnish) -> str:
    model = _model_postgresql(furnish)
    name = f"splot_test_{uuid.uuid4().hex[:12]}"
    _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{model}"')
    atexit.register(_drop, name)
    return name


@cache
def _model_postgresql(furnish: Furnish) -> str:
    name = f"splot_test_model_{uuid.uuid4().hex[:12]}"
    _on_server(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    atexit.register(_drop, name)
    with tempfile.TemporaryDirectory() as folder:
        furnish(_address(name), Path(folder))
    _on_server((Path(__file__).with_suffix(".sql")).read_text(), name)
    return name


def _drop(name: str) -> None:
    _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _server() -> Any:
    return make_url(POSTGRESQL.replace("postgresql://", "postgresql+psycopg://"))


def _address(name: str) -> str:
    return str(_server().set(database=name).render_as_string(hide_password=False))


def _on_server(statement: str, database: str | None = None) -> None:
    engine = create_engine(
        _address(database) if database else _server(), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with engine.connect() as connection:
        connection.connection.cursor().execute(statement)


COPIES = {"sqlite": copy_sqlite, "postgresql": copy_postgresql}
