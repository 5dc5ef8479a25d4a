"""Saved filters and list views over the API, and lists asked for by their names (FLT-5, LST-2)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api_client import Api
from tests.conftest import House

FILTER: dict[str, Any] = {"kind": "person", "name": "From Łódź", "query": {"city.is": "Łódź"}}
VIEW: dict[str, Any] = {"kind": "person", "name": "Addresses", "columns": ["name", "company.city"], "sort": "-name"}


@pytest.fixture
def owner(sqlite_house: House) -> Api:
    return Api(sqlite_house, "owner")


def names(answer: Any) -> list[str]:
    return [one["name"] for one in answer.json["result"]]


def test_filter_is_added_found_by_name_changed_and_removed(owner: Api, sqlite_house: House) -> None:
    sqlite_house.add("person", last_name="Ada", city="Łódź")
    sqlite_house.add("person", last_name="Ewa", city="Kraków")
    made = owner.post("filters/", FILTER)
    assert (made.status_code, made.json["result"]["query"]) == (201, "city.is=%C5%81%C3%B3d%C5%BA")
    assert made.headers["Location"].endswith(f"/{made.json['id']}")
    assert names(owner.get("persons/", query_string={"filter": "From Łódź"})) == ["Ada"]
    assert names(owner.get("filters/?kind=person")) == ["From Łódź"]
    assert owner.get("filters/?kind=company").json["count"] == 0
    place = f"filters/{made.json['id']}"
    assert owner.patch(place, {"query": "city.is=Kraków", "shared": True}).status_code == 200
    assert names(owner.get("persons/", query_string={"filter": "From Łódź"})) == ["Ewa"]
    assert owner.get(place).json["shared"] is True
    assert owner.delete(place).status_code == 204
    assert owner.get(place).status_code == 404


def test_view_says_which_fields_come_in_which_order(owner: Api, sqlite_house: House) -> None:
    company = sqlite_house.add("company", name="Krosna", city="Łódź")
    for name in ("Ada", "Ewa"):
        sqlite_house.add("person", last_name=name, company=company)
    made = owner.post("views/", {**VIEW, "widths": {"name": 200}})
    assert made.status_code == 201, made.json
    rows = owner.get("persons/?view=Addresses").json["result"]
    assert [(row["name"], row["company.city"]) for row in rows] == [("Ewa", "Łódź"), ("Ada", "Łódź")]
    assert "phones" not in rows[0]
    place = f"views/{made.json['id']}"
    changed = owner.patch(place, {"sort": None}).json["result"]
    assert (changed["columns"], changed["sort"], changed["widths"]) == (["name", "company.city"], None, {"name": 200})
    assert owner.delete(place).status_code == 204
    assert owner.get("persons/?view=Addresses").status_code == 400


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("filters/", {**FILTER, "kind": "ghost"}, "kind"),
        ("filters/", {**FILTER, "name": " "}, "name"),
        ("filters/", {**FILTER, "query": ["city"]}, "query"),
        ("filters/", {**FILTER, "query": ""}, "query"),
        ("filters/", {**FILTER, "shared": "yes"}, "shared"),
        ("filters/", {**FILTER, "nose": 1}, "nose"),
        ("views/", {**VIEW, "columns": "name"}, "columns"),
        ("views/", {**VIEW, "widths": {"name": "wide"}}, "widths"),
        ("views/", {"kind": "person", "name": "None"}, "columns"),
    ],
)
def test_what_cannot_be_kept_says_why(owner: Api, path: str, body: dict[str, Any], field: str) -> None:
    answer = owner.post(path, body)
    assert answer.status_code == 422, answer.json
    assert field in answer.json["errors"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("filters/", {**FILTER, "query": "nose.is=1"}),
        ("filters/", {**FILTER, "query": {"tags.any": "nobody's"}}),
        ("views/", {**VIEW, "columns": ["nose"]}),
        ("views/", {**VIEW, "sort": "phones"}),
    ],
)
def test_unknown_words_are_400(owner: Api, path: str, body: dict[str, Any]) -> None:
    assert owner.post(path, body).status_code == 400


@pytest.mark.parametrize(("path", "body"), [("filters/", FILTER), ("views/", VIEW)])
def test_others_meet_it_only_when_it_is_shared_and_change_it_never(
    owner: Api, sqlite_house: House, path: str, body: dict[str, Any]
) -> None:
    other = Api(sqlite_house, "outsider")
    place = f"{path}{owner.post(path, body).json['id']}"
    assert (other.get(place).status_code, other.get(path).json["count"]) == (404, 0)
    assert other.patch(place, {"name": "Mine"}).status_code == 404
    owner.patch(place, {"shared": True})
    assert (other.get(place).status_code, other.get(path).json["count"]) == (200, 1)
    assert other.patch(place, {"name": "Mine"}).status_code == 403
    assert other.delete(place).status_code == 403
