"""What every kind of record keeps, by being declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask_babel import force_locale

from app.domain.saved_filters import filters_for, keep_filter
from app.models import Change, Operation, Record
from app.panel.editable import opens_in_place
from app.records import bulk
from app.records.access import Scope
from app.records.columns import column_of
from app.records.field_types import LINKED_RECORDS, Operator
from app.records.fields import Asking
from app.records.filters import parse_query
from app.records.kinds import Kind
from app.records.kinds import kind as kind_named
from app.records.link_fields import RecordField
from app.records.paging import keys_of_sort, place_of
from app.records.relation_fields import RelationField
from app.records.saving import add_record, change_record
from app.records.search import count_of, find_by_id, list_page, page_ids
from tests.conftest import House, backends, make_house
from tests.contract.samples import every_kind, sample_values

KINDS = every_kind()
TIME_ZONE = "Europe/Warsaw"
OURS = [kind for kind in KINDS if kind.model.__module__ == "app.models"]
FINDING = {Operator.IS, Operator.CONTAINS, Operator.ANY}
ALL_ON_A_PAGE = ("page_size", "500")
BY_KIND = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])


@pytest.fixture(scope="module", params=backends())
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for the whole contract: each test adds what it needs."""
    made, pull_down = make_house(request.param, tmp_path_factory.mktemp("contract"))
    yield made
    pull_down()


def add_sample(house: House, kind: Kind, by: str = "owner", **values: Any) -> int:
    with house.writing(by, Operation.ADDED) as asking:
        of = kind_named(kind.name)
        return add_record(asking, of, {**sample_values(asking, of), **values}).id


def add_hidden(house: House, kind: Kind) -> int:
    """A record that nobody but its owner sees; a part of another is hidden with its host."""
    if not kind.host:
        return add_sample(house, kind, visibility="hidden")
    host = kind.field(kind.host)
    assert isinstance(host, RecordField)
    return add_sample(house, kind, **{kind.host: add_sample(house, kind_named(host.to), visibility="hidden")})


def ids_listed(asking: Asking, kind: Kind, *pairs: tuple[str, str]) -> list[int]:
    return [row.id for row in list_page(asking, parse_query(kind, [*pairs, ALL_ON_A_PAGE]), kind.columns).rows]


def ids_sorted(asking: Asking, kind: Kind, word: str) -> list[int]:
    return list(page_ids(asking, parse_query(kind, [("sort", word), ALL_ON_A_PAGE])))


@BY_KIND
def test_every_field_keeps_what_it_is_given(house: House, kind: Kind) -> None:
    added = add_sample(house, kind)
    with house.asking("owner") as asking:
        kind = kind_named(kind.name)
        record = find_by_id(asking, kind, added)
        empty = [field.name for field in kind.fields if field.is_editable and not field.text(record)]
        assert empty == []


@BY_KIND
def test_what_the_api_gives_can_be_given_back(house: House, kind: Kind) -> None:
    added = add_sample(house, kind)
    with house.writing("owner") as asking:
        kind = kind_named(kind.name)
        record = find_by_id(asking, kind, added)
        given = {field.name: field.api(record) for field in kind.fields if field.is_editable}
        change_record(asking, kind, record, given)
        asking.session.expire_all()
        assert {field.name: field.api(record) for field in kind.fields if field.is_editable} == given


@BY_KIND
def test_every_field_with_every_operator_answers_and_its_values_find_the_record(house: House, kind: Kind) -> None:
    added = add_sample(house, kind)
    keep_filters(house, kind)
    with house.asking("owner") as asking:
        kind = kind_named(kind.name)
        record = find_by_id(asking, kind, added)
        for field in kind.fields:
            for operator in field.operators if field.is_filterable else ():
                pair = (f"{field.name}.{operator.value}", word_for(asking, field, record, operator))
                query = parse_query(kind, [pair, ALL_ON_A_PAGE])
                found = page_ids(asking, query)
                assert found == page_ids(asking, query, is_frequent=True), pair
                if operator in FINDING and has_values(field, record):
                    assert added in found, pair
                    assert count_of(asking, query) == (len(found), False), pair


def has_values(field: Any, record: Any) -> bool:
    """Whether the record has something to be found by; no relation type may join its kind."""
    return field.type is not LINKED_RECORDS or bool(field.read(record))


def keep_filters(house: House, kind: Kind) -> None:
    """A saved filter of each kind that its relations lead to."""
    with house.writing("owner") as asking:
        for name in {field.to for field in kind_named(kind.name).fields if isinstance(field, RelationField)}:
            of = kind_named(name)
            if not any(one.name == "Linked ones" for one in filters_for(asking, of)):
                keep_filter(asking, of, "Linked ones", "name.contains=Linked")


def word_for(asking: Asking, field: Any, record: Any, operator: Operator) -> str:
    """What one would write after the operator to find this record."""
    if operator is Operator.EMPTY:
        return "no"
    if operator is Operator.WITHIN:
        return "Linked ones" if isinstance(field, RelationField) else "today"
    value = field.api(record)
    if isinstance(value, list):
        value = value[0] if value else "none"
    if isinstance(value, dict):
        key = "name" if operator is Operator.CONTAINS else "id"
        value = value.get("username") or value.get("value") or value.get(key) or "0"
    if field.type.name == "moment" and value:
        return str(field.read(record).astimezone(ZoneInfo(TIME_ZONE)).date())
    return "" if value is None else str(value)


@BY_KIND
def test_every_sortable_field_sorts_both_ways(house: House, kind: Kind) -> None:
    add_sample(house, kind)
    with house.asking("owner") as asking:
        for field in (one for one in kind.fields if one.is_sortable):
            there, back = (ids_sorted(asking, kind, word) for word in (field.name, f"-{field.name}"))
            filled = [one for one in there if has_place(asking, kind, field.name, one)]
            lacking = [one for one in there if one not in filled]
            assert there == filled + lacking, field.name
            assert back == filled[::-1] + lacking[::-1], field.name


def has_place(asking: Asking, kind: Kind, name: str, record_id: int) -> bool:
    """Whether the record has anything to be sorted by there."""
    query = parse_query(kind, [("sort", name)])
    place = place_of(asking, query, keys_of_sort(query), record_id)
    assert place is not None
    return place[0] is not None


@BY_KIND
def test_declaration_names_only_what_exists(kind: Kind) -> None:
    in_sections = [name for section in kind.sections for name in section.names]
    for name in (*kind.quick, *in_sections):
        assert name in kind.by_name
    for word in kind.columns:
        assert column_of(kind, word).word == word
    assert len(in_sections) == len(set(in_sections))


@BY_KIND
def test_every_editable_field_has_a_place_in_the_form(kind: Kind) -> None:
    in_sections = {name for section in kind.sections for name in section.names}
    assert {field.name for field in kind.fields if field.is_editable} - in_sections == set()


@pytest.mark.parametrize("kind", OURS, ids=[kind.name for kind in OURS])
def test_words_of_the_kind_are_translated(house: House, kind: Kind) -> None:
    words = [kind.label, kind.label_plural, kind.new_label, *(field.label for field in kind.fields)]
    with house.app.test_request_context():
        english = [str(word) for word in words]
        for language in ("pl", "he"):
            with force_locale(language):
                same = {word for word, other in zip(english, map(str, words), strict=True) if word == other}
                assert same <= {"Tag", "E-mail", "Status"}, language


@BY_KIND
@pytest.mark.parametrize("stranger", ["outsider", "manager", "agent", "nobody"])
def test_hidden_record_does_not_exist_for_strangers(house: House, kind: Kind, stranger: str) -> None:
    added = add_hidden(house, kind)
    with house.asking(stranger) as asking:
        assert find_by_id(asking, kind, added) is None
        assert added not in ids_listed(asking, kind)


@BY_KIND
def test_trash_takes_it_from_the_list_and_gives_it_back(house: House, kind: Kind) -> None:
    added = add_sample(house, kind)
    with house.writing("owner", Operation.MASS) as asking:
        bulk.move_to_trash(asking.session, [added])
        assert added not in ids_listed(asking, kind)
        assert added in ids_listed(asking, kind, ("deleted", "1"))
        bulk.bring_back(asking.session, [added])
        assert find_by_id(asking, kind, added, scope=Scope.LIVE) is not None


@BY_KIND
def test_every_write_leaves_history(house: House, kind: Kind) -> None:
    added = add_sample(house, kind)
    with house.session() as session:
        lines = session.query(Change).filter_by(record_id=added, subject="record", operation=Operation.ADDED).count()
        assert lines == 1
        assert session.get_one(Record, added).created_by.username == "owner"


@BY_KIND
def test_every_value_that_is_edited_opens_where_it_stands(house: House, kind: Kind) -> None:
    added = add_sample(house, kind)
    client = house.client("owner")
    assert f"{kind.route}/show/{added}" in client.get(f"{kind.route}/preview/{added}").json["html"]
    opened = [field.name for field in kind.fields if opens_in_place(kind, field)]
    for name in opened:
        for part in ("", "part=facts"):
            answer = client.get(f"{kind.route}/cell/{added}/{name}?{part}")
            assert answer.status_code == 200, (name, part, answer.text)
            assert "data-cell-form" in answer.json["html"]
    assert opened
