"""Relations: tied and read from both sides, asked in filters, limited, hidden with their ends, undone (REL)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.settings import set_setting
from app.kernel.clock import now
from app.kernel.clock import today as day_now
from app.kernel.errors import BadQuery, Forbidden, Invalid, NotFound
from app.models import Participant, Relation, RelationType
from app.records.filters import criterion, parse_query
from app.records.history import history_of
from app.records.kinds import kind
from app.records.purging import purge
from app.records.relating import seen_record
from app.records.relations import ends_by_record
from app.records.saving import change_record
from tests.conftest import House
from tests.relating import tie
from tests.undoing import last_set, restore, trash, undo

HEADQUARTERS, COMPETITORS = "headquarters_branch", "competitors"


def ends(house: House, record_id: int, by: str = "owner") -> list[tuple[str, str]]:
    """What stands at the other ends of a record, as label and name."""
    with house.asking(by) as asking:
        return [(str(end.label), end.name) for end in ends_by_record(asking.session, [record_id])[record_id]]


def found(house: House, kind_name: str, *words: tuple[str, str], by: str = "owner") -> set[str]:
    """The names of the records that a filter finds."""
    with house.asking(by) as asking:
        of = kind(kind_name)
        query = parse_query(of, words)
        statement = select(of.model).where(*criterion(asking, query, of.model))
        return {one.name for one in asking.session.scalars(statement)}


def company(house: House, name: str, by: str = "owner", **values: Any) -> int:
    return house.add("company", by, name=name, **values)


def test_relation_reads_from_both_sides(house: House) -> None:
    alfa, beta, gamma = (company(house, name) for name in ("Alfa", "Beta", "Gamma"))
    tie(house, HEADQUARTERS, alfa, beta)
    tie(house, COMPETITORS, beta, gamma)
    assert ends(house, alfa) == [("Branch", "Beta")]
    assert ends(house, beta) == [("Headquarters", "Alfa"), ("Competitor", "Gamma")]
    assert ends(house, gamma) == [("Competitor", "Beta")]


def test_filters_ask_by_side_by_path_and_by_saved_filter(house: House) -> None:
    alfa = company(house, "Alfa", city="Kraków", customer_status="current")
    beta, gamma, delta = (company(house, name) for name in ("Beta", "Gamma", "Delta"))
    tie(house, HEADQUARTERS, alfa, beta)
    tie(house, COMPETITORS, gamma, "Dom Mody")
    name = f"relation.{HEADQUARTERS}"
    assert found(house, "company", (f"{name}.primary.customer_status.is", "current")) == {"Beta"}
    assert found(house, "company", (f"{name}.is", str(alfa))) == {"Beta"}
    assert found(house, "company", (f"{name}.is", str(beta))) == {"Alfa"}
    assert found(house, "company", (f"{name}.secondary.empty", "no")) == {"Alfa"}
    assert found(house, "company", (f"{name}.empty", "yes")) == {"Gamma", "Delta"}
    assert found(house, "company", ("relation.competitors.contains", "mody")) == {"Gamma"}
    assert found(house, "company", ("linked.is", "no")) == {"Delta"}
    assert found(house, "company", ("linked_records.contains", "alf")) == {"Beta"}
    assert delta


def test_relations_are_asked_as_of_a_day(house: House) -> None:
    alfa, beta = company(house, "Alfa"), company(house, "Beta")
    tie(house, HEADQUARTERS, alfa, beta, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    word = f"relation.{HEADQUARTERS}.primary.empty"
    assert found(house, "company", (word, "no")) == set()
    assert found(house, "company", (word, "no"), ("as_of", "2020-12-31")) == {"Beta"}
    assert found(house, "company", (word, "no"), ("as_of", "2021-01-01")) == set()


def test_outsider_meets_no_trace_of_a_relation_with_a_hidden_end(house: House) -> None:
    alfa, beta = company(house, "Alfa"), company(house, "Beta", visibility="hidden")
    tie(house, HEADQUARTERS, alfa, beta)
    assert ends(house, alfa) == [("Branch", "Beta")]
    assert ends(house, alfa, by="outsider") == []
    assert found(house, "company", ("linked.is", "yes"), by="outsider") == set()
    assert found(house, "company", (f"relation.{HEADQUARTERS}.secondary.empty", "yes"), by="outsider") == {"Alfa"}
    with house.asking("outsider") as asking:
        assert asking.session.query(Relation).count() == 0


def test_who_may_edit_one_end_ties_it_to_what_they_see(house: House) -> None:
    mine = company(house, "Mine", by="outsider", visibility="nonpublic")
    read_only = company(house, "Read only", visibility="nonpublic")
    with house.writing("owner") as asking:
        asking.session.add(Participant(record_id=read_only, user_id=house.viewer("outsider").user_id))
    assert tie(house, COMPETITORS, mine, read_only, by="outsider")
    other = company(house, "Other", visibility="nonpublic")
    with pytest.raises((NotFound, Invalid)):
        tie(house, COMPETITORS, mine, other, by="outsider")
    with house.writing("owner") as asking:
        asking.session.add(Participant(record_id=other, user_id=house.viewer("outsider").user_id))
    with pytest.raises(Forbidden):
        tie(house, COMPETITORS, other, read_only, by="outsider")


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ((HEADQUARTERS, 0, 1), (HEADQUARTERS, 2, 1), "has one “Headquarters” at most, and that is “Alfa”"),
        ((HEADQUARTERS, 0, 1), (HEADQUARTERS, 1, 0), "would close a circle"),
        ((COMPETITORS, 0, 1), (COMPETITORS, 1, 0), "stands there already"),
        ((COMPETITORS, 0, 1), (COMPETITORS, 2, 2), "related to itself"),
    ],
)
def test_breach_of_a_limit_names_the_relation_in_the_way(house: House, first: Any, second: Any, words: str) -> None:
    ids = [company(house, name) for name in ("Alfa", "Beta", "Gamma")]
    made = tie(house, first[0], ids[first[1]], ids[first[2]])
    with pytest.raises(Invalid) as refused:
        tie(house, second[0], ids[second[1]], ids[second[2]])
    assert words in str(refused.value.message)
    if "itself" not in words:
        assert refused.value.leads_to is not None
        assert refused.value.leads_to["relation"] == made


def test_ended_relation_makes_room_for_the_next(house: House) -> None:
    alfa, beta, gamma = (company(house, name) for name in ("Alfa", "Beta", "Gamma"))
    today = day_now("Europe/Warsaw")
    tie(house, HEADQUARTERS, alfa, beta, ends_on=today)
    tie(house, HEADQUARTERS, gamma, beta)
    assert ends(house, beta) == [("Headquarters", "Gamma")]
    with pytest.raises(Invalid):
        tie(house, HEADQUARTERS, alfa, beta, starts_on=today + timedelta(days=3))


def test_form_field_brings_relations_in_line_and_undo_takes_it_back(house: House) -> None:
    alfa, beta, gamma = (company(house, name) for name in ("Alfa", "Beta", "Gamma"))
    tie(house, HEADQUARTERS, alfa, beta)
    with house.writing("owner") as asking:
        record = seen_record(asking, beta, "")
        change_record(asking, kind("company"), record, {f"relation.{HEADQUARTERS}.primary": [gamma]})
    assert ends(house, beta) == [("Headquarters", "Gamma")]
    undo(house, last_set(house))
    assert ends(house, beta) == [("Headquarters", "Alfa")]


def test_tie_to_a_hidden_record_shows_on_no_public_one(house: House) -> None:
    alfa, beta = company(house, "Alfa"), company(house, "Beta", visibility="hidden")
    before = marks(house, alfa)
    tie(house, HEADQUARTERS, alfa, beta)
    undo(house, last_set(house))
    assert marks(house, alfa) == before
    tie(house, COMPETITORS, alfa, "Dom Mody")
    assert marks(house, alfa) != before


def marks(house: House, record_id: int) -> Any:
    """What tells that a record was touched."""
    with house.asking() as asking:
        record = seen_record(asking, record_id, "")
        return record.version, record.changed_at, record.last_activity_at


def test_history_of_either_end_tells_of_the_relation_to_who_sees_both(house: House) -> None:
    alfa, beta, hidden = company(house, "Alfa"), company(house, "Beta"), company(house, "Gamma", visibility="hidden")
    tie(house, HEADQUARTERS, alfa, beta)
    tie(house, COMPETITORS, beta, hidden)
    assert told(house, alfa) == [("Branch", "", "Beta")]
    assert told(house, beta) == [("Competitor", "", "Gamma"), ("Headquarters", "", "Alfa")]
    assert told(house, beta, by="outsider") == [("Headquarters", "", "Alfa")]


def told(house: House, record_id: int, by: str = "owner") -> list[tuple[str, str, str]]:
    """The lines of history about relations, newest first."""
    with house.asking(by) as asking:
        stories = history_of(asking, kind("company"), seen_record(asking, record_id, ""))
        lines = [line for story in stories for line in story.lines if line.name == "relations"]
        return [(str(line.label), line.old, line.new) for line in lines]


def test_relation_returns_with_a_restored_record_and_goes_with_a_purged_one(house: House) -> None:
    alfa, beta = company(house, "Alfa"), company(house, "Beta")
    tie(house, HEADQUARTERS, alfa, beta, note="since ever")
    trash(house, beta)
    assert ends(house, alfa) == []
    restore(house, beta)
    assert ends(house, alfa) == [("Branch", "Beta")]
    trash(house, beta)
    company(house, "Newer")
    with house.writing() as asking:
        assert purge(asking.session, now() + timedelta(days=1), 10) == 1
    with house.asking() as asking:
        assert asking.session.query(Relation).count() == 0


def test_deleted_type_takes_its_relations_from_sight_and_brings_them_back(house: House) -> None:
    alfa, beta = company(house, "Alfa"), company(house, "Beta")
    tie(house, HEADQUARTERS, alfa, beta)
    with house.writing() as asking:
        kept = asking.session.scalars(select(RelationType).where(RelationType.key == HEADQUARTERS)).one()
        kept.deleted_at = now()
    assert ends(house, alfa) == []
    with pytest.raises(BadQuery):
        found(house, "company", (f"relation.{HEADQUARTERS}.empty", "no"))
    undo(house, last_set(house), by="administrator")
    assert ends(house, alfa) == [("Branch", "Beta")]


def test_switched_off_relations_are_nowhere_and_nothing_is_lost(house: House) -> None:
    alfa, beta = company(house, "Alfa"), company(house, "Beta")
    tie(house, HEADQUARTERS, alfa, beta)
    with house.writing() as asking:
        set_setting(asking.session, "relations.enabled", "false")
    assert ends(house, alfa) == []
    with house.asking() as asking:
        assert not [one.name for one in kind("company").fields if one.name.startswith(("relation", "linked"))]
        assert asking
    with house.writing() as asking:
        set_setting(asking.session, "relations.enabled", "true")
    assert ends(house, alfa) == [("Branch", "Beta")]
