"""Relations over the API (REL-3, REL-10): added, changed, removed, and listed for a record, a type or a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request
from flask_appbuilder.api import expose
from sqlalchemy import Select, func, select

from app.domain.relations import add_relation, alter_relation, remove_relation, tie_of_relation
from app.kernel.errors import BadQuery, Invalid, NotFound
from app.kernel.messages import say
from app.models import Operation, Record, Relation, Side, Via
from app.panel.boundary import asking
from app.panel.look_up import any_record
from app.panel.rest_base import (
    Json,
    RestApi,
    answer,
    body,
    id_in_query,
    needs,
    nothing,
    number_in_query,
    only,
    refuse_words_but,
    storable_id,
    text_of,
)
from app.panel.rest_documents import PAGE, added, answers, as_json, in_path, in_query, operation, page_of
from app.panel.rest_shapes import ID, TEXT, is_id, nullable
from app.records.access import Scope
from app.records.as_of import ask_as_of, in_force
from app.records.changes import change_set
from app.records.days import parse_day
from app.records.filters import MAX_PAGE, MAX_PAGE_SIZE
from app.records.relating import Draft, Given, draft_of, named_record
from app.records.relations import relation_by_id
from app.records.ties import Tie, is_switched_on, tie_named, ties_in

DAY: Json = {"type": "string", "format": "date", "nullable": True}
ENDS = (*(side.value for side in Side), *(f"{side.value}_text" for side in Side))
WRITTEN = ("type", *ENDS, "note", "from", "to")
DAYS = {"from": "starts_on", "to": "ends_on"}
MORE: Json = {"note": nullable({**TEXT, "maxLength": 1000}), "from": DAY, "to": DAY}
FREE: Json = nullable({**TEXT, "maxLength": 200, "description": "Where no record stands, of a type that allows it"})
KEY: Json = {**TEXT, "description": "The key of the type"}
WHICH: Json = {"oneOf": [ID, TEXT], "description": "Number of a record, or its name where one alone has it"}
EXAMPLE: Json = {
    "type": "headquarters_branch",
    "primary": 12,
    "secondary": 15,
    "note": "Weaving hall and store.",
    "from": "2024-04-01",
    "to": None,
}
RELATION: Json = {
    "type": "object",
    "required": ["id", "type", "primary", "secondary"],
    "properties": {
        "id": ID,
        "type": KEY,
        "primary": nullable(ID),
        "secondary": nullable(ID),
        "primary_text": FREE,
        "secondary_text": FREE,
        **MORE,
    },
    "example": {"id": 3, **EXAMPLE, "primary_text": None, "secondary_text": None},
}
SENT: Json = {"type": KEY, "primary": WHICH, "secondary": WHICH, "primary_text": FREE, "secondary_text": FREE, **MORE}
NEW: Json = {"type": "object", "required": ["type"], "properties": SENT, "example": EXAMPLE}
CHANGE: Json = {"type": "object", "properties": SENT, "example": {"note": "Store only.", "to": "2026-06-30"}}


class RelationsApi(RestApi):
    """``/api/v1/relations/``"""

    route_base = "/api/v1/relations"
    class_permission_name = "records"

    @expose("/", methods=["GET"])
    @needs("read")
    def list_relations(self) -> Response:
        _require_on()
        refuse_words_but("record", "as_of", "type", "page", "page_size")
        chosen = _chosen()
        size = number_in_query("page_size", 50, MAX_PAGE_SIZE)
        first = (number_in_query("page", 1, MAX_PAGE) - 1) * size
        session = asking().session
        count = session.scalar(select(func.count()).select_from(chosen.with_only_columns(Relation.id).subquery()))
        rows = session.scalars(chosen.order_by(Relation.id).limit(size).offset(first)).all()
        return answer({"count": count, "result": [told(one) for one in rows]})

    @expose("/", methods=["POST"])
    @needs("write")
    def add_one(self) -> Response:
        _require_on()
        sent = only(body(), WRITTEN)
        tie = tie_named(asking().session, text_of(sent, "type") or "")
        draft = _drafted(tie, sent, Draft({side: Given() for side in Side}))
        with change_set(asking().session, Operation.ADDED, Via.API):
            made = add_relation(asking(), tie, draft)
        return answer({"id": made.id, "result": told(made)}, 201, Location=f"{self.route_base}/{made.id}")

    @expose("/<int:pk>", methods=["GET"])
    @needs("read")
    def get_one(self, pk: int) -> Response:
        return answer(told(relation_by_id(asking().session, storable_id(pk))))

    @expose("/<int:pk>", methods=["PUT", "PATCH"])
    @needs("write")
    def change_one(self, pk: int) -> Response:
        known = relation_by_id(asking().session, storable_id(pk))
        sent = only(body(), WRITTEN)
        tie = (
            tie_named(asking().session, text_of(sent, "type") or "")
            if "type" in sent
            else tie_of_relation(asking(), known)
        )
        draft = _drafted(tie, sent, draft_of(known))
        with change_set(asking().session, Operation.EDITED, Via.API):
            stands = alter_relation(asking(), known, tie, draft)
        return answer({"id": stands.id, "result": told(stands)}, Location=f"{self.route_base}/{stands.id}")

    @expose("/<int:pk>", methods=["DELETE"])
    @needs("write")
    def remove_one(self, pk: int) -> Response:
        known = relation_by_id(asking().session, storable_id(pk))
        with change_set(asking().session, Operation.DELETED, Via.API):
            remove_relation(asking(), known)
        return nothing()

    def document(self) -> Json:
        if not is_switched_on():
            return {}
        base, tag, done = "/api/v1/relations", "relations", added(RELATION)
        written, here = ("404", "409", "413", "422"), [in_path("pk")]
        which = [
            in_query("record", ID, "Those that have this record at an end"),
            in_query("as_of", {"type": "string", "format": "date"}, "Those in force on that day"),
            in_query("type", TEXT, "Of the type with this key"),
            *PAGE,
        ]
        one: Json = {
            "get": operation("Get one", tag, answers("200", "It", RELATION), parameters=here, also=("404",)),
            "delete": operation("Remove", tag, answers("204", "Gone"), parameters=here, also=("404",)),
        }
        told_now = "As it is now; with another type or other records it has another number"
        change: Any = {"parameters": here, "sent": as_json(CHANGE), "also": written}
        for method in ("put", "patch"):
            one[method] = operation("Change what is given", tag, answers("200", told_now, done), **change)
        listed = answers("200", "One page", page_of(RELATION))
        made = answers("201", "Added", done)
        return {
            f"{base}/": {
                "get": operation("List", tag, listed, parameters=which, also=("404",)),
                "post": operation("Tie two records, or one and a text", tag, made, sent=as_json(NEW), also=written),
            },
            f"{base}/{{pk}}": one,
        }


def told(one: Relation) -> Json:
    """A relation as the API gives it."""
    near, far = ("secondary", "primary") if one.is_turned else ("primary", "secondary")
    ends = {**dict.fromkeys(ENDS), near: one.record_id, far: one.other_id, f"{far}_text": one.text}
    days = {name: (day.isoformat() if (day := getattr(one, column)) else None) for name, column in DAYS.items()}
    return {"id": one.id, "type": one.type.key, **ends, "note": one.note, **days}


def _require_on() -> None:
    if not is_switched_on():
        raise NotFound


def _chosen() -> Select[Any]:
    """The relations that the address asks for."""
    session, known = asking().session, ties_in(asking().session)
    wanted = [_type_asked(request.args["type"]).id] if "type" in request.args else list(known)
    chosen = select(Relation).where(Relation.type_id.in_(wanted))
    record_id = id_in_query("record")
    if record_id is not None:
        at = any_record(asking(), record_id, Scope.LIVE).id
        chosen = chosen.where((Relation.record_id == at) | (Relation.other_id == at))
    if "as_of" in request.args:
        try:
            ask_as_of(session, parse_day(request.args["as_of"], "as_of"))
        except Invalid as error:
            raise BadQuery(error.message) from None
        chosen = chosen.where(in_force(session, Relation))
    return chosen


def _type_asked(key: str) -> Tie:
    try:
        return tie_named(asking().session, key)
    except Invalid as error:
        raise BadQuery(error.message) from error


def _drafted(tie: Tie, sent: Json, known: Draft) -> Draft:
    """What the body makes of a relation; raises ``Invalid``, or ``NotFound`` for a record that is missing or not seen."""
    ends = {side: _given(tie, side, sent, known.ends[side]) for side in Side}
    note = text_of(sent, "note", is_needed=False) if "note" in sent else known.note
    days = {column: _day(sent, name) if name in sent else getattr(known, column) for name, column in DAYS.items()}
    return Draft(ends, note, **days)


def _given(tie: Tie, side: Side, sent: Json, known: Given) -> Given:
    name, words = side.value, f"{side.value}_text"
    if sent.get(name) is not None and sent.get(words) is not None:
        raise Invalid(say("Name one of them: %(one)s or %(other)s.", one=name, other=words), name)
    if sent.get(words) is not None:
        return Given(text=text_of(sent, words) or "")
    if name not in sent:
        return known
    value = sent[name]
    if isinstance(value, str) and value.strip():
        value = named_record(asking(), (tie.kinds[side],), value.strip(), name)
    if not is_id(value):
        raise Invalid(say("Write the number of the record."), name)
    return Given(_record(value, name))


def _record(record_id: int, field: str) -> Record:
    found = asking().session.scalars(select(Record).where(Record.id == record_id)).first()
    if found is None:
        raise NotFound(say("That record does not exist, or it is not shared with you. Choose another."), field)
    return found


def _day(sent: Json, name: str) -> date | None:
    value = sent[name]
    if value is None:
        return None
    if not isinstance(value, str):
        raise Invalid(say("Write a day such as 2026-03-07, or null for none."), name)
    return parse_day(value, name)
