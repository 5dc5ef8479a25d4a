"""Custom fields (SET-2, SET-4): values of every type through form, API, filters, sorting, mass change and history; who may define
them, what is refused, what a deletion leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.custom_fields import add_custom_field, bring_back_custom_field, remove_custom_field, uses
from app.domain.mass_actions import action_named
from app.domain.saved_filters import keep_filter, read_saved
from app.kernel.errors import BadQuery, Forbidden, Invalid
from app.models import Change, CustomField, Operation, Record, SavedFilter
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.saving import add_record, change_record
from app.records.search import list_page
from tests.api_client import Api
from tests.conftest import House, backends, make_house
from tests.domain.custom_samples import SAMPLES, Sample

BY_SAMPLE = pytest.mark.parametrize("sample", SAMPLES, ids=[one.type for one in SAMPLES])
CHOICES = [{"label": "Red", "labels": {"pl": "Czerwony"}}, "Blue", "Green"]


@pytest.fixture(scope="module", params=backends())
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose persons have a custom field of every type."""
    made, pull_down = make_house(request.param, tmp_path_factory.mktemp("custom"))
    with made.writing(operation=Operation.ADDED) as asking:
        for one in SAMPLES:
            chosen = {"choices": CHOICES} if one.type in {"choice", "choices"} else {}
            given = {
                "kind": "person",
                "key": one.type,
                "type": one.type,
                "label": one.type.title(),
                **one.more,
                **chosen,
            }
            add_custom_field(asking.session, given)
    yield made
    pull_down()


def found(house: House, *pairs: tuple[str, str], by: str = "owner") -> list[int]:
    with house.asking(by) as asking:
        query = parse_query(kind("person"), [*pairs, ("page_size", "500")])
        return [row.id for row in list_page(asking, query, ("name",)).rows]


def changes(house: House, record_id: int, name: str) -> list[tuple[Any, Any]]:
    with house.session() as session:
        lines = select(Change).where(Change.record_id == record_id, Change.field == name).order_by(Change.id)
        return [(one.old, one.new) for one in session.scalars(lines)]


@BY_SAMPLE
def test_value_is_kept_found_and_sorted(house: House, sample: Sample) -> None:
    first = house.add("person", last_name="First", **{sample.name: sample.given})
    second = house.add("person", last_name="Second", **{sample.name: sample.other})
    without = house.add("person", last_name="Without")
    for operator, word in sample.finds:
        assert first in found(house, (f"{sample.name}.{operator}", word)), (operator, word)
    for operator, word in sample.misses:
        assert first not in found(house, (f"{sample.name}.{operator}", word)), (operator, word)
    assert without in found(house, (f"{sample.name}.empty", "yes"))
    assert without not in found(house, (f"{sample.name}.empty", "no"))
    if sample.sorts:
        there = [one for one in found(house, ("sort", sample.name)) if one in {first, second}]
        back = [one for one in found(house, ("sort", f"-{sample.name}")) if one in {first, second}]
        assert (there, back) == ([first, second], [second, first])


@BY_SAMPLE
def test_edit_is_one_line_of_history_under_its_key(house: House, sample: Sample) -> None:
    record_id = house.add("person", last_name="Edited", **{sample.name: sample.given, "cf.text": "stays"})
    before = changes(house, record_id, sample.name)
    with house.writing("owner") as asking:
        record = asking.session.get_one(Record, record_id)
        was = record.custom[sample.type]
        change_record(asking, kind("person"), record, {sample.name: sample.other})
        now = record.custom[sample.type]
    assert changes(house, record_id, sample.name)[len(before) :] == [(was, now)]
    assert changes(house, record_id, "custom") == []


@BY_SAMPLE
def test_mass_change_writes_value_and_history(house: House, sample: Sample) -> None:
    ids = [
        house.add("person", last_name="Many", **({sample.name: sample.given} if one else {})) for one in (True, False)
    ]
    with house.writing("owner", Operation.MASS) as asking:
        of, action = kind("person"), action_named(kind("person"), "set")
        values = action.check(asking, of, {sample.name: sample.other})
        action.apply(asking, of, ids, values)
        action.apply(asking, of, ids, values)
    with house.session() as session:
        kept = [session.get_one(Record, one).custom[sample.type] for one in ids]
    assert kept[0] == kept[1]
    old = changes(house, ids[0], sample.name)
    assert (len(old), old[0][1]) == (1, kept[0])
    assert changes(house, ids[1], sample.name) == [(None, kept[1])]


@BY_SAMPLE
def test_api_gives_and_takes_it(house: House, sample: Sample) -> None:
    api = Api(house, "owner")
    made = api.post("persons/", {"last_name": "Api", sample.name: sample.given})
    assert made.status_code == 201, made.json
    assert made.json["result"][sample.name] == sample.api
    path = f"persons/{made.json['id']}"
    assert api.patch(path, {sample.name: made.json["result"][sample.name]}).json["result"][sample.name] == sample.api
    emptied = api.patch(path, {sample.name: None})
    assert emptied.json["result"][sample.name] in (None, []), emptied.json
    if sample.bad is not None:
        refused = api.patch(path, {sample.name: sample.bad})
        assert refused.status_code == 422
        assert list(refused.json["errors"]) == [sample.name]


@BY_SAMPLE
def test_form_shows_and_saves_it(house: House, sample: Sample) -> None:
    record_id = house.add("person", last_name="Form", **{sample.name: sample.given})
    client = house.client("owner")
    page = client.get(f"/persons/edit/{record_id}").text
    assert f'name="{sample.name}' in page
    for address in (
        f"/persons/show/{record_id}",
        f"/persons/list/?{sample.name}.empty=no&sort={sample.name if sample.sorts else 'name'}",
    ):
        assert client.get(address).status_code == 200, address


def test_field_of_a_linked_record_is_asked_by_path(house: House) -> None:
    with house.writing() as asking:
        add_custom_field(asking.session, {"kind": "company", "key": "size", "type": "number", "label": "Size"})
        add_custom_field(
            asking.session,
            {"kind": "person", "key": "agency", "type": "record", "target": "company", "label": "Agency"},
        )
    company = house.add("company", name="Large", **{"cf.size": "12"})
    employed = house.add("person", last_name="Employed", company=company)
    served = house.add("person", last_name="Served", **{"cf.agency": company})
    assert found(house, ("company.cf.size.from", "10")) == [employed]
    assert found(house, ("cf.agency.cf.size.from", "10")) == [served]
    assert found(house, ("cf.agency.contains", "large")) == [served]


def test_hidden_record_in_a_record_field_is_none_for_a_stranger(house: House) -> None:
    with house.writing() as asking:
        given = {"kind": "person", "key": "guarantor", "type": "record", "target": "company", "label": "Guarantor"}
        add_custom_field(asking.session, given)
    hidden = house.add("company", name="Unseen", visibility="hidden")
    person = house.add("person", last_name="Open", **{"cf.guarantor": hidden})
    assert found(house, ("cf.guarantor.is", str(hidden)), by="owner") == [person]
    assert found(house, ("cf.guarantor.is", str(hidden)), by="outsider") == []
    assert Api(house, "outsider").get(f"persons/{person}").json["cf.guarantor"] is None
    assert "Unseen" not in house.client("outsider").get(f"/persons/show/{person}").text


def test_required_default_and_range_hold_for_new_records(house: House) -> None:
    with house.writing() as asking:
        head = {"kind": "company", "type": "number"}
        add_custom_field(
            asking.session, {**head, "key": "level", "label": "Level", "default": "3", "minimum": "1", "maximum": "5"}
        )
    with house.asking() as asking:
        assert asking.session.get_one(Record, house.add("company", name="Plain")).custom == {"level": 3}
    with house.writing("owner") as asking, pytest.raises(Invalid) as refused:
        add_record(asking, kind("company"), {"name": "Wild", "cf.level": "6"})
    assert list(refused.value.errors) == ["cf.level"]


def test_unique_value_is_refused_without_naming_what_one_may_not_see(house: House) -> None:
    with house.writing() as asking:
        add_custom_field(
            asking.session, {"kind": "company", "key": "code", "type": "text", "label": "Code", "is_unique": True}
        )
    house.add("company", name="Secret holder", visibility="nonpublic", **{"cf.code": "A1"})
    for name, is_named in (("owner", True), ("outsider", False)):
        with house.asking(name) as asking, pytest.raises(Invalid) as refused:
            add_record(asking, kind("company"), {"name": "Second", "cf.code": "A1"})
        assert ("Secret holder" in str(refused.value.errors["cf.code"][0].params.values())) is is_named
    sent = {"query": {}, "action": "set", "values": {"field": "cf.code", "value": "B1"}}
    answer = Api(house, "owner").post("companies/mass", sent)
    assert (answer.status_code, "cannot get one value" in str(answer.json["errors"])) == (422, True)


def test_field_for_administrators_is_read_only_for_others(house: House) -> None:
    with house.writing() as asking:
        given = {"kind": "company", "key": "rating", "type": "text", "label": "Rating", "editable_by": "administrators"}
        add_custom_field(asking.session, given)
    company = house.add("company", by="administrator", name="Rated", **{"cf.rating": "A"})
    assert Api(house, "owner").patch(f"companies/{company}", {"cf.rating": "B"}).status_code == 422
    assert 'name="cf.rating"' not in house.client("owner").get(f"/companies/edit/{company}").text
    assert Api(house, "owner").get(f"companies/{company}").json["cf.rating"] == "A"


def test_deleted_field_breaks_the_filter_that_names_it_and_comes_back_with_its_values(house: House) -> None:
    with house.writing() as asking:
        made = add_custom_field(asking.session, {"kind": "person", "key": "team", "type": "text", "label": "Team"})
        field_id = made.id
    person = house.add("person", last_name="Member", **{"cf.team": "Blue"})
    with house.writing("owner") as asking:
        kept = keep_filter(asking, kind("person"), "Blue team", "cf.team.is=Blue").id
    with house.writing() as asking:
        assert uses(asking.session, asking.session.get_one(CustomField, field_id)) == 1
        remove_custom_field(asking.session, field_id)
    with house.asking("owner") as asking:
        with pytest.raises(BadQuery):
            parse_query(kind("person"), [("cf.team.is", "Blue")])
        query, broken = read_saved(asking, kind("person"), asking.session.get_one(SavedFilter, kept))
        assert [one.word for one in broken] == ["cf.team.is"]
        assert not query.is_filtered
        assert str(broken[0].message) == "The field “Team” has been deleted."
    refused = Api(house, "owner").get("persons/?filter=Blue team")
    assert (refused.status_code, refused.get_json()["message"]) == (400, "The field “Team” has been deleted.")
    with house.writing() as asking:
        bring_back_custom_field(asking.session, field_id)
    assert found(house, ("cf.team.is", "Blue")) == [person]


def test_only_administrators_define_fields(house: House) -> None:
    with house.asking("manager") as asking, pytest.raises(Forbidden):
        add_custom_field(asking.session, {"kind": "person", "type": "text", "label": "Mine"})
    assert (
        Api(house, "owner").post("custom-fields/", {"kind": "person", "type": "text", "label": "X"}).status_code == 403
    )


def test_api_adds_changes_deletes_and_restores_a_field(house: House) -> None:
    api = Api(house, "administrator")
    sent = {
        "kind": "person", "key": "shirt", "type": "choice", "label": "Shirt", "labels": {"pl": "Koszula", "he": "חולצה"},
        "choices": ["S", "M"], "required": False, "section": "Address", "filterable": True,
    }  # fmt: skip
    made = api.post("custom-fields/", sent)
    assert made.status_code == 201, made.json
    assert [one["label"] for one in made.json["result"]["choices"]] == ["S", "M"]
    path = f"custom-fields/{made.json['id']}"
    assert api.patch(path, {"label": "Size of shirt"}).json["result"]["label"] == "Size of shirt"
    assert api.patch(path, {"type": "text"}).status_code == 422
    assert api.post("custom-fields/", sent).status_code == 409
    assert "cf.shirt" in str(api.get("_openapi").json["components"]["schemas"]["Person"])
    assert api.delete(path).status_code == 204
    assert "cf.shirt" not in api.get("persons/").text
    assert api.post(f"{path}/restore").status_code == 200
    assert made.json["id"] in [one["id"] for one in api.get("custom-fields/?kind=person").json["result"]]


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"kind": "ghost"}, "kind"),
        ({"type": "colour"}, "type"),
        ({"label": " . "}, "label"),
        ({"key": "Not a key"}, "key"),
        ({"pattern": "["}, "pattern"),
        ({"type": "number", "minimum": "5", "maximum": "1"}, "minimum"),
        ({"type": "money"}, "currency"),
        ({"type": "choice"}, "choices"),
        ({"type": "yes_no", "is_unique": True}, "is_unique"),
        ({"type": "record", "target": "ghost"}, "target"),
        ({"type": "date", "default": "soon"}, "default"),
        ({"shown": "sometimes"}, "shown"),
    ],
)
def test_wrong_definition_is_refused_at_its_place(house: House, wrong: dict[str, Any], at: str) -> None:
    with house.writing() as asking:
        with pytest.raises(Invalid) as refused:
            add_custom_field(asking.session, {"kind": "person", "type": "text", "label": "Wrong", **wrong})
        assert list(refused.value.errors) == [at]
        asking.session.rollback()


def test_pattern_is_asked_of_each_value_and_never_for_long(house: House) -> None:
    with house.writing() as asking:
        add_custom_field(
            asking.session,
            {"kind": "person", "key": "plate", "type": "text", "label": "Plate", "pattern": "(a+)+[0-9]"},
        )
    assert house.add("person", last_name="Fits", **{"cf.plate": "aa1"})
    with house.asking("owner") as asking, pytest.raises(Invalid):
        add_record(asking, kind("person"), {"last_name": "Endless", "cf.plate": "a" * 200})
