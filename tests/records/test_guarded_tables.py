"""Whatever hangs on a record is guarded with it by being declared: a table that points at records and is not fails here (ACC-6)."""

from __future__ import annotations

from app.models import AccessRequest, Change, Contact, ImportFile, Job, JobIssue, JobItem, Model, OnRecord, Record
from app.records.access import GUARDED
from tests.conftest import House

BY_THEIR_OWN_RULE = {AccessRequest, JobItem, JobIssue}
"""Seen by who asked or started them; ``access._other_criteria`` says so."""


def pointing_at_records() -> set[type]:
    """Mapped classes whose tables have a foreign key to a table of records."""
    records = {mapper.local_table for mapper in Model.registry.mappers if issubclass(mapper.class_, Record)}
    return {
        mapper.class_
        for mapper in Model.registry.mappers
        if any(key.column.table in records for key in mapper.local_table.foreign_keys)
    }


def test_every_table_that_points_at_records_is_guarded() -> None:
    found = pointing_at_records()
    assert {Contact, Change} <= found
    loose = {one for one in found - BY_THEIR_OWN_RULE if not issubclass(one, (Record, OnRecord, Change))}
    assert not loose, f"make them OnRecord, or give them a rule in records/access.py: {loose}"
    assert all(issubclass(one, GUARDED) for one in found | {Job, ImportFile})


def test_every_table_is_mapped_once_so_that_none_goes_round_the_guard() -> None:
    mapped = {mapper.local_table.name for mapper in Model.registry.mappers}
    unmapped = {name for name in Model.metadata.tables if name not in mapped}
    pointing = {
        name
        for name in unmapped
        if any(key.column.table.name == "record" for key in Model.metadata.tables[name].foreign_keys)
    }
    assert pointing == set(), "association tables without a class are not guarded"


def test_requests_for_access_are_seen_by_who_asked_and_the_owner(house: House) -> None:
    person = house.add("person", last_name="Locked", visibility="nonpublic")
    with house.writing("outsider") as asking:
        asking.session.add(AccessRequest(record_id=person, user_id=asking.viewer.user_id))
    seen = {}
    for name in ("outsider", "owner", "administrator", "participant", "manager"):
        with house.asking(name) as asking:
            seen[name] = asking.session.query(AccessRequest).count()
    assert seen == {"outsider": 1, "owner": 1, "administrator": 1, "participant": 0, "manager": 0}
