"""A house of its own for every test: SQLite, and PostgreSQL where a server is named, with a cast of people."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Dialect, Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.util import LRUCache

from app import create_app, furnish_engine
from app.domain.accounts import add_user, viewer_from
from app.domain.defaults import make_starting_entries
from app.domain.roles import make_shipped_roles
from app.domain.settings import set_setting
from app.kernel.database import db, engine_options, write_intent
from app.kernel.viewer import Viewer, as_system, session_for
from app.models import Operation, User, Via
from app.panel.security import hash_password
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.kinds import kind
from app.records.saving import add_record
from app.schema import upgrade
from config import load_config
from tests.databases import COPIES, POSTGRESQL
from tests.watching import watch_guarded_tables

gc.set_threshold(50_000, 20, 100)  # a process of thousands of tests spends a tenth of its time looking for rubbish

PASSWORD = "correct horse 1"
CAST = {
    "administrator": "Admin",
    "manager": "Manager",
    "owner": "User",
    "participant": "User",
    "outsider": "User",
    "agent": "Agent",
    "nobody": "Public",
}


def backends() -> list[Any]:
    """Both databases; PostgreSQL is skipped, with a reason, where no server is named."""
    missing = pytest.mark.skipif(not POSTGRESQL, reason="SPLOT_TEST_DATABASE_URL names no PostgreSQL server")
    return ["sqlite", pytest.param("postgresql", marks=[missing, pytest.mark.postgresql])]


class House:
    """One application with a database of its own, and short ways to act in it."""

    def __init__(self, app: Flask, backend: str) -> None:
        self.app = app
        self.backend = backend

    @property
    def engine(self) -> Any:
        with self.app.app_context():
            return db.engine

    def viewer(self, name: str) -> Viewer:
        """Somebody of the cast as viewer."""
        with as_system(self.engine) as session:
            user = session.query(User).filter_by(username=name).one()
            return viewer_from(session, user, "en")

    @contextmanager
    def session(self, name: str = "administrator") -> Iterator[Session]:
        """A session asking as somebody of the cast; committed when nothing went wrong."""
        viewer = self.viewer(name)
        with self.app.app_context(), write_intent(), session_for(self.engine, viewer) as session:
            yield session
            session.commit()

    @contextmanager
    def asking(self, name: str = "administrator") -> Iterator[Asking]:
        with self.session(name) as session:
            yield Asking(session, session.info["viewer"])

    @contextmanager
    def writing(self, name: str = "administrator", operation: Operation = Operation.EDITED) -> Iterator[Asking]:
        """The same inside a change set."""
        with self.asking(name) as asking, change_set(asking.session, operation):
            yield asking

    def add(self, kind_name: str, by: str = "owner", **values: Any) -> int:
        """A new record; its id."""
        with self.writing(by, Operation.ADDED) as asking:
            return add_record(asking, kind(kind_name), values).id

    def client(self, name: str | None = None) -> FlaskClient:
        """A browser without scripts, signed in as somebody of the cast."""
        client = self.app.test_client()
        if name is not None:
            answer = client.post("/login/", data={"username": name, "password": PASSWORD})
            assert answer.status_code == 302, answer.text
        return client


def make_house(backend: str, folder: Path, **config: Any) -> tuple[House, Callable[[], None]]:
    """A migrated house with the cast in it, and how to pull it down. Copied from a model house that each process builds once."""
    url, give_back = COPIES[backend](_furnish, folder)
    house = House(_application(url, folder, **config), backend)
    watch_guarded_tables(house.engine)
    _know_statements(house.engine)

    def pull_down() -> None:
        house.engine.dispose()
        _empty[_key(config)].append(house.app)
        give_back()

    return house, pull_down


_empty: defaultdict[frozenset[tuple[str, Any]], list[Flask]] = defaultdict(list)
"""Applications whose house was pulled down. Making one takes a second, almost all of it for its routes; moving takes none."""


def _key(config: dict[str, Any]) -> frozenset[tuple[str, Any]]:
    return frozenset(config.items())


def _application(url: str, folder: Path, **config: Any) -> Flask:
    settings = {"SPLOT_DATABASE_URL": url, "SPLOT_DATA_DIR": str(folder), "SPLOT_SECRET_KEY": "t" * 40}
    quick = {
        "TESTING": True,
        "WTF_CSRF_ENABLED": False,
        "PROPAGATE_EXCEPTIONS": False,
        "FAB_PASSWORD_HASH_METHOD": "pbkdf2:sha256:1",
        "PASSWORD_HASH_METHOD": "pbkdf2:sha256:1",
    }
    wanted = {**settings, **quick, **config}
    return _moved(_empty[_key(config)].pop(), wanted) if _empty[_key(config)] else create_app(wanted)


def _moved(app: Flask, wanted: dict[str, Any]) -> Flask:
    """An application that served another test, with its settings anew and another database."""
    app.config.update(load_config(wanted))
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    with app.app_context():
        db.engines[None] = create_engine(url, **engine_options(url))
        furnish_engine(app)
    return app


_dialects: dict[str, Dialect] = {}
_compiled: LRUCache[Any, Any] = LRUCache(1000)


def _know_statements(engine: Engine) -> None:
    """Let an engine know the statements that others of its kind have compiled: half the time of a short test went into them."""
    engine.dialect = _dialects.setdefault(engine.name, engine.dialect)
    engine.update_execution_options(compiled_cache=_compiled)


def _furnish(url: str, folder: Path) -> None:
    app = _application(url, folder)
    with app.app_context():
        upgrade(db.engine)
        with write_intent(), as_system(db.engine) as session:
            with change_set(session, Operation.ADDED, Via.COMMAND):
                make_starting_entries(session)
                make_shipped_roles(session)
                set_setting(session, "relations.enabled", "true")
            for name, role in CAST.items():
                add_user(session, name, role, PASSWORD, hash_password, name=f"{name.title()} Test")
            session.commit()
        db.engine.dispose()


@pytest.fixture(params=backends())
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """An empty house with its cast, on either database."""
    made, pull_down = make_house(request.param, tmp_path)
    yield made
    pull_down()


@pytest.fixture
def sqlite_house(tmp_path: Path) -> Iterator[House]:
    """The same on SQLite alone, for what does not depend on the database."""
    made, pull_down = make_house("sqlite", tmp_path)
    yield made
    pull_down()
