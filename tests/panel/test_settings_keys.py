"""The page of API keys: shown once, for reading or writing, until a day, revoked."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from app.models import User
from tests.conftest import House

URL = "/settings/keys/"


def make(house: House, who: str = "owner", **form: str) -> str:
    """A key made by the page; the token that it shows."""
    page = house.client(who).post(URL + "add", data={"name": "Website", "scope": "write", **form})
    assert page.status_code == 200
    found = re.search(r'value="(splot_[^"]+)"', page.text)
    assert found is not None
    return found[1]


def ask(house: House, token: str, method: str = "GET", **more: object) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return house.app.test_client().open("/api/v1/persons/", method=method, headers=headers, **more).status_code


def test_key_is_shown_once_and_works(sqlite_house: House) -> None:
    token = make(sqlite_house)
    assert ask(sqlite_house, token) == 200
    assert ask(sqlite_house, token, "POST", json={"last_name": "Kowal"}) == 201
    page = sqlite_house.client("owner").get(URL).text
    assert ("Website" in page, token in page) == (True, False)


def test_key_for_reading_writes_nothing(sqlite_house: House) -> None:
    token = make(sqlite_house, scope="read")
    assert ask(sqlite_house, token) == 200
    assert ask(sqlite_house, token, "POST", json={"last_name": "Kowal"}) == 403
    assert sqlite_house.client("owner").get("/api/v1/persons/").json["count"] == 0


def test_revoked_key_ends_at_once_and_stays_listed(sqlite_house: House) -> None:
    token, client = make(sqlite_house), sqlite_house.client("owner")
    found = re.search(r'data-key-id="(\d+)"', client.get(URL).text)
    assert found is not None
    assert sqlite_house.client("outsider").post(f"{URL}{found[1]}/revoke").status_code == 404
    assert ask(sqlite_house, token) == 200
    assert client.post(f"{URL}{found[1]}/revoke").status_code == 303
    assert ask(sqlite_house, token) == 401
    assert "revoked" in client.get(URL).text


def test_everybody_sees_their_own_keys_and_administrators_all(sqlite_house: House) -> None:
    make(sqlite_house, name="Of the owner")
    assert "Of the owner" in sqlite_house.client("administrator").get(URL).text
    assert "Of the owner" not in sqlite_house.client("manager").get(URL).text
    assert sqlite_house.client("agent").get(URL).status_code == 403


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": " "}, "at least one letter or digit"),
        ({"ends": str(date.today())}, "a day after today"),  # noqa: DTZ011 - as the page's user sees it
        ({"ends": "soon"}, "a day after today"),
        ({"scope": "everything"}, "Choose one."),
    ],
)
def test_bad_input_is_told_and_what_was_typed_is_kept(sqlite_house: House, form: dict[str, str], sentence: str) -> None:
    given = {"name": "Website", "scope": "write", "ends": str(date.today() + timedelta(days=9)), **form}  # noqa: DTZ011
    answer = sqlite_house.client("owner").post(URL + "add", data=given)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "splot_" not in answer.text
    assert form.get("name") or 'value="Website"' in answer.text


def test_form_that_is_sent_twice_makes_one_key(sqlite_house: House) -> None:
    make(sqlite_house)
    client = sqlite_house.client("owner")
    again = client.post(URL + "add", data={"name": "website ", "scope": "write"})
    assert (again.status_code, "You have a key of that name already." in again.text) == (422, True)
    assert client.get(URL).text.count("data-key-id=") == 1
    make(sqlite_house, "manager")
    found = re.search(r'data-key-id="(\d+)"', client.get(URL).text)
    assert found is not None
    client.post(f"{URL}{found[1]}/revoke")
    make(sqlite_house)


def test_key_ends_with_the_day_that_was_chosen_where_its_maker_lives(sqlite_house: House) -> None:
    with sqlite_house.session() as session:
        session.query(User).filter_by(username="owner").one().time_zone = "Pacific/Auckland"
        session.commit()
    day = date.today() + timedelta(days=9)  # noqa: DTZ011 - any day to come
    make(sqlite_house, ends=str(day))
    assert f"until {day.day} " in sqlite_house.client("owner").get(URL).text
