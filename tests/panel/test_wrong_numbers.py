"""Numbers that no row, page or place can have, and forms that were tampered with: an answer with a sentence, never a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.api_client import Api
from tests.conftest import House, backends, make_house

BEYOND = "9" * 25
ENDLESS = "9" * 5_000


@pytest.fixture(scope="module", params=backends())
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made, pull_down = make_house(request.param, tmp_path_factory.mktemp("numbers"))
    yield made
    pull_down()


@pytest.fixture(scope="module")
def client(house: House) -> FlaskClient:
    return house.client("administrator")


@pytest.fixture(scope="module")
def person(house: House) -> int:
    return house.add("person", last_name="Lis", phones=["+48601555014"], tags=["one"])


def addresses(house: House) -> list[Rule]:
    return [rule for rule in house.app.url_map.iter_rules() if rule.arguments & {"pk", "row_id", "record_id", "job_id"}]


@pytest.mark.parametrize("number", [BEYOND, ENDLESS, "2147483648", "0"])
def test_number_that_no_row_has_is_never_a_fault(house: House, client: FlaskClient, number: str) -> None:
    calls = [
        (method, _filled(rule, number), rule.rule)
        for rule in addresses(house)
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PATCH", "DELETE"})
    ]
    answers = {
        f"{method} {rule}": client.open(path, method=method, json={}).status_code for method, path, rule in calls
    }
    assert [name for name, status in answers.items() if status >= 500] == []


def _filled(rule: Rule, number: str) -> str:
    values = {name: "stages" if name == "key" else number for name in rule.arguments}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], rule.rule)


@pytest.mark.parametrize("word", ["page", "page_size"])
def test_long_number_behind_zeros_is_refused(client: FlaskClient, word: str) -> None:
    assert client.get(f"/persons/list/?{word}=000000000001{BEYOND}").status_code == 400


def test_counts_of_things_that_cannot_exist_are_left_out(client: FlaskClient) -> None:
    for number in (BEYOND, ENDLESS):
        answer = client.get(f"/shell/counts?of=group:person:{number},kind:person")
        assert answer.status_code == 200
        assert list(answer.json or {}) == ["kind:person"]


@pytest.mark.parametrize("number", [BEYOND, ENDLESS, "²"])
def test_selection_of_numbers_that_no_record_has_is_refused(client: FlaskClient, number: str) -> None:
    for path, data in (("preview", {"ids": number, "action": "tag"}), ("", {"selection": number})):
        assert client.post(f"/persons/mass/{path}".rstrip("/"), data=data).status_code == 400


@pytest.mark.parametrize(
    "sent",
    [
        {"base": '{"last_name": [1], "phones": 5, "tags": [{"a": 1}], "stage": {}}', "seen": BEYOND},
        {"base": "[" * 100_000, "seen": ENDLESS},
        {"base": '{"last_name": "Wilk"}', "seen": BEYOND},
        {"base": '{"phones": "601", "tags": "one", "groups": 1}', "tags.text": "two"},
        {"drop": f"phones.{ENDLESS}"},
    ],
)
def test_tampered_form_is_answered(client: FlaskClient, person: int, sent: dict[str, str]) -> None:
    assert client.post(f"/persons/edit/{person}", data={"last_name": "Kot", **sent}).status_code < 500


def test_place_of_an_entry_may_be_any_text(client: FlaskClient) -> None:
    for place in ("²", ENDLESS, BEYOND, "-"):
        answer = client.post("/settings/dictionaries/stages/1", data={"label": "Lead", "sort": place})
        assert answer.status_code == 303


def test_half_a_character_names_no_owner(house: House, person: int) -> None:
    answer = Api(house, "administrator").post(
        "persons/mass", {"ids": [person], "action": "owner", "values": {"owner": "\ud800x"}}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("words", ["page=two", "page=0", f"page={BEYOND}", "state=nope"])
def test_list_of_users_refuses_what_it_cannot_read(client: FlaskClient, words: str) -> None:
    assert client.get(f"/users/list/?{words}").status_code == 400


def test_list_of_users_turns_its_pages(client: FlaskClient) -> None:
    for words in ("page=1", "page=2", "q=%25&role=x&team=999999999999"):
        assert client.get(f"/users/list/?{words}").status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("installation.time_zone", "Mars/Olympus"),
        ("installation.region", "Poland"),
        ("lists.page_size", "0"),
        ("lists.page_size", "-1"),
        ("lists.page_size", ENDLESS),
    ],
)
def test_setting_that_would_break_every_page_is_refused_at_its_field(
    client: FlaskClient, name: str, value: str
) -> None:
    answer = client.post("/settings/installation/", data={"installation.name": "Splot", name: value})
    assert answer.status_code == 422
    assert value[:20] in answer.text


def test_only_administrators_are_told_how_many_records_hold_an_entry(house: House) -> None:
    house.add("person", last_name="Canarybird", visibility="hidden", stage="Lead")
    told = {
        name: house.client(name).get("/settings/dictionaries/stages/").text for name in ("administrator", "outsider")
    }
    assert ">1 record<" in told["administrator"]
    assert ">1 record<" not in told["outsider"]
    assert ">0 records<" not in told["outsider"]
