"""Who takes part in a record, and questions to be let in, over the API (ACC-1, ACC-3)."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Response, request
from flask_appbuilder.api import expose
from sqlalchemy import select

from app.domain.access_requests import answer_request, ask_for_access, find_request, requests_of, requests_to
from app.domain.sharing import Sharing, invited, share, sharing_of
from app.kernel.errors import BadQuery, Forbidden, Invalid, NotFound
from app.kernel.messages import say
from app.kernel.viewer import Right
from app.models import AccessRequest, Group, Operation, Participant, Record, Via
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
    only,
    refuse_words_but,
    storable_id,
    text_of,
)
from app.panel.rest_documents import added, answers, as_json, in_path, in_query, operation, page_of
from app.panel.rest_shapes import ID, LARGEST_ID, TEXT, nullable
from app.records.access import Scope, may
from app.records.changes import change_set
from app.records.kinds import kind_of
from app.records.link_fields import resolve_user
from app.records.policies import Guest

FLAG: Json = {"type": "boolean"}
GIVEN: Json = {
    "access": {**FLAG, "description": "True always: who takes part sees the record"},
    "edit": FLAG,
    "delete": FLAG,
}
PARTICIPANT: Json = {
    "type": "object",
    "required": ["id", "record", "access", "edit", "delete"],
    "properties": {"id": ID, "record": ID, "user": nullable(TEXT), "user_group": nullable(TEXT), **GIVEN},
    "example": {
        "id": 4,
        "record": 12,
        "user": "maja",
        "user_group": None,
        "access": True,
        "edit": True,
        "delete": False,
    },
}
WHOM: Json = {"oneOf": [TEXT, ID], "description": "User name, or number"}
NEW: Json = {
    "type": "object",
    "required": ["record"],
    "properties": {"record": ID, "user": WHOM, "user_group": {**WHOM, "description": "Name, or number"}, **GIVEN},
    "example": {"record": 12, "user": "maja", "access": True, "edit": True, "delete": False},
}
RIGHTS: Json = {"type": "object", "properties": GIVEN, "example": {"edit": False}}
ANSWERS = ("given", "refused")
REQUEST: Json = {
    "type": "object",
    "required": ["id", "record", "user", "answer"],
    "properties": {
        "id": ID,
        "record": ID,
        "user": TEXT,
        "words": nullable(TEXT),
        "asked_at": TEXT,
        "answer": {"type": "string", "enum": ["open", *ANSWERS]},
    },
    "example": {
        "id": 2,
        "record": 12,
        "user": "maja",
        "words": "I am to call them.",
        "asked_at": "2026-03-07T12:00:00+00:00",
        "answer": "open",
    },
}
ASKED: Json = {
    "type": "object",
    "required": ["record"],
    "properties": {"record": ID, "words": {**TEXT, "maxLength": 400}},
    "example": {"record": 12, "words": "I am to call them."},
}
ANSWERED: Json = {
    "type": "object",
    "required": ["answer"],
    "properties": {"answer": {"type": "string", "enum": list(ANSWERS)}, "edit": FLAG, "delete": FLAG},
    "example": {"answer": "given", "edit": True},
}


def flag(sent: Json, name: str, default: bool) -> bool:
    """A truth value in the body; raises ``Invalid`` for anything else."""
    value = sent.get(name, default)
    if not isinstance(value, bool):
        raise Invalid(say("Write true or false."), name)
    return value


def record_in(sent: Json) -> Record:
    """The record that the body names; raises ``Invalid``, or ``NotFound`` where the viewer does not see it."""
    return _seen(id_in(sent))


def id_in(sent: Json) -> int:
    """The number of a record in the body."""
    value = sent.get("record")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LARGEST_ID:
        raise Invalid(say("Write the number of the record."), "record")
    return value


def _seen(record_id: int) -> Record:
    found: Record = any_record(asking(), record_id, Scope.LIVE)
    if "visibility" not in kind_of(found).by_name:
        raise Invalid(say("What is a part of another record is seen by whoever sees that one."), "record")
    return found


class ParticipantsApi(RestApi):
    """``/api/v1/participants/``"""

    route_base = "/api/v1/participants"
    class_permission_name = "records"

    @expose("/", methods=["GET"])
    @needs("read")
    def list_guests(self) -> Response:
        refuse_words_but("record")
        record_id = id_in_query("record")
        if record_id is None:
            raise BadQuery(say("Name the record: ?record= and its number."))
        record = any_record(asking(), record_id)
        rows = asking().session.scalars(
            select(Participant).where(Participant.record_id == record.id).order_by(Participant.id)
        )
        found = [told(one) for one in rows]
        return answer({"count": len(found), "result": found})

    @expose("/", methods=["POST"])
    @needs("write")
    def add_guest(self) -> Response:
        sent = only(body(), ("record", "user", "user_group", "access", "edit", "delete"))
        record, guest = record_in(sent), _guest(sent)
        with change_set(asking().session, Operation.ADDED, Via.API):
            _share(record, invited(asking(), record, sharing_of(asking(), record), guest))
        made = _row(record, guest)
        return answer({"id": made.id, "result": told(made)}, 201, Location=f"{self.route_base}/{made.id}")

    @expose("/<int:pk>", methods=["GET"])
    @needs("read")
    def get_guest(self, pk: int) -> Response:
        return answer(told(_found(pk)))

    @expose("/<int:pk>", methods=["PUT", "PATCH"])
    @needs("write")
    def change_guest(self, pk: int) -> Response:
        known = _found(pk)
        sent = only(body(), ("access", "edit", "delete"))
        _sees_always(sent)
        rights = {"may_edit": flag(sent, "edit", known.may_edit), "may_delete": flag(sent, "delete", known.may_delete)}
        guest, record = Guest(known.user_id, known.group_id, **rights), known.record
        with change_set(asking().session, Operation.EDITED, Via.API):
            now = sharing_of(asking(), record)
            if now.of(guest.key) != guest:
                _share(record, invited(asking(), record, now, guest))
        return answer({"id": pk, "result": told(known)})

    @expose("/<int:pk>", methods=["DELETE"])
    @needs("write")
    def remove_guest(self, pk: int) -> Response:
        known = _found(pk)
        record, key = known.record, Guest(known.user_id, known.group_id).key
        with change_set(asking().session, Operation.DELETED, Via.API):
            now = sharing_of(asking(), record)
            left = Sharing(now.visibility, tuple(one for one in now.guests if one.key != key))
            # whoever takes themselves out says so by doing it
            _share(record, left, sure=known.user_id == asking().viewer.user_id)
        return nothing()

    def document(self) -> Json:
        base, tag, done = "/api/v1/participants", "participants", added(PARTICIPANT)
        which = [{**in_query("record", ID, "Of this record"), "required": True}]
        written, here = ("403", "404", "409", "413", "422"), [in_path("pk")]
        change = {"parameters": here, "sent": as_json(RIGHTS), "also": written}
        one: Json = {
            "get": operation("Get one", tag, answers("200", "It", PARTICIPANT), parameters=here, also=("404",)),
            "delete": operation("Take out", tag, answers("204", "Gone"), parameters=here, also=("404", "422")),
        }
        for method in ("put", "patch"):
            one[method] = operation("Change rights", tag, answers("200", "As it is now", done), **change)  # type: ignore[arg-type]
        listed = answers("200", "Who takes part", page_of(PARTICIPANT))
        return {
            f"{base}/": {
                "get": operation("Who takes part in a record", tag, listed, parameters=which, also=("404",)),
                "post": operation("Invite", tag, answers("201", "Invited", done), sent=as_json(NEW), also=written),
            },
            f"{base}/{{pk}}": one,
        }


def told(one: Participant) -> Json:
    """A participant as the API gives it."""
    return {
        "id": one.id,
        "record": one.record_id,
        "user": one.user.username if one.user else None,
        "user_group": one.group.name if one.group else None,
        "access": True,
        "edit": one.may_edit,
        "delete": one.may_delete,
    }


def _share(record: Record, wanted: Sharing, *, sure: bool = False) -> None:
    if not may(asking().session, asking().viewer, Right.EDIT, record):
        raise Forbidden(
            say("You may read this record but not change who sees it. Ask its owner for the right to edit.")
        )
    share(asking(), record, wanted, sure=sure)


def _found(pk: int) -> Participant:
    found = asking().session.scalars(select(Participant).where(Participant.id == storable_id(pk))).first()
    if found is None:
        raise NotFound
    return found


def _row(record: Record, guest: Guest) -> Participant:
    who = Participant.user_id == guest.user_id if guest.user_id else Participant.group_id == guest.group_id
    return asking().session.scalars(select(Participant).where(Participant.record_id == record.id, who)).one()


def _guest(sent: Json) -> Guest:
    _sees_always(sent)
    rights = {"may_edit": flag(sent, "edit", default=False), "may_delete": flag(sent, "delete", default=False)}
    named = [name for name in ("user", "user_group") if sent.get(name) is not None]
    if len(named) != 1:
        raise Invalid(say("Name one of them: user or user_group."), "user")
    value = sent[named[0]]
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise Invalid(say("Write text here."), named[0])
    if named[0] == "user":
        user_id = resolve_user(asking(), str(value), "user")
        if user_id is None:
            raise Invalid(say("There is no such user or user group."), "user")
        return Guest(user_id, None, **rights)
    return Guest(None, _group_id(str(value)), **rights)


def _group_id(value: str) -> int:
    by_number = value.isascii() and value.isdigit() and int(value) <= LARGEST_ID
    is_it = Group.id == int(value) if by_number else Group.name == value
    found = asking().session.scalars(select(Group.id).where(is_it)).first()
    if found is None:
        raise Invalid(say("There is no such user or user group."), "user_group")
    return int(found)


def _sees_always(sent: Json) -> None:
    if not flag(sent, "access", default=True):
        raise Invalid(say("Who takes part sees the record. To take the access away, remove them."), "access")


class AccessRequestsApi(RestApi):
    """``/api/v1/access-requests/``"""

    route_base: ClassVar[str] = "/api/v1/access-requests"
    class_permission_name = "records"

    @expose("/", methods=["GET"])
    @needs("read")
    def list_requests(self) -> Response:
        refuse_words_but("mine")
        mine = request.args.get("mine", "no")
        if mine not in {"yes", "no"}:
            raise BadQuery(say("“%(word)s” takes yes or no.", word="mine"))
        found = requests_of(asking()) if mine == "yes" else requests_to(asking())
        return answer({"count": len(found), "result": [told_request(one) for one in found]})

    @expose("/", methods=["POST"])
    @needs("read")
    def ask(self) -> Response:
        sent = only(body(), ("record", "words"))
        words = text_of(sent, "words", is_needed=False) or ""
        with change_set(asking().session, Operation.ADDED, Via.API):
            ask_for_access(asking(), id_in(sent), words)
        made = requests_of(asking(), most=1)[0]
        return answer({"id": made.id, "result": told_request(made)}, 201)

    @expose("/<int:pk>", methods=["PATCH"])
    @needs("read")
    def answer_one(self, pk: int) -> Response:
        asked = find_request(asking(), storable_id(pk))
        sent = only(body(), ("answer", "edit", "delete"))
        if sent.get("answer") not in ANSWERS:
            raise Invalid(say("Write one of: %(choices)s.", choices=", ".join(ANSWERS)), "answer")
        rights = {"may_edit": flag(sent, "edit", default=False), "may_delete": flag(sent, "delete", default=False)}
        with change_set(asking().session, Operation.EDITED, Via.API):
            answer_request(asking(), asked, gives=sent["answer"] == "given", **rights)
        return answer({"id": pk, "result": told_request(asked)})

    def document(self) -> Json:
        base, tag, done = "/api/v1/access-requests", "access-requests", added(REQUEST)
        mine = [in_query("mine", {"type": "string", "enum": ["yes", "no"]}, "Those that you asked")]
        written = ("404", "409", "413", "422")
        sent: Any = {"parameters": [in_path("pk")], "sent": as_json(ANSWERED), "also": written}
        return {
            f"{base}/": {
                "get": operation(
                    "Questions to answer", tag, answers("200", "The open ones", page_of(REQUEST)), parameters=mine
                ),
                "post": operation(
                    "Ask to be let in", tag, answers("201", "Asked", done), sent=as_json(ASKED), also=written
                ),
            },
            f"{base}/{{pk}}": {"patch": operation("Answer", tag, answers("200", "As it is now", done), **sent)},
        }


def told_request(one: AccessRequest) -> Json:
    """A question as the API gives it."""
    return {
        "id": one.id,
        "record": one.record_id,
        "user": one.user.username,
        "words": one.words,
        "asked_at": one.asked_at.isoformat(timespec="milliseconds"),
        "answer": one.answer.value,
    }
