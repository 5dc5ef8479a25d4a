"""The access sweep: every route that exists × method × viewer × state of a record, a canary looked for in every answer (ACC-6).

A route with a parameter that has no value here fails the run: whoever adds it says what stands for "the hidden record" in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from app.kernel.viewer import as_system
from app.models import Company, Email, Operation, Person, Phone, Record, RecordTag
from app.records import bulk
from app.records.access import SCOPE, Scope
from tests.conftest import House, backends, make_house
from tests.contract.samples import every_kind

CANARY = "Canarybird"
STRANGERS = (None, "nobody", "agent", "outsider", "participant", "manager")
ENDS_THE_SESSION = {"SignInView.logout"}
STATES = ("hidden", "hidden_and_deleted")
BODIES: tuple[dict[str, Any], ...] = (
    {"data": {}},
    {"data": {"last_name": "Stolen", "name": "Stolen", "value": "Stolen", "tags": "stolen", "city": "Stolen"}},
    {"json": {"last_name": "Stolen", "name": "Stolen", "visibility": "public"}},
)


@dataclass(frozen=True)
class Prey:
    """A hidden record with everything on it that a route could name."""

    id: int
    kind: str
    company: int
    phone: int


@pytest.fixture(scope="module", params=backends())
def scene(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[House, dict[str, Prey]]]:
    """A house with hidden prey in each state."""
    house, pull_down = make_house(request.param, tmp_path_factory.mktemp("sweep"))
    prey = {state: _hide(house, state) for state in STATES}
    with house.writing("owner", Operation.MASS) as asking:
        gone = prey["hidden_and_deleted"]
        bulk.move_to_trash(asking.session, [gone.id, gone.company])
    yield house, prey
    pull_down()


def _hide(house: House, state: str) -> Prey:
    company = house.add("company", name=f"{CANARY} {state} Ltd", visibility="hidden", tax_id=f"{CANARY}{state}"[:40])
    person = house.add(
        "person",
        first_name=state,
        last_name=CANARY,
        company=company,
        visibility="hidden",
        city=f"{CANARY}town",
        emails=[f"{CANARY.lower()}@{state.replace('_', '-')}.test"],
        phones=["+48 601 555 019"],
        tags=["common"],
        groups=["Common"],
    )
    with house.session("owner") as session:
        phone = session.scalars(select(Phone.id).where(Phone.record_id == person)).one()
    return Prey(person, "person", company, phone)


def values_for(rule: Rule, prey: Prey) -> dict[str, Any]:
    """What stands for each parameter of a route."""
    own = prey.company if "/companies" in rule.rule else prey.id
    far = 999_999 if rule.rule.startswith(("/settings", "/api/v1/groups", "/api/v1/tags")) else own
    known = {
        "pk": far,
        "record_id": prey.id,
        "row_id": far,
        "filter_id": 1,
        "job_id": 1,
        "import_id": 1,
        "file_id": 1,
        "set_id": 1,
        "number": 1,
        "key": "stages",
        "field": "tags",
        "name": "delete",
        "kind_name": prey.kind,
        "plural": "persons",
        "filename": f"{prey.id}",
        "locale": "en",
        "action": "delete",
        "mark": "x",
    }
    missing = rule.arguments - known.keys()
    assert not missing, f"{rule.rule}: say in this test what {sorted(missing)} stands for"
    return {name: known[name] for name in rule.arguments}


def routes(house: House) -> list[tuple[Rule, str]]:
    """Every route with each of its methods, those that read first."""
    pairs = [
        (rule, method)
        for rule in house.app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
        if rule.endpoint not in ENDS_THE_SESSION and not rule.endpoint.endswith("static")
    ]
    return sorted(pairs, key=lambda pair: (pair[1] != "GET", pair[0].rule))


def queries(rule: Rule) -> list[str]:
    """Addresses that would tell of hidden records if filters, search or sorting asked round the guard."""
    if rule.rule.endswith("/list/") or rule.rule in {"/api/v1/persons/", "/api/v1/companies/"}:
        asks = ["", f"?q={CANARY}", f"?name.contains={CANARY}", "?deleted=1", "?tags.any=common", "?sort=-changed_on"]
        return [*asks, f"?city.contains={CANARY}"]
    if "search" in rule.rule:
        return [f"?q={CANARY}", f"?q={CANARY}&kind=person", "?q=601555019", f"?q={CANARY}&kind=company"]
    if rule.rule == "/shell/counts":
        return ["?of=kind:person,kind:company,group:person:1"]
    if "changes" in rule.rule:
        return ["", "?record=1", "?record=2"]
    return [""]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("viewer", STRANGERS, ids=lambda name: name or "anonymous")
def test_no_route_tells_strangers_of_a_hidden_record(
    scene: tuple[House, dict[str, Prey]], viewer: str | None, state: str
) -> None:
    house, prey = scene
    before = snapshot(house)
    client = house.client(viewer)
    found: list[str] = []
    for rule, method in routes(house):
        url = house.app.url_map.bind("localhost").build(rule.endpoint, values_for(rule, prey[state]), method=method)
        for query in queries(rule):
            found += look(client, method, url + query)
    assert found == []
    assert snapshot(house) == before


def look(client: FlaskClient, method: str, url: str) -> list[str]:
    """Faults of one route: a canary in the answer, or a server error."""
    faults = []
    for body in ({},) if method == "GET" else BODIES:
        answer = client.open(url, method=method, **body)
        asked = url.split("?", 1)[-1]
        text = answer.get_data(as_text=True).replace(asked, "")
        shown = (
            text.count(CANARY) - text.count(f'value="{CANARY}"') - text.count(f"“{CANARY}”") - text.count(f"={CANARY}")
        )
        if shown > 0 and "?" not in url:
            faults.append(f"{method} {url} shows the canary")
        if f"{CANARY}town" in text or f"{CANARY} hidden" in text or f"{CANARY.lower()}@" in text:
            faults.append(f"{method} {url} shows the record")
        if answer.status_code >= 500:
            faults.append(f"{method} {url} {body} answers {answer.status_code}")
    return faults


def snapshot(house: House) -> list[Any]:
    """The hidden records and what hangs on them, whoever asks."""
    with house.app.app_context(), as_system(house.engine) as session:
        everything = {SCOPE: Scope.ALL}
        statement = (
            select(Record).where(Record.visibility == "hidden").order_by(Record.id).execution_options(**everything)
        )
        rows = [(one.id, one.name, one.owner_id, one.deleted_at, one.version) for one in session.scalars(statement)]
        hanging = [
            sorted(session.scalars(select(model.id).execution_options(**everything)).all())
            for model in (Phone, Email, RecordTag)
        ]
        hidden = select(Person.company_id).where(Person.visibility == "hidden").order_by(Person.id)
        links = session.scalars(hidden.execution_options(**everything)).all()
        return [rows, hanging, list(links)]


def test_sweep_has_hidden_prey_of_every_way_to_hang_on(scene: tuple[House, dict[str, Prey]]) -> None:
    house, prey = scene
    page = house.client("owner").get(f"/persons/show/{prey['hidden'].id}").text
    assert CANARY in page
    assert {kind.name for kind in every_kind()} >= {"person", "company"}
    assert Company


@pytest.mark.parametrize("viewer", ["nobody", "agent", "outsider", "manager"])
@pytest.mark.parametrize("page", ["users", "roles", "groups"])
def test_people_panels_are_for_administrators(scene: tuple[House, dict[str, Prey]], viewer: str, page: str) -> None:
    client = scene[0].client(viewer)
    for path in (f"/{page}/list/", f"/{page}/add", f"/{page}/show/1", f"/{page}/edit/1"):
        assert client.get(path).status_code in {302, 403}
    for path in (f"/{page}/delete/2", f"/{page}/action/delete/2", f"/{page}/edit/2"):
        assert client.post(path, data={"username": "stolen"}).status_code in {302, 403, 404}
