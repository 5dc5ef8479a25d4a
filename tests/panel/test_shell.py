"""The frame round every page: signing in and out, menu, counts, choices of look, and what the policy allows."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.domain.groups import add_group
from app.models import SavedFilter, User
from app.panel.shell_pages import _kept
from tests.conftest import PASSWORD, House

PAGES = (
    "/users/list/",
    "/users/add",
    "/users/userinfo/",
    "/roles/list/",
    "/groups/list/",
    "/mine/password/",
    "/mine/sessions/",
    "/no-such-page",
)
REFUSED = "This name and password do not fit together"


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    _kept.clear()


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def keep_filter(house: House, by: str, query: str, *, is_shared: bool = False) -> int:
    with house.writing(by) as asking:
        saved = SavedFilter(kind="person", name="Kept", query=query, is_shared=is_shared, user_id=asking.viewer.user_id)
        asking.session.add(saved)
        asking.session.flush()
        return saved.id


def counts(house: House, name: str, *of: str) -> Any:
    return house.client(name).get("/shell/counts", query_string={"of": ",".join(of)}).json


# --- signing in and out ---


@pytest.mark.parametrize("name", ["owner", "no such user"])
def test_a_refusal_says_the_same_whoever_it_is_and_keeps_the_name(house: House, name: str) -> None:
    answer = house.client().post("/login/", data={"username": name, "password": "wrong"})

    assert answer.status_code == 401
    assert REFUSED in answer.text
    assert f'value="{name}"' in answer.text


def test_being_sent_to_the_sign_in_page_leaves_no_complaint_behind(house: House) -> None:
    client = house.client()
    assert client.get("/users/list/").status_code == 302
    client.get("/login/")
    client.post("/login/", data={"username": "administrator", "password": PASSWORD})

    assert 'class="toast-s' not in client.get("/users/list/").text


def test_the_session_outlives_the_browser_only_where_asked(house: House) -> None:
    for ticked, lasts in (({}, False), ({"remember": "1"}, True)):
        answer = house.client().post("/login/", data={"username": "owner", "password": PASSWORD, **ticked})
        assert ("Expires=" in answer.headers["Set-Cookie"]) is lasts


def test_a_link_signs_nobody_out(house: House) -> None:
    client = house.client("owner")
    assert client.get("/logout/").status_code == 405
    assert client.get("/shell/jobs").status_code == 200

    assert client.post("/logout/").status_code == 302
    assert client.get("/shell/jobs").status_code == 401


# --- every page ---


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("language", "direction", "sheet"), [("en", "ltr", "tabler.min.css"), ("he", "rtl", "tabler.rtl.min.css")]
)
def test_pages_stand_in_the_frame_and_keep_to_the_policy(
    house: House, path: str, language: str, direction: str, sheet: str
) -> None:
    client = house.client("administrator")
    client.get(f"/lang/{language}")
    answer = client.get(path)
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])

    assert nonce is not None
    assert f'<html lang="{language}" dir="{direction}"' in answer.text
    assert sheet in answer.text
    assert '<main class="main' in answer.text
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", answer.text)
    assert all(f'nonce="{nonce[1]}"' in script for script in re.findall(r"<script[^>]*>", answer.text))


def test_files_are_kept_for_ever_under_a_mark_of_their_content(house: House) -> None:
    client = house.client()
    sheet = re.search(r'href="(/static/css/tokens\.css\?v=[0-9a-f]+)"', client.get("/login/").text)

    assert sheet is not None
    with client.get(sheet[1]) as marked, client.get("/static/css/tokens.css") as plain:
        assert "immutable" in marked.headers["Cache-Control"]
        assert "immutable" not in plain.headers["Cache-Control"]


def test_modules_find_one_another_under_marked_addresses(house: House) -> None:
    page = house.client().get("/login/").text

    assert re.search(r'"splot/keys": ?"/static/js/keys\.js\?v=[0-9a-f]{12}"', page)


# --- menu and counts ---


def test_counts_come_by_name_and_follow_the_viewer(house: House) -> None:
    house.add("person", first_name="Róża", last_name="Żółkiewska")
    with house.writing() as asking:
        group = add_group(asking.session, "Distributors, north").id

    found = counts(house, "owner", "kind:person", "kind:company", f"group:person:{group}", "kind:dragon", "nonsense")

    assert found == {"kind:person": "1", "kind:company": "0", f"group:person:{group}": "0"}


def test_counts_are_fresh_after_what_the_viewer_did(house: House) -> None:
    assert counts(house, "owner", "kind:person") == {"kind:person": "0"}
    house.add("person", by="owner", last_name="Żółkiewska")
    assert counts(house, "owner", "kind:person") == {"kind:person": "1"}


def test_a_filter_that_no_longer_works_says_so(house: House) -> None:
    broken = keep_filter(house, "owner", "gone.is=1")
    assert counts(house, "owner", f"filter:{broken}") == {f"filter:{broken}": "!"}


def test_filters_of_others_are_not_counted_unless_shared(house: House) -> None:
    own = keep_filter(house, "owner", "city.is=Zgierz")
    shared = keep_filter(house, "owner", "city.is=Zgierz", is_shared=True)

    assert counts(house, "outsider", f"filter:{own}", f"filter:{shared}") == {f"filter:{shared}": "0"}


def test_nobody_gets_no_counts(house: House) -> None:
    assert house.client().get("/shell/counts?of=kind:person").status_code == 401


# --- choices of look ---


def test_a_choice_is_kept_with_the_user_and_in_a_cookie(house: House) -> None:
    client = house.client("owner")
    answer = client.post("/shell/choices", data={"theme": "dark", "density": "huge", "role": "Admin"})

    assert answer.json == {"theme": "dark"}
    assert 'data-bs-theme="dark"' in client.get("/users/userinfo/").text
    assert 'data-bs-theme="dark"' in house.client("owner").get("/users/userinfo/").text
    with house.session() as session:
        assert session.query(User).filter_by(username="owner").one().choices == {"theme": "dark"}


def test_a_plain_form_goes_back_to_its_page(house: House) -> None:
    client = house.client("owner")
    answer = client.post(
        "/shell/choices",
        data={"side": "folded"},
        headers={"Accept": "text/html", "Referer": "http://localhost/users/userinfo/"},
    )

    assert answer.status_code == 302
    assert answer.location.endswith("/users/userinfo/")
    assert 'data-side="folded"' in client.get("/users/userinfo/").text


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/settings/fields/person/?type=text&x=1", "/settings/fields/person?type=text&x=1"),
        ("/persons/add/", "/persons/add"),
        ("/persons/list", "/persons/list/"),
        ("/nowhere/", ""),
    ],
)
def test_a_slash_more_or_less_leads_to_the_page(sqlite_house: House, path: str, leads: str) -> None:
    answer = sqlite_house.client("administrator").get(path)
    assert answer.status_code == (308 if leads else 404)
    assert (answer.location or "").removeprefix("http://localhost") == leads
    assert sqlite_house.client("administrator").post("/persons/add/").status_code == 404
