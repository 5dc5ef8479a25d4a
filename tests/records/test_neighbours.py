"""Walking a list from profile to profile: the same order as the list, on both databases, under the guard."""

from __future__ import annotations

import pytest

from app.records.filters import parse_filter
from app.records.kinds import kind
from app.records.neighbours import neighbours
from app.records.search import sorted_ids_of
from tests.conftest import House

SORTS = (
    "",
    "sort=-name",
    "sort=city",
    "sort=-city,name",
    "sort=stage,-last_activity",
    "sort=owner,-city",
    "sort=company",
)


@pytest.fixture
def people(house: House) -> list[int]:
    """Persons of few cities, some of none, so that sorting meets equals and empty values."""
    mill = house.add("company", name="Tkalnia")
    return [
        house.add(
            "person",
            first_name=f"N{number % 3}",
            city=(None, "Łódź", "Kraków")[number % 3],
            stage=("Lead", None)[number % 2],
            company=str(mill) if number % 4 == 0 else None,
        )
        for number in range(9)
    ]


@pytest.mark.parametrize("words", SORTS)
def test_neighbours_are_those_of_the_list(house: House, people: list[int], words: str) -> None:
    with house.asking("owner") as asking:
        query = parse_filter(kind("person"), words)
        ids = list(asking.session.scalars(sorted_ids_of(asking, query)))
        assert sorted(ids) == sorted(people)
        for at, one in enumerate(ids):
            found = neighbours(asking, query, one)
            assert found is not None
            assert (found.before, found.after) == (ids[at - 1] if at else None, (*ids, None)[at + 1])
            assert (found.place, found.count, found.is_in) == (at + 1, len(ids), True)


def test_what_one_may_not_see_is_neither_walked_nor_counted(house: House, people: list[int]) -> None:
    house.add("person", first_name="N1", last_name="Hidden", visibility="hidden")
    with house.asking("outsider") as asking:
        query = parse_filter(kind("person"), "")
        walked, one = [], neighbours(asking, query, people[0])
        while one is not None:
            walked.append(one.place)
            one = neighbours(asking, query, one.after) if one.after else None
        assert walked[-1] == len(people)
    with house.asking("outsider") as asking:
        assert neighbours(asking, query, people[-1] + 1) is None


def test_a_profile_shows_its_place_and_the_way_on(house: House, people: list[int]) -> None:
    client = house.client("owner")
    page = client.get(f"/persons/show/{people[1]}?list=city.is%3D%C5%81%C3%B3d%C5%BA").text
    assert "1 of 3" in page
    assert f'rel="next" href="/persons/show/{people[4]}?list=city.is%3D' in page
    assert 'rel="prev"' not in page
    left = client.get(f"/persons/show/{people[0]}?list=city.is%3D%C5%81%C3%B3d%C5%BA").text
    assert "of 3" in left
    for nonsense in ("colour.is%3Dred", "sort%3Dphones", "stage.is%3DNo+such", "%00", "x" * 5000):
        assert client.get(f"/persons/show/{people[1]}?list={nonsense}").status_code == 200
