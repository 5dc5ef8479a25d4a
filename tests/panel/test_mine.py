"""My settings: what each user chooses for themselves."""

from __future__ import annotations

from app.models import User
from tests.conftest import House

FORM = {
    "time_zone": "Asia/Jerusalem",
    "language": "he",
    "theme": "dark",
    "density": "tight",
    "keys": "off",
    "page_size": "20",
}


def test_choices_hold_on_every_page(sqlite_house: House) -> None:
    for number in range(25):
        sqlite_house.add("person", last_name=f"Person {number:02}")
    client = sqlite_house.client("owner")
    assert client.post("/mine/", data=FORM).status_code == 303
    page = client.get("/persons/list/").text
    for mark in ('lang="he"', 'data-theme="dark"', 'data-density="tight"', 'data-keys="off"'):
        assert mark in page
    assert page.count("<tr data-id=") == 20
    with sqlite_house.session() as session:
        assert session.query(User).filter_by(username="owner").one().time_zone == "Asia/Jerusalem"


def test_wrong_time_zone_is_told_and_kept(sqlite_house: House) -> None:
    answer = sqlite_house.client("owner").post("/mine/", data={**FORM, "time_zone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert "There is no time zone named “Mars/Olympus”." in answer.text
    assert 'value="Mars/Olympus"' in answer.text
