"""Relation types over the API (REL-2, SET-5)."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.settings import set_setting
from tests.api_client import Api
from tests.conftest import House
from tests.records.test_relations import company, ends
from tests.relating import tie

NEW: dict[str, Any] = {
    "key": "supplier",
    "primary_kind": "company",
    "secondary_kind": "company",
    "primary_label": "Supplier",
    "secondary_label": "Supplied",
    "color": "moss",
    "symmetric": False,
    "free_text": True,
    "one_primary": False,
    "one_secondary": False,
    "acyclic": False,
    "sort": 3,
    "labels": {"pl": ["Dostawca", "Odbiorca"], "he": ["ספק", ""]},
    "forms": [{"kind": "company", "section": "Main data"}],
}


def test_type_is_added_read_changed_deleted_and_brought_back(house: House) -> None:
    api = Api(house, "administrator")
    made = api.post("relation-types/", NEW)
    assert made.status_code == 201
    number = made.json["id"]
    told = {**NEW, "id": number, "deleted": False}
    told["forms"] = [{"kind": "company", "section": "Main data", "side": "primary"}]
    assert made.json["result"] == told
    assert api.get(f"relation-types/{number}").json == told
    change = {"labels": {"he": ["ספקית", "לקוחה"]}, "one_primary": True}
    changed = api.patch(f"relation-types/{number}", change).json["result"]
    assert changed == {**told, "one_primary": True, "labels": {**NEW["labels"], **change["labels"]}}
    assert api.delete(f"relation-types/{number}").status_code == 204
    assert number not in [one["id"] for one in api.get("relation-types/").json["result"]]
    assert [one["id"] for one in api.get("relation-types/?deleted=1").json["result"]] == [number]
    assert api.post(f"relation-types/{number}/restore").json["result"]["deleted"] is False


def test_relations_that_no_longer_fit_refuse_a_change_unless_told_otherwise(house: House) -> None:
    api = Api(house, "administrator")
    number = api.post("relation-types/", NEW).json["id"]
    alfa, beta, gamma = (company(house, name) for name in ("Alfa", "Beta", "Gamma"))
    for one in (alfa, beta):
        tie(house, "supplier", one, gamma)
    refused = api.patch(f"relation-types/{number}", {"one_primary": True})
    assert (refused.status_code, list(refused.json["errors"])) == (409, ["unfit"])
    assert api.get(f"relation-types/{number}").json["one_primary"] is False
    assert api.patch(f"relation-types/{number}", {"one_primary": True, "unfit": "end"}).status_code == 200
    assert ends(house, gamma) == [("Supplier", "Beta")]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unfit": "forget"}, "unfit"),
        ({"unfit": ["end"]}, "unfit"),
        ({"symmetric": "yes"}, "symmetric"),
        ({"key": "other"}, "key"),
        ({"colour": "moss"}, "colour"),
        ({"labels": {"pl": ["Dostawca"]}}, "labels"),
        ({"labels": {"pl": ["x" * 21, "Odbiorca"]}}, "labels"),
        ({"labels": {"fr": ["Fournisseur", "Client"]}}, "labels"),
        ({"labels": {"pl": [1, 2]}}, "labels"),
        ({"primary_label": None}, "primary_label"),
        ({"symmetric": True, "acyclic": True, "secondary_label": "Supplier", "labels": {}}, "acyclic"),
        ({"forms": [{"kind": "company", "section": "Attic"}]}, "forms"),
        ({"forms": [{"kind": "company", "side": 1}]}, "forms"),
        ({"sort": True}, "sort"),
        ({"sort": 10**12}, "sort"),
    ],
)
def test_bad_input_is_told_under_the_names_of_the_api(both_sides: Api, change: dict[str, Any], field: str) -> None:
    made = both_sides.get("relation-types/").json["result"]
    number = next(one["id"] for one in made if one["key"] == "supplier")
    refused = both_sides.patch(f"relation-types/{number}", change)
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    assert both_sides.get("relation-types/").json["result"] == made


@pytest.fixture
def both_sides(sqlite_house: House) -> Api:
    """An administrator with a type that has the same words on both sides in no language but English."""
    api = Api(sqlite_house, "administrator")
    assert api.post("relation-types/", {**NEW, "labels": {}}).status_code == 201
    return api


def test_who_works_here_reads_types_and_only_administrators_write_them(sqlite_house: House) -> None:
    number = Api(sqlite_house, "administrator").post("relation-types/", NEW).json["id"]
    for who in ("outsider", "manager"):
        api = Api(sqlite_house, who)
        assert api.get(f"relation-types/{number}").json["key"] == "supplier"
        assert api.post("relation-types/", {**NEW, "key": "mine"}).status_code == 403
        assert api.patch(f"relation-types/{number}", {"color": "teal"}).status_code == 403
        assert api.delete(f"relation-types/{number}").status_code == 403
        assert api.post(f"relation-types/{number}/restore").status_code == 403
    assert Api(sqlite_house, "nobody").get("relation-types/").status_code == 403
    assert Api(sqlite_house).get("relation-types/").status_code == 401


def test_taken_key_is_a_conflict(sqlite_house: House) -> None:
    refused = Api(sqlite_house, "administrator").post("relation-types/", {**NEW, "key": "competitors"})
    assert (refused.status_code, list(refused.json["errors"])) == (409, ["key"])


def test_nothing_is_there_while_relations_are_off(sqlite_house: House) -> None:
    api = Api(sqlite_house, "administrator")
    with sqlite_house.writing() as asking:
        set_setting(asking.session, "relations.enabled", "false")
    assert api.get("relation-types/").status_code == 404
    assert api.post("relation-types/", NEW).status_code == 404
    assert "/api/v1/relation-types/" not in api.get("_openapi").json["paths"]
