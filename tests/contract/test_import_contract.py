"""What every kind that is imported keeps, by being declared: what was exported comes back the same (IMP-1)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.domain.exporting import export_of, made_for, write_query
from app.domain.import_targets import importable_fields
from app.models import Record
from app.records.fields import Asking
from app.records.filters import parse_query
from app.records.kinds import Kind
from app.records.kinds import kind as kind_named
from app.records.link_fields import RecordField
from app.records.relation_fields import RelationField
from app.records.search import find_by_id
from app.records.ties import opposite
from tests.conftest import House
from tests.contract.samples import least_values
from tests.contract.test_kinds_contract import KINDS, add_sample, house  # noqa: F401 - the fixture
from tests.importing import run_import

IMPORTED = [kind for kind in KINDS if kind.is_imported]
BY_KIND = pytest.mark.parametrize("kind", IMPORTED, ids=[kind.name for kind in IMPORTED])


def add_linked(house: House, kind: Kind) -> dict[str, int]:  # noqa: F811
    """For each link of the kind a record whose name nothing else has."""
    links = [one for one in importable_fields(kind) if isinstance(one, RecordField)]
    return {one.name: _named(house, kind_named(one.to), f"The {one.name} of a {kind.name}") for one in links}


def _named(house: House, of: Kind, name: str) -> int:  # noqa: F811
    with house.asking("owner") as asking:
        values = least_values(asking, of, name)
    return house.add(of.name, **values)


def exported(asking: Asking, kind: Kind, name: str) -> bytes:
    """The record of that name with everything that can be written, as a CSV file."""
    names = [one.name for one in importable_fields(kind)]
    export = export_of(kind, names, "csv")
    return b"".join(write_query(asking, parse_query(kind, [("name.is", name)]), export, made_for(asking, export)))


def texts(asking: Asking, kind: Kind, record_id: int) -> dict[str, str]:
    record: Any = find_by_id(asking, kind, record_id)
    return {one.name: one.text(record) for one in importable_fields(kind)}


def of_one_alone(home: House, kind: Kind) -> dict[str, Any]:
    """Nothing for relations whose far end stands with one record alone: a second copy could not have them too."""
    with home.asking("owner"):
        relations = [one for one in kind_named(kind.name).fields if isinstance(one, RelationField) and one.is_editable]
        return {one.name: [] for one in relations if one.tie.has_one[opposite(one.side)]}


@BY_KIND
def test_what_is_exported_comes_back_the_same(house: House, kind: Kind) -> None:  # noqa: F811
    named = {kind.named_by[-1]: f"Round trip of a {kind.name}"}
    added = add_sample(house, kind, **add_linked(house, kind), **named, **of_one_alone(house, kind))
    with house.asking("owner") as asking:
        kind = kind_named(kind.name)
        before = texts(asking, kind, added)
        content = exported(asking, kind, find_by_id(asking, kind, added).name)
    answer = run_import(house, content, kind=kind.name, on_duplicate="add")
    assert answer["errors"] == []
    assert answer["added"] == 1
    with house.asking("owner") as asking:
        newest = select(Record.id).where(Record.kind == kind.name).order_by(Record.id.desc()).limit(1)
        assert texts(asking, kind, asking.session.scalars(newest).one()) == before


@BY_KIND
def test_a_row_with_the_number_of_a_record_brings_it_up_to_date(house: House, kind: Kind) -> None:  # noqa: F811
    added = add_sample(house, kind)
    with house.asking("owner") as asking:
        before = texts(asking, kind_named(kind.name), added)
    answer = run_import(
        house, f"Record number;Tags\n{added};Brought up to date\n", kind=kind.name, on_duplicate="update"
    )
    assert (answer["updated"], answer["errors"]) == (1, [])
    with house.asking("owner") as asking:
        after = texts(asking, kind_named(kind.name), added)
    assert set(after.pop("tags").split(", ")) == {*before.pop("tags").split(", "), "Brought up to date"}
    assert after == before
