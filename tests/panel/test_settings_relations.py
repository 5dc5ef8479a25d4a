"""The panel of relation types, as an administrator uses it (REL-2, SET-5)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.domain.settings import set_setting
from app.models import RelationType
from tests.conftest import House
from tests.records.test_relations import company, ends
from tests.relating import tie

URL = "/settings/relations/"
FORM = {
    "primary_kind": "company",
    "secondary_kind": "company",
    "primary_label": "Supplier",
    "primary_label_pl": "Dostawca",
    "secondary_label": "Supplied",
    "color": "moss",
    "has_free_text": "1",
    "form_primary": "1",
    "section_primary": "Main data",
}


def stored(house: House, key: str = "supplier_supplied") -> RelationType:
    with house.session() as session:
        found = session.query(RelationType).filter_by(key=key).one()
        session.expunge(found)
        return found


def add(house: House) -> int:
    answer = house.client("administrator").post(f"{URL}add", data=FORM)
    assert answer.status_code == 303, answer.text
    return stored(house).id


def crowd(house: House) -> list[int]:
    """Two suppliers of one company."""
    alfa, beta, gamma = (company(house, name) for name in ("Alfa", "Beta", "Gamma"))
    return [tie(house, "supplier_supplied", one, gamma) for one in (alfa, beta)] + [gamma]


def test_new_type_is_at_once_in_the_form_of_its_kind_in_every_language(house: House) -> None:
    add(house)
    of = stored(house)
    assert (of.color, of.has_free_text, of.primary_labels) == ("moss", True, {"pl": "Dostawca"})
    assert of.forms == [{"kind": "company", "side": "primary", "section": "Main data"}]
    browser, alfa = house.client("owner"), company(house, "Alfa")
    assert "Supplied" in browser.get(f"/companies/edit/{alfa}").text
    page = house.client("administrator").get(f"{URL}{of.id}/edit").text
    assert 'value="Dostawca"' in page
    for sentence in ("is <span", "0 relations use it"):
        assert sentence in page


def test_both_sides_that_read_the_same_take_the_labels_of_the_primary_one(sqlite_house: House) -> None:
    number = add(sqlite_house)
    form = {**FORM, "is_symmetric": "1", "form_secondary": "1"}
    assert sqlite_house.client("administrator").post(f"{URL}{number}/edit", data=form).status_code == 303
    of = stored(sqlite_house)
    assert (of.secondary_label, of.secondary_labels, len(of.forms)) == ("Supplier", {"pl": "Dostawca"}, 1)


def test_change_says_first_how_many_relations_no_longer_fit_and_shows_them(house: House) -> None:
    number, client = add(house), house.client("administrator")
    first, _, gamma = crowd(house)
    form = {**FORM, "has_one_primary": "1"}
    asked = client.post(f"{URL}{number}/edit", data=form)
    assert asked.status_code == 409
    assert "More than one today: 1 company." in asked.text
    assert "What becomes of the 1" in asked.text
    assert stored(house).has_one_primary is False
    link = re.search(rf'"({URL}{number}/unfit[^"]*)"', asked.text)
    assert link is not None
    shown = client.get(link[1].replace("&amp;", "&")).text
    assert re.findall(r'data-relation="(\d+)"', shown) == [str(first)]
    told = client.post(f"{URL}{number}/effects", data=form).json
    assert "What becomes of the 1" in told["html"]
    assert list(told["notes"]) == ["has_one_primary"]
    assert client.post(f"{URL}{number}/effects", data=FORM).json["notes"] == {}
    assert client.post(f"{URL}{number}/edit", data={**form, "unfit": "remove"}).status_code == 303
    assert ends(house, gamma) == [("Supplier", "Beta")]


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"has_free_text": "0"}, "A text"),
        ({"secondary_kind": "person"}, "Another kind"),
        ({"is_symmetric": "1"}, "Stands twice"),
        ({"is_acyclic": "1"}, "Closes a circle"),
        ({"has_one_primary": "1"}, "More than one"),
    ],
)
def test_reason_stands_beside_each_relation_that_does_not_fit(
    sqlite_house: House, form: dict[str, str], reason: str
) -> None:
    number = add(sqlite_house)
    _, _, gamma = crowd(sqlite_house)
    beta = company(sqlite_house, "Delta")
    for ends_ in ((gamma, beta), (beta, gamma)):
        tie(sqlite_house, "supplier_supplied", *ends_)
    tie(sqlite_house, "supplier_supplied", gamma, "Dom Mody")
    client = sqlite_house.client("administrator")
    page = client.get(f"{URL}{number}/unfit", query_string=form)
    assert page.status_code == 200
    assert reason in page.text
    assert client.get(f"{URL}{number}/unfit", query_string={"primary_kind": "planet"}).status_code == 422


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"primary_label_he": "ש" * 24}, "20 characters at most, this has 24. Long labels break the map."),
        ({"primary_kind": "planet"}, "Write one of"),
        ({"section_primary": "Attic"}, "no section “Attic”"),
        ({"color": "#fff"}, "indigo"),
        ({"key": "competitors"}, "has this key"),
        ({"secondary_label": ""}, "at least one letter or digit"),
        ({"is_symmetric": "1", "is_acyclic": "1"}, "Drop one of the two"),
    ],
)
def test_what_is_wrong_is_told_at_its_place_with_the_rest_kept(
    sqlite_house: House, changes: dict[str, str], sentence: str
) -> None:
    answer = sqlite_house.client("administrator").post(f"{URL}add", data={**FORM, **changes})
    assert answer.status_code in {409, 422}
    assert sentence in answer.text
    assert 'value="Dostawca"' in answer.text


def test_deleted_type_comes_back_with_its_relations(house: House) -> None:
    number = add(house)
    _, _, gamma = crowd(house)
    client = house.client("administrator")
    assert "Delete with 2 relations" in client.get(URL).text
    client.post(f"{URL}{number}/remove")
    assert ends(house, gamma) == []
    assert "Deleted types" in client.get(URL).text
    client.post(f"{URL}{number}/back")
    assert len(ends(house, gamma)) == 2


def test_order_is_that_of_the_list(sqlite_house: House) -> None:
    number, client = add(sqlite_house), sqlite_house.client("administrator")
    client.post(f"{URL}order", data={"order": f"{number},1,2"})
    client.post(f"{URL}{number}/move", data={"by": "1"})
    rows = [int(one) for one in re.findall(r'data-row="(\d+)"', client.get(URL).text)]
    assert rows[:3] == [1, number, 2]
    assert client.post(f"{URL}999/move").status_code == 404


def _every_page(number: int) -> list[tuple[str, str, dict[str, Any]]]:
    posts = [("POST", f"{URL}{number}/{act}", FORM) for act in ("edit", "effects", "move", "remove", "back")]
    gets = [("GET", url, {}) for url in (URL, f"{URL}add", f"{URL}{number}/edit", f"{URL}{number}/unfit")]
    return [*gets, *posts, ("POST", f"{URL}add", FORM), ("POST", f"{URL}order", {"order": "1"})]


@pytest.mark.parametrize("who", ["manager", "owner", "agent"])
def test_only_administrators_open_the_panel(sqlite_house: House, who: str) -> None:
    client = sqlite_house.client(who)
    for method, url, data in _every_page(1):
        assert client.open(url, method=method, data=data).status_code == 403, url


def test_panel_and_card_follow_the_switch(sqlite_house: House) -> None:
    client = sqlite_house.client("administrator")
    assert 'href="/settings/relations/"' in client.get("/settings/").text
    assert "7 types" in client.get("/settings/").text
    with sqlite_house.writing() as asking:
        set_setting(asking.session, "relations.enabled", "false")
    for method, url, data in _every_page(1):
        assert client.open(url, method=method, data=data).status_code == 404, url
    hub = client.get("/settings/").text
    assert ('href="/settings/relations/"' in hub, 'href="/settings/features/#relations"' in hub) == (False, True)
    assert "relation_type/" not in client.get("/settings/labels/").text
