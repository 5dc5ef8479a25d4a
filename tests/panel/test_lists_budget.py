"""A list takes few statements whatever it shows, and what one thread asks never reaches another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.conftest import House, backends, make_house

MOST = 12
FULL = (
    "stage.any=Lead,Customer&source.not=1&owner.is=me&created_by.is=administrator&managers.none=agent&tags.any=vip"
    "&groups.any=Friends&city.contains=a&company.city.contains=k&company.is={company}&country.any=PL,IL"
    "&created_on.within=this_year&match=any&sort=-last_activity,owner&q=a"
)
EVERYTHING = {
    "last_name": "Nowak",
    "city": "Łódź",
    "phones": ["+48 601 555 014", "+48 601 555 999"],
    "emails": ["ada@example.test", "nowak@example.test"],
    "tags": ["vip", "newsletter"],
    "groups": ["Friends"],
    "managers": ["agent"],
    "stage": "Lead",
}


QUERIES = (
    "",
    FULL,
    "filter=Mine",
    "filter=Mine&city.is=x",
    "city.is=nowhere&tags.any=vip",
    "deleted=1",
    "ask=company",
    "groups.any=Friends",
)


@pytest.fixture(scope="module", params=backends())
def full_house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with people who have everything, and a filter that everybody sees."""
    made, pull_down = make_house(request.param, tmp_path_factory.mktemp("budget"))
    company = made.add("company", name="Krosna", city="Kraków", tags=["vip"], groups=["Friends"])
    for number in range(12):
        made.add("person", first_name=f"Ada {number}", company=str(company), **EVERYTHING)
    saved = {"kind": "person", "name": "Mine", "query": "tags.any=vip&stage.is=Lead", "shared": "1"}
    assert made.client("owner").post("/filters/add", data=saved).status_code == 303
    gone = [made.add("person", first_name=f"Gone {number}", **EVERYTHING) for number in range(3)]
    for record_id in gone:
        assert made.client("owner").post(f"/persons/delete/{record_id}").status_code == 303
    yield made
    pull_down()


@contextmanager
def statements(house: House) -> Iterator[list[str]]:
    made: list[str] = []
    engine = house.engine

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement not in {"BEGIN", "BEGIN IMMEDIATE"}:
            made.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("by", ["administrator", "owner"])
@pytest.mark.parametrize("panel", ["1", "0"])
def test_a_list_takes_at_most_twelve_statements(full_house: House, by: str, panel: str) -> None:
    client = full_house.client(by)
    client.set_cookie("panel", panel)
    company = client.get("/api/v1/companies/").get_json()["result"][0]["id"]
    for query in QUERIES:
        with statements(full_house) as made:
            assert client.get(f"/persons/list/?{query.format(company=company)}").status_code == 200
        assert len(made) <= MOST, "\n".join([query, *made])


def test_lists_in_several_threads_never_show_each_others_rows(house: House) -> None:
    for name in ("Ada", "Ewa"):
        for number in range(8):
            house.add("person", first_name=name, last_name=f"Nr{number}", city=name)
    clients = {name: house.client(by) for name, by in (("Ada", "owner"), ("Ewa", "participant"))}

    def hammer(name: str) -> set[str]:
        seen: set[str] = set()
        for _ in range(10):
            html = clients[name].get(f"/persons/list/?city.is={name}&page_size=50").text
            seen |= set(re.findall(r'<a class="nm"[^>]*>(\w+) Nr', html))
            seen |= set(re.findall(r'data-filter="city.is=(\w+)"', html))
        return seen

    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(clients, pool.map(hammer, clients), strict=True))
    assert found == {"Ada": {"Ada"}, "Ewa": {"Ewa"}}
