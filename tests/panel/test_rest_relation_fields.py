"""Relation types as fields of records over the API (REL-5, MAS-4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api_client import Api
from tests.conftest import House

HEADQUARTERS, COMPETITORS = "relation.headquarters_branch.primary", "relation.competitors"


@pytest.fixture
def owner(sqlite_house: House) -> Api:
    return Api(sqlite_house, "owner")


def company(api: Api, name: str, **values: Any) -> int:
    answer = api.post("companies/", {"name": name, **values})
    assert answer.status_code == 201, answer.json
    return int(answer.json["id"])


def names(api: Api, record_id: int, field: str) -> list[str]:
    return [one.get("name") or one["text"] for one in api.get(f"companies/{record_id}").json[field]]


def test_written_with_the_record_and_read_with_it(owner: Api) -> None:
    alfa = company(owner, "Alfa")
    beta = company(owner, "Beta", **{HEADQUARTERS: [alfa], COMPETITORS: ["Alfa", {"text": "Dom Mody"}]})
    told = owner.get(f"companies/{beta}").json
    assert told[HEADQUARTERS][0] == {"relation": told[HEADQUARTERS][0]["relation"], "id": alfa, "name": "Alfa"}
    assert names(owner, beta, COMPETITORS) == ["Alfa", "Dom Mody"]
    assert names(owner, alfa, "relation.headquarters_branch.secondary") == ["Beta"]
    given = {HEADQUARTERS: told[HEADQUARTERS], COMPETITORS: told[COMPETITORS]}
    assert owner.ask("PATCH", f"companies/{beta}", json=given).json["result"][COMPETITORS] == told[COMPETITORS]
    answer = owner.ask("PATCH", f"companies/{beta}", json={HEADQUARTERS: None, COMPETITORS: ["text:Dom Mody"]})
    assert answer.json["result"][HEADQUARTERS] == []
    assert names(owner, beta, COMPETITORS) == ["Dom Mody"]


def test_a_list_tells_them_where_they_are_named(owner: Api) -> None:
    alfa = company(owner, "Alfa")
    company(owner, "Beta", **{COMPETITORS: [alfa]})
    assert COMPETITORS not in owner.get("companies/").json["result"][0]
    rows = owner.get(f"companies/?columns=name,{COMPETITORS},linked,linked_records").json["result"]
    assert [(row["linked"], row["linked_records"]) for row in rows] == [(True, ["Beta"]), (True, ["Alfa"])]


@pytest.mark.parametrize("wrong", [7, "Alfa", {"id": 1}, [True], [[1]], [{"id": "x"}], [{}], [999_999], ["Nobody"]])
def test_what_does_not_fit_is_said_at_the_field(owner: Api, wrong: Any) -> None:
    answer = owner.post("companies/", {"name": "Beta", HEADQUARTERS: wrong})
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [HEADQUARTERS]


def test_limits_are_said_at_the_field(owner: Api) -> None:
    alfa = company(owner, "Alfa")
    beta = company(owner, "Beta", **{HEADQUARTERS: [alfa]})
    answer = owner.ask("PATCH", f"companies/{alfa}", json={HEADQUARTERS: [beta]})
    assert answer.status_code == 422
    assert "circle" in answer.json["errors"][HEADQUARTERS][0]


def test_hidden_ends_are_not_told_and_stay(sqlite_house: House, owner: Api) -> None:
    hidden = company(owner, "Hidden", visibility="hidden")
    beta = company(owner, "Beta", **{COMPETITORS: [hidden]})
    other = Api(sqlite_house, "manager")
    assert other.get(f"companies/{beta}").json[COMPETITORS] == []
    assert other.ask("PATCH", f"companies/{beta}", json={COMPETITORS: ["text:Sklep"]}).status_code == 200
    assert names(owner, beta, COMPETITORS) == ["Hidden", "Sklep"]


def test_many_are_related_at_once(owner: Api) -> None:
    ids = [company(owner, name) for name in ("Alfa", "Beta", "Gamma")]
    sent = {"ids": ids, "action": "relate", "values": {"type": "competitors", "other": ids[0], "from": "2026-01-01"}}
    job = owner.get(f"jobs/{owner.post('companies/mass', sent).json['id']}").json
    assert job["result"]["changed"] == 2
    assert [one["reason"] for one in job["result"]["skipped"]] == ["The record itself"]
    assert names(owner, ids[0], COMPETITORS) == ["Beta", "Gamma"]


def test_description_has_the_fields(owner: Api) -> None:
    text = owner.get("_openapi").get_data(as_text=True)
    assert HEADQUARTERS in text
    assert "text:… or new:…" in text or "text:\\u2026 or new:\\u2026" in text
