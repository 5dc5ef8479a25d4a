"""The history that writing leaves behind."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.kernel.errors import Conflict, Invalid, NoChangeSet
from app.models import Change, ChangeSet, Operation, Person, SetState, Tag, Via
from app.records.changes import change_set
from app.records.kinds import kind
from app.records.saving import add_record, change_record
from tests.conftest import House

Line = tuple[str, str, str, Any, Any]


def history(house: House, record_id: int, skip_sets: int = 1) -> list[Line]:
    """Subject, operation, field, old and new of the changes of a record after its first sets."""
    with house.session() as session:
        rows = session.scalars(select(Change).where(Change.record_id == record_id).order_by(Change.id)).all()
        first = sorted({row.set_id for row in rows})[skip_sets:]
        return [(row.subject, row.operation.value, row.field, row.old, row.new) for row in rows if row.set_id in first]


def edit(house: House, record_id: int, by: str = "owner", **values: Any) -> None:
    with house.writing(by) as asking:
        change_record(asking, kind("person"), asking.session.get_one(Person, record_id), values)


@pytest.fixture
def person(house: House) -> int:
    return house.add("person", first_name="Agnieszka", last_name="Łęcka", city="Łódź", tags=["VIP"])


def test_adding_is_one_whole_row(house: House, person: int) -> None:
    lines = history(house, person, skip_sets=0)
    added = [line for line in lines if line[0] == "record"]
    assert len(added) == 1
    assert added[0][1:3] == ("added", "")
    assert added[0][4]["last_name"] == "Łęcka"


def test_edit_is_a_line_per_field_with_both_values(house: House, person: int) -> None:
    edit(house, person, city="Gdańsk", last_name="Łęcka-Nowak")
    assert sorted(history(house, person)) == [
        ("record", "edited", "city", "Łódź", "Gdańsk"),
        ("record", "edited", "last_name", "Łęcka", "Łęcka-Nowak"),
        ("record", "edited", "name", "Agnieszka Łęcka", "Agnieszka Łęcka-Nowak"),
    ]


def test_old_value_is_known_though_nobody_read_it(house: House, person: int) -> None:
    with house.writing("owner") as asking:
        found = asking.session.get_one(Person, person)
        asking.session.expire(found)
        found.city = "Kraków"
    assert history(house, person) == [("record", "edited", "city", "Łódź", "Kraków")]


def test_same_value_again_leaves_no_line_and_no_set(house: House, person: int) -> None:
    edit(house, person, city="Łódź")
    with house.session() as session:
        assert session.query(ChangeSet).filter_by(operation=Operation.EDITED).all() == []


def test_links_and_channels_are_lines_too(house: House, person: int) -> None:
    edit(house, person, tags=["Linen"], phones=["+48601555014"])
    lines = [(subject, operation) for subject, operation, *_ in history(house, person)]
    assert sorted(lines) == [("phone", "added"), ("record_tag", "added"), ("record_tag", "deleted")]


def test_change_of_what_hangs_on_a_record_touches_the_record(house: House, person: int) -> None:
    with house.session() as session:
        before = session.get_one(Person, person).version
    edit(house, person, tags=["Linen"])
    with house.session() as session:
        found = session.get_one(Person, person)
        assert found.version == before + 1
        assert found.changed_by.username == "owner"


def test_set_says_who_how_and_why(house: House, person: int) -> None:
    with (
        house.asking("owner") as asking,
        change_set(asking.session, Operation.EDITED, Via.API, reason="Asked by phone"),
    ):
        asking.session.get_one(Person, person).city = "Gdynia"
    with house.session() as session:
        made = session.query(ChangeSet).filter_by(reason="Asked by phone").one()
        assert (made.user.username, made.via, made.state) == ("owner", Via.API, SetState.CLOSED)


def test_sets_do_not_nest(house: House) -> None:
    with house.writing("owner") as asking, pytest.raises(NoChangeSet), change_set(asking.session, Operation.EDITED):
        pass


def test_failed_act_leaves_neither_record_nor_history(house: House) -> None:
    with pytest.raises(Invalid), house.writing("owner") as asking:  # noqa: PT012 - the first write must not stay
        for email in ("good@one.test", "no-at-sign"):
            add_record(asking, kind("person"), {"last_name": "Half", "emails": [email]})
    with house.session() as session:
        assert session.query(Person).all() == []
        assert session.query(ChangeSet).filter_by(operation=Operation.EDITED).all() == []


def test_two_who_edit_the_same_version_do_not_both_win(house: House, person: int) -> None:
    with house.session() as session:
        version = session.get_one(Person, person).version
    edit(house, person, city="Gdańsk")
    with house.asking("outsider") as asking:
        found = asking.session.get_one(Person, person)
        with pytest.raises(Conflict):
            change_record(asking, kind("person"), found, {"city": "Opole"}, version=version)


def test_every_fault_of_a_form_is_told_at_once(house: House) -> None:
    values = {"last_name": "x" * 200, "emails": ["ok@one.test", "wrong"], "country": "Atlantis", "nonsense": "1"}
    with pytest.raises(Invalid) as caught, house.writing("owner") as asking:
        add_record(asking, kind("person"), values)
    assert set(caught.value.errors) == {"last_name", "emails.1", "country", "nonsense"}


def test_hidden_tag_use_is_not_in_an_outsiders_history(house: House) -> None:
    secret = house.add("person", last_name="Secret", visibility="hidden", tags=["Known"])
    with house.session("outsider") as session:
        assert session.scalars(select(Change).where(Change.record_id == secret)).all() == []
        assert [tag.name for tag in session.scalars(select(Tag))] == ["Known"]
