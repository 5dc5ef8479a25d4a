"""Headers of every sort of answer."""

from __future__ import annotations

import re

import pytest

from tests.api_client import Api
from tests.conftest import PASSWORD, House

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
