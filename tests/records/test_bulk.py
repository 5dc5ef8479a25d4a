"""Set-based writes: rights, history and versions as if each record had been edited by hand."""

from __future__ import annotations

from threading import Thread

import pytest
from sqlalchemy import select

from app.models import Change, Contact, Operation, Person, Record, RecordTag, Tag
from app.records import bulk
from app.records.changes import keys_of
from app.records.kinds import kind
from app.records.naming import named_from
from app.records.rekeying import renew_keys
from tests.conftest import House
from tests.watching import counted

OWNER = Record.__table__.c.owner_id
CITY = Contact.__table__.c.city
LINKS = RecordTag.__table__


@pytest.fixture
def three(house: House) -> list[int]:
    """Two open persons and one that only the owner sees."""
    open_ones = [house.add("person", last_name=name, city="Łódź") for name in ("One", "Two")]
    return [*open_ones, house.add("person", last_name="Hidden", city="Łódź", visibility="hidden")]


def test_unseen_record_is_neither_changed_nor_counted(house: House, three: list[int]) -> None:
    me = house.viewer("outsider").user_id
    with house.writing("outsider", Operation.MASS) as asking:
        assert bulk.set_value(asking.session, three, OWNER, me) == 2
        assert bulk.set_value(asking.session, three, CITY, "Gdańsk") == 2
        assert bulk.move_to_trash(asking.session, three) == 2
    with house.session("owner") as session:
        hidden = session.get_one(Person, three[2])
        assert (hidden.city, hidden.deleted_at, hidden.owner.username) == ("Łódź", None, "owner")


def test_history_holds_old_and_new_of_each_record(house: House, three: list[int]) -> None:
    with house.writing("owner", Operation.MASS) as asking:
        bulk.set_value(asking.session, three, CITY, "Gdańsk")
    with house.session() as session:
        rows = session.scalars(select(Change).where(Change.field == "city")).all()
        assert sorted((row.record_id, row.subject, row.old, row.new) for row in rows) == [
            (one, "record", "Łódź", "Gdańsk") for one in three
        ]


def test_value_that_is_there_already_changes_nothing(house: House, three: list[int]) -> None:
    with house.writing("owner", Operation.MASS) as asking:
        assert bulk.set_value(asking.session, three, CITY, "Łódź") == 0
        assert bulk.set_value(asking.session, three, CITY, None) == 3
        assert bulk.set_value(asking.session, three, CITY, None) == 0


def test_version_moves_so_that_an_open_form_notices(house: House, three: list[int]) -> None:
    with house.session() as session:
        before = session.get_one(Person, three[0]).version
    with house.writing("owner", Operation.MASS) as asking:
        bulk.set_value(asking.session, three[:1], CITY, "Gdańsk")
    with house.session() as session:
        assert session.get_one(Person, three[0]).version == before + 1


def test_loaded_record_shows_the_new_value(house: House, three: list[int]) -> None:
    with house.writing("owner", Operation.MASS) as asking:
        person = asking.session.get_one(Person, three[0])
        bulk.set_value(asking.session, three, CITY, "Gdańsk")
        assert person.city == "Gdańsk"


def test_tag_goes_on_once_and_off_again(house: House, three: list[int]) -> None:
    with house.writing("owner", Operation.MASS) as asking:
        tag = Tag(name="VIP", name_key="vip")
        asking.session.add(tag)
        asking.session.flush()
        assert bulk.add_links(asking.session, three, LINKS, "tag_id", tag.id) == 3
        assert bulk.add_links(asking.session, three, LINKS, "tag_id", tag.id) == 0
        assert bulk.remove_links(asking.session, three[:2], LINKS, "tag_id", tag.id) == 2
        assert [tag.name for tag in asking.session.get_one(Person, three[2]).tags] == ["VIP"]


def test_trash_and_back(house: House, three: list[int]) -> None:
    with house.writing("owner", Operation.MASS) as asking:
        assert bulk.move_to_trash(asking.session, three) == 3
        assert asking.session.scalars(select(Person)).all() == []
        assert bulk.move_to_trash(asking.session, three) == 0
        assert bulk.bring_back(asking.session, three) == 3
        assert len(asking.session.scalars(select(Person)).all()) == 3


def test_ids_may_come_from_a_statement(house: House, three: list[int]) -> None:
    with house.writing("owner", Operation.MASS) as asking:
        chosen = select(Record.__table__.c.id).where(Record.__table__.c.name == "Two")
        assert bulk.set_value(asking.session, chosen, CITY, "Gdańsk") == 1


def test_history_keeps_the_value_that_was_replaced_even_by_two_at_once(house: House, three: list[int]) -> None:
    """The second writer waits for the first before it looks at what it will replace."""

    def second() -> None:
        with house.writing("administrator") as asking:
            bulk.set_value(asking.session, three, CITY, "Second")

    writer = Thread(target=second)
    with house.writing("owner") as asking:
        bulk.set_value(asking.session, three[:1], CITY, "First")
        writer.start()
        writer.join(0.7)
    writer.join(10)
    with house.session() as session:
        changes = (
            select(Change.old).where(Change.record_id == three[0], Change.field == "city").order_by(Change.id.desc())
        )
        assert session.scalars(changes).first() == "First"


def test_only_a_field_that_a_key_follows_from_makes_the_keys_anew(house: House, three: list[int]) -> None:
    assert {"first_name", "last_name", "city", "phones", "emails"} == named_from(Person)
    with house.writing("owner", Operation.MASS) as asking:
        person = kind("person")  # reads the settings, once a session
        with counted(house.engine) as made:
            renew_keys(asking, person, three, ["province"])
        assert made == []


def test_keys_made_by_the_thousand_are_those_of_a_record_edited_by_hand(house: House, three: list[int]) -> None:
    numbered = {"phones": ["601 555 014", "22 555 01 99"], "emails": ["b@example.test", "a@example.test"]}
    known = house.add("person", first_name="Żaneta", last_name="Łoś", city="Łódź", **numbered)
    with house.writing("owner", Operation.MASS) as asking:
        bulk.set_value(asking.session, [*three, known], CITY, "Kraków")
        renew_keys(asking, kind("person"), [*three, known], ["city"])
    with house.session() as session:
        for record in session.scalars(select(Person)):
            assert keys_of(record) == {key: getattr(record, key) for key in ("name", "sort_key", "search_key")}
            assert "krakow" in record.search_key
