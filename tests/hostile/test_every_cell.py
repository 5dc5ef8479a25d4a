"""The rest of the sweep: those who may see a record beside those who may not, for every route and method (ACC-6).

Strangers to hidden records are swept in ``test_sweep``, with their writes kept; here nothing that is written stays, so that an owner
may be asked to delete everything and find it again. Each cell is asked on both databases, every query of it on one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.routing import Rule

from app.kernel.database import db
from tests.conftest import backends, make_house
from tests.hostile.prey import DELETED, HIDDEN, LOCKED, OPEN, TOKENS, Prey, Scene, lay_scene
from tests.hostile.test_sweep import STRANGERS, bodies, look, queries, routes, targets, values_for

VIEWERS = (None, "nobody", "outsider", "participant", "owner", "manager", "administrator")
LET_IN = frozenset({"participant", "owner", "administrator"})
OUTSIDE = frozenset({None, "nobody"})
STATES = (OPEN, LOCKED, HIDDEN, DELETED)
CELLS = [(viewer, state) for viewer in VIEWERS for state in STATES]
SWEPT_ELSEWHERE = {(viewer, state) for viewer in STRANGERS for state in (HIDDEN, DELETED)}
LEAST_CELLS = 10_000


def may_see(viewer: str | None, state: str) -> bool:
    """What the cast should see: the open all who work here, the rest whoever owns it, is invited, or is an administrator."""
    return viewer in LET_IN or (state == OPEN and viewer not in OUTSIDE)


@pytest.fixture(scope="module", params=backends())
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A house with prey of every kind in each state."""
    house, pull_down = make_house(request.param, tmp_path_factory.mktemp("cells"))
    yield lay_scene(house)
    pull_down()


@pytest.fixture
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request of a page or a program takes back at its end what it wrote."""
    monkeypatch.setattr(db.session, "commit", db.session.rollback)


@pytest.mark.slow
@pytest.mark.usefixtures("errors_are_framed_once")
@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda one: one or "anonymous")
def test_every_route_keeps_to_what_each_may_see(
    scene: Scene, viewer: str | None, request: pytest.FixtureRequest
) -> None:
    client = scene.house.client(viewer)
    request.getfixturevalue("nothing_is_kept")  # only now: signing in is kept
    unseen = [one for one in STATES if not may_see(viewer, one)]
    found: list[str] = []
    for method, url, body in requests_of(scene, viewer):
        found += look(scene, client, method, url, body, unseen)
    assert found == []


def requests_of(scene: Scene, viewer: str | None) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What somebody asks in all cells. Where an address names no record, the cells ask the same; it is asked once."""
    asked: set[str] = set()
    for state in STATES:
        if (viewer, state) in SWEPT_ELSEWHERE:
            continue
        is_whole = is_asked_whole(scene, viewer, state)
        for rule, method in routes(scene.house):
            prey = targets(scene, rule, state) or [scene.prey[state]["person"]]
            for one in prey if is_whole else prey[:1]:
                for ask in asks(scene, rule, method, one, is_whole=is_whole):
                    if repr(ask) not in asked:
                        asked.add(repr(ask))
                        yield ask


def is_asked_whole(scene: Scene, viewer: str | None, state: str) -> bool:
    """Whether a cell is asked about prey of every kind and with every query."""
    return scene.house.backend == "sqlite" and not may_see(viewer, state)


def asks(
    scene: Scene, rule: Rule, method: str, prey: Prey, *, is_whole: bool
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The requests to one route about one record."""
    url = scene.house.app.url_map.bind("localhost").build(rule.endpoint, values_for(scene, rule, prey), method=method)
    for query in queries(scene, rule) if method == "GET" and is_whole else [""]:
        for body in bodies(scene, rule, method, prey):
            yield method, url + query, body


def test_sweep_has_ten_thousand_cells(scene: Scene) -> None:
    assert len(routes(scene.house)) * len(CELLS) >= LEAST_CELLS


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("viewer", ["owner", "participant", "administrator", "outsider", "manager"])
def test_profiles_open_for_whom_they_should(scene: Scene, viewer: str, state: str) -> None:
    prey = scene.prey[state]["person"]
    answer = scene.house.client(viewer).get(f"/persons/show/{prey.id}")
    assert (answer.status_code == 200) is may_see(viewer, state)
    assert (TOKENS[state] in answer.text) is may_see(viewer, state)
