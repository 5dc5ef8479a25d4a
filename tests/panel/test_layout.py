"""Form and profile as an administrator arranges them (SET-1)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.domain.layouts import set_layout
from app.records.kinds import kind
from app.records.layouts import LaidSection, Layout, declared_layout, sections_of
from tests.conftest import House

URL = "/settings/layout/person"


def sent(page: str) -> list[tuple[str, str]]:
    """What the form of the page would send, in its order."""
    form = page.split("data-layout", 1)[1].split("</form>", maxsplit=1)[0]
    found = []
    for tag in re.findall(r"<input [^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") != "checkbox" or " checked" in tag:
            found.append((attributes["name"], attributes.get("value", "")))
    return found


def arrange(house: House, **changes: Any) -> None:
    with house.writing("administrator") as asking:
        layout = declared_layout(kind("person"))
        set_layout(asking.session, kind("person"), Layout(**{**vars(layout), **changes}))


def section(house: House, label: str) -> list[str]:
    with house.asking("owner") as asking:
        return next(
            list(one.names) for one in sections_of(asking.session, kind("person")) if str(one.label.msgid) == label
        )


def test_sections_are_named_in_three_languages_and_stand_in_form_and_profile(house: House) -> None:
    client = house.client("administrator")
    words = dict(sent(client.get(URL).text))
    data = [pair for pair in sent(client.get(URL).text) if not pair[0].startswith("label")]
    data += [("label.0", "Who it is"), ("label_pl.0", "Kto to jest"), ("label_he.0", "מי זה")]
    assert "label.0" in words
    assert client.post(URL, data=data_of(data)).status_code == 303
    person = house.add("person", last_name="Kowal", stage="Lead")
    browser = house.client("owner")
    for language, label in (("en", "Who it is"), ("pl", "Kto to jest"), ("he", "מי זה")):
        browser.get(f"/lang/{language}")
        for page in ("edit", "show"):
            assert label in browser.get(f"/persons/{page}/{person}").text


def data_of(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def test_field_moves_over_the_edge_of_its_section_by_buttons_alone(sqlite_house: House) -> None:
    client = sqlite_house.client("administrator")
    moved = client.post(URL, data=data_of([*sent(client.get(URL).text), ("down", "account_type")]))
    assert (moved.status_code, "data-changed" in moved.text) == (200, True)
    assert "account_type" not in section(sqlite_house, "Groups and tags")
    client.post(URL, data=data_of(sent(moved.text)))
    assert section(sqlite_house, "Groups and tags")[0] == "account_type"


def test_field_that_is_out_of_the_form_keeps_its_value(sqlite_house: House) -> None:
    person = sqlite_house.add("person", last_name="Kowal", city="Radom")
    sections = declared_layout(kind("person")).sections
    for one in sections:
        one.places = [name for name in one.places if name != "province"]
    arrange(sqlite_house, sections=sections, hidden=["province"])
    page = sqlite_house.client("owner").get(f"/persons/edit/{person}").text
    assert ('name="city"' in page, 'name="province"' in page) == (True, False)


def test_what_the_arrangement_does_not_know_is_not_lost(sqlite_house: House) -> None:
    arrange(sqlite_house, sections=[LaidSection(label="All of it", places=["first_name", "nonsense"])])
    with sqlite_house.asking("owner") as asking:
        names = [name for one in sections_of(asking.session, kind("person")) for name in one.names]
    assert sorted(names) == sorted(name for one in kind("person").sections for name in one.names)
    assert section(sqlite_house, "More")[:2] == ["position", "company"]


def test_short_form_has_the_chosen_fields_and_always_the_name(sqlite_house: House) -> None:
    arrange(sqlite_house, quick=["country"])
    page = sqlite_house.client("owner").get("/persons/add").text
    assert 'name="country"' in page
    assert 'name="stage"' not in page
    assert 'name="last_name"' in page


def test_name_cannot_leave_the_form_and_a_section_needs_one(sqlite_house: House) -> None:
    client = sqlite_house.client("administrator")
    pairs = [pair for pair in sent(client.get(URL).text) if pair != ("place", "field:first_name")]
    refused = client.post(URL, data=data_of([*pairs, ("place", "field:first_name")]))
    assert (refused.status_code, "has to be in the form" in refused.text) == (422, True)
    grown = client.post(URL, data=data_of([*sent(client.get(URL).text), ("add_section", "1")]))
    refused = client.post(URL, data=data_of(sent(grown.text)))
    assert (refused.status_code, "Write a name with at least one letter" in refused.text) == (422, True)


def test_reset_brings_the_shipped_arrangement_back(sqlite_house: House) -> None:
    arrange(sqlite_house, sections=[LaidSection(label="All of it")])
    assert sqlite_house.client("administrator").post(URL, data={"reset": "1"}).status_code == 303
    assert section(sqlite_house, "Main data")[:2] == ["first_name", "last_name"]


@pytest.mark.parametrize("who", ["manager", "owner", "agent"])
def test_only_administrators_arrange(sqlite_house: House, who: str) -> None:
    client = sqlite_house.client(who)
    assert client.get(URL).status_code == 403
    assert client.post(URL, data={"reset": "1"}).status_code == 403
