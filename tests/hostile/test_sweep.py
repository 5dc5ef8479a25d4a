"""The access sweep: every route that exists × method × viewer × state of a record, a secret looked for in every answer (ACC-6).

A route with a parameter that has no value here fails the run: whoever adds it says what stands for "the hidden record" in it.
A route of one kind is asked with the prey of that kind, a route of all kinds with each; of the prey in the trash a few kinds stand
for the others.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.kernel.viewer import as_system
from app.models import Email, Person, Phone, Record, RecordTag, Relation
from app.records.access import SCOPE, Scope
from app.records.kinds import Kind
from tests.conftest import House, backends, make_house
from tests.contract.samples import every_kind
from tests.hostile.prey import (
    DELETED,
    HIDDEN,
    LOCKED,
    LOCKED_NAME,
    ORDER,
    SECRET,
    STATES,
    TOKENS,
    WORD,
    Prey,
    Scene,
    lay_scene,
    links_to,
)

STRANGERS = (None, "nobody", "agent", "outsider", "manager")
ENDS_THE_SESSION = {"SignInView.logout"}
IN_TRASH = ("person", "company", "deal", "line_item")
"""The kinds whose routes are asked with prey in the trash too: a contact, one of its own, one that hangs on another."""
NAMES_PREY = {"pk", "record_id", "set_id", "filename"}
LOOK_UPS = ("/search", "/api/v1/search", "/access/requests", "/api/v1/access-requests")
"""Where the name of a non-public record stands behind a lock, to ask for access."""
NOWHERE = 999_999
STOLEN = {"first_name": "Stolen", "last_name": "Stolen", "name": "Stolen", "value": "Stolen", "tags": "stolen"}


@pytest.fixture(scope="module", params=backends())
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A house with hidden prey of every kind in each state."""
    house, pull_down = make_house(request.param, tmp_path_factory.mktemp("sweep"))
    yield lay_scene(house)
    pull_down()


# --- what is asked -----------------------------------------------------------------------------------------------------------


def routes(house: House) -> list[tuple[Rule, str]]:
    """Every route with each of its methods, those that read first; PUT does as PATCH where both lead to the same."""
    pairs = [
        (rule, method)
        for rule in house.app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
        if rule.endpoint not in ENDS_THE_SESSION and not rule.endpoint.endswith("static")
        if method != "PUT" or "PATCH" not in (rule.methods or set())
    ]
    return sorted(pairs, key=lambda pair: (pair[1] != "GET", pair[0].rule))


def kind_of(rule: Rule) -> Kind | None:
    """The kind that a route is for, by its base."""
    bases = ((one, (f"{one.route}/", f"/api/v1/{one.plural}/")) for one in every_kind())
    return next((one for one, starts in bases if rule.rule.startswith(starts)), None)


def targets(scene: Scene, rule: Rule, state: str) -> list[Prey]:
    """The prey that a route is asked with; none in the trash where its address names none."""
    prey, own = scene.prey[state], kind_of(rule)
    if state == DELETED and (not rule.arguments & NAMES_PREY or (own is not None and own.name not in IN_TRASH)):
        return []
    if own is not None:
        return [prey[own.name]]
    if rule.arguments & {"record_id", "set_id"} or "changesets" in rule.rule:
        return [prey[name] for name in (ORDER if state != DELETED else IN_TRASH)]
    return [prey["person"]]


def values_for(scene: Scene, rule: Rule, prey: Prey) -> dict[str, Any]:
    """What stands for each parameter of a route."""
    known = {
        "pk": pk_for(scene, rule, prey),
        "record_id": prey.id,
        "relation_id": scene.relation_id,
        "row_id": NOWHERE,
        "job_id": 1,
        "file_id": 1,
        "set_id": prey.set_id,
        "key": "stages",
        "field": "tags",
        "name": "delete",
        "names": "name",
        "kind_name": prey.kind,
        "filename": f"{prey.id}",
        "locale": "en",
    }
    missing = rule.arguments - known.keys()
    assert not missing, f"{rule.rule}: say in this test what {sorted(missing)} stands for"
    return {name: known[name] for name in rule.arguments}


def pk_for(scene: Scene, rule: Rule, prey: Prey) -> int:
    """Whose number ``pk`` is, by the part of the address before it."""
    parts = {
        "filters": scene.filter_id,
        "views": scene.view_id,
        "changesets": prey.set_id,
        "jobs": 1,
        "tags": NOWHERE,
        "groups": NOWHERE,
        "custom-fields": NOWHERE,
        "relation-types": NOWHERE,
        "relations": scene.relation_id,
        "participants": NOWHERE,
        "access-requests": NOWHERE,
    }
    return next((number for part, number in parts.items() if f"/{part}/" in rule.rule), prey.id)


def queries(scene: Scene, rule: Rule) -> list[str]:
    """Addresses that would tell of hidden records if filters, search or sorting asked round the guard."""
    own, path = kind_of(rule), rule.rule
    if own is not None and path.endswith(f"/{own.plural}/"):
        return ["", f"?name.contains={WORD}", "?deleted=1", *linked_queries(scene, own)]
    if own is not None and path.endswith("/list/"):
        every = ["", f"?q={WORD}", f"?name.contains={WORD}", "?deleted=1", *linked_queries(scene, own)]
        city = f"?city.contains={SECRET[:6]}&sort=-changed_on"
        return [*every, city, f"?filter={scene.shared_filter_id}"] if own.name == "person" else every
    if own is not None and path.endswith("/export"):
        return [f"?q={WORD}&format=csv"] if "/api/" in path else ["?format=csv"]
    return OTHER_QUERIES[path](scene) if path in OTHER_QUERIES else [""]


def linked_queries(scene: Scene, kind: Kind) -> list[str]:
    """One question by each link, one in the order of the first."""
    links = hidden_links(scene, kind.name, HIDDEN)
    return [f"?{field}.is={number}&sort={next(iter(links))}" for field, number in links.items()]


def _typed(*more: str) -> list[str]:
    return [f"?q={WORD}", *(f"?q={WORD}&kind={kind}" for kind in more)]


OTHER_QUERIES: dict[str, Any] = {
    "/search": lambda _: ["", *_typed()],
    "/search/suggest": lambda _: [*_typed(*ORDER), "?q=601555019&kind=person"],
    "/search/sheet": lambda _: ["", *_typed(*ORDER)],
    "/api/v1/search": lambda _: [*_typed(), "?q=601555019"],
    **dict.fromkeys(
        ("/api/v1/relations/map", "/relations/map", "/relations/map/data", "/relations/map/table.csv"),
        lambda scene: [
            f"?kind=person&name.contains={WORD}&links=yes",
            *(f"?record={one.id}&depth=4&links=yes" for one in scene.prey[HIDDEN].values()),
            f"?record={scene.open['company']},{scene.open['task']}&depth=4&links=yes",
        ],
    ),
    "/api/v1/relations/path": lambda scene: [
        f"?from={scene.open['task']}&to={one.id}"
        for one in [*scene.prey[HIDDEN].values(), *scene.prey[DELETED].values()]
    ],
    "/shell/counts": lambda scene: [
        "?of=" + ",".join([*(f"kind:{one}" for one in ORDER), "group:person:1", f"filter:{scene.filter_id}"])
    ],
    "/api/v1/changes/": lambda scene: [
        "?page_size=500",
        *(f"?record={one}" for one in [*sorted(scene.ids()), scene.open["task"]]),
    ],
    "/history/list/": lambda scene: [
        "",
        "?tab=changes&kind=deal",
        *(
            f"?tab=changes&record={one}"
            for one in [*(one.id for one in scene.prey[HIDDEN].values()), scene.open["task"]]
        ),
    ],
    "/trash/": lambda _: ["", *(f"?kind={kind}" for kind in ORDER)],
}


def beside(scene: Scene, kind: Kind) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What is asked of an open record that points at hidden ones and has them as neighbours in a list."""
    page, number, links = kind.route, scene.open[kind.name], hidden_links(scene, kind.name, DELETED)
    cells = [f"{page}/cell/{number}/{field}" for field in links]
    cells += [f"/api/v1/relations/?record={number}", f"/r/{number}/relations/", f"/r/{number}/relations/add"]
    cells += [f"/r/{number}/relations/{scene.relation_id}{ending}" for ending in ("", "/card", "/record")]
    cells += [f"/relations/map?record={number}&depth=4"]
    cells += [f"/relations/map/card/{number}", f"/relations/map?from={number}&to={scene.open['company']}"]
    for url in (f"{page}/show/{number}?list=q%3D{WORD}", f"{page}/preview/{number}", f"{page}/edit/{number}", *cells):
        yield "GET", url, {}
    api = f"/api/v1/{kind.plural}/{number}"
    yield "GET", api, {}
    if links:
        yield "PATCH", api, {"json": links}


def bodies(scene: Scene, rule: Rule, method: str, prey: Prey) -> list[dict[str, Any]]:
    """What is sent: new values, and links to hidden records where something is added."""
    if method in {"GET", "DELETE"}:
        return [{}]
    own, way = kind_of(rule), "json" if rule.rule.startswith("/api/") else "data"
    if own is None:
        return [{way: STOLEN}]
    ending = rule.rule.removeprefix(own.route).removeprefix(f"/api/v1/{own.plural}")
    if ending in ENDINGS:
        return [{way: {**body, **({"ids": [prey.id]} if "ids" in body else {})}} for body in ENDINGS[ending]]
    links = hidden_links(scene, own.name, HIDDEN) if ending in {"/", "/add"} else {}
    sent: list[dict[str, Any]] = [STOLEN, *([{"last_name": "Stolen", "name": "Stolen", **links}] if links else [])]
    return [{way: _as_json(one, own) if way == "json" else one} for one in sent]


ENDINGS: dict[str, list[dict[str, Any]]] = {
    "/mass": [{"ids": [], "action": "delete"}],
    "/mass/preview": [{"ids": [], "action": "delete"}, {"all": "1", "action": "delete"}],
    "/export": [{"format": "csv", "rows": "all"}],
}


def hidden_links(scene: Scene, kind: str, state: str) -> dict[str, int]:
    """What a kind can point at, by the numbers of hidden records."""
    return links_to(kind, {name: one.id for name, one in scene.prey[state].items()})


def _as_json(sent: dict[str, Any], own: Kind | None) -> dict[str, Any]:
    """Only what the kind can be told, so that no unknown word ends it early."""
    if own is None:
        return sent
    told = {word: value for word, value in sent.items() if word in own.by_name and own.by_name[word].is_editable}
    return {**told, **({"tags": ["stolen"]} if "tags" in told else {})}


# --- the sweep ---------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.usefixtures("errors_are_framed_once")
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("viewer", STRANGERS, ids=lambda name: name or "anonymous")
def test_no_route_tells_strangers_of_a_hidden_record(scene: Scene, viewer: str | None, state: str) -> None:
    before, client = snapshot(scene), scene.house.client(viewer)
    found: list[str] = []
    for rule, method in routes(scene.house):
        for prey in targets(scene, rule, state):
            values = values_for(scene, rule, prey)
            url = scene.house.app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
            for query in queries(scene, rule) if method == "GET" else [""]:
                for body in bodies(scene, rule, method, prey):
                    found += look(scene, client, method, url + query, body)
    assert found == []
    assert snapshot(scene) == before


@pytest.mark.parametrize("viewer", STRANGERS[1:])
def test_open_records_tell_nothing_of_hidden_ones_beside_them(scene: Scene, viewer: str) -> None:
    client = scene.house.client(viewer)
    found: list[str] = []
    for kind in every_kind():
        for method, url, body in beside(scene, kind):
            found += look(scene, client, method, url, body)
    assert found == []


def look(
    scene: Scene, client: FlaskClient, method: str, url: str, body: dict[str, Any], unseen: Sequence[str] = STATES
) -> list[str]:
    """Faults of one answer: the secret or the address of a record that is not seen in it, a count of such, a server error."""
    answer = client.open(url, method=method, **body)
    text, faults = text_of(answer), []
    faults += [f"shows {token}" for token in tokens(unseen, url) if token.lower() in text.lower()]
    named = {int(one) for one in re.findall(r"/(?:show|r)/(\d+)", text)} & scene.ids(unseen)
    if any(not re.search(rf"\b{one}\b", url) for one in named):
        faults.append(f"links to {sorted(named)}")
    told = answer.json if url.startswith("/api/") and WORD in url and answer.is_json else None
    if told and told.get("count") and HIDDEN in unseen:
        faults.append(f"counts {told['count']}")
    if answer.status_code >= 500:
        faults.append(f"answers {answer.status_code}")
    return [f"{method} {url} {body} {fault}" for fault in faults]


def tokens(unseen: Sequence[str], url: str) -> set[str]:
    """What must not be in an answer: secrets, and the names of non-public records but where a name is looked up (ACC-1)."""
    secrets = {TOKENS[state] for state in unseen}
    return secrets | {LOCKED_NAME} if LOCKED in unseen and not url.startswith(LOOK_UPS) else secrets


def text_of(answer: TestResponse) -> str:
    """What an answer says, that of a workbook from its parts."""
    content = answer.get_data()
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist() if name.endswith(".xml"))


def snapshot(scene: Scene) -> list[Any]:
    """The hidden records and what hangs on them, whoever asks."""
    house, everything = scene.house, {SCOPE: Scope.ALL}
    with house.app.app_context(), as_system(house.engine) as session:
        wanted = select(Record).where(Record.id.in_(scene.ids())).order_by(Record.id).execution_options(**everything)
        rows = [(one.id, one.name, one.owner_id, one.deleted_at, one.version) for one in session.scalars(wanted)]
        hanging = [
            sorted(session.scalars(select(model.id).where(model.record_id.in_(scene.ids()))).all())
            for model in (Phone, Email, RecordTag, Relation)
        ]
        links = select(Person.company_id).where(Person.id.in_(scene.ids())).order_by(Person.id)
        return [rows, hanging, list(session.scalars(links.execution_options(**everything)))]


# --- the sweep itself --------------------------------------------------------------------------------------------------------


def test_sweep_has_hidden_prey_of_every_kind(scene: Scene) -> None:
    client = scene.house.client("owner")
    assert {kind.name for kind in every_kind()} == set(ORDER)
    for kind in every_kind():
        prey = scene.prey[HIDDEN][kind.name]
        assert SECRET in client.get(f"{kind.route}/show/{prey.id}").text
        for query in linked_queries(scene, kind):
            assert client.get(f"{kind.route}/list/{query}").status_code == 200, query


def test_sweep_sees_what_the_owner_is_told(scene: Scene) -> None:
    client = scene.house.client("owner")
    for url in (
        f"/persons/list/?q={WORD}",
        "/deals/export?format=xlsx",
        f"/search/sheet?q={WORD}",
        f"/api/v1/changes/?record={scene.prey[HIDDEN]['task'].id}",
        "/trash/",
    ):
        assert look(scene, client, "GET", url, {}), url


@pytest.mark.parametrize("viewer", ["nobody", "agent", "outsider", "manager"])
@pytest.mark.parametrize("page", ["users", "roles", "groups"])
def test_people_panels_are_for_administrators(scene: Scene, viewer: str, page: str) -> None:
    client = scene.house.client(viewer)
    for path in (f"/{page}/list/", f"/{page}/add", f"/{page}/show/1", f"/{page}/edit/1"):
        assert client.get(path).status_code in {302, 403}
    for path in (f"/{page}/delete/2", f"/{page}/action/delete/2", f"/{page}/edit/2"):
        assert client.post(path, data={"username": "stolen"}).status_code in {302, 403, 404}
