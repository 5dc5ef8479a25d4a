"""Ways round the front door, one by one: what is hidden is not in them, and a hidden record answers as a missing one (ACC-1)."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from app.domain.custom_fields import add_custom_field
from app.jobs.runner import run_all_jobs
from app.kernel.viewer import as_system
from app.models import Job, JobState, Role, User
from tests.conftest import House, backends, make_house
from tests.contract.samples import every_kind
from tests.hostile.prey import HIDDEN, LOCKED, ORDER, SECRET, WORD, Scene, lay_scene, links_to
from tests.hostile.test_sweep import NOWHERE, kind_of, look, routes, values_for
from tests.importing import begin_import, names, run_import, table
from tests.records.test_rights import give_roles
from tests.undoing import edit

SWAPS = 5_000 if os.environ.get("SPLOT_SOAK") else 2_500  # on each database
CHANGES = re.compile(
    rf'nonce="[^"]*"|nonce-[\w+/=-]+|name="csrf[^>]*>|content="Im[^"]*"|\b(?:{NOWHERE}|\d+)\b|[\w.-]{{60,}}'
)


@pytest.fixture(scope="module", params=backends())
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A house with prey of every kind in each state."""
    house, pull_down = make_house(request.param, tmp_path_factory.mktemp("channels"))
    yield lay_scene(house)
    pull_down()


@pytest.fixture
def outsider(scene: Scene) -> FlaskClient:
    return scene.house.client("outsider")


# --- counts, sorting, filters -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", [f"q={WORD}", f"name.contains={WORD}", "visibility.is=hidden", f"q={SECRET}"])
def test_counts_of_lists_leave_hidden_records_out(scene: Scene, outsider: FlaskClient, query: str) -> None:
    for kind in every_kind():
        word, _, value = query.partition("=")
        if word.partition(".")[0] in {*kind.by_name, "q"}:
            assert outsider.get(f"/api/v1/{kind.plural}/?{query}").get_json()["count"] == 0, (kind.name, value)


def test_sorting_by_what_is_hidden_tells_no_order(scene: Scene) -> None:
    """A link to an unseen record sorts as none: two who differ in it alone keep the order of their numbers."""
    companies = [scene.house.add("company", name=f"{letter} hidden", visibility="hidden") for letter in "ZA"]
    made = [scene.house.add("person", last_name="Twin", company=one) for one in companies]
    for sort, expected in (("company", made), ("-company", made[::-1])):
        for who, hoped in (("outsider", expected), ("owner", expected[::-1])):
            answer = scene.house.client(who).get(f"/api/v1/persons/?name.is=Twin&sort={sort}").get_json()
            assert [row["id"] for row in answer["result"]] == hoped, (who, sort)


def test_filter_by_a_hidden_value_is_no_oracle(scene: Scene, outsider: FlaskClient) -> None:
    company = scene.prey[HIDDEN]["company"].id
    plain, guess = (
        outsider.get(f"/api/v1/persons/?{query}").get_json()["count"]
        for query in (f"company.is={NOWHERE}", f"company.is={company}")
    )
    assert plain == guess == 0
    for path in ("company.city.contains", "company.name.starts", "company.tax_id.contains"):
        assert outsider.get(f"/api/v1/persons/?{path}={SECRET[:6]}").get_json()["count"] == 0


def test_counts_of_groups_tags_and_saved_filters_leave_hidden_records_out(scene: Scene, outsider: FlaskClient) -> None:
    told = outsider.get("/api/v1/persons/?groups.any=Common").get_json()["count"]
    full = scene.house.client("owner").get("/api/v1/persons/?groups.any=Common").get_json()["count"]
    assert full > told
    counts = outsider.get(f"/shell/counts?of=group:person:1,filter:{scene.shared_filter_id}").get_json()
    assert str(full) not in [str(one) for one in counts.values()]


# --- look-ups, warnings, imports --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["/search/suggest?q={}", "/search/sheet?q={}", "/search?q={}", "/api/v1/search?q={}"])
def test_look_ups_know_no_hidden_record(scene: Scene, outsider: FlaskClient, where: str) -> None:
    for words in (SECRET, f"{WORD} {SECRET}", f"{SECRET.lower()}@hidden.test"):
        text = outsider.get(where.format(words)).text
        assert f"/r/{scene.prey[HIDDEN]['person'].id}" not in text
        assert text.lower().count(SECRET.lower()) <= outsider.get(where.format("Nosuchbird")).text.count(
            "Nosuchbird"
        ), "only what was asked is repeated"


def test_unique_value_of_a_hidden_record_is_not_in_the_way(house: House) -> None:
    """A refusal would tell that somebody has it. What is non-public is met by its name, so there it may."""
    with house.writing("administrator") as asking:
        given = {"kind": "company", "key": "card", "label": "Card", "type": "text", "unique": True, "is_unique": True}
        add_custom_field(asking.session, given)
    house.add("company", name="Hidden", visibility="hidden", **{"cf.card": "C-1"})
    house.add("company", name="Locked", visibility="nonpublic", **{"cf.card": "C-2"})
    client = house.client("outsider")
    answers = [client.post("/api/v1/companies/", json={"name": "New", "cf.card": card}) for card in ("C-1", "C-2")]
    assert [answer.status_code for answer in answers] == [201, 422]
    assert "Locked" not in answers[1].text


def test_import_matches_no_hidden_record(house: House) -> None:
    person = {"first_name": "Ada", "last_name": WORD, "emails": ["ada@hidden.test"]}
    house.add("person", **person, visibility="hidden")
    rows = table("First name;Last name;E-mail", f"Ada;{WORD};ada@hidden.test")
    answer = run_import(house, rows, "outsider", on_duplicate="update")
    assert (answer["added"], answer["updated"], answer["skipped"]) == (1, 0, 0)


# --- history, mass actions --------------------------------------------------------------------------------------------------


def test_history_of_an_open_record_keeps_the_names_of_hidden_ones(scene: Scene, outsider: FlaskClient) -> None:
    for kind in ORDER:
        page = outsider.get(f"/r/{scene.open[kind]}", follow_redirects=True)
        changes = outsider.get(f"/api/v1/changes/?record={scene.open[kind]}")
        assert SECRET not in page.text + changes.text
        assert changes.status_code == 200


def test_mass_action_on_hidden_ids_says_what_it_says_of_missing_ones(scene: Scene, outsider: FlaskClient) -> None:
    told = []
    for one in (scene.prey[HIDDEN]["person"].id, scene.prey[LOCKED]["person"].id, NOWHERE):
        answer = outsider.post("/api/v1/persons/mass", json={"ids": [one], "action": "delete"})
        told.append((answer.status_code, plain(answer)))
    assert told[0] == told[1] == told[2]


# --- hidden and missing alike -----------------------------------------------------------------------------------------------


def plain(answer: TestResponse) -> str:
    """A body without what differs from request to request: numbers, nonces, tokens."""
    return CHANGES.sub("", answer.get_data(as_text=True))


@pytest.mark.parametrize("viewer", ["outsider", "manager", "agent"])
def test_hidden_and_missing_records_answer_alike_with_as_much_work(scene: Scene, viewer: str) -> None:
    client, found = scene.house.client(viewer), []
    for rule, method in routes(scene.house):
        own = kind_of(rule)
        if own is None or method != "GET" or not rule.arguments & {"pk", "record_id"}:
            continue
        told = {}
        for state in (HIDDEN, LOCKED, "missing"):
            number = NOWHERE if state == "missing" else scene.prey[state][own.name].id
            values = values_for(scene, rule, scene.prey[HIDDEN][own.name]) | {"pk": number, "record_id": number}
            url = scene.house.app.url_map.bind("localhost").build(
                rule.endpoint, {name: values[name] for name in rule.arguments}, method=method
            )
            told[state] = work(scene, client, url)
        if len(set(told.values())) != 1:
            found.append((rule.rule, {state: (status, made) for state, (status, _, made) in told.items()}))
    assert found == []


def work(scene: Scene, client: FlaskClient, url: str) -> tuple[int, str, int]:
    """Status, body and the number of statements of an answer."""
    made: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        made.append(statement)

    client.get(url)  # what is remembered for a while is remembered now
    event.listen(scene.house.engine, "before_cursor_execute", note)
    try:
        answer = client.get(url)
    finally:
        event.remove(scene.house.engine, "before_cursor_execute", note)
    return answer.status_code, plain(answer), len(made)


# --- ids swapped ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("errors_are_framed_once")
def test_swapped_ids_find_nothing(scene: Scene) -> None:
    """Numbers of hidden records put by chance into paths, queries and bodies of addresses that the outsider may call."""
    chance, found = random.Random(11), []
    client, hidden = scene.house.client("outsider"), sorted(scene.ids())
    ways = [pair for pair in routes(scene.house) if pair[1] != "DELETE"]
    for _ in range(SWAPS):
        rule, method = chance.choice(ways)
        method, url, body = swapped(scene, chance, rule, method, hidden)
        found += look(scene, client, method, url, body)
    assert found == []


def swapped(scene: Scene, chance: random.Random, rule: Any, method: str, hidden: list[int]) -> tuple[str, str, Any]:
    """A request with hidden numbers wherever one fits."""
    own = kind_of(rule)
    name = own.name if own is not None else "person"
    values = values_for(scene, rule, scene.prey[HIDDEN][name])
    for parameter in rule.arguments & {"pk", "record_id", "row_id", "set_id", "file_id", "job_id"}:
        values[parameter] = chance.choice([*hidden, scene.open[name], 1])
    url = scene.house.app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
    links = links_to(name, {kind: chance.choice(hidden) for kind in ORDER})
    if method == "GET":
        words = [f"{field}.{chance.choice(['is', 'any', 'not'])}={number}" for field, number in links.items()]
        words += [f"record={chance.choice(hidden)}", f"ids={chance.choice(hidden)}", f"after={chance.choice(hidden)}"]
        return method, f"{url}?{chance.choice(words)}", {}
    sent: dict[str, Any] = {**links, "ids": [chance.choice(hidden)], "record": chance.choice(hidden), "name": "Swapped"}
    return method, url, {"json" if rule.rule.startswith("/api/") else "data": sent}


def test_numbers_of_unseen_records_are_not_in_what_was_added(house: House) -> None:
    """Neither among the custom values of a whole row nor in a row that names a record (ACC-1)."""
    with house.writing("administrator") as asking:
        given = {"kind": "person", "key": "agency", "label": "Agency", "type": "record", "target": "company"}
        add_custom_field(asking.session, given)
    for _ in range(5):
        house.add("company", name="So that numbers differ")
    unseen = house.add("company", name="Hidden", visibility="hidden")
    person = house.add("person", last_name="Kot", **{"cf.agency": unseen})
    task = house.add("task", name="Call", contacts=[unseen])

    def numbers(who: str, record: int) -> list[object]:
        lines = house.client(who).get(f"/api/v1/changes/?record={record}").get_json()["result"]
        rows = [line["new"] for line in lines if isinstance(line["new"], dict)]
        return [one for row in rows for one in (row.get("custom", {}).get("agency"), row.get("contact_id"))]

    for record in (person, task):
        assert unseen in numbers("owner", record)
        assert unseen not in numbers("outsider", record)


def test_counts_at_the_side_follow_a_role_at_once(house: House) -> None:
    house.add("person", last_name="Kot")
    outsider = house.client("outsider")
    assert outsider.get("/shell/counts?of=kind:person").get_json() == {"kind:person": "1"}
    with house.app.app_context(), as_system(house.engine) as session:
        user = session.scalars(select(User).where(User.username == "outsider")).one()
        user.roles = list(session.scalars(select(Role).where(Role.name == "Public")))
        session.commit()
    assert outsider.get("/shell/counts?of=kind:person").get_json().get("kind:person") in {None, "0"}


def test_file_of_what_an_undo_left_numbers_no_record_that_is_hidden_since(house: House) -> None:
    person = house.add("person", last_name="Kot")
    done = edit(house, person, by="outsider", city="Gdańsk")
    edit(house, person, visibility="hidden")
    answer = house.client("outsider").post(f"/history/sets/{done}/undo")
    assert answer.status_code == 303
    with house.session() as session:
        job = session.scalars(select(Job).order_by(Job.id.desc())).first()
        assert job is not None
        number = job.id
    lines = house.client("outsider").get(f"/jobs/{number}/issues.csv").text.splitlines()
    assert lines[1:] == [',,,,"No longer there, or not shared with you."']


@pytest.mark.parametrize("role", ["Translator", "Account Partner Reader"])
def test_work_under_way_ends_when_its_user_loses_the_right_to_it(house: House, role: str) -> None:
    """Persons stay visible or not; an import needs the act itself, at every portion."""
    job_id = begin_import(house, table("Last name", "Lost"), "outsider")
    give_roles(house, "outsider", role)
    with house.app.app_context():
        run_all_jobs(house.engine)
    with house.asking() as asking:
        assert asking.session.get_one(Job, job_id).state is JobState.FAILED
    assert names(house, "administrator") == []
