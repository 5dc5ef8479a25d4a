"""No request that another site makes in somebody's name does anything: every route that writes asks for the page's token (OPS-4)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule

from app.kernel.viewer import as_system
from app.models import ChangeSet, UserSession
from tests.conftest import House, make_house
from tests.hostile.prey import HIDDEN, Scene, lay_scene
from tests.hostile.test_sweep import routes, targets, values_for

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A house with records of every kind."""
    house, pull_down = make_house("sqlite", tmp_path_factory.mktemp("forgery"))
    yield lay_scene(house)
    pull_down()


def unsafe_routes(house: House) -> list[tuple[Rule, str]]:
    return [(rule, method) for rule, method in routes(house) if method in UNSAFE]


def marks(house: House) -> tuple[int | None, int | None]:
    """What changes with any write: change sets, sessions."""
    with as_system(house.engine) as session:
        counted = [session.scalar(select(func.count()).select_from(model)) for model in (ChangeSet, UserSession)]
    return counted[0], counted[1]


def test_no_route_that_writes_works_without_the_token(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    house, client = scene.house, scene.house.client("administrator")
    monkeypatch.setitem(house.app.config, "WTF_CSRF_ENABLED", True)
    before, found = marks(house), []
    for rule, method in unsafe_routes(house):
        for prey in targets(scene, rule, HIDDEN)[:1]:
            url = house.app.url_map.bind("localhost").build(rule.endpoint, values_for(scene, rule, prey), method=method)
            for sent in ({"data": {"name": "Forged"}}, {"json": {"name": "Forged"}}, {}):
                status = client.open(url, method=method, **sent).status_code
                if status not in {400, 403}:
                    found.append(f"{method} {url} {sent} answers {status}")
    assert found == []
    assert marks(house) == before
    assert len(unsafe_routes(house)) > 80


def test_nothing_is_written_by_following_a_link(scene: Scene) -> None:
    client = scene.house.client("administrator")
    for rule, method in routes(scene.house):
        if method == "GET" and rule.rule.endswith(("/delete/<pk>", "/action/<string:name>/<pk>")):
            prey = scene.prey[HIDDEN]["person"]
            url = scene.house.app.url_map.bind("localhost").build(
                rule.endpoint, values_for(scene, rule, prey), method=method
            )
            before = marks(scene.house)
            assert refused(client, url), url
            assert marks(scene.house) == before


def refused(client: FlaskClient, url: str) -> bool:
    return client.get(url).status_code in {302, 400, 403, 404, 405}
