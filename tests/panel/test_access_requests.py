"""Locked lines, asking for access, and the answer (ACC-1)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.settings import set_setting
from app.kernel.viewer import as_system
from app.models import AccessRequest, Participant
from tests.api_client import Api
from tests.conftest import House
from tests.records.test_rights import make_team

PAGE = "/access/requests/"


@pytest.fixture
def locked(house: House) -> dict[str, int]:
    """Persons of every visibility, all named Kowal, with what must not be told of them."""
    more = {"city": "Zgierz", "phones": ["+48 601 555 777"], "emails": ["kowal@secret.test"], "tags": ["quiet"]}
    return {
        shown: house.add("person", first_name=shown.title(), last_name="Kowal", visibility=shown, **more)
        for shown in ("public", "nonpublic", "hidden")
    }


def suggested(client: FlaskClient, typed: str, kind: str = "person") -> list[dict[str, Any]]:
    return list(client.get(f"/search/suggest?kind={kind}&q={typed}").json)


def ask(house: House, name: str, record_id: int, **words: str) -> Any:
    return house.client(name).post(f"{PAGE}ask/{record_id}", data=words)


def asked(house: House) -> list[AccessRequest]:
    with house.app.app_context(), as_system(house.engine) as session:
        found = list(session.scalars(select(AccessRequest).order_by(AccessRequest.id)))
        session.expunge_all()
        return found


# --- locked lines -----------------------------------------------------------------------------------------------------------


def test_look_up_shows_lock_name_and_owner_and_nothing_else(house: House, locked: dict[str, int]) -> None:
    open_hit, line = suggested(house.client("outsider"), "kowal")
    assert (open_hit["id"], line["locked"], line["name"]) == (locked["public"], True, "Nonpublic Kowal")
    assert line["hint"] == "Owner Test"
    assert set(line) == {"id", "name", "kind", "hint", "locked", "icon", "href", "ask", "said", "done"}


@pytest.mark.parametrize("typed", ["Zgierz", "601555777", "kowal@secret", "quiet"])
def test_locked_records_are_found_by_their_names_alone(house: House, locked: dict[str, int], typed: str) -> None:
    assert not [one for one in suggested(house.client("outsider"), typed) if one.get("locked")]


def test_sheet_and_search_page_show_locked_lines_and_no_hidden_ones(house: House, locked: dict[str, int]) -> None:
    client = house.client("outsider")
    rows = [row for group in client.get("/search/sheet?q=kowal").json for row in group["rows"]]
    assert [row["name"] for row in rows if row.get("locked")] == ["Nonpublic Kowal"]
    page = client.get("/search?q=kowal").text
    assert re.findall(r"data-locked", page) == ["data-locked"]
    assert "Hidden Kowal" not in page
    assert "Zgierz" not in page.replace("Public Kowal", "").split("data-locked")[1]


@pytest.mark.parametrize("name", ["owner", "administrator", "nobody"])
def test_who_sees_it_or_may_not_read_the_kind_meets_no_lock(house: House, locked: dict[str, int], name: str) -> None:
    answer = house.client(name).get("/search/suggest?kind=person&q=kowal")
    assert not any(one.get("locked") for one in answer.json if isinstance(one, dict)) if answer.is_json else True


def test_locked_lines_are_not_counted_listed_or_exported(house: House, locked: dict[str, int]) -> None:
    client = house.client("outsider")
    assert client.get("/api/v1/persons/?name.contains=Kowal").json["count"] == 1
    assert client.get("/api/v1/search?q=kowal").text.count("Nonpublic") == 0
    assert "Nonpublic" not in client.get("/persons/list/?q=kowal").text
    assert "Nonpublic" not in client.get("/persons/export?format=csv").text
    assert (
        client.post("/persons/mass/preview", data={"ids": f"locked-{locked['nonpublic']}", "action": "tag"}).status_code
        == 400
    )


# --- asking -----------------------------------------------------------------------------------------------------------------


def test_asking_once_reaches_the_owner_who_lets_in(house: House, locked: dict[str, int]) -> None:
    outsider, owner = house.client("outsider"), house.client("owner")
    assert "Nonpublic Kowal" in outsider.get(f"{PAGE}ask/{locked['nonpublic']}").text
    assert ask(house, "outsider", locked["nonpublic"], words="To call them back").status_code == 303
    again = ask(house, "outsider", locked["nonpublic"])
    assert again.status_code == 422
    assert "You asked already" in again.text
    assert suggested(outsider, "kowal")[1]["ask"] == ""
    assert owner.get("/shell/counts?of=requests").json == {"requests": "1"}
    page = owner.get(PAGE).text
    assert "Outsider Test" in page
    assert "To call them back" in page
    assert owner.post(f"{PAGE}{asked(house)[0].id}", data={"give": "1", "rights": "edit"}).status_code == 303
    assert outsider.get(f"/persons/edit/{locked['nonpublic']}").status_code == 200
    assert owner.get("/shell/counts?of=requests").json == {"requests": ""}
    assert outsider.get("/shell/counts?of=requests").json == {"requests": "1"}
    assert "Access given" in outsider.get(PAGE).text
    assert outsider.post(f"{PAGE}seen").status_code == 303
    assert outsider.get("/shell/counts?of=requests").json == {"requests": ""}


def test_refused_question_lets_nobody_in_and_is_told(house: House, locked: dict[str, int]) -> None:
    ask(house, "outsider", locked["nonpublic"])
    request_id = asked(house)[0].id
    assert house.client("administrator").post(f"{PAGE}{request_id}", data={"refuse": "1"}).status_code == 303
    outsider = house.client("outsider")
    assert outsider.get(f"/persons/show/{locked['nonpublic']}").status_code == 404
    page = outsider.get(PAGE).text
    assert "Refused" in page
    assert "Nonpublic Kowal" in page
    late = house.client("owner").post(f"{PAGE}{request_id}", data={"give": "1"})
    assert late.status_code == 422
    assert "answered already" in late.text


@pytest.mark.parametrize("shown", ["public", "hidden"])
def test_nothing_is_asked_of_records_that_are_not_locked(house: House, locked: dict[str, int], shown: str) -> None:
    client = house.client("outsider")
    for answer in (client.get(f"{PAGE}ask/{locked[shown]}"), ask(house, "outsider", locked[shown])):
        assert answer.status_code == 404
    assert asked(house) == []


def test_question_is_answered_by_its_owner_alone(house: House, locked: dict[str, int]) -> None:
    ask(house, "outsider", locked["nonpublic"])
    request_id = asked(house)[0].id
    for name in ("outsider", "participant", "manager"):
        assert house.client(name).post(f"{PAGE}{request_id}", data={"give": "1"}).status_code == 404
        assert "Nonpublic Kowal" not in house.client("participant").get(PAGE).text


def test_words_that_are_too_long_are_kept_and_refused(house: House, locked: dict[str, int]) -> None:
    answer = ask(house, "outsider", locked["nonpublic"], words="x" * 401)
    assert answer.status_code == 422
    assert "at most 400" in answer.text
    assert "x" * 401 in answer.text


# --- over the API -----------------------------------------------------------------------------------------------------------


def test_participants_over_the_api(house: House) -> None:
    team = make_team(house, "North", ("outsider",))
    person = house.add("person", last_name="Kot", visibility="nonpublic")
    owner, outsider = Api(house, "owner"), Api(house, "outsider")
    assert outsider.get(f"participants/?record={person}").status_code == 404
    made = owner.post("participants/", {"record": person, "user_group": "North", "access": True, "edit": True})
    assert (made.status_code, made.json["result"]["user_group"]) == (201, "North")
    assert owner.post("participants/", {"record": person, "user_group": team, "edit": True}).status_code == 409
    pk = made.json["id"]
    assert outsider.get(f"persons/{person}").status_code == 200
    assert owner.ask("PATCH", f"participants/{pk}", json={"edit": False}).json["result"]["edit"] is False
    assert outsider.ask("PATCH", f"participants/{pk}", json={"edit": True}).status_code == 403
    assert owner.ask("DELETE", f"participants/{pk}").status_code == 204
    assert outsider.get(f"persons/{person}").status_code == 404
    with house.app.app_context(), as_system(house.engine) as session:
        assert session.scalars(select(Participant)).all() == []


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"user": "ghost"}, "user"),
        ({"user": "outsider", "access": False}, "access"),
        ({"user": "outsider", "edit": "yes"}, "edit"),
        ({}, "user"),
        ({"user": "outsider", "user_group": "North"}, "user"),
        ({"user_group": "Nowhere"}, "user_group"),
        ({"user": True}, "user"),
    ],
)
def test_participant_that_cannot_be_is_refused_at_its_field(sqlite_house: House, sent: Any, field: str) -> None:
    person = sqlite_house.add("person", last_name="Kot")
    answer = Api(sqlite_house, "owner").post("participants/", {"record": person, **sent})
    assert answer.status_code == 422
    assert field in answer.json["errors"]


def test_questions_over_the_api(house: House, locked: dict[str, int]) -> None:
    outsider, owner = Api(house, "outsider"), Api(house, "owner")
    assert outsider.post("access-requests/", {"record": locked["hidden"]}).status_code == 404
    made = outsider.post("access-requests/", {"record": locked["nonpublic"], "words": "Hello"})
    assert (made.status_code, made.json["result"]["answer"]) == (201, "open")
    assert outsider.post("access-requests/", {"record": locked["nonpublic"]}).status_code == 409
    assert outsider.get("access-requests/").json["count"] == 0
    assert owner.get("access-requests/").json["result"][0]["words"] == "Hello"
    pk = made.json["id"]
    assert outsider.ask("PATCH", f"access-requests/{pk}", json={"answer": "given"}).status_code == 404
    given = owner.ask("PATCH", f"access-requests/{pk}", json={"answer": "given", "edit": True})
    assert given.json["result"]["answer"] == "given"
    assert outsider.get("access-requests/?mine=yes").json["result"][0]["answer"] == "given"
    assert outsider.get(f"persons/{locked['nonpublic']}").status_code == 200


# --- under a list, and while somebody is added ------------------------------------------------------------------------------


def test_list_shows_locked_lines_only_where_it_is_wanted_and_filtered_by_the_name_alone(
    house: House, locked: dict[str, int]
) -> None:
    client = house.client("outsider")
    assert "Nonpublic Kowal" not in client.get("/persons/list/?name.contains=kowal").text
    with house.writing() as asking:
        set_setting(asking.session, "lists.locked_lines", "true")
    for query in ("name.contains=kowal", "q=kowal"):
        page = client.get(f"/persons/list/?{query}").text
        assert "Nonpublic Kowal" in page, query
        assert 'data-total="1"' in page
        assert "Hidden Kowal" not in page
        assert f'data-id="{locked["nonpublic"]}"' not in page
    for query in (
        "",
        "name.contains=kowal&city.is=Zgierz",
        "city.is=Zgierz",
        "q=zgierz",
        "company.name.contains=kowal",
    ):
        assert "Nonpublic Kowal" not in client.get(f"/persons/list/?{query}").text, query


def test_who_adds_somebody_is_told_who_may_be_here_already(house: House, locked: dict[str, int]) -> None:
    client = house.client("outsider")
    live = client.get("/search/likely?kind=person&name=nonpublic kowal").json["html"]
    assert "Nonpublic Kowal" in live
    assert "Zgierz" not in live
    added = client.post("/persons/add", data={"first_name": "Nonpublic", "last_name": "KOWAL"})
    page = client.get(added.location).text
    assert "Perhaps here already" in page
    assert f"{PAGE}ask/{locked['nonpublic']}" in page
    by_number = client.get("/search/likely?kind=person&name=Other&channel=601 555 777").json["html"]
    assert "Public Kowal" in by_number
    assert "Nonpublic" not in by_number
    assert client.get("/search/likely?kind=person&name=Hidden Kowal").json["html"] == ""
    other = client.post("/persons/add", data={"first_name": "Quite", "last_name": "Another"})
    assert "added" not in other.location
