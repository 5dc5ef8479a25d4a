"""The REST API beyond what every kind keeps: bad input, races, words, history, search."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from app.models import Participant
from tests.api_client import Api
from tests.conftest import House

LARGE = [2**31, 2**63, 10**30]


@pytest.fixture
def owner(sqlite_house: House) -> Api:
    return Api(sqlite_house, "owner")


def add_person(api: Api, **values: Any) -> int:
    answer = api.post("persons/", {"last_name": "Nowak", **values})
    assert answer.status_code == 201, answer.json
    return int(answer.json["id"])


# --- bad input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe\x00", 400),
        (b'{"last_name": NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"last_name": ' + b"9" * 5000 + b"}", 400),
        (b"[]", 422),
        (b'"text"', 422),
        (b"null", 422),
        (b"{}", 422),
        (b'{"last_name": null}', 422),
        (b'{"last_name": "\\u0000"}', 422),
        (b'{"last_name": "' + b"x" * 5_000_000 + b'"}', 413),
    ],
)
@pytest.mark.parametrize("path", ["persons/", "companies/", "groups/", "tags/", "persons/mass"])
def test_body_that_is_no_record_is_refused_with_a_sentence(owner: Api, sent: bytes, status: int, path: str) -> None:
    answer = owner.ask("POST", path, data=sent, content_type="application/json")
    assert answer.status_code == status
    assert answer.json["message"]
    assert set(answer.json) == {"message", "errors"}


@pytest.mark.parametrize("pk", [0, *LARGE])
@pytest.mark.parametrize("path", ["persons/{}", "companies/{}", "groups/{}", "tags/{}", "jobs/{}", "changesets/{}"])
def test_id_that_cannot_be_is_missing(house: House, pk: int, path: str) -> None:
    api = Api(house, "administrator")
    assert api.get(path.format(pk)).status_code == 404


@pytest.mark.parametrize(
    "words",
    [
        "page=0",
        "page=x",
        "page=99999999999999999999",
        "page_size=501",
        "page_size=-1",
        "sort=phones",
        "match=maybe",
        "city.is=" + "x" * 2000,
        "company.is=no such company",
        "created_on.from=yesterday",
        "phones.is=none",
        "owner.is=ghost",
        "company.company.company.company.company.city.is=x",
        "filter=none",
        "view=none",
        "deleted.is=1",
        "a" * 3000 + ".is=1",
    ],
)
def test_bad_words_in_the_address_are_400(house: House, words: str) -> None:
    answer = Api(house, "owner").get(f"persons/?{words}")
    assert answer.status_code == 400
    assert answer.json["message"]


@pytest.mark.parametrize(
    "words",
    ["q=%00", "q=%F0%9F%92%A9%20%25_", "company.is=99999999999", "company.is=1", "stage.is=%00", "q=" + "%" * 9],
)
def test_strange_words_find_nothing_and_break_nothing(house: House, words: str) -> None:
    assert Api(house, "owner").get(f"persons/?{words}").status_code in {200, 400}


def test_page_beyond_the_last_is_empty(owner: Api) -> None:
    add_person(owner)
    answer = owner.get("persons/?page=10000000&page_size=500")
    assert (answer.status_code, answer.json["count"], answer.json["result"]) == (200, 1, [])


def test_method_that_is_not_there_says_which_are(owner: Api) -> None:
    answer = owner.ask("TRACE", "persons/")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_address_that_is_not_there_answers_as_json(owner: Api) -> None:
    answer = owner.get("nothing/here")
    assert (answer.status_code, set(answer.json)) == (404, {"message", "errors"})


def test_several_wrong_fields_are_told_together(owner: Api) -> None:
    answer = owner.post(
        "persons/", {"last_name": "x" * 500, "stage": "No such stage", "emails": ["nonsense"], "tags": 5}
    )
    assert answer.status_code == 422
    assert set(answer.json["errors"]) >= {"tags"}


@pytest.mark.parametrize(
    "body",
    [
        {"action": "tag", "values": {"tags": ["x"]}},
        {"ids": [1], "query": {}, "action": "tag", "values": {"tags": ["x"]}},
        {"ids": "all", "action": "tag"},
        {"ids": [], "action": "delete"},
        {"ids": [2**40], "action": "delete"},
        {"ids": [True], "action": "delete"},
        {"query": [], "action": "delete"},
        {"query": {"city.is": {"a": 1}}, "action": "delete"},
        {"query": {"nothing.is": "1"}, "action": "delete"},
        {"query": {"page": "2"}, "action": "delete"},
        {"query": {}, "action": "explode"},
        {"query": {}, "action": 7},
        {"query": {}, "action": "tag", "values": {"tags": [{"a": 1}]}},
        {"query": {}, "action": "tag", "values": []},
        {"query": {}, "action": "tag"},
        {"query": {}, "action": "owner", "values": {"owner": "ghost"}},
        {"query": {}, "action": "set", "values": {"nothing": "1"}},
        {"query": {}, "action": "set", "values": {"created_on": "1"}},
        {"query": {}, "action": "delete", "surprise": 1},
    ],
)
def test_mass_action_that_cannot_be_starts_no_job(owner: Api, body: dict[str, Any]) -> None:
    pk = add_person(owner)
    answer = owner.post("persons/mass", body)
    assert answer.status_code in {400, 422}, answer.json
    assert answer.json["message"]
    assert owner.get("jobs/1").status_code == 404
    assert owner.get(f"persons/{pk}").status_code == 200


# --- rights ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("may_edit", "status"), [(False, 403), (True, 200)])
def test_participant_changes_what_they_were_invited_to_change(house: House, may_edit: bool, status: int) -> None:
    pk = add_person(Api(house, "owner"), visibility="hidden")
    guest = house.viewer("participant").user_id
    with house.writing("owner") as asking:
        asking.session.add(Participant(record_id=pk, user_id=guest, may_edit=may_edit))
    api = Api(house, "participant")
    assert api.get(f"persons/{pk}").status_code == 200
    assert api.patch(f"persons/{pk}", {"city": "Gdańsk"}).status_code == status


def test_hidden_company_cannot_be_linked_nor_told_from_a_missing_one(owner: Api, sqlite_house: House) -> None:
    company = owner.post("companies/", {"name": "Canary", "visibility": "hidden"}).json["id"]
    outsider = Api(sqlite_house, "outsider")
    hidden = outsider.post("persons/", {"last_name": "Nowak", "company": company})
    missing = outsider.post("persons/", {"last_name": "Nowak", "company": 987654})
    assert hidden.status_code == missing.status_code == 422
    assert hidden.json == missing.json


def test_link_to_what_the_editor_does_not_see_survives_a_put(owner: Api, sqlite_house: House) -> None:
    company = owner.post("companies/", {"name": "Canary", "visibility": "hidden"}).json["id"]
    pk = add_person(owner, company=company)
    outsider = Api(sqlite_house, "outsider")
    got = outsider.get(f"persons/{pk}").json
    assert got["company"] is None
    assert outsider.put(f"persons/{pk}", {**got, "city": "Gdańsk"}).status_code == 200
    assert owner.get(f"persons/{pk}").json["company"]["id"] == company


def test_history_names_no_hidden_record(owner: Api, sqlite_house: House) -> None:
    company = owner.post("companies/", {"name": "Canary", "visibility": "hidden"}).json["id"]
    pk = add_person(owner)
    owner.patch(f"persons/{pk}", {"company": company})

    def links(api: Api) -> list[Any]:
        rows = api.get(f"changes/?record={pk}").json["result"]
        return [row["new"] for row in rows if row["field"] == "company_id"]

    assert links(owner) == [company]
    assert links(Api(sqlite_house, "outsider")) == [None]


def test_who_adds_a_hidden_record_for_somebody_else_takes_part_in_it(sqlite_house: House) -> None:
    outsider = Api(sqlite_house, "outsider")
    added = outsider.post("persons/", {"last_name": "Kept", "owner": "owner", "visibility": "hidden"})
    assert (added.status_code, added.json["result"]["owner"]["username"]) == (201, "owner")
    guests = outsider.get(f"participants/?record={added.json['id']}").json["result"]
    assert [(one["user"], one["edit"], one["delete"]) for one in guests] == [("outsider", True, False)]


# --- races ---------------------------------------------------------------------------------------------------------------------


def test_of_two_who_read_the_same_version_one_meets_a_conflict(house: House) -> None:
    api = Api(house, "owner")
    pk = add_person(api)
    mark = api.get(f"persons/{pk}").headers["ETag"]
    barrier = threading.Barrier(2)
    found: list[int] = []

    def change(city: str) -> None:
        mine = Api(house)
        mine.headers = api.headers
        barrier.wait()
        found.append(mine.patch(f"persons/{pk}", {"city": city}, headers={"If-Match": mark}).status_code)

    threads = [threading.Thread(target=change, args=(city,)) for city in ("Łódź", "Kraków")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200, 409]


def test_stale_version_in_the_body_is_a_conflict(owner: Api) -> None:
    pk = add_person(owner)
    got = owner.get(f"persons/{pk}").json
    owner.patch(f"persons/{pk}", {"city": "Łódź"})
    assert owner.put(f"persons/{pk}", got).status_code == 409


@pytest.mark.parametrize("mark", ["nonsense", '""', '"abc"'])
def test_mark_that_is_none_is_400(owner: Api, mark: str) -> None:
    pk = add_person(owner)
    assert owner.patch(f"persons/{pk}", {"city": "Łódź"}, headers={"If-Match": mark}).status_code == 400


# --- what is given is written, what is not given stays ---------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_what_is_not_given_stays(owner: Api, method: str) -> None:
    pk = add_person(owner, city="Łódź", tags=["vip"], phones=["+48601555014"])
    changed = owner.ask(method, f"persons/{pk}", json={"city": None}).json["result"]
    assert (changed["city"], changed["tags"], changed["name"]) == (None, ["vip"], "Nowak")
    assert len(changed["phones"]) == 1


def test_failed_change_leaves_nothing_behind(owner: Api) -> None:
    pk = add_person(owner, tags=["vip"])
    before = owner.get(f"persons/{pk}").json
    assert owner.patch(f"persons/{pk}", {"tags": ["brand new"], "stage": "No such stage"}).status_code == 422
    assert owner.get(f"persons/{pk}").json == before
    assert [tag["name"] for tag in owner.get("tags/").json["result"]] == ["vip"]


def test_count_beyond_the_cap_is_told_and_can_be_asked_exactly(owner: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.records.search.COUNT_CAP", 2)
    for _ in range(3):
        add_person(owner)
    capped = owner.get("persons/?page_size=1").json
    exact = owner.get("persons/?page_size=1&count=exact").json
    assert (capped["count"], capped["count_is_capped"]) == (2, True)
    assert exact["count"] == 3
    assert "count_is_capped" not in exact


# --- groups and tags ---------------------------------------------------------------------------------------------------------


def test_group_is_added_renamed_and_removed(owner: Api) -> None:
    added = owner.post("groups/", {"name": "Trade fair", "color": "plum"})
    pk = added.json["id"]
    assert (added.status_code, added.json["result"]) == (201, {"id": pk, "name": "Trade fair", "color": "plum"})
    assert owner.patch(f"groups/{pk}", {"name": "Fair"}).json["result"]["name"] == "Fair"
    assert owner.get("groups/").json == {"count": 1, "result": [{"id": pk, "name": "Fair", "color": "plum"}]}
    assert owner.delete(f"groups/{pk}").status_code == 204
    assert owner.get(f"groups/{pk}").status_code == 404


@pytest.mark.parametrize("path", ["groups/", "tags/"])
def test_name_that_is_taken_is_a_conflict(owner: Api, path: str) -> None:
    assert owner.post(path, {"name": "Łódź"}).status_code == 201
    taken = owner.post(path, {"name": "lodz"})
    assert (taken.status_code, list(taken.json["errors"])) == (409, ["name"])


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": 5}, {"name": "!"}, {"name": "x" * 999}, {"name": "x", "color": "red"}]
)
@pytest.mark.parametrize("path", ["groups/", "tags/"])
def test_word_that_cannot_be_is_refused(owner: Api, path: str, body: dict[str, Any]) -> None:
    answer = owner.post(path, body)
    assert (answer.status_code, bool(answer.json["errors"])) == (422, True)


def test_only_managers_rename_and_remove_tags(owner: Api, sqlite_house: House) -> None:
    pk = owner.post("tags/", {"name": "vip"}).json["id"]
    assert owner.patch(f"tags/{pk}", {"name": "VIP"}).status_code == 403
    assert owner.delete(f"tags/{pk}").status_code == 403
    manager = Api(sqlite_house, "manager")
    assert manager.patch(f"tags/{pk}", {"name": "VIP"}).json["result"]["name"] == "VIP"
    assert manager.delete(f"tags/{pk}").status_code == 204


# --- history, search, jobs ---------------------------------------------------------------------------------------------------


def test_change_sets_are_their_maker_s_and_the_administrators(owner: Api, sqlite_house: House) -> None:
    pk = add_person(owner)
    number = owner.get(f"changes/?record={pk}").json["result"][0]["changeset"]
    assert owner.get(f"changesets/{number}").json["operation"] == "added"
    assert Api(sqlite_house, "administrator").get(f"changesets/{number}").status_code == 200
    assert Api(sqlite_house, "outsider").get(f"changesets/{number}").status_code == 404


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("user=owner", True),
        ("user=me", True),
        ("user=manager", False),
        ("since=2020-01-01", True),
        ("since=2020-01-01T00:00:00Z", True),
        ("since=2020-01-01T00:00:00%2B02:00", True),
        ("since=9000-01-01", False),
        ("set=999", False),
        ("page=2", False),
    ],
)
def test_changes_are_filtered(house: House, words: str, is_found: bool) -> None:
    owner = Api(house, "owner")
    add_person(owner)
    assert bool(owner.get(f"changes/?{words}").json["result"]) is is_found


@pytest.mark.parametrize(
    "words",
    ["user=ghost", "since=yesterday", "since=0001-01-01T00:00:00%2B14:00", "set=x", "record=-1", "record=", "x=1"],
)
def test_bad_words_for_changes_are_400(owner: Api, words: str) -> None:
    answer = owner.get(f"changes/?{words}")
    assert (answer.status_code, bool(answer.json["message"])) == (400, True)


def test_search_finds_every_kind(house: House) -> None:
    owner = Api(house, "owner")
    owner.post("companies/", {"name": "Wiśniewska i Synowie"})
    add_person(owner, last_name="Wiśniewska")
    found = owner.get("search?q=wisniew").json
    assert (found["count"], {row["kind"] for row in found["result"]}) == (2, {"person", "company"})
    assert owner.get("search?q=").json["count"] == 0


def test_anonymous_meets_401_everywhere(sqlite_house: House) -> None:
    api = Api(sqlite_house)
    for rule in sqlite_house.app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            path = rule.rule.replace("<int:pk>", "1")
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                answer = api.ask(method, path, json=None if method == "GET" else {})
                assert (answer.status_code, path) == (401, path)
                assert set(answer.json) == {"message", "errors"}


def test_role_that_opens_nothing_meets_403_everywhere(sqlite_house: House) -> None:
    api = Api(sqlite_house, "nobody")
    for rule in sqlite_house.app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            path = rule.rule.replace("<int:pk>", "1")
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                assert (api.ask(method, path, json=None if method == "GET" else {}).status_code, path) == (403, path)
