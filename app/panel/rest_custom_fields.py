"""Custom fields over the API (SET-2): administrators add, change and delete them as on their page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_appbuilder.api import expose

from app.domain import custom_fields as fields
from app.kernel.errors import Forbidden, Invalid
from app.kernel.messages import say
from app.models import CustomField, CustomType, EditableBy, FilterBy, Operation, Shown, Via
from app.panel.boundary import asking
from app.panel.rest_base import (
    Json,
    RestApi,
    answer,
    body,
    needs,
    nothing,
    number_in_query,
    only,
    refuse_words_but,
    storable_id,
)
from app.panel.rest_documents import PAGE, added, answers, as_json, in_path, in_query, operation, page_of
from app.panel.rest_shapes import ID, TEXT, nullable
from app.records.changes import change_set
from app.records.filters import MAX_PAGE, MAX_PAGE_SIZE
from app.records.kinds import kind

FLAG: Json = {"type": "boolean"}
WORDS: Json = {"type": "object", "properties": {"pl": TEXT, "he": TEXT}, "additionalProperties": False}
CHOICES: Json = {
    "type": "array",
    "maxItems": 500,
    "items": {
        "anyOf": [
            TEXT,
            {"type": "object", "required": ["label"], "properties": {"label": TEXT, "labels": WORDS, "color": TEXT}},
        ]
    },
}
PLAIN: Json = {
    "label": {**TEXT, "minLength": 1, "maxLength": 200},
    "labels": WORDS,
    "help": nullable(TEXT),
    "help_labels": WORDS,
    "section": nullable(TEXT),
    "heading": nullable(TEXT),
    "heading_labels": WORDS,
    "required": FLAG,
    "unique": FLAG,
    "default": {},
    "shown": {"type": "string", "enum": [one.value for one in Shown]},
    "editable_by": {"type": "string", "enum": [one.value for one in EditableBy]},
    "filterable": FLAG,
    "filter": {"type": "string", "enum": [one.value for one in FilterBy]},
    "pattern": nullable(TEXT),
    "minimum": {"nullable": True, "anyOf": [TEXT, {"type": "number"}]},
    "maximum": {"nullable": True, "anyOf": [TEXT, {"type": "number"}]},
    "decimals": {"type": "integer", "minimum": 0, "maximum": 6},
    "currency": nullable(TEXT),
    "choice_set": nullable(ID),
    "sort": {"type": "integer"},
}
FIXED: Json = {
    "kind": TEXT,
    "key": TEXT,
    "type": {"type": "string", "enum": [one.value for one in CustomType]},
    "target": nullable(TEXT),
}
EXAMPLE: Json = {
    "kind": "company",
    "key": "size",
    "type": "choice",
    "label": "Size",
    "labels": {"pl": "Wielkość", "he": "גודל"},
    "choices": [{"label": "Large", "labels": {"pl": "Duża"}}, {"label": "Small"}],
    "required": False,
    "filterable": True,
}
COLUMNS = {"required": "is_required", "unique": "is_unique", "choice_set": "choice_set_id"}
"""What the API calls otherwise than the table."""


class CustomFieldsApi(RestApi):
    """``/api/v1/custom-fields/``"""

    route_base = "/api/v1/custom-fields"
    class_permission_name = "settings"

    @expose("/", methods=["GET"])
    @needs("read")
    def list_fields(self) -> Response:
        refuse_words_but("kind", "deleted", "page", "page_size")
        wanted = kind(request.args["kind"]).name if request.args.get("kind") else None
        found = fields.custom_fields(asking().session, wanted, deleted=request.args.get("deleted") == "1")
        size = number_in_query("page_size", 50, MAX_PAGE_SIZE)
        first = (number_in_query("page", 1, MAX_PAGE) - 1) * size
        return answer({"count": len(found), "result": [told(one) for one in found[first : first + size]]})

    @expose("/", methods=["POST"])
    @needs("write")
    def add_field(self) -> Response:
        sent = only(body(), (*FIXED, *PLAIN, "choices"))
        _refuse_others()
        with change_set(asking().session, Operation.ADDED, Via.API):
            made = fields.add_custom_field(asking().session, _given(sent))
        return answer({"id": made.id, "result": told(made)}, 201, Location=f"{self.route_base}/{made.id}")

    @expose("/<int:pk>", methods=["GET"])
    @needs("read")
    def get_field(self, pk: int) -> Response:
        return answer(told(fields.custom_field(asking().session, storable_id(pk))))

    @expose("/<int:pk>", methods=["PUT", "PATCH"])
    @needs("write")
    def change_field(self, pk: int) -> Response:
        sent = only(body(), (*FIXED, *PLAIN))
        _refuse_others()
        session = asking().session
        with change_set(session, Operation.EDITED, Via.API):
            changed = fields.change_custom_field(session, storable_id(pk), _given(sent))
            if isinstance(sent.get("sort"), int):
                fields.move_custom_field(session, pk, sent["sort"] - 1)
        return answer({"id": pk, "result": told(changed)})

    @expose("/<int:pk>", methods=["DELETE"])
    @needs("write")
    def remove_field(self, pk: int) -> Response:
        _refuse_others()
        with change_set(asking().session, Operation.DELETED, Via.API):
            fields.remove_custom_field(asking().session, storable_id(pk))
        return nothing()

    @expose("/<int:pk>/restore", methods=["POST"])
    @needs("write")
    def restore_field(self, pk: int) -> Response:
        _refuse_others()
        with change_set(asking().session, Operation.RESTORED, Via.API):
            found = fields.bring_back_custom_field(asking().session, storable_id(pk))
        return answer({"id": pk, "result": told(found)})

    def document(self) -> Json:
        base, tag = "/api/v1/custom-fields", "custom-fields"
        more = {"choices": CHOICES, "index": TEXT, "deleted": FLAG}
        shape: Json = {
            "type": "object",
            "required": ["id", "kind", "key"],
            "properties": {"id": ID, **FIXED, **PLAIN, **more},
        }
        new: Json = {"type": "object", "required": ["kind", "type", "label"]}
        new |= {"properties": {**FIXED, **PLAIN, "choices": CHOICES}, "example": EXAMPLE}
        change: Json = {"type": "object", "properties": {**FIXED, **PLAIN}}
        change["example"] = {"label": "Size of the shop", "required": True}
        shape["example"] = {"id": 5, **EXAMPLE, "index": "ready", "deleted": False}
        done, here, written = added(shape), [in_path("pk")], ("403", "413", "422")
        deleted = in_query("deleted", {"type": "string", "enum": ["1"]}, "The deleted ones")
        listed = [in_query("kind", TEXT, "Only of this kind"), deleted, *PAGE]
        one: Json = {
            "get": operation("Get one", tag, answers("200", "It", shape), parameters=here, also=("404",)),
            "delete": operation(
                "Delete; values stay and can be brought back",
                tag,
                answers("204", "It is gone"),
                parameters=here,
                also=("404", "403"),
            ),
        }
        as_now = answers("200", "As it is now", done)
        for method in ("put", "patch"):
            one[method] = operation(
                "Change what is given",
                tag,
                as_now,
                parameters=here,
                sent=as_json(change),
                also=("404", "409", *written),
            )
        return {
            f"{base}/": {
                "get": operation("List", tag, answers("200", "One page", page_of(shape)), parameters=listed),
                "post": operation(
                    "Add", tag, answers("201", "Added", done), sent=as_json(new), also=("404", "409", *written)
                ),
            },
            f"{base}/{{pk}}": one,
            f"{base}/{{pk}}/restore": {
                "post": operation("Bring back", tag, as_now, parameters=here, also=("404", "403"))
            },
        }


def _refuse_others() -> None:
    if not asking().viewer.is_admin:
        raise Forbidden(say("Only administrators change custom fields."))


def _given(sent: Json) -> Mapping[str, Any]:
    """What was sent, by the names of the columns; raises ``Invalid`` for JSON of another sort."""
    for name, value in sent.items():
        if not _fits({**FIXED, **PLAIN, "choices": CHOICES}[name], value):
            raise Invalid(say("This is of another type than expected here."), name)
    given = {COLUMNS.get(name, name): value for name, value in sent.items() if name != "sort"}
    if "filterable" in given:
        is_on = given.pop("filterable")
        given.setdefault("filter", FilterBy.CONTAINS.value if is_on else FilterBy.OFF.value)
    return given


def _fits(schema: Json, value: Any) -> bool:
    """Whether JSON is of the sort that the schema names; its finer rules are the field's."""
    if value is None:
        return bool(schema.get("nullable")) or not schema
    sorts = {"string": str, "boolean": bool, "object": dict, "array": list}
    match schema.get("type"):
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case None:
            return not isinstance(value, dict)
        case sort:
            is_words = sort != "object" or all(isinstance(one, str) for one in value.values())
            return isinstance(value, sorts[str(sort)]) and is_words


def told(of: CustomField) -> Json:
    """A custom field as the API gives it."""
    names = (*FIXED, *(name for name in PLAIN if name not in {"filterable", *COLUMNS}))
    values = {name: getattr(of, name) for name in names}
    plain = {name: getattr(value, "value", value) for name, value in values.items()}
    renamed = {name: getattr(of, column) for name, column in COLUMNS.items()}
    choices = of.choice_set.choices if of.choice_set else ()
    offered = [
        {"id": one.id, "label": one.label, "labels": one.labels, "color": one.color}
        for one in choices
        if not one.deleted_at
    ]
    return {
        "id": of.id,
        **plain,
        **renamed,
        "filterable": of.filter is not FilterBy.OFF,
        "choices": offered,
        "index": of.index_state.value,
        "deleted": of.deleted_at is not None,
    }
