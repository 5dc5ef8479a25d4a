"""The list page: rows, counts, sorting, pages, deleted ones, taking, empty states."""

from __future__ import annotations

import re
from html import unescape

from tests.conftest import House

NAMES = ("Ada", "Basia", "Celina", "Danka", "Ewa")


def page(house: House, url: str, by: str = "owner") -> str:
    answer = house.client(by).get(url)
    assert answer.status_code == 200, answer.text
    return answer.text


def names(html: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'<a class="nm"[^>]*>([^<]*)</a>', html)]


def count(html: str) -> str:
    found = re.search(r'data-count="(\d+)"', html)
    assert found
    return found[1]


def people(house: House, **values: object) -> list[int]:
    return [house.add("person", first_name=name, last_name="Nowak", **values) for name in NAMES]


def test_a_list_shows_its_rows_with_the_marks_of_the_contract(house: House) -> None:
    ids = people(house)
    html = page(house, "/persons/list/")
    assert [int(one) for one in re.findall(r'<tr data-id="(\d+)"', html)] == ids
    assert '<table class="s-table" data-kind="person"' in html
    assert count(html) == "5"


def test_a_head_sorts_and_says_so(house: House) -> None:
    people(house)
    html = page(house, "/persons/list/?sort=-name")
    assert names(html)[0] == "Ewa Nowak"
    assert 'aria-sort="descending"' in html


def test_the_head_that_a_list_goes_by_turns_it_round(sqlite_house: House) -> None:
    people(sqlite_house)
    assert 'href="/persons/list/?sort=-name"' in page(sqlite_house, "/persons/list/")


def test_pages_follow_one_another_without_overlap(house: House) -> None:
    people(house)
    seen = [names(page(house, f"/persons/list/?page_size=2&page={number}")) for number in (1, 2, 3)]
    assert [name for names_ in seen for name in names_] == [f"{name} Nowak" for name in NAMES]


def test_a_page_past_the_end_leads_back(sqlite_house: House) -> None:
    people(sqlite_house)
    assert "past the end" in page(sqlite_house, "/persons/list/?page=9")


def test_count_says_how_many_of_how_many(house: House) -> None:
    people(house)
    html = page(house, "/persons/list/?first_name.is=Ada")
    assert "1 of 5" in html


def test_a_capped_count_leads_to_the_exact_one(sqlite_house: House, monkeypatch: object) -> None:
    from app.panel import lists
    from app.records import search

    people(sqlite_house)
    monkeypatch.setattr(search, "COUNT_CAP", 3)  # type: ignore[attr-defined]
    monkeypatch.setattr(lists, "COUNT_CAP", 3)  # type: ignore[attr-defined]
    html = page(sqlite_house, "/persons/list/")
    assert 'data-exact="false"' in html
    assert "count=exact" in html
    assert count(page(sqlite_house, "/persons/list/?count=exact")) == "5"


def test_free_text_narrows_the_list(house: House) -> None:
    people(house)
    assert names(page(house, "/persons/list/?q=celin")) == ["Celina Nowak"]


def test_names_are_escaped(sqlite_house: House) -> None:
    sqlite_house.add("person", first_name="<b>Ada", last_name='"x')
    html = page(sqlite_house, "/persons/list/")
    assert "<b>Ada" not in html
    assert "&lt;b&gt;Ada" in html


def test_deleted_ones_stand_in_their_tab_and_can_be_restored(house: House) -> None:
    ids = people(house)
    client = house.client("owner")
    client.post(f"/persons/delete/{ids[0]}")
    assert "Ada Nowak" not in names(page(house, "/persons/list/"))
    html = page(house, "/persons/list/?deleted=1")
    assert names(html) == ["Ada Nowak"]
    assert f"/persons/restore/{ids[0]}" in html


def test_an_ownerless_record_is_taken_in_one_click(house: House) -> None:
    record_id = house.add("person", first_name="Ada", owner="")
    html = page(house, "/persons/list/")
    assert f"/persons/take/{record_id}" in html
    answer = house.client("participant").post(f"/persons/take/{record_id}", data={"next": "/persons/list/?q=ada"})
    assert answer.headers["Location"].endswith("/persons/list/?q=ada")
    assert names(page(house, "/persons/list/?owner.is=participant")) == ["Ada"]


def test_a_record_that_has_an_owner_is_not_taken(house: House) -> None:
    record_id = house.add("person", first_name="Ada")
    assert house.client("participant").post(f"/persons/take/{record_id}").status_code == 409


def test_a_hidden_record_is_neither_shown_nor_counted(house: House) -> None:
    house.add("person", first_name="Ada", visibility="hidden")
    html = page(house, "/persons/list/", by="outsider")
    assert count(html) == "0"
    assert "Ada" not in names(html)


def test_a_group_shows_persons_or_companies(house: House) -> None:
    house.add("person", first_name="Ada", groups=["Friends"])
    html = page(house, "/persons/list/?groups.any=Friends")
    assert '<a class="vtab" href="/companies/list/?groups.any=Friends"' in html


def test_an_empty_list_says_how_to_begin(sqlite_house: House) -> None:
    html = page(sqlite_house, "/companies/list/")
    assert "There is nothing here yet" in html
    assert 'href="/imports/?kind=company"' in html


def test_whoever_may_see_nothing_gets_no_buttons(sqlite_house: House) -> None:
    people(sqlite_house)
    answer = sqlite_house.client("nobody").get("/persons/list/")
    assert "Ada Nowak" not in answer.text
    assert "/imports/?kind=person" not in answer.text


def test_nothing_matches_names_the_condition_that_costs_most(house: House) -> None:
    people(house)
    html = page(house, "/persons/list/?first_name.is=Ada&last_name.is=Kowalska&city.empty=no")
    assert "No single condition is to blame" in html
    html = page(house, "/persons/list/?last_name.is=Nowak&city.is=Radom")
    assert "Without it: 5 persons" in html
    assert 'href="/persons/list/?last_name.is=Nowak"' in html


def test_an_empty_list_tells_of_what_was_deleted(house: House) -> None:
    record_id = house.add("company", name="Krosna")
    house.client("owner").post(f"/companies/delete/{record_id}")
    html = page(house, "/companies/list/")
    assert "1 lies in Deleted" in html
    assert "Krosna" in html


def test_phones_and_addresses_run_from_left_to_right(sqlite_house: House) -> None:
    sqlite_house.add("person", first_name="נועם", phones=["+48 601 555 014"], emails=["noam@galil.test"])
    html = page(sqlite_house, "/persons/list/")
    assert re.search(r'dir="ltr" href="tel:\+48601555014"', html)
    assert re.search(r'dir="ltr" href="mailto:noam@galil.test"', html)
    assert re.search(r'<a class="nm" dir="auto"[^>]*>נועם</a>', html)


def test_tags_that_do_not_fit_are_counted(sqlite_house: House) -> None:
    sqlite_house.add("person", first_name="Ada", tags=["Decision maker", "Trade fair 2026", "Complaint open"])
    html = page(sqlite_house, "/persons/list/")
    assert '<bdi dir="ltr">+2</bdi>' in html
