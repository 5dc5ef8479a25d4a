"""Sign-in by API key: who gets in, for how long, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import ApiKey
from sqlalchemy import event, select

from app.kernel.database import db, write_intent
from app.kernel.viewer import as_system
from app.models import User
from app.panel import api_keys
from tests.api_client import Api
from tests.conftest import House


def alter(house: House, act: Callable[[Any], None]) -> None:
    with house.app.app_context(), write_intent(), as_system(house.engine) as session:
        act(session.scalars(select(ApiKey)).one())
        session.commit()


def last_use(house: House) -> datetime | None:
    with house.app.app_context(), as_system(house.engine) as session:
        return session.scalars(select(ApiKey.last_used_on)).one()


def test_key_signs_in(sqlite_house: House) -> None:
    assert Api(sqlite_house, "owner").get("persons/").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer splot_wrong",
        "Bearer sst_wrong",
        "Basic b3duZXI6eA==",
        "Bearer splot_" + "x" * 9000,
    ],
)
def test_without_a_good_key_nobody_gets_in(sqlite_house: House, header: str) -> None:
    answer = Api(sqlite_house).get("persons/", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json["message"]


def test_wrong_key_does_not_fall_back_on_the_cookie(sqlite_house: House) -> None:
    client = sqlite_house.client("owner")
    assert client.get("/api/v1/persons/", headers={"Authorization": "Bearer splot_no"}).status_code == 401


def test_key_stands_above_the_cookie(sqlite_house: House) -> None:
    sqlite_house.add("person", last_name="Hidden", visibility="hidden")
    key = Api(sqlite_house, "outsider").headers
    assert sqlite_house.client("owner").get("/api/v1/persons/").json["count"] == 1
    assert sqlite_house.client("owner").get("/api/v1/persons/", headers=key).json["count"] == 0


def test_key_opens_no_pages(sqlite_house: House) -> None:
    key = Api(sqlite_house, "owner").headers
    answer = sqlite_house.client().get("/persons/list/", headers=key)
    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]


def _revoke(key: ApiKey) -> None:
    key.revoked_on = datetime.now()  # noqa: DTZ005 - as Flask-AppBuilder keeps it


def _switch_off(key: ApiKey) -> None:
    key.active = False


def _let_expire(key: ApiKey) -> None:
    key.expires_on = datetime.now() - timedelta(seconds=1)  # noqa: DTZ005 - as Flask-AppBuilder keeps it


def _disable_user(key: ApiKey) -> None:
    key.user.active = False


@pytest.mark.parametrize("act", [_revoke, _switch_off, _let_expire, _disable_user])
def test_key_that_is_no_longer_good_ends_at_once(sqlite_house: House, act: Callable[[Any], None]) -> None:
    api = Api(sqlite_house, "owner")
    assert api.get("persons/").status_code == 200
    alter(sqlite_house, act)
    assert api.get("persons/").status_code == 401


def test_slow_hash_is_computed_once(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    slow = api_keys.check_password_hash
    monkeypatch.setattr(api_keys, "check_password_hash", lambda *given: checked.append("") or slow(*given))
    api = Api(sqlite_house, "owner")
    for _ in range(3):
        api.get("persons/")
    assert len(checked) == 1


def test_key_whose_slow_hash_differs_is_refused(sqlite_house: House) -> None:
    api = Api(sqlite_house, "owner")

    def forge(key: Any) -> None:
        key.key_hash = "pbkdf2:sha256:1$aaaa$" + "0" * 64

    alter(sqlite_house, forge)
    assert api.get("persons/").status_code == 401


def test_last_use_is_noted_at_most_once_a_minute(sqlite_house: House) -> None:
    api = Api(sqlite_house, "owner")
    api.get("persons/")
    first = last_use(sqlite_house)
    api.get("persons/")
    assert first is not None
    assert last_use(sqlite_house) == first


def test_last_use_is_noted_after_a_write_too(sqlite_house: House) -> None:
    assert Api(sqlite_house, "owner").post("persons/", {"last_name": "Nowak"}).status_code == 201
    assert last_use(sqlite_house) is not None


def test_signing_in_costs_few_statements(sqlite_house: House) -> None:
    api = Api(sqlite_house, "owner")
    api.get("tags/")
    seen: list[str] = []
    event.listen(sqlite_house.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    api.get("tags/")
    assert len(seen) <= 5, "\n".join(seen)


def test_password_gives_no_tokens(sqlite_house: House) -> None:
    body = {"username": "owner", "password": "correct horse 1", "provider": "db"}
    assert Api(sqlite_house).post("security/login", body).status_code == 404


def test_writing_with_a_cookie_needs_the_token_of_a_page(sqlite_house: House) -> None:
    client = sqlite_house.client("owner")
    sqlite_house.app.config["WTF_CSRF_ENABLED"] = True
    assert client.get("/api/v1/persons/").status_code == 200
    refused = client.post("/api/v1/persons/", json={"last_name": "Nowak"})
    assert refused.status_code == 403
    assert refused.json["message"]


def test_writing_with_a_cookie_and_the_token_of_a_page(sqlite_house: House) -> None:
    from flask_wtf.csrf import generate_csrf

    client = sqlite_house.client("owner")
    with client.session_transaction() as session, sqlite_house.app.test_request_context():
        from flask import g
        from flask import session as current

        token = generate_csrf()
        session["csrf_token"] = current["csrf_token"]
        g.pop("csrf_token", None)
    sqlite_house.app.config["WTF_CSRF_ENABLED"] = True
    added = client.post("/api/v1/persons/", json={"last_name": "Nowak"}, headers={"X-CSRFToken": token})
    assert added.status_code == 201


def test_writing_with_a_key_needs_no_token(sqlite_house: House) -> None:
    sqlite_house.app.config["WTF_CSRF_ENABLED"] = True
    assert Api(sqlite_house, "owner").post("persons/", {"last_name": "Nowak"}).status_code == 201


def test_sentences_speak_the_language_that_is_asked_for(sqlite_house: House) -> None:
    api = Api(sqlite_house, "owner")
    english = api.get("persons/999").json["message"]
    polish = api.get("persons/999", headers={"Accept-Language": "pl"}).json["message"]
    assert english != polish


def test_command_makes_a_key_that_signs_in(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from app import cli
    from app.cli_keys import key

    monkeypatch.setattr(cli, "make_app", lambda: sqlite_house.app)
    printed = CliRunner().invoke(key, ["add", "owner"])
    headers = {"Authorization": f"Bearer {printed.output.strip()}"}
    assert Api(sqlite_house).get("persons/", headers=headers).status_code == 200
    with sqlite_house.app.app_context():
        assert db.session.scalars(select(User.username).join(ApiKey, ApiKey.user_id == User.id)).all() == ["owner"]
