"""What fields offer while one types, and the search over all kinds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import House


def offered(house: House, kind: str, typed: str, who: str = "owner") -> list[dict[str, Any]]:
    answer = house.client(who).get("/search/suggest", query_string={"kind": kind, "q": typed})
    assert answer.status_code == 200, answer.text
    return list(answer.json)


def names(house: House, kind: str, typed: str, who: str = "owner") -> list[str]:
    return [hit["name"] for hit in offered(house, kind, typed, who)]


@pytest.fixture
def mill(house: House) -> int:
    phones, emails = [{"value": "+48 601 555 014"}], [{"value": "biuro@tkalnia.test"}]
    return house.add("company", name="Tkalnia Łódzka S.A.", city="Łódź", phones=phones, emails=emails)


class TestSuggestions:
    @pytest.mark.parametrize(
        "typed", ["tk", "lodz", "ODZKA", "601 555 014", "0601555014", "biuro@", "0048 601-555-014"]
    )
    def test_a_record_is_found_by_any_part_of_name_number_and_address(
        self, house: House, mill: int, typed: str
    ) -> None:
        assert names(house, "company", typed) == ["Tkalnia Łódzka S.A."]

    def test_nothing_is_offered_before_two_letters(self, sqlite_house: House) -> None:
        sqlite_house.add("company", name="Tkalnia")
        assert names(sqlite_house, "company", "t") == []

    def test_at_most_eight_are_offered(self, sqlite_house: House) -> None:
        for number in range(10):
            sqlite_house.add("company", name=f"Tkalnia {number}")
        assert len(names(sqlite_house, "company", "tkalnia")) == 8

    def test_a_hit_says_what_tells_it_apart(self, sqlite_house: House) -> None:
        company = sqlite_house.add("company", name="Tkalnia", city="Zgierz")
        sqlite_house.add("person", first_name="Anna", last_name="Lis", company=str(company))
        (hit,) = offered(sqlite_house, "person", "anna")
        assert (hit["hint"], hit["initials"], hit["shape"]) == ("Tkalnia", "AL", "circle")

    def test_what_one_may_not_see_is_not_offered(self, sqlite_house: House) -> None:
        sqlite_house.add("company", name="Secret Mill", visibility="hidden")
        assert names(sqlite_house, "company", "secret", who="outsider") == []
        assert names(sqlite_house, "company", "secret") == ["Secret Mill"]

    def test_the_hint_does_not_tell_of_a_hidden_company(self, sqlite_house: House) -> None:
        secret = sqlite_house.add("company", name="Secret Mill", visibility="hidden")
        sqlite_house.add("person", first_name="Anna", company=str(secret))
        assert [hit["hint"] for hit in offered(sqlite_house, "person", "anna", who="outsider")] == [""]

    def test_groups_and_tags_are_offered_before_anything_is_typed(self, sqlite_house: House) -> None:
        sqlite_house.add("person", first_name="Anna", groups=["Top 100"], tags=["VIP"])
        assert names(sqlite_house, "group", "") == ["Top 100"]
        assert names(sqlite_house, "tag", "vi") == ["VIP"]

    def test_users_are_found_by_either_name(self, sqlite_house: House) -> None:
        assert [hit["id"] for hit in offered(sqlite_house, "user", "outsider t")] == ["outsider"]

    @pytest.mark.parametrize("kind", ["", "nothing", "ab_user", "_"])
    def test_an_unknown_kind_is_400(self, sqlite_house: House, kind: str) -> None:
        answer = sqlite_house.client("owner").get("/search/suggest", query_string={"kind": kind, "q": "ann"})
        assert answer.status_code == 400

    @pytest.mark.parametrize("typed", ["%%", "__", '"" OR', "a\0b", "--", "()", "+++", "'" * 300])
    def test_signs_are_only_signs(self, house: House, mill: int, typed: str) -> None:
        assert names(house, "company", typed) == []

    def test_nobody_gets_nothing(self, sqlite_house: House) -> None:
        answer = sqlite_house.client().get("/search/suggest?kind=user&q=a")
        assert answer.status_code in {302, 401}


class TestSearchPage:
    def test_it_groups_what_it_found_by_kind(self, house: House, mill: int) -> None:
        house.add("person", first_name="Anna", last_name="Tkalnia")
        text = house.client("owner").get("/search?q=tkaln").text
        assert f"/companies/show/{mill}" in text
        assert "Anna Tkalnia" in text

    @pytest.mark.parametrize("number", ["601555014", "601-555-014", "+48601555014", "0048 601 555 014"])
    def test_a_number_is_found_in_any_form(self, house: House, mill: int, number: str) -> None:
        answer = house.client("owner").get("/search", query_string={"q": number})
        assert "Tkalnia Łódzka S.A." in answer.text

    def test_it_says_when_nothing_is_found(self, sqlite_house: House) -> None:
        answer = sqlite_house.client("owner").get("/search?q=nobody")
        assert "Nothing is found for “nobody”" in answer.text

    def test_without_words_it_says_what_can_be_written(self, sqlite_house: House) -> None:
        assert sqlite_house.client("owner").get("/search").status_code == 200
