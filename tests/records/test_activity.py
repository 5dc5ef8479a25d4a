"""What happens to a deal or a task is activity of those that it names too (REC-13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from app.kernel.viewer import as_system
from app.models import LineItem, Record
from app.records import bulk
from app.records.access import checked
from app.records.kinds import kind
from app.records.saving import change_record
from app.records.search import find_by_id
from tests.conftest import House

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def stirred(house: House, act: Callable[[], object]) -> set[int]:
    """The records whose last activity the act moved; nobody has been active for years before it."""
    records = Record.__table__
    with house.engine.begin() as connection:
        connection.execute(checked(update(records).values(last_activity_at=LONG_AGO)))
    act()
    with as_system(house.engine) as session:
        return set(session.scalars(select(Record.id).where(Record.last_activity_at > LONG_AGO)))


@pytest.mark.parametrize("visibility", ["public", "nonpublic", "hidden"])
def test_a_deal_moves_its_contacts_only_while_it_is_public(house: House, visibility: str) -> None:
    company, other, person = (
        house.add(of, **{name: "Krosna"})
        for of, name in (("company", "name"), ("company", "name"), ("person", "last_name"))
    )
    deal = house.add("deal", name="Looms", company=company, person=person, visibility=visibility)
    item = house.add("line_item", name="Loom", deal=deal)
    contacts = {company, person} if visibility == "public" else set()

    def change() -> None:
        with house.writing("owner") as asking:
            change_record(asking, kind("deal"), find_by_id(asking, kind("deal"), deal), {"value": "700"})

    def change_many() -> None:
        with house.writing("owner") as asking:
            bulk.set_value(asking.session, [item], LineItem.__table__.c.price, 7)

    def tag() -> None:
        with house.writing("owner") as asking:
            change_record(asking, kind("deal"), find_by_id(asking, kind("deal"), deal), {"tags": ["Linen"]})

    def task() -> None:
        house.add("task", name="Call", deal=deal)

    versions = _versions(house, company, person, other)
    assert stirred(house, change) == {deal, *contacts}
    assert stirred(house, change_many) == {item, deal, *contacts}
    assert stirred(house, tag) == {deal, *contacts}
    assert stirred(house, task) > {deal, *contacts}
    assert _versions(house, company, person, other) == versions


def _versions(house: House, *ids: int) -> list[int]:
    with as_system(house.engine) as session:
        return [session.get_one(Record, one).version for one in ids]
