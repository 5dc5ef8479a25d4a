"""A database that a test has used is as new for the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, NullPool, create_engine, text

from tests.conftest import POSTGRESQL, House, make_house


def _unwatched(house: House) -> Engine:
    return create_engine(house.engine.url, poolclass=NullPool)


def _everything(house: House) -> dict[str, list[str]]:
    tables = MetaData()
    with _unwatched(house).connect() as connection:
        tables.reflect(connection)
        return {
            name: sorted(str(tuple(row)) for row in connection.execute(table.select()))
            for name, table in tables.tables.items()
        }


@pytest.mark.postgresql
@pytest.mark.skipif(not POSTGRESQL, reason="SPLOT_TEST_DATABASE_URL names no PostgreSQL server")
def test_used_database_is_laid_out_as_new(tmp_path: Path) -> None:
    house, pull_down = make_house("postgresql", tmp_path)
    before = _everything(house)
    first = house.add("person", first_name="Nitka", last_name="Nowa")
    with _unwatched(house).begin() as connection:
        connection.execute(text("CREATE INDEX made_by_a_test ON contact (city)"))
        connection.execute(text("UPDATE ab_user SET last_name = 'Other'"))
        connection.execute(text("DELETE FROM ab_user_role WHERE user_id = (SELECT max(user_id) FROM ab_user_role)"))
    name = house.engine.url.database
    pull_down()
    again, pull_down = make_house("postgresql", tmp_path)
    assert again.engine.url.database == name
    assert _everything(again) == before
    with _unwatched(again).connect() as connection:
        assert not connection.scalar(text("SELECT count(*) FROM pg_indexes WHERE indexname = 'made_by_a_test'"))
    assert again.add("person", first_name="Nitka", last_name="Nowa") == first
    with _unwatched(again).begin() as connection:
        connection.execute(text("DROP INDEX ix_record_owner"))
    pull_down()
    other, pull_down = make_house("postgresql", tmp_path)
    assert other.engine.url.database != name
    pull_down()
