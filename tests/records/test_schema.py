"""Migrations go up, down and up again, and make what the models say, on both databases."""

from __future__ import annotations

from sqlalchemy import inspect

from app.schema import differences, downgrade, upgrade
from tests.conftest import House


def test_models_and_migrations_agree(house: House) -> None:
    assert differences(house.engine) == []


def test_down_leaves_nothing_and_up_works_again(house: House) -> None:
    house.add("person", last_name="Somebody", tags=["VIP"])
    downgrade(house.engine)
    assert set(inspect(house.engine).get_table_names()) <= {"alembic_version"}
    upgrade(house.engine)
    assert differences(house.engine) == []
