"""Databases full of demo data to measure on: made once for a size, kept in ``.cache/bench`` and in databases ``splot_bench_…``."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, make_url, text

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".cache" / "bench"
PREFIX = "splot_bench"
SEED = 11
PASSWORD = "a bench needs one"
FEW, FEW_SEEN = "few", 200
ADDRESSES = ("SPLOT_BENCH_DATABASE_URL", "SPLOT_TEST_DATABASE_URL")


@dataclass(frozen=True)
class House:
    """A filled database and where its program keeps its files."""

    database: str
    url: str
    folder: Path
    size: int

    def app(self) -> Flask:
        """An application over it, in this process."""
        from app import create_app

        return create_app(self.environment() | {"TESTING": True})

    def environment(self) -> dict[str, Any]:
        return {
            "SPLOT_DATABASE_URL": self.url,
            "SPLOT_DATA_DIR": str(self.folder),
            "SPLOT_SECRET_KEY": "bench" * 10,
            "SPLOT_REDIS_URL": "",
            "SPLOT_ADMIN_PASSWORD": PASSWORD,
        }

    def plain(self) -> tuple[str, str, str]:
        """Dialect, the driver's own address, and set-up of connections, for *bare*."""
        from app.kernel.database import POSTGRESQL_OPTIONS, PRAGMAS

        url = make_url(self.url)
        if self.database == "sqlite":
            return "sqlite", str(url.database), ";".join(PRAGMAS)
        return "postgresql", url.set(drivername="postgresql").render_as_string(hide_password=False), POSTGRESQL_OPTIONS


def server() -> Any:
    """The PostgreSQL server that the environment names, or None."""
    found = next((os.environ[name] for name in ADDRESSES if os.environ.get(name)), "")
    return make_url(found).set(drivername="postgresql+psycopg") if found else None


def mark() -> str:
    """Changes with the schema and with what fills it."""
    files = sorted([*ROOT.glob("migrations/versions/*.py"), *ROOT.glob("app/domain/demo*.py"), Path(__file__)])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def house(database: str, size: int) -> House:
    """The database of that size, made if it is not there; older ones of that size go."""
    made = _named(database, size, f"{PREFIX}_{size}_{mark()}")
    if not (made.folder / "ready").exists():
        _forget_older(database, size)
        _make_empty(made)
        _fill(made)
        (made.folder / "ready").touch()
    return made


def closed(open_house: House) -> House:
    """A copy in which nothing is public and one user, ``FEW``, is let into some records of many; kept as well."""
    made = _named(open_house.database, open_house.size, f"{PREFIX}_{open_house.size}_{mark()}_closed")
    if not (made.folder / "ready").exists():
        _copy(open_house, made)
        _close(made)
        (made.folder / "ready").touch()
    return made


def _named(database: str, size: int, name: str) -> House:
    folder = KEPT / f"{name}_{database}"
    url = f"sqlite:///{folder / 'splot.db'}" if database == "sqlite" else _address(name)
    return House(database, url, folder, size)


def _make_empty(made: House) -> None:
    made.folder.mkdir(parents=True)
    if made.database == "postgresql":
        name = make_url(made.url).database
        on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')


def _forget_older(database: str, size: int) -> None:
    for folder in KEPT.glob(f"{PREFIX}_{size}_*_{database}"):
        shutil.rmtree(folder)
        if database == "postgresql":
            on_server(f'DROP DATABASE IF EXISTS "{folder.name.removesuffix("_postgresql")}" WITH (FORCE)')


def _fill(made: House) -> None:
    from app.cli import initialise
    from app.cli_demo import make_demo
    from app.kernel.database import db

    app = made.app()
    initialise(app)
    with app.app_context():
        companies, deals = made.size // 10, made.size // 2
        make_demo(db.engine, persons=made.size, companies=companies, deals=deals, seed=SEED, password=PASSWORD)
        db.engine.dispose()
    tidy(made)


def _close(made: House) -> None:
    from app.kernel.database import db

    with made.app().app_context():
        _let_one_see_few(db.engine)
        db.engine.dispose()
    tidy(made)


def _let_one_see_few(engine: Any) -> None:
    from app.domain.accounts import add_user
    from app.kernel.viewer import as_system
    from app.panel.security import hash_password

    with as_system(engine) as session:
        user = add_user(session, FEW, "User", PASSWORD, hash_password, name="Few Seen")
        session.flush()
        run = session.connection().execute
        run(text("UPDATE record SET visibility = 'nonpublic' WHERE visibility = 'public'"))
        spread = run(text("SELECT id FROM record WHERE kind = 'person' ORDER BY search_key, id")).scalars().all()
        ids = spread[:: max(1, len(spread) // FEW_SEEN)][:FEW_SEEN]
        invite = (
            "INSERT INTO participant (record_id, user_id, may_edit, may_delete) VALUES (:record, :user, true, false)"
        )
        run(text(invite), [{"record": one, "user": user.id} for one in ids])
        session.commit()


def tidy(made: House) -> None:
    """As after a quiet night: statistics gathered, dead rows gone."""
    statements = ["VACUUM", "ANALYZE"] if made.database == "sqlite" else ["VACUUM ANALYZE"]
    engine = create_engine(made.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if made.database == "sqlite":
            from app.kernel.database import _fold

            connection.connection.driver_connection.create_function("splot_fold", 1, _fold, deterministic=True)
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@contextmanager
def copied(made: House) -> Iterator[House]:
    """A copy to write on, gone afterwards."""
    copy = _named(made.database, made.size, f"{PREFIX}_{made.size}_copy")
    _copy(made, copy)
    try:
        yield copy
    finally:
        shutil.rmtree(copy.folder, ignore_errors=True)
        if copy.database == "postgresql":
            on_server(f'DROP DATABASE IF EXISTS "{make_url(copy.url).database}" WITH (FORCE)')


def _copy(source: House, target: House) -> None:
    shutil.rmtree(target.folder, ignore_errors=True)
    target.folder.mkdir(parents=True)
    here, there = make_url(source.url).database, make_url(target.url).database
    if source.database == "postgresql":
        on_server(f'DROP DATABASE IF EXISTS "{there}" WITH (FORCE)', f'CREATE DATABASE "{there}" TEMPLATE "{here}"')
        return
    with sqlite3.connect(str(here)) as read, sqlite3.connect(str(there)) as written:
        read.backup(written)


def _address(name: str) -> str:
    return str(server().set(database=name).render_as_string(hide_password=False))


def on_server(*statements: str) -> None:
    """Statements outside any transaction."""
    engine = create_engine(server(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
