"""A link to a record that the viewer may not see reads like none: in conditions, counts and mass actions alike."""

from __future__ import annotations

import pytest

from app.domain.mass_actions import action_named, preview, seal
from app.models import Visibility
from app.records import narrowing
from app.records.facets import spread
from app.records.filters import Query, parse_query
from app.records.kinds import kind
from app.records.search import list_page, page_ids
from tests.conftest import House


@pytest.fixture
def employer(house: House) -> int:
    """A hidden company with one employee whom everybody sees; another person works nowhere."""
    company = house.add("company", name="Canarybird Ltd", visibility="hidden")
    house.add("person", last_name="Employed", company=company)
    house.add("person", last_name="Free")
    return company


def found(house: House, viewer: str, word: str, value: object) -> list[str]:
    """What the viewer finds, whether the list of who sees few is found by what opens them or by the conditions."""
    query = parse_query(kind("person"), [(word, str(value))])
    names = []
    for most in (narrowing.FEW, -1):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(narrowing, "FEW", most)
            narrowing._known.clear()
            names.append(_names(house, viewer, query))
    narrowing._known.clear()
    assert names[0] == names[1]
    return names[0]


def _names(house: House, viewer: str, query: Query) -> list[str]:
    with house.asking(viewer) as asking:
        assert page_ids(asking, query) == page_ids(asking, query, is_frequent=True), "asked of each, others are seen"
        page = list_page(asking, query, ("name",))
        assert page.count == len(page.rows), "others are counted than seen"
        return [record.name for record in page.rows]


@pytest.mark.parametrize(
    ("operator", "expected"), [("is", []), ("any", []), ("not", ["Employed", "Free"]), ("none", ["Employed", "Free"])]
)
def test_number_of_unseen_company_finds_nobody(house: House, employer: int, operator: str, expected: list[str]) -> None:
    assert found(house, "outsider", f"company.{operator}", employer) == expected


def test_number_of_company_finds_its_people_for_whoever_sees_it(house: House, employer: int) -> None:
    for viewer in ("owner", "administrator"):
        assert found(house, viewer, "company.is", employer) == ["Employed"]
        assert found(house, viewer, "company.not", employer) == ["Free"]


@pytest.mark.parametrize(
    ("word", "value"), [("company.empty", "yes"), ("company.is", "none"), ("company.any", "none,7")]
)
def test_person_of_unseen_company_counts_as_without(house: House, employer: int, word: str, value: str) -> None:
    assert found(house, "outsider", word, value) == ["Employed", "Free"]
    assert found(house, "owner", word, value) == ["Free"]


def test_asking_for_persons_with_a_company_leaves_unseen_ones_out(house: House, employer: int) -> None:
    assert found(house, "outsider", "company.empty", "no") == []
    assert found(house, "owner", "company.empty", "no") == ["Employed"]


@pytest.mark.parametrize("word", ["company.name.contains", "company.name.is"])
def test_path_through_unseen_company_finds_nobody(house: House, employer: int, word: str) -> None:
    assert found(house, "outsider", word, "Canarybird Ltd") == []
    assert found(house, "owner", word, "Canarybird Ltd") == ["Employed"]


def test_unseen_person_is_found_and_counted_by_nothing(house: House) -> None:
    house.add(
        "person", last_name="Canarybird", visibility="hidden", tags=["VIP"], groups=["Distributors"], city="Zgierz"
    )
    house.add("person", last_name="Seen", tags=["VIP"], groups=["Distributors"], city="Zgierz")
    for word, value in (
        ("tags.any", "VIP"),
        ("groups.any", "Distributors"),
        ("city.is", "Zgierz"),
        ("city.contains", "z"),
    ):
        assert found(house, "outsider", word, value) == ["Seen"]
        assert found(house, "owner", word, value) == ["Canarybird", "Seen"]


def test_words_of_unseen_records_find_nothing_however_many_match(house: House) -> None:
    house.add("person", last_name="Canarybird", visibility="hidden")
    query = parse_query(kind("person"), [("q", "canary")])
    with house.asking("outsider") as asking:
        assert page_ids(asking, query) == page_ids(asking, query, is_frequent=True) == []


def test_counts_by_choice_do_not_number_linked_records(house: House, employer: int) -> None:
    with house.asking("outsider") as asking:
        assert spread(asking, parse_query(kind("person"), []), kind("person").field("company")) == {}


def test_counts_by_choice_leave_unseen_records_out(house: House, employer: int) -> None:
    house.add("person", last_name="Canarybird", visibility="hidden")
    with house.asking("outsider") as asking:
        counts = spread(asking, parse_query(kind("person"), []), kind("person").field("visibility"))
    assert counts == {Visibility.PUBLIC: 2}


def test_preview_of_taking_the_company_away_counts_unseen_ones_as_without(house: House, employer: int) -> None:
    with house.asking("outsider") as asking:
        selection = seal(asking, kind("person"), parse_query(kind("person"), []))
        seen = preview(asking, selection, action_named(kind("person"), "set"), {"field": "company", "value": ""})
        assert (seen.changes, seen.skipped) == (0, 2)
