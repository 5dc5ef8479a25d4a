"""The history over the API: single changes, and change sets as a whole (HIS-1, HIS-4)."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, request
from flask_appbuilder.api import expose

from app.domain.undo import find_set
from app.jobs.undo import start_undo, undo_answer
from app.kernel.clock import start_of_day
from app.kernel.errors import BadQuery, Invalid, NotFound
from app.kernel.messages import say
from app.models import JobState, Via
from app.panel.boundary import asking
from app.panel.rest_base import (
    Json,
    RestApi,
    answer,
    body,
    id_in_query,
    needs,
    number_in_query,
    only,
    refuse_words_but,
    storable_id,
    text_of,
)
from app.panel.rest_documents import LEFT, PAGE, STARTED, answers, as_json, in_path, in_query, operation, page_of
from app.panel.rest_shapes import ID, TEXT, nullable
from app.records.change_log import ChangeQuery, change_set_of, changes_page
from app.records.days import parse_day
from app.records.filters import MAX_PAGE, MAX_PAGE_SIZE
from app.records.link_fields import resolve_user

MOMENT: Json = {"type": "string", "format": "date-time"}
CHANGE: Json = {
    "type": "object",
    "properties": {
        "id": ID,
        "changeset": ID,
        "record": nullable(ID),
        "subject": TEXT,
        "subject_id": {"type": "integer"},
        "operation": TEXT,
        "field": nullable(TEXT),
        "old": nullable({}),
        "new": nullable({}),
        "at": MOMENT,
        "user": nullable(TEXT),
        "via": TEXT,
    },
    "example": {
        "id": 501,
        "changeset": 88,
        "record": 12,
        "subject": "person",
        "subject_id": 12,
        "operation": "edited",
        "field": "city",
        "old": "Łódź",
        "new": "Kraków",
        "at": "2026-03-07T12:00:00.000+00:00",
        "user": "maja",
        "via": "api",
    },
}
CHANGESET: Json = {
    "type": "object",
    "properties": {
        "id": ID,
        "at": MOMENT,
        "user": nullable(TEXT),
        "operation": TEXT,
        "via": TEXT,
        "reason": nullable(TEXT),
        "state": TEXT,
        "undoes": nullable(ID),
    },
    "example": {
        "id": 88,
        "at": "2026-03-07T12:00:00.000+00:00",
        "user": "maja",
        "operation": "edited",
        "via": "api",
        "reason": None,
        "state": "closed",
        "undoes": None,
    },
}


class ChangesApi(RestApi):
    """``/api/v1/changes/``: what a viewer sees is what happened to records that they see."""

    route_base = "/api/v1/changes"
    class_permission_name = "records"

    @expose("/", methods=["GET"])
    @needs("read")
    def list_changes(self) -> Response:
        refuse_words_but("record", "set", "user", "since", "page", "page_size")
        query = ChangeQuery(
            record_id=id_in_query("record"),
            set_id=id_in_query("set"),
            user_id=_user(),
            since=_since(),
            page=number_in_query("page", 1, MAX_PAGE),
            page_size=number_in_query("page_size", 50, MAX_PAGE_SIZE),
        )
        rows, count, is_capped = changes_page(asking(), query)
        return answer({"count": count, **({"count_is_capped": True} if is_capped else {}), "result": rows})

    def document(self) -> Json:
        parameters = [
            in_query("record", ID, "Of this record"),
            in_query("set", ID, "Of this change set"),
            in_query("user", TEXT, "By this user"),
            in_query("since", TEXT, "Since this day or moment"),
            *PAGE,
        ]
        page = page_of(CHANGE, count_is_capped={"type": "boolean"})
        return {
            "/api/v1/changes/": {
                "get": operation(
                    "Changes, newest first", "history", answers("200", "One page", page), parameters=parameters
                )
            }
        }


UNDONE: Json = {
    "type": "object",
    "properties": {
        "changeset": nullable(ID),
        "undone": {"type": "integer"},
        "kept": {"type": "array", "items": LEFT},
        "blocked": {"type": "array", "items": LEFT},
    },
    "example": {
        "changeset": 89,
        "undone": 1,
        "kept": [{"record": 12, "field": "City", "reason": "Changed since"}],
        "blocked": [],
    },
}


REASON: Json = {
    "type": "object",
    "properties": {"reason": nullable(TEXT)},
    "additionalProperties": False,
    "example": {"reason": "Meant for another list"},
}


class ChangesetsApi(RestApi):
    """``/api/v1/changesets/<id>``, and its undo: one's own; administrators see all."""

    route_base = "/api/v1/changesets"
    class_permission_name = "records"

    @expose("/<int:pk>", methods=["GET"])
    @needs("read")
    def get_changeset(self, pk: int) -> Response:
        found = change_set_of(asking(), storable_id(pk))
        if found is None:
            raise NotFound
        return answer(found)

    @expose("/<int:pk>/undo", methods=["POST"])
    @needs("write")
    def undo_changeset(self, pk: int) -> Response:
        """Undo it: at once where it is small, else as a job whose result is the same object."""
        sent = only(body(), ("reason",)) if request.get_data() else {}
        reason = text_of(sent, "reason", is_needed=False) or ""
        job = start_undo(asking(), find_set(asking(), storable_id(pk)), reason=reason, via=Via.API)
        if job.state is JobState.DONE:
            return answer(undo_answer(asking(), job))
        return answer({"id": job.id}, 202)

    def document(self) -> Json:
        undo = operation(
            "Undo a change set: what can go back does, what changed since is kept, the rest is blocked",
            "history",
            {**answers("200", "What came of it", UNDONE), **answers("202", "A job whose result it is", STARTED)},
            parameters=[in_path("pk")],
            also=("404", "409", "413", "422"),
        )
        undo["requestBody"] = {
            "required": False,
            "content": as_json(REASON),
        }
        get = operation(
            "A change set",
            "history",
            answers("200", "It", CHANGESET),
            parameters=[in_path("pk")],
            also=("404",),
        )
        return {"/api/v1/changesets/{pk}": {"get": get}, "/api/v1/changesets/{pk}/undo": {"post": undo}}


def _user() -> int | None:
    word = request.args.get("user")
    if word is None:
        return None
    try:
        return resolve_user(asking(), word, "user")
    except Invalid as error:
        raise BadQuery(error.message) from error


def _since() -> datetime | None:
    """A moment in ISO form, or a day as the viewer counts it."""
    word = request.args.get("since")
    if word is None:
        return None
    try:
        moment = datetime.fromisoformat(word.replace(" ", "+")) if "T" in word else None
        if moment is None:
            return start_of_day(parse_day(word, "since"), asking().viewer.time_zone)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (Invalid, ValueError, OverflowError):
        raise BadQuery(
            say("“since” takes a day such as 2026-03-07 or a moment such as 2026-03-07T12:00:00Z.")
        ) from None
