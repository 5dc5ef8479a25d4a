"""Who sees and changes what: public and hidden records, from every side of the session."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, aliased, joinedload, make_transient_to_detached, selectinload

from app.kernel.clock import now
from app.kernel.errors import Forbidden, NoChangeSet, NotFound, NoViewer
from app.kernel.viewer import set_viewer
from app.models import Company, Operation, Participant, Person, Phone, Record, Tag
from app.records.changes import change_set
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.search import count_of, list_page
from tests.conftest import House

CANARY = "Canarybird"


@pytest.fixture
def hidden(house: House) -> int:
    company = house.add("company", name=f"{CANARY} Ltd", city="Łódź", visibility="hidden")
    return house.add(
        "person", last_name=CANARY, company=company, visibility="hidden", tags=["secret"], phones=["+48601555014"]
    )


def names(house: House, viewer: str, *pairs: tuple[str, str], of: str = "person") -> list[str]:
    with house.asking(viewer) as asking:
        return [
            record.name for record in list_page(asking, parse_query(kind(of), pairs), ("name", "company", "tags")).rows
        ]


def test_owner_and_administrator_see_hidden_contact(house: House, hidden: int) -> None:
    assert names(house, "owner") == [CANARY]
    assert names(house, "administrator") == [CANARY]


@pytest.mark.parametrize("stranger", ["outsider", "manager", "agent", "nobody"])
def test_others_meet_no_trace_of_hidden_contact(house: House, hidden: int, stranger: str) -> None:
    with house.asking(stranger) as asking:
        session = asking.session
        assert session.get(Person, hidden) is None
        assert session.scalars(select(Phone)).all() == []
        assert session.scalars(select(Record)).all() == []
        other = aliased(Company)
        assert session.execute(select(other.name)).all() == []
        assert count_of(asking, parse_query(kind("person"), [])) == (0, False)
    assert names(house, stranger, ("q", CANARY)) == []
    assert names(house, stranger, ("phones.contains", "601555")) == []


def test_hidden_company_shows_nowhere_through_its_visible_person(house: House) -> None:
    company = house.add("company", name=f"{CANARY} Ltd", city="Łódź", visibility="hidden")
    house.add("person", last_name="Visible", company=company)
    with house.asking("outsider") as asking:
        for option in (joinedload(Person.company), selectinload(Person.company)):
            asking.session.expunge_all()
            person = asking.session.scalars(select(Person).options(option)).one()
            assert person.company is None
        asking.session.expunge_all()
        assert asking.session.scalars(select(Person)).one().company is None
    assert names(house, "outsider", ("company.city.contains", "lodz")) == []
    assert names(house, "outsider", ("company.contains", CANARY)) == []
    assert names(house, "owner", ("company.city.contains", "lodz")) == ["Visible"]


def test_match_any_does_not_widen_what_is_seen(house: House, hidden: int) -> None:
    house.add("person", last_name="Open")
    assert names(house, "outsider", ("match", "any"), ("last_name.contains", "a"), ("last_name.contains", "o")) == [
        "Open"
    ]


def test_participant_reads_and_edits_only_when_invited_to(house: House, hidden: int) -> None:
    guest = house.viewer("participant").user_id
    with house.writing("owner") as asking:
        asking.session.add(Participant(record_id=hidden, user_id=guest))
    assert names(house, "participant") == [CANARY]
    with pytest.raises(Forbidden), house.writing("participant") as asking:
        asking.session.get_one(Person, hidden).city = "Gdańsk"
    with house.writing("owner") as asking:
        asking.session.scalars(select(Participant)).one().may_edit = True
    with house.writing("participant") as asking:
        asking.session.get_one(Person, hidden).city = "Gdańsk"


def test_making_oneself_owner_does_not_open_a_record(house: House, hidden: int) -> None:
    """The right is asked on what the database holds, not on what is about to be written."""
    me = house.viewer("outsider").user_id
    with house.session("outsider") as session:
        smuggled = Person(id=hidden, last_name="x")
        make_transient_to_detached(smuggled)
        session.add(smuggled)
        with change_set(session, Operation.EDITED):
            smuggled.owner_id = me
            with pytest.raises(NotFound):
                session.flush()
            session.rollback()


def test_hanging_a_row_on_an_unseen_record_is_refused(house: House, hidden: int) -> None:
    with pytest.raises(NotFound), house.writing("outsider") as asking:
        asking.session.add(Phone(record_id=hidden, number="1"))


def test_agent_may_not_delete_what_is_not_theirs(house: House) -> None:
    person = house.add("person", last_name="Open")
    with pytest.raises(Forbidden), house.writing("agent") as asking:
        asking.session.get_one(Person, person).deleted_at = now()


def test_nobody_asking_is_refused(house: House, hidden: int) -> None:
    with house.app.app_context(), Session(house.engine) as session:
        for statement in (select(Record), select(Person.name), select(Phone), select(Tag)):
            with pytest.raises(NoViewer):
                session.execute(statement)


def test_second_viewer_in_one_session_is_refused(house: House) -> None:
    with house.session("owner") as session, pytest.raises(NoViewer):
        set_viewer(session, house.viewer("outsider"))


@pytest.mark.parametrize("statement", [update(Person).values(city="x"), delete(Phone)])
def test_set_based_orm_writes_are_refused(house: House, statement: Any) -> None:
    with house.session("administrator") as session, pytest.raises(NoViewer):
        session.execute(statement)


def test_writing_outside_a_change_set_is_refused(house: House) -> None:
    with pytest.raises(NoChangeSet), house.session("owner") as session:
        session.add(Person(last_name="x"))


def test_two_viewers_after_one_another_share_no_criteria(house: House, hidden: int) -> None:
    """Loader criteria are cached by their code: the values in them must not be."""
    for _ in range(3):
        assert names(house, "owner") == [CANARY]
        assert names(house, "outsider") == []
        assert names(house, "participant") == []


def test_statement_round_the_guard_is_noticed(house: House) -> None:
    with house.session("administrator") as session, pytest.raises(AssertionError, match="unguarded"):
        session.connection().execute(select(Record.__table__))
