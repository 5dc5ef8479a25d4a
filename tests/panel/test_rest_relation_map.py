"""The relation map and the way between two records over the API."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.settings import set_setting
from tests.api_client import Api
from tests.conftest import House
from tests.records.test_relations import COMPETITORS, HEADQUARTERS, company, tie


@pytest.fixture
def owner(sqlite_house: House) -> Api:
    return Api(sqlite_house, "owner")


@pytest.fixture
def ids(sqlite_house: House) -> list[int]:
    """A headquarters, its branch, a hidden competitor of that, and what it competes with in free text; an employee of the first."""
    house = sqlite_house
    made = [company(house, "Alfa"), company(house, "Beta"), company(house, "Gamma", visibility="hidden")]
    tie(house, HEADQUARTERS, made[0], made[1])
    tie(house, COMPETITORS, made[1], made[2])
    tie(house, COMPETITORS, made[0], "Dom Mody")
    return [*made, house.add("person", last_name="Wrona", company=made[0])]


def names(answer: Any) -> list[str]:
    return sorted(one["name"] for one in answer.json["nodes"])


def test_map_has_nodes_and_coloured_edges(owner: Api, ids: list[int]) -> None:
    answer = owner.get(f"relations/map?record={ids[0]}&depth=1")
    assert answer.status_code == 200
    assert (answer.json["truncated"], answer.json["left_out"]) == (False, 0)
    assert {"id": ids[1], "kind": "company", "name": "Beta"} in answer.json["nodes"]
    (edge,) = [one for one in answer.json["edges"] if one["type"] == HEADQUARTERS]
    assert {**edge, "id": 0} == {
        "id": 0,
        "type": HEADQUARTERS,
        "source": ids[0],
        "target": ids[1],
        "color": "indigo",
    }
    (text,) = [one for one in answer.json["nodes"] if one["kind"] == "text"]
    assert (text["id"].startswith("text-"), text["name"]) == (True, "Dom Mody")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("record={0}", ["Alfa", "Beta", "Dom Mody", "Gamma"]),
        ("record={0}&depth=1&links=yes", ["Alfa", "Beta", "Dom Mody", "Wrona"]),
        ("record={0}&types=headquarters_branch&depth=4", ["Alfa", "Beta"]),
        ("record={2},{3}&depth=1", ["Beta", "Gamma", "Wrona"]),
        ("kind=company&name.is=Gamma&depth=1", ["Beta", "Gamma"]),
        ("", ["Alfa", "Beta", "Dom Mody", "Gamma"]),
        ("record={0}&as_of=2020-01-01&depth=1", ["Alfa", "Beta", "Dom Mody"]),
    ],
)
def test_map_is_asked_in_many_ways(owner: Api, ids: list[int], query: str, found: list[str]) -> None:
    assert names(owner.get(f"relations/map?{query.format(*ids)}")) == found


def test_hidden_ends_are_nowhere(sqlite_house: House, ids: list[int]) -> None:
    outsider = Api(sqlite_house, "outsider")
    assert names(outsider.get(f"relations/map?record={ids[0]}&depth=4&links=yes")) == [
        "Alfa",
        "Beta",
        "Dom Mody",
        "Wrona",
    ]
    assert "Gamma" not in outsider.get("relations/map").text
    for path in (f"map?record={ids[2]}", f"path?from={ids[0]}&to={ids[2]}", f"path?from={ids[2]}&to={ids[0]}"):
        missing = outsider.get(f"relations/{path.replace(str(ids[2]), '99999')}")
        hidden = outsider.get(f"relations/{path}")
        assert (hidden.status_code, hidden.json) == (404, missing.json)


def test_way_is_told_step_by_step(owner: Api, ids: list[int]) -> None:
    answer = owner.get(f"relations/path?from={ids[3]}&to={ids[1]}")
    assert (answer.status_code, answer.json["outcome"]) == (200, "found")
    assert [(one["from"]["name"], one["label"], one["to"]["name"]) for one in answer.json["steps"]] == [
        ("Wrona", "Company", "Alfa"),
        ("Alfa", "Branch", "Beta"),
    ]
    assert answer.json["steps"][1]["text"] == "Alfa – Branch: Beta"


def test_two_that_are_not_connected_have_no_steps(owner: Api, sqlite_house: House, ids: list[int]) -> None:
    lone = company(sqlite_house, "Lone")
    assert owner.get(f"relations/path?from={ids[0]}&to={lone}").json == {"steps": [], "outcome": "not_connected"}


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("map?depth=5", "depth"),
        ("map?depth=x", "depth"),
        ("map?record=x", "record"),
        ("map?record=99999999999", "record"),
        ("map?as_of=soon", "soon"),
        ("map?types=none", "none"),
        ("map?links=maybe", "links"),
        ("map?city.is=X", "city.is"),
        ("map?kind=company&colour.is=X", "colour"),
        ("map?kind=company&deleted=1", "deleted"),
        ("map?kind=company&record=1", "not both"),
        ("map?kind=nothing", "nothing"),
        ("map?from=1", "from"),
        ("path?from=1", "to"),
        ("path?from=1&to=2&depth=2", "depth"),
    ],
)
def test_what_cannot_be_read_is_named(owner: Api, query: str, word: str) -> None:
    answer = owner.get(f"relations/{query}")
    assert answer.status_code == 400, answer.json
    assert word in answer.json["message"]


def test_nothing_is_there_while_relations_are_off(owner: Api, sqlite_house: House, ids: list[int]) -> None:
    assert "/api/v1/relations/map" in owner.get("_openapi").json["paths"]
    with sqlite_house.writing("administrator") as asking:
        set_setting(asking.session, "relations.enabled", "false")
    for path in (f"map?record={ids[0]}", f"path?from={ids[0]}&to={ids[1]}"):
        assert owner.get(f"relations/{path}").status_code == 404
    assert "/api/v1/relations/map" not in owner.get("_openapi").json["paths"]
