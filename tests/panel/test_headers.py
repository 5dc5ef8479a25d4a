"""Headers of every sort of answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from app.kernel.viewer import as_system
from app.models import UserSession
from tests.api_client import Api
from tests.conftest import PASSWORD, House, make_house

PAGES = [
    "/",
    "/login/",
    "/persons/list/",
    "/nowhere",
    "/static/css/base.css",
    "/healthz",
    "/api/v1/persons/",
    "/shell/jobs",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_keeps_the_browser_within_bounds(sqlite_house: House, path: str) -> None:
    headers = sqlite_house.client("owner").get(path, buffered=True).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("path", [path for path in PAGES if "static" not in path])
def test_what_depends_on_who_asks_is_not_stored(sqlite_house: House, path: str) -> None:
    assert "no-store" in sqlite_house.client("owner").get(path, buffered=True).headers["Cache-Control"]


def test_page_names_the_word_that_its_scripts_carry(sqlite_house: House) -> None:
    answer = sqlite_house.client().get("/login/")
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([\w-]+)'", policy)
    assert nonce is not None
    assert f'nonce="{nonce[1]}"' in answer.text
    assert "unsafe" not in policy
    for rule in (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "style-src 'self'",
    ):
        assert rule in policy


def test_two_answers_never_share_a_nonce(sqlite_house: House) -> None:
    client = sqlite_house.client()
    first, second = (client.get("/login/").headers["Content-Security-Policy"] for _ in range(2))
    assert first != second


def test_page_has_no_script_or_style_that_the_policy_would_block(sqlite_house: House) -> None:
    html = sqlite_house.client("owner").get("/").text
    assert not re.search(r"<script(?![^>]*(nonce=|src=))", html)
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
    assert "<style" not in html


def test_api_answers_load_nothing(sqlite_house: House) -> None:
    policy = Api(sqlite_house, "owner").get("persons/").headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; frame-ancestors 'none'"


def test_marked_files_are_kept_for_ever(sqlite_house: House) -> None:
    client = sqlite_house.client()
    assert "immutable" in client.get("/static/css/base.css?v=abc", buffered=True).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/css/base.css", buffered=True).headers.get("Cache-Control", "")
    assert "immutable" not in client.get("/static/css/none.css?v=abc", buffered=True).headers.get("Cache-Control", "")


def test_over_tls_browsers_stay_on_tls(sqlite_house: House) -> None:
    answer = sqlite_house.client().get("/login/", base_url="https://splot.test")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize(("address", "is_secure"), [("https://splot.test", True), ("http://splot.test", False)])
def test_session_cookie_is_secure_where_the_request_is(sqlite_house: House, address: str, is_secure: bool) -> None:
    client = sqlite_house.client()
    answer = client.post("/login/", data={"username": "owner", "password": PASSWORD}, base_url=address)
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("splot="))
    assert ("Secure" in cookie) is is_secure
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br"])
def test_files_are_compressed_for_every_browser(sqlite_house: House, accepted: str) -> None:
    answer = sqlite_house.client().get("/static/css/base.css", headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] in {"gzip", "br"}


REFUSALS = [
    ("POST", "/logout/", 400),
    ("GET", "/logout/", 405),
    ("GET", "/persons/list/?nonsense.is=1", 400),
    ("GET", "/users/list/", 403),
    ("GET", "/login/", 302),
    ("GET", "/persons/export?format=csv", 200),
    ("GET", "/static/css/none.css", 404),
    ("GET", "/api/v1/nowhere", 404),
    ("DELETE", "/api/v1/persons/1", 403),
]


@pytest.mark.parametrize(("method", "path", "status"), REFUSALS)
def test_errors_redirects_and_downloads_carry_the_headers_too(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch, method: str, path: str, status: int
) -> None:
    client = sqlite_house.app.test_client()
    data = {"username": "owner", "password": PASSWORD}
    client.post("/login/", data=data, base_url="https://splot.test")
    monkeypatch.setitem(sqlite_house.app.config, "WTF_CSRF_ENABLED", True)
    answer = client.open(path, method=method, base_url="https://splot.test", buffered=True)
    assert answer.status_code == status
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Strict-Transport-Security"].startswith("max-age=")


def test_fault_of_the_program_carries_the_headers_too(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sqlite_house.client("owner")

    def fail(**_values: object) -> str:
        raise RuntimeError("a fault")

    monkeypatch.setitem(sqlite_house.app.view_functions, "MineView.index", fail)
    answer = client.get("/mine/")
    assert answer.status_code == 500
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_proxy_in_front_tells_of_tls_and_of_the_visitor(tmp_path: Path) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.44", "X-Forwarded-Host": "splot.test"}
    data = {"username": "owner", "password": PASSWORD}
    for proxies, is_believed in (("1", True), ("0", False)):
        folder = tmp_path / proxies
        folder.mkdir()
        house, pull_down = make_house("sqlite", folder, SPLOT_PROXIES=proxies)
        client = house.app.test_client()
        answer = client.post("/login/", data=data, headers=told)
        assert ("Strict-Transport-Security" in answer.headers) is is_believed
        assert ("Secure" in answer.headers["Set-Cookie"]) is is_believed
        with as_system(house.engine) as session:
            assert (session.scalars(select(UserSession.address)).one() == "192.0.2.44") is is_believed
        pull_down()
