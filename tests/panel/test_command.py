"""The command sheet: what it finds, what it offers, and what it keeps from whom."""

from __future__ import annotations

from typing import Any

import pytest

from app.models import Visibility
from tests.conftest import House
from tests.panel.test_lists_budget import statements


def groups(house: House, typed: str, who: str = "owner", **more: str) -> dict[str, list[dict[str, Any]]]:
    answer = house.client(who).get("/search/sheet", query_string={"q": typed, **more})
    assert answer.status_code == 200, answer.text
    return {one["group"]: one["rows"] for one in answer.json}


def found(house: House, typed: str, who: str = "owner", **more: str) -> list[str]:
    return [row["name"] for row in groups(house, typed, who, **more).get("records", [])]


@pytest.fixture
def people(house: House) -> House:
    mill = house.add("company", name="Tkalnia Łódzka", city="Łódź", phones=["+48 601 555 014"])
    house.add("person", first_name="Ada", last_name="Lodowska", company=str(mill))
    house.add("person", first_name="Jan", last_name="Nowak", emails=["jan@lodge.test"])
    house.add("person", first_name="Lodzia", last_name="Zych")
    return house


class TestRecords:
    def test_names_that_begin_so_come_before_the_rest(self, people: House) -> None:
        assert found(people, "lod") == ["Lodzia Zych", "Ada Lodowska", "Tkalnia Łódzka", "Jan Nowak"]

    def test_kind_in_words_and_what_tells_apart_stand_beside(self, people: House) -> None:
        row = groups(people, "lodowska")["records"][0]
        assert (row["note"], row["hint"], row["href"]) == ("Person", "Tkalnia Łódzka", f"/persons/show/{row['id']}")

    @pytest.mark.parametrize("typed", ["601 555 014", "0601555014", "+48601555014", "0048 601-555-014"])
    def test_a_number_is_found_in_any_form(self, people: House, typed: str) -> None:
        assert found(people, typed) == ["Tkalnia Łódzka"]

    def test_two_letters_find_names_and_what_was_touched_last(self, people: House) -> None:
        assert found(people, "no") == ["Jan Nowak"]
        assert found(people, "ja") == ["Jan Nowak"]

    def test_a_kind_narrows(self, people: House) -> None:
        assert found(people, "lod", kind="company") == ["Tkalnia Łódzka"]
        assert people.client("owner").get("/search/sheet?q=lod&kind=unicorn").status_code == 400

    @pytest.mark.parametrize("typed", ["%", "_", "'\"", "\\", "…", "\x00", "ł" * 500, "> ", "🦄"])
    def test_odd_signs_find_nothing_and_break_nothing(self, people: House, typed: str) -> None:
        assert found(people, typed) == []

    def test_hidden_records_are_missing(self, house: House) -> None:
        secret = house.add("person", first_name="Ewa", last_name="Tajna", visibility=Visibility.HIDDEN.value)
        assert house.client("owner").post(f"/r/{secret}/seen").status_code == 204
        assert found(house, "tajna") == found(house, "ta") == found(house, "") == ["Ewa Tajna"]
        outsider = house.client("outsider")
        assert outsider.post(f"/r/{secret}/seen").status_code == 404
        assert found(house, "tajna", "outsider") == found(house, "ta", "outsider") == found(house, "", "outsider") == []


class TestLists:
    def test_own_and_shared_filters_and_groups_are_found(self, sqlite_house: House) -> None:
        client = sqlite_house.client("owner")
        for name, shared in (("Linen mine", {}), ("Linen ours", {"shared": "1"})):
            client.post("/filters/add", data={"kind": "person", "name": name, "query": "city.is=x", **shared})
        sqlite_house.add("person", "administrator", first_name="Ada", groups=["Linen buyers"])
        rows = groups(sqlite_house, "linen")["lists"]
        assert [row["name"] for row in rows] == ["Linen mine", "Linen ours", "Linen buyers"]
        assert rows[2]["count_for"].startswith("group:person:")
        assert [row["name"] for row in groups(sqlite_house, "linen", "outsider")["lists"]] == [
            "Linen ours",
            "Linen buyers",
        ]


class TestActs:
    def test_what_was_typed_can_be_added(self, sqlite_house: House) -> None:
        row = groups(sqlite_house, "Młyny")["acts"][0]
        assert row["is_new"]
        assert 'value="Młyny"' in sqlite_house.client("owner").get(row["href"]).text

    def test_a_sign_asks_for_acts_alone(self, sqlite_house: House) -> None:
        sqlite_house.add("person", first_name="Theme")
        assert set(groups(sqlite_house, "> theme")) == {"acts"}
        assert {"theme:dark", "theme:light"} < {row["act"] for row in groups(sqlite_house, ">")["acts"]}

    def test_last_acts_come_back_in_their_order(self, sqlite_house: House) -> None:
        rows = groups(sqlite_house, "", last="theme:dark,nonsense,go:person")["acts"]
        assert [row["act"] for row in rows] == ["theme:dark", "go:person"]


class TestRecent:
    def test_records_follow_their_user_newest_first_and_once(self, sqlite_house: House) -> None:
        ids = [sqlite_house.add("company", name=f"Mill {number}") for number in range(22)]
        for one in (*ids, ids[3]):
            sqlite_house.client("owner").post(f"/r/{one}/seen")
        assert found(sqlite_house, "")[:3] == ["Mill 3", "Mill 21", "Mill 20"]
        page = sqlite_house.client("owner").get("/").text
        assert page.index("Mill 3") < page.index("Mill 21")
        assert found(sqlite_house, "", "outsider") == []

    def test_a_deleted_record_is_gone(self, sqlite_house: House) -> None:
        mill = sqlite_house.add("company", name="Mill")
        client = sqlite_house.client("owner")
        client.post(f"/r/{mill}/seen")
        client.post(f"/companies/delete/{mill}")
        assert found(sqlite_house, "") == []
        assert client.post(f"/r/{mill}/seen").status_code == 404


@pytest.mark.parametrize("typed", ["lodz", "lo", ""])
def test_the_sheet_takes_few_statements(people: House, typed: str) -> None:
    client = people.client("owner")
    client.get("/search/sheet?q=warm")
    with statements(people) as made:
        client.get("/search/sheet", query_string={"q": typed})
    assert len(made) <= 12, "\n".join(made)
