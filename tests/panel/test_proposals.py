"""What choosing a record in a form brings with it (REC-8)."""

from __future__ import annotations

from tests.conftest import House
from tests.panel.browser import visit
from tests.panel.test_suggest import offered


def employed(house: House, **company: str) -> tuple[int, int]:
    """A person and their company."""
    mill = house.add("company", name="Tkalnia Pod Lipą", **company)
    return house.add("person", first_name="Anna", last_name="Wrona", company=str(mill)), mill


def company_of(house: House, location: str) -> str:
    """What the form of a record says as its company."""
    return visit(house.client("owner"), location).value("company.text")


def test_a_hit_brings_the_company_that_is_seen(sqlite_house: House) -> None:
    _, mill = employed(sqlite_house)
    (hit,) = offered(sqlite_house, "person", "wrona")
    assert hit["proposes"] == {"company": {"id": mill, "name": "Tkalnia Pod Lipą"}}


def test_a_hit_brings_nothing_of_a_hidden_company(sqlite_house: House) -> None:
    employed(sqlite_house, visibility="hidden")
    (hit,) = offered(sqlite_house, "person", "wrona", who="outsider")
    assert hit["proposes"] == {"company": None}


def test_without_scripts_saving_fills_the_company_in(sqlite_house: House) -> None:
    person, _ = employed(sqlite_house)
    sent = visit(sqlite_house.client("owner"), "/deals/add").send(
        name="Len", **{"person": str(person), "person.text": "Anna Wrona", "person.was": "Anna Wrona"}
    )
    assert company_of(sqlite_house, str(sent.answer.location)) == "Tkalnia Pod Lipą"


def test_a_proposal_that_was_taken_out_stays_out(sqlite_house: House) -> None:
    person, _ = employed(sqlite_house)
    sent = visit(sqlite_house.client("owner"), "/deals/add").send(
        name="Len",
        **{"person": str(person), "person.text": "Anna Wrona", "person.was": "Anna Wrona", "company.decided": "1"},
    )
    assert company_of(sqlite_house, str(sent.answer.location)) == ""
