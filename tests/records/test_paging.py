"""Pages by cursor hold the same records as pages counted out: none twice, none missing, whatever is equal or empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import pairwise
from random import Random

import pytest

from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.search import list_page, page_ids
from tests.conftest import House, backends, make_house

SIZE = 4
SORTS = (
    *("name", "-name", "city", "-city", "last_activity", "-last_activity", "created_on", "-changed_on"),
    *("owner", "-owner", "stage", "company", "-company", "city,name", "-city,created_on", "owner,-city,name"),
)


@pytest.fixture(scope="module", params=backends())
def crowd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """People of few names, cities, owners and stages, some without."""
    made, pull_down = make_house(request.param, tmp_path_factory.mktemp("paging"))
    chance = Random(7)
    companies = [str(made.add("company", name=name)) for name in ("Krosna", "Krosna", "Łan")]
    for _ in range(27):
        values = {
            "last_name": chance.choice(["Nowak", "Nowak", "Łoś"]),
            "city": chance.choice([None, "Łódź", "łódź", "Kraków"]),
            "owner": chance.choice(["none", "owner", "agent"]),
            "stage": chance.choice([None, "Lead", "Customer"]),
            "company": chance.choice([None, *companies]),
        }
        made.add("person", **{name: value for name, value in values.items() if value is not None})
    yield made
    pull_down()


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("by", ["administrator", "owner"])
def test_pages_by_cursor_are_those_by_number_forth_and_back(crowd: House, sort: str, by: str) -> None:
    with crowd.asking(by) as asking:
        query = parse_query(kind("person"), [("sort", sort), ("page_size", str(SIZE))])
        pages = [page_ids(asking, query.at_page(number)) for number in range(1, 8)]
        assert sorted(one for page in pages for one in page) == sorted({one for page in pages for one in page})
        for number, (here, following) in enumerate(pairwise(pages), 1):
            assert page_ids(asking, query.at_page(number + 1, after=here[-1])) == following
            if number > 1:
                assert page_ids(asking, query.at_page(number, before=following[0])) == here


@pytest.mark.parametrize("sort", ["city", "-city", "stage", "-stage", "company", "-company", "owner", "-owner"])
def test_what_is_empty_comes_last_both_ways(crowd: House, sort: str) -> None:
    with crowd.asking("owner") as asking:
        query = parse_query(kind("person"), [("sort", sort), ("page_size", "100")])
        rows = list_page(asking, query, (sort.removeprefix("-"),)).rows
        are_empty = [getattr(row, sort.removeprefix("-")) is None for row in rows]
    assert set(are_empty) == {False, True}
    assert are_empty == sorted(are_empty)


def test_the_next_page_goes_on_where_a_record_was_added_meanwhile(crowd: House) -> None:
    with crowd.asking("owner") as asking:
        query = parse_query(kind("person"), [("page_size", str(SIZE))])
        first, second = (page_ids(asking, query.at_page(number)) for number in (1, 2))
    crowd.add("person", last_name="Aaa")
    with crowd.asking("owner") as asking:
        assert page_ids(asking, query.at_page(2, after=first[-1])) == second


def test_a_cursor_tells_nothing_of_a_record_that_one_does_not_see(crowd: House) -> None:
    hidden = crowd.add("person", last_name="Mmm", visibility="hidden")
    with crowd.asking("outsider") as asking:
        query = parse_query(kind("person"), [("page_size", str(SIZE))])
        by_number = page_ids(asking, query.at_page(2))
        for unknown in (hidden, 999_999_999):
            assert page_ids(asking, replace(query, page=2, after=unknown)) == by_number


def test_the_links_of_a_list_carry_the_cursor_and_the_form_for_a_page_does_not(crowd: House) -> None:
    html = crowd.client("owner").get("/persons/list/?page_size=4&page=2").text
    following = unescape(re.findall(r'rel="next" href="([^"]+)"', html)[0])
    assert "page=3" in following
    assert "after=" in following
    page = crowd.client("owner").get(following)
    assert page.status_code == 200
    jumping = re.findall(r'<form class="row- gap6 hide-s"(.*?)</form>', page.text, re.DOTALL)
    assert len(jumping) == 1
    assert 'name="page"' in jumping[0]
    assert 'name="after"' not in jumping[0]
