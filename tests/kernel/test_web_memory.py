"""What a web process keeps in memory: little for each connection, while whoever writes thousands of rows keeps more."""

from __future__ import annotations

import gc

import pytest
from sqlalchemy import Engine

from app.kernel.database import db
from app.serving import forked, ready_to_fork
from tests.conftest import House


def kilobytes_kept(engine: Engine) -> int:
    with engine.connect() as connection:
        return -int(connection.exec_driver_sql("PRAGMA cache_size").scalar() or 0)


def test_connections_of_a_web_process_keep_few_pages(sqlite_house: House) -> None:
    with sqlite_house.app.app_context():
        assert kilobytes_kept(db.engine) == 16_384
        forked(sqlite_house.app)
        assert kilobytes_kept(db.engine) == 2_000


@pytest.fixture
def thawed() -> object:
    yield
    gc.unfreeze()


def test_what_processes_share_is_left_alone_by_the_collector(sqlite_house: House, thawed: object) -> None:
    before = gc.get_freeze_count()
    ready_to_fork(sqlite_house.app)
    assert gc.get_freeze_count() > before + 100_000


def test_forked_process_still_answers(house: House) -> None:
    forked(house.app)
    assert house.client("administrator").get("/persons/list/").status_code == 200
