"""Indexes over custom values: built in the background, used by filters, dropped when nobody asks for them any more."""

from __future__ import annotations

from sqlalchemy import create_engine, text

from app.domain.custom_fields import add_custom_field, change_custom_field, remove_custom_field
from app.jobs.custom_indexes import tend_indexes
from app.kernel.database import prepare_engine
from app.kernel.viewer import session_for
from app.models import CustomField, IndexState
from app.records.access import checked
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.search import ids_of
from tests.conftest import House


def state(house: House, field_id: int) -> IndexState:
    with house.session() as session:
        return session.get_one(CustomField, field_id).index_state


def plan(house: House, word: str, value: str) -> str:
    with house.asking() as asking:
        statement = ids_of(asking, parse_query(kind("person"), [(word, value)]))
        if house.backend == "postgresql":
            asking.session.execute(text("SET LOCAL enable_seqscan = off"))
        literal = statement.compile(asking.session.get_bind(), compile_kwargs={"literal_binds": True})
        how = "EXPLAIN" if house.backend == "postgresql" else "EXPLAIN QUERY PLAN"
        asked = text(f"{how} {literal} AND record.deleted_at IS NULL")
        return str(asking.session.connection().execute(checked(asked)).all())


def test_index_is_built_used_and_dropped(house: House) -> None:
    with house.writing() as asking:
        given = {"kind": "person", "key": "size", "type": "number", "label": "Size"}
        field_id = add_custom_field(asking.session, given).id
    house.add("person", last_name="Sized", **{"cf.size": 7})
    assert state(house, field_id) is IndexState.WAITING
    tend_indexes(house.engine)
    assert state(house, field_id) is IndexState.READY
    assert f"ix_by_hand_custom_{field_id}" in plan(house, "cf.size.is", "7")
    with house.writing() as asking:
        change_custom_field(asking.session, field_id, {"filter": "off"})
    tend_indexes(house.engine)
    assert state(house, field_id) is IndexState.NONE
    with house.writing() as asking:
        change_custom_field(asking.session, field_id, {"filter": "exact"})
        remove_custom_field(asking.session, field_id)
    tend_indexes(house.engine)
    assert state(house, field_id) is IndexState.NONE


def test_email_is_found_in_any_case_by_its_index(house: House) -> None:
    with house.writing() as asking:
        given = {"kind": "person", "key": "mail", "type": "email", "label": "Mail"}
        field_id = add_custom_field(asking.session, given).id
    pk = house.add("person", last_name="Written", **{"cf.mail": "Ann.Example@mill.example"})
    house.add("person", last_name="Other", **{"cf.mail": "Bob@mill.example"})
    tend_indexes(house.engine)
    words = (
        ("is", "ann.example@MILL.example"),
        ("any", "x@y.example,ANN.EXAMPLE@mill.example"),
        ("not", "BOB@mill.example"),
        ("none", "bob@mill.example"),
    )
    with house.asking() as asking:
        for operator, value in words:
            query = parse_query(kind("person"), [(f"cf.mail.{operator}", value)])
            assert asking.session.scalars(ids_of(asking, query)).all() == [pk], operator
    assert f"ix_by_hand_custom_{field_id}_lower" in plan(house, "cf.mail.is", "ann.example@mill.example")


def test_another_process_sees_a_new_field_at_once(house: House) -> None:
    """Two processes have an engine each: what one of them defines, the other has at its next request."""

    other = create_engine(house.engine.url)
    prepare_engine(other)
    viewer = house.viewer("owner")
    with house.app.app_context(), session_for(other, viewer):
        assert "cf.seen" not in kind("person").by_name
    with house.writing() as asking:
        add_custom_field(asking.session, {"kind": "person", "key": "seen", "type": "text", "label": "Seen"})
    with house.app.app_context(), session_for(other, viewer):
        assert "cf.seen" in kind("person").by_name
    other.dispose()
