"""The panel of custom fields, as an administrator uses it (SET-2, SET-4)."""

from __future__ import annotations

import pytest

from app.jobs.custom_indexes import tend_indexes
from app.models import CustomField
from app.records.kinds import kind
from tests.conftest import House

FORM = {
    "type": "text",
    "label": "Loyalty number",
    "label_pl": "Numer lojalnościowy",
    "shown": "always",
    "editable_by": "everyone",
    "filter": "contains",
}
CHOICES = {
    "choice": ["7", "2", "3"],
    "choice_label.7": "Gold",
    "choice_label_pl.7": "Złoty",
    "choice_color.7": "weld",
    "choice_label.2": "Silver",
    "choice_label.3": "",
}


def field(house: House, label: str) -> CustomField:
    with house.session() as session:
        found = session.query(CustomField).filter_by(label=label).one()
        session.expunge(found)
        return found


def add(house: House, **changes: object) -> CustomField:
    form = {**FORM, **changes}
    answer = house.client("administrator").post("/settings/fields/person/add", data=form)
    assert answer.status_code == 303, answer.text
    return field(house, str(form["label"]))


def test_new_field_is_at_once_in_form_list_filter_and_api(house: House) -> None:
    assert add(house).key == "loyalty_number"
    browser = house.client("owner")
    browser.get("/lang/pl")
    person = house.add("person", last_name="Kowal", **{"cf.loyalty_number": "A-17"})
    for page in (f"/persons/edit/{person}", f"/persons/show/{person}", "/persons/list/?cf.loyalty_number.contains=A-1"):
        assert "Numer lojalnościowy" in browser.get(page).text
    assert "Kowal" in browser.get("/persons/list/?cf.loyalty_number.contains=A-1").text
    assert browser.get(f"/api/v1/persons/{person}").json["cf.loyalty_number"] == "A-17"


def test_choices_are_made_in_the_form_and_stand_in_its_order(house: House) -> None:
    made = add(house, type="choice", label="Level", **CHOICES)
    page = house.client("administrator").get(f"/settings/fields/{made.id}/edit").text
    assert page.index('value="Gold"') < page.index('value="Silver"')
    rows = dict(zip(("Gold", "Silver"), _choice_ids(page), strict=False))
    form = {**FORM, "label": "Level", "choice": ["1", "2"]}
    form |= {
        "choice_id.1": rows["Silver"],
        "choice_label.1": "Silver",
        "choice_id.2": rows["Gold"],
        "choice_label.2": "Golden",
    }
    assert house.client("administrator").post(f"/settings/fields/{made.id}/edit", data=form).status_code == 303
    with house.asking("owner"):
        choices = [one.name for one in kind("person").field("cf.level").choices if one.is_offered]  # type: ignore[attr-defined]
    assert choices == ["Silver", "Golden"]


def _choice_ids(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('name="choice_id.')[1:] for part in part.split('value="')[1:2]]


def test_rules_that_touch_what_there_is_are_told_before_they_are_saved(house: House) -> None:
    made = add(house)
    house.add("person", last_name="Fits", **{"cf.loyalty_number": "A-17"})
    house.add("person", last_name="Differs", **{"cf.loyalty_number": "17"})
    house.add("person", last_name="Lacks")
    client, url = house.client("administrator"), f"/settings/fields/{made.id}/edit"
    form = {**FORM, "pattern": "A-[0-9]+", "is_required": "1"}
    asked = client.post(url, data=form)
    assert asked.status_code == 409
    assert "1 record lacks it." in asked.text
    assert "1 value does not fit." in asked.text
    assert ("Differs" in asked.text, "Fits" in asked.text) == (True, False)
    assert 'value="A-[0-9]+"' in asked.text
    assert field(house, "Loyalty number").pattern is None
    assert client.post(url, data={**form, "confirmed": "1"}).status_code == 303
    assert (field(house, "Loyalty number").pattern, field(house, "Loyalty number").is_required) == ("A-[0-9]+", True)


def test_deleted_field_comes_back_with_its_values(house: House) -> None:
    made = add(house)
    person = house.add("person", last_name="Kowal", **{"cf.loyalty_number": "A-17"})
    client = house.client("administrator")
    assert "Delete with 1 value" in client.get("/settings/fields/person").text
    client.post(f"/settings/fields/{made.id}/remove")
    assert "A-17" not in house.client("owner").get(f"/persons/edit/{person}").text
    assert "Deleted fields" in client.get("/settings/fields/person").text
    client.post(f"/settings/fields/{made.id}/back")
    assert "A-17" in house.client("owner").get(f"/persons/edit/{person}").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"label": " "}, "at least one letter or digit"),
        ({"key": "Wrong key"}, "Write small letters a to z"),
        ({"pattern": "["}, "not a regular expression"),
        ({"type": "choice"}, "Write at least one choice"),
    ],
)
def test_what_is_wrong_is_told_at_its_place_with_the_rest_kept(
    sqlite_house: House, changes: dict[str, str], sentence: str
) -> None:
    given = {**FORM, "help": "On the card", **changes}
    answer = sqlite_house.client("administrator").post("/settings/fields/person/add", data=given)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="On the card"' in answer.text


@pytest.mark.parametrize("who", ["manager", "owner", "agent"])
def test_only_administrators_open_the_panel(sqlite_house: House, who: str) -> None:
    client = sqlite_house.client(who)
    assert client.get("/settings/fields/person").status_code == 403
    assert client.post("/settings/fields/person/add", data=FORM).status_code == 403


def test_index_that_is_still_being_built_is_told(sqlite_house: House) -> None:
    add(sqlite_house)
    client = sqlite_house.client("administrator")
    assert "its index is being built" in client.get("/settings/fields/person").text
    tend_indexes(sqlite_house.engine)
    assert "its index is being built" not in client.get("/settings/fields/person").text
