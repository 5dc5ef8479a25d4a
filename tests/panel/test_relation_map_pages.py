"""The pages of the relation map: graph, table, card, file, the ways in, and nothing of them while relations are off."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.domain.settings import set_setting
from tests.conftest import House
from tests.records.test_relations import COMPETITORS, HEADQUARTERS, company, tie


@pytest.fixture
def ids(sqlite_house: House) -> list[int]:
    """A headquarters, its branch, a hidden competitor of that, and an employee; a free text beside the first."""
    house = sqlite_house
    made = [company(house, "Alfa", city="Kraków"), company(house, "Beta"), company(house, "Gamma", visibility="hidden")]
    tie(house, HEADQUARTERS, made[0], made[1])
    tie(house, COMPETITORS, made[1], made[2])
    tie(house, COMPETITORS, made[0], "Dom Mody")
    return [*made, house.add("person", last_name="Wrona", company=made[0])]


@pytest.fixture
def owner(sqlite_house: House) -> FlaskClient:
    return sqlite_house.client("owner")


def drawn(text: str) -> Any:
    """What the script of a page draws."""
    found = re.search(r'<script type="application/json" id="map-data"[^>]*>(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def rows(text: str) -> list[list[str]]:
    """The table, cell by cell, without tags."""
    body = text.partition("<tbody>")[2].partition("</tbody>")[0]
    cells = [re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]
    plain = [[re.sub(r"<span class=\"av.*?</span>|<[^>]+>", "", cell).strip() for cell in row] for row in cells]
    return [[cell.removeprefix("Free text:").strip() for cell in row] for row in plain]


def test_graph_and_table_show_the_same(owner: FlaskClient, ids: list[int]) -> None:
    data = drawn(owner.get(f"/relations/map?record={ids[0]}").text)
    assert {one["name"] for one in data["nodes"]} == {"Alfa", "Beta", "Gamma", "Dom Mody", "Wrona"}
    shown = rows(owner.get(f"/relations/map?record={ids[0]}&show=table").text)
    assert len(shown) == len(data["edges"]) == 4
    assert ["Alfa", "Headquarters – Branch", "Beta", "Branch"] in shown
    assert ["Alfa", "Competitor", "Dom Mody", "Competitor"] in shown
    arrows = {one["group"]: one["arrow"] for one in data["edges"]}
    assert arrows == {HEADQUARTERS: True, COMPETITORS: False, "links": False}


def test_what_is_switched_off_is_in_neither(owner: FlaskClient, ids: list[int]) -> None:
    text = owner.get(f"/relations/map?record={ids[0]}&show=table&off={HEADQUARTERS}").text
    assert {row[0] for row in rows(text)} == {"Alfa", "Wrona"}
    assert "Types switched off" in text
    assert drawn(owner.get(f"/relations/map?record={ids[0]}&off={HEADQUARTERS}").text)["off"] == [HEADQUARTERS]


def test_table_goes_into_a_file(owner: FlaskClient, ids: list[int]) -> None:
    answer = owner.get(f"/relations/map/table.csv?record={ids[1]}&depth=1&links=no")
    assert answer.mimetype == "text/csv"
    assert answer.text.splitlines()[1:] == [
        f"Company,Alfa,{ids[0]},Headquarters,Headquarters – Branch,Branch,Company,Beta,{ids[1]}",
        f"Company,Beta,{ids[1]},Competitor,Competitor,Competitor,Company,Gamma,{ids[2]}",
    ]


def test_map_begins_with_a_list_and_leads_back_to_it(owner: FlaskClient, ids: list[int]) -> None:
    assert ids
    text = owner.get("/relations/map?kind=companies&city.is=Kraków&depth=1").text
    assert {one["name"] for one in drawn(text)["nodes"]} == {"Alfa", "Beta", "Dom Mody", "Wrona"}
    assert 'href="/companies/list/?city.is=Krak%C3%B3w"' in text
    assert (
        'href="/relations/map?kind=company&amp;city.is=Krak%C3%B3w' in owner.get("/companies/list/?city.is=Kraków").text
    )


def test_nothing_chosen_offers_a_beginning(owner: FlaskClient, ids: list[int]) -> None:
    text = owner.get("/relations/map").text
    assert "everything=yes" in text
    assert "map-data" not in text
    everything = drawn(owner.get("/relations/map?everything=yes").text)
    assert {one["name"] for one in everything["nodes"]} == {"Alfa", "Beta", "Gamma", "Dom Mody"}
    assert f'href="/relations/map?record={ids[0]}"' in owner.get(f"/companies/show/{ids[0]}").text


def test_way_is_told_and_drawn(owner: FlaskClient, ids: list[int], sqlite_house: House) -> None:
    text = owner.get(f"/relations/map?from={ids[3]}&to={ids[1]}").text
    steps = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<li>(.*?)</li>", text.partition("map-steps-h")[2])]
    assert steps[:2] == ["Wrona – Company: Alfa", "Alfa – Branch: Beta"]
    assert [one["name"] for one in drawn(text)["nodes"]] == ["Wrona", "Alfa", "Beta"]
    lone = company(sqlite_house, "Lone")
    for show in ("", "&show=table"):
        assert "not connected within six steps" in owner.get(f"/relations/map?from={lone}&to={ids[1]}{show}").text


def test_card_tells_of_the_record_and_what_is_beside_it(owner: FlaskClient, ids: list[int]) -> None:
    text = owner.get(f"/relations/map/card/{ids[1]}").text
    assert "Headquarters" in text
    neighbours = re.search(r'data-neighbours="([\d,]+)"', text)
    assert neighbours is not None
    assert set(neighbours[1].split(",")) == {str(ids[0]), str(ids[2])}


def test_outsider_meets_no_trace_of_a_hidden_end(sqlite_house: House, ids: list[int]) -> None:
    client = sqlite_house.client("outsider")
    for path in (f"?record={ids[1]}", f"?record={ids[1]}&show=table", "?everything=yes", f"/card/{ids[1]}"):
        answer = client.get(f"/relations/map{path}")
        assert (answer.status_code, "Gamma" in answer.text) == (200, False), path
    for path in (f"?record={ids[2]}", f"?from={ids[0]}&to={ids[2]}", f"/card/{ids[2]}", f"/data?record={ids[2]}"):
        assert client.get(f"/relations/map{path}").status_code == 404, path


def test_what_does_not_fit_is_told(owner: FlaskClient, ids: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.domain.relation_map.MOST_NODES", 2)
    text = owner.get(f"/relations/map?record={ids[0]}&depth=2").text
    assert "more were met and left out" in text
    assert f"record={ids[0]}&amp;depth=1" in text


@pytest.mark.parametrize("query", ["show=graph", "everything=maybe", "depth=9", "colour.is=red", "kind=nothing"])
def test_what_cannot_be_read_is_refused(owner: FlaskClient, query: str) -> None:
    assert owner.get(f"/relations/map?{query}").status_code == 400


def test_all_of_it_vanishes_while_relations_are_off(owner: FlaskClient, sqlite_house: House, ids: list[int]) -> None:
    assert 'href="/relations/map"' in owner.get("/").text
    with sqlite_house.writing("administrator") as asking:
        set_setting(asking.session, "relations.enabled", "false")
    for path in ("", f"?record={ids[0]}", f"/data?record={ids[0]}", f"/card/{ids[0]}", "/table.csv"):
        assert owner.get(f"/relations/map{path}").status_code == 404
    for page in ("/", "/companies/list/", f"/companies/show/{ids[0]}"):
        assert "/relations/map" not in owner.get(page).text
