"""Signing in at a real OpenID provider, started here on loopback (OPS-4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from oidc_provider_mock import User as Account
from oidc_provider_mock import run_server_in_thread
from werkzeug.test import TestResponse

from app.models import OutsideIdentity, User
from config import ConfigError, load_config
from tests.conftest import PASSWORD, House, backends, make_house
from tests.panel.test_sessions import is_in, user_id

ACCOUNTS = [
    Account(sub="1", claims={"email": "Owner@localhost", "email_verified": True, "name": "Ola Lis"}),
    Account(sub="2", claims={"email": "participant@localhost", "email_verified": False}),
    Account(
        sub="3",
        claims={"email": "ewa@example.test", "email_verified": True, "name": "Ewa Sosna", "preferred_username": "ewa"},
    ),
    Account(sub="4", claims={"email": "piotr@example.test", "email_verified": True, "preferred_username": "owner"}),
    Account(sub="5", claims={"name": "Nobody Told"}),
]
NOBODY = "Nobody here goes with that account."


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a provider."""
    with run_server_in_thread(require_nonce=True, user_claims=ACCOUNTS) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(params=backends())
def outside_house(request: pytest.FixtureRequest, tmp_path: Path, issuer: str) -> Iterator[House]:
    """A house whose people may sign in there."""
    made, pull_down = make_house(request.param, tmp_path, **_config(issuer))
    yield made
    pull_down()


def _config(issuer: str, **more: Any) -> dict[str, Any]:
    named = {
        "SPLOT_OIDC_CLIENT_ID": "splot",
        "SPLOT_OIDC_CLIENT_SECRET": "of the client",
        "SPLOT_OIDC_NAME": "Northteam",
    }
    return {"SPLOT_OIDC_ISSUER": issuer, **named, **more}


def leave_for(client: FlaskClient, next_url: str = "") -> str:
    """The provider's page that the button leads to."""
    answer = client.get("/login/outside", query_string={"next": next_url})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def come_back(client: FlaskClient, address: str, sub: str) -> TestResponse:
    """Sign in at the provider, and follow it back."""
    back = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def sign_in(house: House, sub: str, next_url: str = "") -> tuple[FlaskClient, TestResponse]:
    client = house.app.test_client()
    return client, come_back(client, leave_for(client, next_url), sub)


def test_user_is_known_by_a_verified_address_and_then_by_subject(outside_house: House) -> None:
    client, answer = sign_in(outside_house, "1", "/persons/list/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/persons/list/")
    assert is_in(client)
    with outside_house.session() as session:
        session.query(User).filter_by(username="owner").one().email = "other@localhost"
    client, answer = sign_in(outside_house, "1")
    assert is_in(client)
    assert "owner" in client.get("/mine/password/").text


def test_request_carries_state_nonce_and_the_hash_of_a_verifier(outside_house: House) -> None:
    asked = [parse_qs(urlsplit(leave_for(outside_house.app.test_client())).query) for _ in range(2)]
    for one in asked:
        assert one["response_type"] == ["code"]
        assert one["code_challenge_method"] == ["S256"]
        assert one["redirect_uri"] == ["http://localhost/login/outside/back"]
    for word in ("state", "nonce", "code_challenge"):
        assert asked[0][word] != asked[1][word]


def test_answer_to_another_browser_signs_nobody_in(outside_house: House) -> None:
    mine, thine = outside_house.app.test_client(), outside_house.app.test_client()
    address = leave_for(mine)
    leave_for(thine)
    answer = come_back(thine, address, "1")
    assert answer.status_code == 401
    assert "Signing in with" in answer.text
    assert not is_in(thine)


def test_answer_is_good_once(outside_house: House) -> None:
    client = outside_house.app.test_client()
    address = leave_for(client)
    back = requests.post(address, data={"sub": "1"}, allow_redirects=False, timeout=10).headers["Location"]
    path = f"{urlsplit(back).path}?{urlsplit(back).query}"
    assert client.get(path).status_code == 302
    client.post("/logout/")
    assert client.get(path).status_code == 401
    assert not is_in(client)


@pytest.mark.parametrize("sub", ["2", "3", "5"])
def test_who_is_not_known_or_not_verified_stays_outside(outside_house: House, sub: str) -> None:
    client, answer = sign_in(outside_house, sub)
    assert answer.status_code == 401
    assert NOBODY in answer.text
    assert not is_in(client)
    with outside_house.session() as session:
        assert session.query(OutsideIdentity).count() == 0


def test_disabled_user_stays_outside(outside_house: House) -> None:
    outside_house.app.config["SPLOT_OIDC_ROLE"] = "User"
    sign_in(outside_house, "1")
    with outside_house.session() as session:
        session.query(User).filter_by(username="owner").one().active = False
    client, answer = sign_in(outside_house, "1")
    assert answer.status_code == 401
    assert not is_in(client)


def test_refusal_at_the_provider_is_one_sentence(outside_house: House) -> None:
    client = outside_house.app.test_client()
    state = parse_qs(urlsplit(leave_for(client)).query)["state"][0]
    answer = client.get("/login/outside/back", query_string={"error": "access_denied", "state": state})
    assert answer.status_code == 401
    assert "Signing in with" in answer.text
    for nonsense in ("", "?code=1", "?code=1&state=2", "?state="):
        assert client.get(f"/login/outside/back{nonsense}").status_code == 401


def test_new_people_become_users_where_a_role_is_named(tmp_path: Path, issuer: str) -> None:
    house, pull_down = make_house("sqlite", tmp_path, **_config(issuer, SPLOT_OIDC_ROLE="Agent"))
    client, _ = sign_in(house, "3")
    assert is_in(client)
    client, _ = sign_in(house, "4")
    assert is_in(client)
    with house.session() as session:
        ewa = session.query(User).filter_by(username="ewa").one()
        assert (ewa.email, repr(ewa), [role.name for role in ewa.roles]) == ("ewa@example.test", "Ewa Sosna", ["Agent"])
        assert session.query(User).filter_by(username="piotr@example.test").count() == 1
    pull_down()


def test_button_stands_beside_the_password_or_alone(tmp_path: Path, issuer: str) -> None:
    house, pull_down = make_house("sqlite", tmp_path, **_config(issuer))
    page = house.app.test_client().get("/login/?next=/persons/list/").text
    assert "Northteam" in page
    assert 'href="/login/outside?next=/persons/list/"' in page
    assert 'name="password"' in page
    house.app.config["SPLOT_OIDC_ONLY"] = True
    client = house.app.test_client()
    assert 'name="password"' not in client.get("/login/").text
    assert client.post("/login/", data={"username": "owner", "password": PASSWORD}).status_code == 403
    assert not is_in(client)
    pull_down()


def test_no_second_step_is_asked_of_who_comes_from_there(outside_house: House) -> None:
    with outside_house.writing() as asking:
        from app.domain.settings import set_setting

        set_setting(asking.session, "sign_in.second_factor", "*")
    client, _ = sign_in(outside_house, "1")
    assert client.get("/persons/list/").status_code == 200
    assert outside_house.client("owner").get("/persons/list/").status_code == 302


def test_silent_provider_is_told(tmp_path: Path) -> None:
    house, pull_down = make_house("sqlite", tmp_path, **_config("http://localhost:1"))
    answer = house.app.test_client().get("/login/outside")
    assert answer.status_code == 503
    assert "does not answer." in answer.text
    pull_down()


def test_without_a_provider_there_is_nothing(sqlite_house: House) -> None:
    client = sqlite_house.app.test_client()
    assert client.get("/login/outside").status_code == 404
    assert client.get("/login/outside/back").status_code == 404
    assert "/login/outside" not in client.get("/login/").text


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ({"SPLOT_OIDC_ISSUER": "http://id.example.test", "SPLOT_OIDC_CLIENT_ID": "a"}, "SPLOT_OIDC_ISSUER"),
        ({"SPLOT_OIDC_ISSUER": "https://id.example.test"}, "SPLOT_OIDC_CLIENT_ID"),
        ({"SPLOT_PROXIES": "many"}, "SPLOT_PROXIES"),
    ],
)
def test_unusable_names_are_told(tmp_path: Path, names: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        load_config(environment={"SPLOT_DATA_DIR": str(tmp_path), **names})


def test_session_from_outside_is_marked_as_such(outside_house: House) -> None:
    sign_in(outside_house, "1")
    from tests.panel.test_sessions import rows

    assert [row.is_from_outside for row in rows(outside_house, "owner")] == [True]
    assert user_id(outside_house, "owner")
