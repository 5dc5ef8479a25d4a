"""What the REST resource of every kind keeps, by the kind being declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, select

from app.kernel.viewer import as_system
from app.models import Change, ChangeSet, Via
from app.records.kinds import Kind
from app.records.kinds import kind as kind_named
from app.records.link_fields import RecordField
from app.records.relation_fields import RelationField
from tests.api_client import Api
from tests.conftest import House, backends, make_house
from tests.contract.samples import every_kind, least_values, sample_values

KINDS = every_kind()
BY_KIND = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
WITHOUT_RIGHT = ["nobody"]
STRANGERS = ["outsider", "manager", "agent"]
FROZEN_STATEMENTS = 12


@pytest.fixture(scope="module", params=backends())
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for the whole contract: each test adds what it needs."""
    made, pull_down = make_house(request.param, tmp_path_factory.mktemp("rest"))
    yield made
    pull_down()


@pytest.fixture(scope="module")
def apis(house: House) -> dict[str, Api]:
    """Somebody of the cast each, with a key."""
    return {name: Api(house, name) for name in ("owner", "administrator", *STRANGERS, *WITHOUT_RIGHT)}


def named(house: House, kind: Kind, name: str = "Someone", **more: Any) -> dict[str, Any]:
    """The least that makes a record."""
    with house.writing("owner") as asking:
        return {**least_values(asking, kind, name), **more}


def hidden(house: House, api: Api, kind: Kind) -> dict[str, Any]:
    """What hides a record from strangers; a part of another is hidden with its host."""
    if not kind.host:
        return {"visibility": "hidden"}
    host = kind.field(kind.host)
    assert isinstance(host, RecordField)
    return {kind.host: add(house, api, kind_named(host.to), visibility="hidden")}


def add(house: House, api: Api, kind: Kind, **more: Any) -> int:
    answer = api.post(f"{kind.plural}/", named(house, kind, **more))
    assert answer.status_code == 201, answer.json
    return int(answer.json["id"])


@BY_KIND
def test_what_is_added_comes_back(house: House, apis: dict[str, Api], kind: Kind) -> None:
    with house.writing("owner") as asking:
        kind = kind_named(kind.name)
        raw = sample_values(asking, kind)
    added = apis["owner"].post(f"{kind.plural}/", raw)
    assert added.status_code == 201, added.json
    got = apis["owner"].get(f"{kind.plural}/{added.json['id']}")
    assert got.json == added.json["result"]
    assert got.headers["ETag"] == added.headers["ETag"]
    told = [
        one for one in kind.fields if not one.is_counted_out or (isinstance(one, RelationField) and one.is_editable)
    ]
    readable = {field.name for field in told if field.is_readable}
    assert set(got.json) == {"id", "kind", "name", "version"} | readable
    assert got.json["kind"] == kind.name


@BY_KIND
def test_what_was_got_can_be_put_again(house: House, apis: dict[str, Api], kind: Kind) -> None:
    with house.writing("owner") as asking:
        raw = sample_values(asking, kind)
    pk = apis["owner"].post(f"{kind.plural}/", raw).json["id"]
    got = apis["owner"].get(f"{kind.plural}/{pk}")
    put = apis["owner"].put(f"{kind.plural}/{pk}", got.json, headers={"If-Match": got.headers["ETag"]})
    assert put.status_code == 200, put.json
    assert put.json["result"] == got.json


@BY_KIND
def test_list_names_and_counts(house: House, apis: dict[str, Api], kind: Kind) -> None:
    pk = add(house, apis["owner"], kind, name="Listed")
    answer = apis["owner"].get(f"{kind.plural}/?q=listed&columns=name,tags")
    assert answer.status_code == 200
    assert answer.json["count"] == len(answer.json["result"])
    row = next(row for row in answer.json["result"] if row["id"] == pk)
    assert set(row) == {"id", "kind", "name", "version", "tags"}


@BY_KIND
def test_list_takes_few_statements_whatever_it_shows(house: House, apis: dict[str, Api], kind: Kind) -> None:
    with house.writing("owner") as asking:
        raw = sample_values(asking, kind)
    for _ in range(3):
        assert apis["owner"].post(f"{kind.plural}/", raw).status_code == 201
    apis["owner"].get(f"{kind.plural}/")
    seen: list[str] = []

    def note(*given: Any) -> None:
        if given[2] != "BEGIN":
            seen.append(given[2])

    event.listen(house.engine, "before_cursor_execute", note)
    assert apis["owner"].get(f"{kind.plural}/").status_code == 200
    event.remove(house.engine, "before_cursor_execute", note)
    assert len(seen) <= FROZEN_STATEMENTS, "\n".join(seen)


@BY_KIND
def test_deleted_goes_to_the_trash_and_comes_back(house: House, apis: dict[str, Api], kind: Kind) -> None:
    api, pk = apis["owner"], add(house, apis["owner"], kind)
    assert api.delete(f"{kind.plural}/{pk}").status_code == 204
    assert api.get(f"{kind.plural}/{pk}").status_code == 404
    assert api.delete(f"{kind.plural}/{pk}").status_code == 404
    assert api.get(f"{kind.plural}/{pk}?deleted=1").json["id"] == pk
    assert pk in [row["id"] for row in api.get(f"{kind.plural}/?deleted=1").json["result"]]
    assert api.post(f"{kind.plural}/{pk}/restore").status_code == 200
    assert api.get(f"{kind.plural}/{pk}").status_code == 200


@BY_KIND
def test_change_since_it_was_read_is_a_conflict(house: House, apis: dict[str, Api], kind: Kind) -> None:
    api, pk = apis["owner"], add(house, apis["owner"], kind)
    mark = api.get(f"{kind.plural}/{pk}").headers["ETag"]
    changed = api.patch(f"{kind.plural}/{pk}", {"tags": ["first"]}, headers={"If-Match": mark})
    assert changed.status_code == 200, changed.json
    assert changed.headers["ETag"] != mark
    for method, path in (("PATCH", ""), ("PUT", ""), ("DELETE", "")):
        late = api.ask(method, f"{kind.plural}/{pk}{path}", json={"tags": ["late"]}, headers={"If-Match": mark})
        assert late.status_code == 409
        assert late.json["message"]
    assert api.get(f"{kind.plural}/{pk}").json["tags"] == ["first"]


@BY_KIND
@pytest.mark.parametrize("mark", ['"{}"', 'W/"{}"', '"{}:gzip"', '"{}:br"', "{}", '"77", "{}"', "*"])
def test_mark_of_a_version_is_read_in_every_form(house: House, apis: dict[str, Api], kind: Kind, mark: str) -> None:
    api, pk = apis["owner"], add(house, apis["owner"], kind)
    version = api.get(f"{kind.plural}/{pk}").json["version"]
    header = {"If-Match": mark.format(version)}
    assert api.patch(f"{kind.plural}/{pk}", {"tags": ["now"]}, headers=header).status_code == 200


@BY_KIND
@pytest.mark.parametrize("stranger", STRANGERS)
def test_hidden_record_is_like_a_missing_one(house: House, apis: dict[str, Api], kind: Kind, stranger: str) -> None:
    pk = add(house, apis["owner"], kind, name="Canary", **hidden(house, apis["owner"], kind))
    api = apis[stranger]
    for method, path in (("GET", ""), ("PUT", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/restore")):
        sent = None if method == "GET" else {"tags": ["x"]}
        unseen = api.ask(method, f"{kind.plural}/{pk}{path}", json=sent)
        missing = api.ask(method, f"{kind.plural}/987654{path}", json=sent)
        assert (unseen.status_code, unseen.json) == (missing.status_code, missing.json) == (404, missing.json)
    assert "Canary" not in api.get(f"{kind.plural}/?q=canary").text
    assert api.get(f"{kind.plural}/?q=canary").json["count"] == 0
    assert api.get("search?q=canary").json["count"] == 0
    assert api.get(f"changes/?record={pk}").json["count"] == 0
    assert apis["owner"].get(f"{kind.plural}/{pk}").status_code == 200
    assert apis["administrator"].get(f"{kind.plural}/{pk}").status_code == 200


@BY_KIND
def test_hidden_record_is_not_changed_by_a_mass_action(house: House, apis: dict[str, Api], kind: Kind) -> None:
    pk = add(house, apis["owner"], kind, **hidden(house, apis["owner"], kind))
    body = {"ids": [pk], "action": "tag", "values": {"tags": ["found"]}}
    answer = apis["outsider"].post(f"{kind.plural}/mass", body)
    job = apis["outsider"].get(f"jobs/{answer.json['id']}").json
    assert (job["result"]["matched"], job["result"]["skipped"]) == (0, [])
    assert apis["owner"].get(f"{kind.plural}/{pk}").json["tags"] == []


@BY_KIND
@pytest.mark.parametrize("name", WITHOUT_RIGHT)
def test_role_that_opens_nothing_meets_403(house: House, apis: dict[str, Api], kind: Kind, name: str) -> None:
    base = kind.plural
    for method, path in (
        ("GET", "/"),
        ("POST", "/"),
        ("GET", "/1"),
        ("PATCH", "/1"),
        ("DELETE", "/1"),
        ("POST", "/mass"),
    ):
        answer = apis[name].ask(method, f"{base}{path}", json=None if method == "GET" else {})
        assert answer.status_code == 403
        assert set(answer.json) == {"message", "errors"}


@BY_KIND
def test_nobody_meets_401(house: House, kind: Kind) -> None:
    for method, path in (
        ("GET", "/"),
        ("POST", "/"),
        ("GET", "/1"),
        ("PUT", "/1"),
        ("DELETE", "/1"),
        ("POST", "/mass"),
    ):
        assert Api(house).ask(method, f"{kind.plural}{path}", json=None if method == "GET" else {}).status_code == 401


@BY_KIND
def test_agent_may_not_delete_what_is_not_theirs(house: House, apis: dict[str, Api], kind: Kind) -> None:
    pk = add(house, apis["owner"], kind)
    if kind.host:  # taking a part out edits the whole
        assert apis["agent"].delete(f"{kind.plural}/{pk}").status_code == 204
        return
    assert apis["agent"].delete(f"{kind.plural}/{pk}").status_code == 403
    assert apis["agent"].get(f"{kind.plural}/{pk}").status_code == 200


@BY_KIND
def test_mass_action_is_a_job_with_its_result(house: House, apis: dict[str, Api], kind: Kind) -> None:
    api = apis["owner"]
    ids = [add(house, api, kind, tags=["many"]) for _ in range(3)]
    started = api.post(
        f"{kind.plural}/mass", {"query": {"tags.any": "many"}, "action": "tag", "values": {"tags": ["done"]}}
    )
    assert started.status_code == 202, started.json
    job = api.get(f"jobs/{started.json['id']}").json
    assert (job["state"], job["result"]["matched"], job["result"]["changed"]) == ("done", 3, 3)
    assert {row["id"] for row in api.get(f"{kind.plural}/?tags.any=done").json["result"]} == set(ids)
    assert apis["outsider"].get(f"jobs/{started.json['id']}").status_code == 404


@BY_KIND
def test_mass_delete_and_restore(house: House, apis: dict[str, Api], kind: Kind) -> None:
    api, pk = apis["owner"], add(house, apis["owner"], kind)
    for action, status in (("delete", 404), ("restore", 200)):
        assert api.post(f"{kind.plural}/mass", {"ids": [pk], "action": action}).status_code == 202
        assert api.get(f"{kind.plural}/{pk}").status_code == status


@BY_KIND
def test_writes_are_written_down_as_the_api_s(house: House, apis: dict[str, Api], kind: Kind) -> None:
    pk = add(house, apis["owner"], kind)
    with house.app.app_context(), as_system(house.engine) as session:
        sets = select(ChangeSet.via).join(Change, Change.set_id == ChangeSet.id).where(Change.record_id == pk)
        assert set(session.scalars(sets)) == {Via.API}
    change = apis["outsider"].get(f"changes/?record={pk}").json["result"][0]
    assert (change["user"], change["via"], change["record"]) == ("owner", "api", pk)


@BY_KIND
def test_unknown_words_are_named(house: House, apis: dict[str, Api], kind: Kind) -> None:
    for words in (
        "nothing.is=1",
        "name.nothing=1",
        "nothing=1",
        "sort=nothing",
        "columns=nothing",
        "panel=1",
        "count=all",
    ):
        answer = apis["owner"].get(f"{kind.plural}/?{words}")
        assert answer.status_code == 400, words
        assert answer.json["message"]
    for name in ("nothing", "id", "created_on", "version"):
        answer = apis["owner"].post(f"{kind.plural}/", named(house, kind, **{name: "1"}))
        assert answer.status_code == 422
        assert name in answer.json["errors"]


NO_WRONG = {"number": (1.5,), "money": (1.5,), "yes_no": (True,)}


@BY_KIND
def test_every_field_refuses_json_of_another_sort(house: House, apis: dict[str, Api], kind: Kind) -> None:
    pk = add(house, apis["owner"], kind)
    for field in (field for field in kind.fields if field.is_editable):
        for wrong in (1.5, True, {"a": 1}, [[1]], [{"a": 1}], [None], {"id": "x"}, {"username": 1}, {"id": 2**40}):
            if wrong in NO_WRONG.get(field.type.name, ()):
                continue
            answer = apis["owner"].patch(f"{kind.plural}/{pk}", {field.name: wrong})
            assert answer.status_code == 422, (field.name, wrong, answer.json)
            assert answer.json["errors"][field.name][0]


@BY_KIND
def test_no_field_breaks_on_hostile_text(house: House, apis: dict[str, Api], kind: Kind) -> None:
    pk = add(house, apis["owner"], kind)
    editable = [field.name for field in kind.fields if field.is_editable]
    for text in ("\ud800", "99999999999999999999", "", "none", "new:", None):
        for wrong in (text, [text, {"value": text}]):
            answer = apis["owner"].patch(f"{kind.plural}/{pk}", dict.fromkeys(editable, wrong))
            assert answer.status_code in {200, 422}, (wrong, answer.json)
    for name in editable:
        for text in ("a\x00b", "x" * 100_000, "²"):
            for wrong in (text, [text]):
                answer = apis["owner"].patch(f"{kind.plural}/{pk}", {name: wrong})
                assert answer.status_code in {200, 422}, (name, wrong, answer.json)
