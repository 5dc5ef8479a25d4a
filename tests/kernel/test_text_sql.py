"""PostgreSQL's ``splot_fold`` and Python's ``search_key`` are one function (REC-12)."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from app.kernel.text import search_key, sort_key
from app.kernel.text_sql import DROP_FOLD, create_fold
from tests.data.words import NAMES, POLISH_IN_ORDER

pytestmark = pytest.mark.postgresql

DEFAULT_SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"


def _server() -> str:
    url = os.environ.get("SPLOT_TEST_DATABASE_URL", "")
    return url if url.startswith("postgresql") else DEFAULT_SERVER


@pytest.fixture(scope="module")
def postgres() -> Iterator[Connection]:
    """A connection to a database of its own, with the function in it; skipped where no server answers."""
    admin = create_engine(_server(), isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    name = f"splot_text_{uuid4().hex[:12]}"
    try:
        control = admin.connect()
    except OperationalError:
        pytest.skip("no PostgreSQL server to compare with")
    control.execute(text(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'"))
    engine = create_engine(make_url(_server()).set(database=name))
    try:
        with engine.begin() as connection:
            connection.execute(text(create_fold()))
            yield connection
    finally:
        engine.dispose()
        control.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        control.close()
        admin.dispose()


def _folded(connection: Connection, texts: list[str]) -> list[str]:
    statement = text("SELECT splot_fold(t) FROM unnest(CAST(:texts AS text[])) WITH ORDINALITY AS u(t, n) ORDER BY n")
    return list(connection.execute(statement, {"texts": texts}).scalars())


def test_the_statement_suits_every_driver() -> None:
    assert not set("%:") & set(create_fold())
    assert DROP_FOLD.endswith("(text)")


def test_names_fold_alike(postgres: Connection) -> None:
    words = NAMES + POLISH_IN_ORDER
    assert _folded(postgres, words) == [search_key(word) for word in words]


def test_sentences_fold_alike(postgres: Connection) -> None:
    chance = random.Random(3)
    texts = [" ".join(chance.choices(NAMES, k=4)) for _ in range(500)]
    assert _folded(postgres, texts) == [search_key(sentence) for sentence in texts]


def test_every_character_folds_alike(postgres: Connection) -> None:
    """All scripts in use; the two ends may know different versions of Unicode beyond them."""
    chars = [f"a{chr(code)}Z" for code in (*range(1, 0x3000), *range(0xAC00, 0xAD00), *range(0xF900, 0x10000))]
    chars = [char for char in chars if not any("\ud800" <= part <= "\udfff" for part in char)]
    wrong = [(char, key) for char, key in zip(chars, _folded(postgres, chars), strict=True) if key != search_key(char)]
    assert not wrong


def test_null_stays_null_and_the_function_can_be_indexed(postgres: Connection) -> None:
    assert postgres.execute(text("SELECT splot_fold(NULL)")).scalar() is None
    postgres.execute(text("CREATE TABLE word (w text)"))
    postgres.execute(text("CREATE INDEX ON word (splot_fold(w))"))


def test_sort_keys_order_as_icu_orders_polish(postgres: Connection) -> None:
    known = postgres.execute(text("SELECT count(*) FROM pg_collation WHERE collname = 'pl-x-icu'")).scalar()
    if not known:
        pytest.skip("this PostgreSQL has no ICU")
    statement = text('SELECT w FROM unnest(CAST(:texts AS text[])) AS u(w) ORDER BY w COLLATE "pl-x-icu"')
    ordered = list(postgres.execute(statement, {"texts": POLISH_IN_ORDER}).scalars())
    assert sorted(POLISH_IN_ORDER, key=sort_key) == ordered
