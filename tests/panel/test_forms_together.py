"""Two people edit one record at the same time; and records go to the trash and come back (HIS-3)."""

from __future__ import annotations

import re

import pytest

from tests.conftest import House
from tests.panel.browser import Page, visit
from tests.panel.test_forms import stored


@pytest.fixture
def anna(sqlite_house: House) -> int:
    return sqlite_house.add("person", first_name="Anna", last_name="Lis", city="Łódź", tags=["VIP"])


def edits(house: House, who: str, record: int) -> Page:
    return visit(house.client(who), f"/persons/edit/{record}")


class TestTogether:
    def test_different_fields_are_both_kept(self, sqlite_house: House, anna: int) -> None:
        mine, theirs = edits(sqlite_house, "owner", anna), edits(sqlite_house, "outsider", anna)
        theirs.send(city="Zgierz")
        assert mine.send(province="łódzkie").status == 303
        assert stored(sqlite_house, anna, "city", "province") == ["Zgierz", "łódzkie"]

    def test_the_same_field_is_asked_about_with_both_values(self, sqlite_house: House, anna: int) -> None:
        mine, theirs = edits(sqlite_house, "owner", anna), edits(sqlite_house, "outsider", anna)
        theirs.send(city="Zgierz")
        page = mine.send(city="Pabianice", province="łódzkie")
        assert page.status == 422
        assert "Outsider Test changed “City” to “Zgierz”" in page.text
        assert "Yours: Pabianice" in page.text
        assert stored(sqlite_house, anna, "city", "province") == ["Zgierz", None]

    def test_the_same_change_is_no_conflict(self, sqlite_house: House, anna: int) -> None:
        mine, theirs = edits(sqlite_house, "owner", anna), edits(sqlite_house, "outsider", anna)
        theirs.send(city="Zgierz")
        assert mine.send(city="Zgierz").status == 303

    def test_take_theirs(self, sqlite_house: House, anna: int) -> None:
        mine, theirs = edits(sqlite_house, "owner", anna), edits(sqlite_house, "outsider", anna)
        theirs.send(city="Zgierz")
        page = mine.send(city="Pabianice", province="łódzkie").send(("take", "city"))
        assert (page.status, page.value("city")) == (200, "Zgierz")
        assert page.send().status == 303
        assert stored(sqlite_house, anna, "city", "province") == ["Zgierz", "łódzkie"]

    def test_keep_mine(self, sqlite_house: House, anna: int) -> None:
        mine, theirs = edits(sqlite_house, "owner", anna), edits(sqlite_house, "outsider", anna)
        theirs.send(city="Zgierz")
        page = mine.send(city="Pabianice").send(("keep", "city"))
        assert page.send().status == 303
        assert stored(sqlite_house, anna, "city") == "Pabianice"

    def test_saving_again_without_an_answer_asks_again(self, sqlite_house: House, anna: int) -> None:
        mine, theirs = edits(sqlite_house, "owner", anna), edits(sqlite_house, "outsider", anna)
        theirs.send(city="Zgierz")
        assert mine.send(city="Pabianice").send().status == 422

    def test_several_conflicts_are_answered_one_by_one(self, sqlite_house: House, anna: int) -> None:
        mine, theirs = edits(sqlite_house, "owner", anna), edits(sqlite_house, "outsider", anna)
        theirs.send(city="Zgierz", province="śląskie")
        page = mine.send(city="Pabianice", province="łódzkie").send(("take", "city"))
        assert "“City”" not in page.text
        assert "“Province”" in page.text
        assert page.send(("keep", "province")).send().status == 303
        assert stored(sqlite_house, anna, "city", "province") == ["Zgierz", "łódzkie"]

    def test_what_was_emptied_meanwhile_is_said_so(self, sqlite_house: House, anna: int) -> None:
        mine, theirs = edits(sqlite_house, "owner", anna), edits(sqlite_house, "outsider", anna)
        theirs.send(city="")
        assert "Outsider Test emptied “City”" in mine.send(city="Pabianice").text

    def test_tags_of_both_are_asked_about(self, sqlite_house: House, anna: int) -> None:
        mine, theirs = edits(sqlite_house, "owner", anna), edits(sqlite_house, "outsider", anna)
        theirs.send(tags__text="Hemp")
        assert mine.send(tags__text="Linen").status == 422


class TestTrash:
    def test_deleting_goes_to_the_list_and_says_how_to_undo(self, sqlite_house: House, anna: int) -> None:
        client = sqlite_house.client("owner")
        answer = client.post(f"/persons/delete/{anna}")
        assert (answer.status_code, answer.location) == (303, "/persons/list/")
        way_back = re.search(r'action="(/history/sets/\d+/undo)"', client.get("/settings/").text)
        assert way_back is not None
        assert client.post(way_back[1]).status_code == 303
        assert client.get(f"/persons/edit/{anna}").status_code == 200

    def test_undo_brings_it_back(self, sqlite_house: House, anna: int) -> None:
        client = sqlite_house.client("owner")
        client.post(f"/persons/delete/{anna}")
        assert client.get(f"/persons/edit/{anna}").status_code == 404
        assert client.post(f"/persons/restore/{anna}").status_code == 303
        assert client.get(f"/persons/edit/{anna}").status_code == 200

    def test_restoring_returns_only_inside_the_house(self, sqlite_house: House, anna: int) -> None:
        client = sqlite_house.client("owner")
        client.post(f"/persons/delete/{anna}")
        answer = client.post(f"/persons/restore/{anna}", headers={"Referer": "http://evil.test/x"})
        assert "evil.test" not in answer.location

    def test_an_agent_deletes_only_their_own(self, sqlite_house: House, anna: int) -> None:
        assert sqlite_house.client("agent").post(f"/persons/delete/{anna}").status_code == 403
        assert sqlite_house.client("owner").get(f"/persons/edit/{anna}").status_code == 200

    def test_what_one_may_not_see_cannot_be_deleted_or_restored(self, sqlite_house: House) -> None:
        hidden = sqlite_house.add("person", first_name="Ukryta", visibility="hidden")
        assert sqlite_house.client("outsider").post(f"/persons/delete/{hidden}").status_code == 404
        sqlite_house.client("owner").post(f"/persons/delete/{hidden}")
        assert sqlite_house.client("outsider").post(f"/persons/restore/{hidden}").status_code == 404

    def test_the_dead_cannot_be_edited(self, sqlite_house: House, anna: int) -> None:
        client = sqlite_house.client("owner")
        client.post(f"/persons/delete/{anna}")
        assert client.post(f"/persons/edit/{anna}", data={"city": "X"}).status_code == 404
