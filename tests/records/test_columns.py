"""Columns of linked records: shown under the guard, loaded without a statement per row."""

from __future__ import annotations

import pytest

from app.kernel.errors import BadQuery
from app.records.columns import column_of
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.search import list_page
from tests.conftest import House
from tests.panel.test_lists_budget import statements

WORDS = ("name", "company", "company.name", "company.city", "company.tags", "company.owner", "company.phones")


def shown(house: House, by: str, words: tuple[str, ...] = WORDS) -> list[list[str]]:
    columns = [column_of(kind("person"), word) for word in words]
    with house.asking(by) as asking:
        rows = list_page(asking, parse_query(kind("person"), []), words).rows
        return [[column.text(row) for column in columns] for row in rows]


def company(house: House, **more: object) -> int:
    return house.add("company", name="Krosna", city="Łódź", tags=["VIP"], phones=["+48 601 555 014"], **more)


def test_fields_of_the_linked_record_stand_beside_its_name(house: House) -> None:
    house.add("person", last_name="Ada", company=company(house))
    house.add("person", last_name="Free")
    assert shown(house, "owner") == [
        ["Ada", "Krosna", "Krosna", "Łódź", "VIP", "owner", "+48 601 555 014"],
        ["Free", "", "", "", "", "", ""],
    ]


def test_linked_record_that_is_not_shared_shows_nothing(house: House) -> None:
    house.add("person", last_name="Ada", company=company(house, visibility="hidden"))
    assert shown(house, "owner")[0][3] == "Łódź"
    assert shown(house, "outsider") == [["Ada", "", "", "", "", "", ""]]


def test_more_rows_take_no_more_statements(house: House) -> None:
    counts = []
    shown(house, "owner")  # whether one sees few is found out once a minute
    for _ in range(2):
        for _ in range(4):
            house.add("person", last_name="Ada", company=company(house))
        with statements(house) as made:
            shown(house, "owner")
        counts.append(len(made))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "word",
    ["nose", "company.nose", "city.name", "company.company", "company.city.name", "company.", ".name", "change_set"],
)
def test_what_leads_nowhere_is_named(sqlite_house: House, word: str) -> None:
    with pytest.raises(BadQuery):
        column_of(kind("person"), word)


def test_the_number_of_a_record_is_a_column_and_a_filter(sqlite_house: House) -> None:
    ids = [sqlite_house.add("person", last_name=name) for name in ("Wrona", "Kos", "Sowa")]
    html = sqlite_house.client("owner").get(f"/persons/list/?columns=name,id&id.any={ids[0]},{ids[2]}&sort=-id").text
    assert html.index(f'data-id="{ids[2]}"') < html.index(f'data-id="{ids[0]}"')
    assert f'data-id="{ids[1]}"' not in html
    answer = sqlite_house.client("owner").get("/api/v1/persons/", query_string={"columns": "name,id", "id.is": ids[1]})
    assert [row["id"] for row in answer.json["result"]] == [ids[1]]
