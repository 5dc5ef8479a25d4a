"""Relations over the API (REL-3, REL-6, REL-10): what can be sent, what comes back, what strangers meet."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.settings import set_setting
from app.models import Participant
from tests.api_client import Api
from tests.conftest import House
from tests.undoing import last_set, undo

BRANCH: dict[str, Any] = {"type": "headquarters_branch"}


@pytest.fixture
def owner(house: House) -> Api:
    return Api(house, "owner")


def companies(house: House, *names: str, **values: Any) -> list[int]:
    return [house.add("company", name=name, **values) for name in names]


def test_relation_is_added_changed_listed_and_removed(house: House, owner: Api) -> None:
    alfa, beta = companies(house, "Alfa", "Beta")
    made = owner.post(
        "relations/", {**BRANCH, "primary": alfa, "secondary": "beta", "note": "Store", "from": "2024-04-01"}
    )
    assert made.status_code == 201, made.json
    assert made.json["result"] == {
        "id": made.json["id"],
        "type": "headquarters_branch",
        "primary": alfa,
        "secondary": beta,
        "primary_text": None,
        "secondary_text": None,
        "note": "Store",
        "from": "2024-04-01",
        "to": None,
    }
    place = f"relations/{made.json['id']}"
    assert made.headers["Location"].endswith(place)
    assert owner.patch(place, {"to": "2024-12-31", "note": None}).json["result"]["to"] == "2024-12-31"
    assert owner.get(place).json["note"] is None
    for words, number in (("", 1), ("&as_of=2024-12-31", 1), ("&as_of=2025-01-01", 0), ("&type=competitors", 0)):
        assert owner.get(f"relations/?record={beta}{words}").json["count"] == number, words
    assert owner.delete(place).status_code == 204
    assert owner.get(place).status_code == 404
    assert owner.get("relations/").json == {"count": 0, "result": []}


def test_another_end_or_type_puts_a_new_relation_in_its_place_and_undo_takes_it_back(house: House, owner: Api) -> None:
    alfa, beta = companies(house, "Alfa", "Beta")
    made = owner.post(
        "relations/", {"type": "competitors", "primary": alfa, "secondary_text": "Beta S.A.", "note": "Old"}
    )
    changed = owner.patch(f"relations/{made.json['id']}", {"secondary": beta}).json
    assert (changed["result"]["secondary"], changed["result"]["note"]) == (beta, "Old")
    assert changed["result"]["secondary_text"] is None
    assert owner.get(f"relations/{made.json['id']}").status_code == 404
    assert owner.patch(f"relations/{changed['id']}", {"type": "partners"}).json["result"]["type"] == "partners"
    undo(house, last_set(house))
    found = owner.get(f"relations/?record={alfa}").json["result"]
    assert [(one["type"], one["secondary"]) for one in found] == [("competitors", beta)]


def test_free_text_may_stand_on_either_side(house: House, owner: Api) -> None:
    person, company = house.add("person", last_name="Kot"), companies(house, "Alfa")[0]
    by_person = owner.post(
        "relations/", {"type": "former_employee", "primary": person, "secondary_text": "Dawna Firma"}
    )
    by_company = owner.post(
        "relations/", {"type": "former_employee", "primary_text": "Jan Dawny", "secondary": company}
    )
    assert (by_person.json["result"]["primary"], by_person.json["result"]["secondary_text"]) == (person, "Dawna Firma")
    assert (by_company.json["result"]["secondary"], by_company.json["result"]["primary_text"]) == (company, "Jan Dawny")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"primary": 1}, "type"),
        ({"type": "ghost", "primary": 1}, "type"),
        ({**BRANCH, "primary": "Alfa"}, "secondary"),
        ({**BRANCH, "primary": "Alfa", "secondary_text": "Beta"}, "secondary"),
        ({**BRANCH, "primary": "Alfa", "secondary": "Nobody"}, "secondary"),
        ({**BRANCH, "primary": "Alfa", "secondary": [2]}, "secondary"),
        ({**BRANCH, "primary": "Alfa", "secondary": True}, "secondary"),
        ({**BRANCH, "primary": "Alfa", "secondary": "Alfa"}, "secondary"),
        ({**BRANCH, "primary": "Alfa", "secondary": "Beta", "secondary_text": "Beta"}, "secondary"),
        ({**BRANCH, "primary": "Alfa", "secondary": "Beta", "from": "soon"}, "from"),
        ({**BRANCH, "primary": "Alfa", "secondary": "Beta", "from": 2024}, "from"),
        ({**BRANCH, "primary": "Alfa", "secondary": "Beta", "from": "2024-05-01", "to": "2024-04-30"}, "to"),
        ({**BRANCH, "primary": "Alfa", "secondary": "Beta", "note": "x" * 1001}, "note"),
        ({**BRANCH, "primary": "Alfa", "secondary": "Beta", "nose": 1}, "nose"),
        ({"type": "project_client", "primary": "Alfa", "secondary": "Beta"}, "primary"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(house: House, owner: Api, body: dict[str, Any], field: str) -> None:
    companies(house, "Alfa", "Beta")
    answer = owner.post("relations/", body)
    assert answer.status_code == 422, answer.json
    assert field in answer.json["errors"]
    assert owner.get("relations/").json["count"] == 0


def test_limit_names_the_relation_in_the_way(house: House, owner: Api) -> None:
    alfa, beta, gamma = companies(house, "Alfa", "Beta", "Gamma")
    first = owner.post("relations/", {**BRANCH, "primary": alfa, "secondary": gamma}).json["id"]
    refused = owner.post("relations/", {**BRANCH, "primary": beta, "secondary": gamma})
    assert refused.status_code == 422
    assert refused.json["in_the_way"] == {"relation": first, "record": alfa}
    assert "Alfa" in refused.json["errors"]["type"][0]


@pytest.mark.parametrize("word", ["as_of=soon", "type=ghost", "record=x", "nose=1", "page=0"])
def test_unknown_words_of_the_address_are_400(sqlite_house: House, word: str) -> None:
    assert Api(sqlite_house, "owner").get(f"relations/?{word}").status_code == 400


def test_hidden_end_and_missing_one_are_told_alike(house: House, owner: Api) -> None:
    alfa = companies(house, "Alfa")[0]
    hidden = companies(house, "Beta", visibility="hidden")[0]
    made = owner.post("relations/", {**BRANCH, "primary": alfa, "secondary": hidden}).json["id"]
    outsider = Api(house, "outsider")
    for number in (made, 999_999):
        assert outsider.get(f"relations/{number}").status_code == 404
        assert outsider.patch(f"relations/{number}", {"note": "x"}).status_code == 404
        assert outsider.delete(f"relations/{number}").status_code == 404
    told = [outsider.post("relations/", {**BRANCH, "primary": alfa, "secondary": one}) for one in (hidden, 999_999)]
    assert [one.status_code for one in told] == [404, 404]
    assert told[0].json == told[1].json
    assert outsider.get(f"relations/?record={alfa}").json["count"] == 0
    assert outsider.get(f"relations/?record={hidden}").status_code == 404
    assert owner.get(f"relations/{made}").status_code == 200


def test_who_only_reads_both_ends_may_look_and_not_touch(house: House, owner: Api) -> None:
    alfa, beta = companies(house, "Alfa", "Beta", visibility="nonpublic")
    made = owner.post("relations/", {**BRANCH, "primary": alfa, "secondary": beta}).json["id"]
    with house.writing("owner") as asking:
        guest = house.viewer("participant").user_id
        asking.session.add_all(Participant(record_id=one, user_id=guest) for one in (alfa, beta))
    participant = Api(house, "participant")
    assert participant.get(f"relations/{made}").status_code == 200
    assert participant.patch(f"relations/{made}", {"note": "x"}).status_code == 403
    assert participant.delete(f"relations/{made}").status_code == 403
    assert participant.post("relations/", {"type": "partners", "primary": alfa, "secondary": beta}).status_code == 403


def test_nothing_of_it_is_there_while_relations_are_off(sqlite_house: House) -> None:
    owner = Api(sqlite_house, "owner")
    alfa, beta = companies(sqlite_house, "Alfa", "Beta")
    made = owner.post("relations/", {**BRANCH, "primary": alfa, "secondary": beta}).json["id"]
    with sqlite_house.writing() as asking:
        set_setting(asking.session, "relations.enabled", "false")
    answers = [
        owner.get("relations/"),
        owner.post("relations/", {**BRANCH, "primary": alfa, "secondary": beta}),
        owner.get(f"relations/{made}"),
        owner.patch(f"relations/{made}", {}),
        owner.delete(f"relations/{made}"),
    ]
    assert {one.status_code for one in answers} == {404}
    assert not [path for path in owner.get("_openapi").json["paths"] if "/relations/" in path]
