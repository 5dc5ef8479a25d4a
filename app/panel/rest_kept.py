"""Saved filters and list views over the API (FLT-5, LST-2). Who may change them is their domain's to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import Response, request
from flask_appbuilder.api import expose

from app.domain.list_views import Content, change_view, keep_view, remove_view, view_by_id, width_text
from app.domain.list_views import read_widths as widths_from
from app.domain.saved_filters import change_filter, filter_by_id, keep_filter, remove_filter
from app.kernel.errors import BadQuery, Invalid
from app.kernel.messages import say
from app.models import ListView, Operation, OwnedByUser, SavedFilter, Via
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
    text_of,
)
from app.panel.rest_documents import PAGE, added, answers, as_json, in_path, in_query, operation, page_of
from app.panel.rest_shapes import ID, TEXT, nullable
from app.records.changes import change_set
from app.records.filters import MAX_PAGE, MAX_PAGE_SIZE
from app.records.kept_things import kept_for
from app.records.kinds import Kind, kind, kinds

FLAG: Json = {"type": "boolean"}
KIND: Json = {**TEXT, "description": "The kind of record whose lists it is for"}
HEAD: Json = {"id": ID, "kind": TEXT, "name": TEXT, "shared": FLAG, "user": ID}
NAME: Json = {**TEXT, "minLength": 1, "maxLength": 200}
OF_FILTER: Json = {"query": {**TEXT, "description": "As in an address: city.is=Leeds&owner.is=me"}}
ASKED: Json = {"query": {"oneOf": [TEXT, {"type": "object", "additionalProperties": TEXT}]}}
WIDTHS: Json = {"type": "object", "additionalProperties": {"type": "integer"}}
OF_VIEW: Json = {"columns": {"type": "array", "items": TEXT}, "sort": nullable(TEXT), "widths": WIDTHS}


FILTER_EXAMPLE: Json = {"kind": "person", "name": "My leads", "query": "stage.is=Lead&owner.is=me", "shared": False}
VIEW_EXAMPLE: Json = {
    "kind": "person",
    "name": "Where they work",
    "columns": ["name", "company", "company.city"],
    "sort": "-changed_on,name",
    "widths": {"name": 240},
    "shared": True,
}


class KeptApi(RestApi):
    """What both have in common. A subclass says how one is found, told and written."""

    plural: ClassVar[str]
    example: ClassVar[Json]
    shape: ClassVar[Json]
    sent: ClassVar[Json]

    def one(self, pk: int) -> Any:
        raise NotImplementedError

    def of(self, kind: Kind) -> Sequence[OwnedByUser]:
        raise NotImplementedError

    def add(self, kind: Kind, sent: Json) -> OwnedByUser:
        raise NotImplementedError

    def change(self, kind: Kind, known: Any, sent: Json) -> None:
        raise NotImplementedError

    def remove(self, known: Any) -> None:
        raise NotImplementedError

    def told(self, one: Any) -> Json:
        return {"id": one.id, "kind": one.kind, "name": one.name, "shared": one.is_shared, "user": one.user_id}

    @expose("/", methods=["GET"])
    @needs("read")
    def list_kept(self) -> Response:
        refuse_words_but("kind", "page", "page_size")
        wanted = [kind(request.args["kind"])] if request.args.get("kind") else list(kinds())
        found = [one for of_kind in wanted for one in self.of(of_kind)]
        size = number_in_query("page_size", 50, MAX_PAGE_SIZE)
        first = (number_in_query("page", 1, MAX_PAGE) - 1) * size
        return answer({"count": len(found), "result": [self.told(one) for one in found[first : first + size]]})

    @expose("/", methods=["POST"])
    @needs("write")
    def add_kept(self) -> Response:
        sent = only(body(), ("kind", "name", "shared", *self.sent))
        of_kind = _kind_of(sent)
        with change_set(asking().session, Operation.ADDED, Via.API):
            made = self.add(of_kind, sent)
        return answer({"id": made.id, "result": self.told(made)}, 201, Location=f"{self.route_base}/{made.id}")

    @expose("/<int:pk>", methods=["GET"])
    @needs("read")
    def get_kept(self, pk: int) -> Response:
        return answer(self.told(self.one(storable_id(pk))))

    @expose("/<int:pk>", methods=["PUT", "PATCH"])
    @needs("write")
    def change_kept(self, pk: int) -> Response:
        known = self.one(storable_id(pk))
        sent = only(body(), ("kind", "name", "shared", *self.sent))
        if sent.get("kind", known.kind) != known.kind:
            raise Invalid(say("The kind cannot be changed. Add another one."), "kind")
        with change_set(asking().session, Operation.EDITED, Via.API):
            self.change(kind(known.kind), known, sent)
        return answer({"id": pk, "result": self.told(known)})

    @expose("/<int:pk>", methods=["DELETE"])
    @needs("delete")
    def remove_kept(self, pk: int) -> Response:
        known = self.one(storable_id(pk))
        with change_set(asking().session, Operation.DELETED, Via.API):
            self.remove(known)
        return nothing()

    def document(self) -> Json:
        base, tag = f"/api/v1/{self.plural}", self.plural
        shape: Json = {"type": "object", "required": ["id", "kind", "name"], "properties": {**HEAD, **self.shape}}
        shape["example"] = {"id": 3, **self.example, "user": 1}
        sent: Json = {"type": "object", "properties": {"kind": KIND, "name": NAME, "shared": FLAG, **self.sent}}
        needed = ["kind", "name", next(iter(self.sent))]
        new = as_json({**sent, "required": needed, "example": self.example})
        sent["example"] = {"name": self.example["name"], "shared": True}
        done, written = added(shape), ("403", "413", "422")
        change = {"parameters": [in_path("pk")], "sent": as_json(sent), "also": ("404", *written)}
        here = [in_path("pk")]
        one: Json = {
            "get": operation("Get one", tag, answers("200", "It", shape), parameters=here, also=("404",)),
            "delete": operation("Remove", tag, answers("204", "It is gone"), parameters=here, also=("404",)),
        }
        for method in ("put", "patch"):
            one[method] = operation("Change what is given", tag, answers("200", "As it is now", done), **change)  # type: ignore[arg-type]
        of_kind = [in_query("kind", TEXT, "Only for this kind"), *PAGE]
        return {
            f"{base}/": {
                "get": operation("List", tag, answers("200", "One page", page_of(shape)), parameters=of_kind),
                "post": operation("Add", tag, answers("201", "Added", done), sent=new, also=written),
            },
            f"{base}/{{pk}}": one,
        }


class FiltersApi(KeptApi):
    """``/api/v1/filters/``"""

    plural = "filters"
    example: ClassVar[Json] = FILTER_EXAMPLE
    route_base = "/api/v1/filters"
    class_permission_name = "filters"
    shape: ClassVar[Json] = OF_FILTER
    sent: ClassVar[Json] = ASKED

    def of(self, kind: Kind) -> Sequence[SavedFilter]:
        return kept_for(asking(), kind).filters

    def one(self, pk: int) -> SavedFilter:
        return filter_by_id(asking(), pk)

    def told(self, one: Any) -> Json:
        return {**super().told(one), "query": one.query}

    def add(self, kind: Kind, sent: Json) -> SavedFilter:
        name, query = text_of(sent, "name") or "", _query_of(sent) or ""
        return keep_filter(asking(), kind, name, query, is_shared=bool(_shared(sent)))

    def change(self, kind: Kind, known: Any, sent: Json) -> None:
        name = text_of(sent, "name") if "name" in sent else None
        change_filter(asking(), kind, known, name=name, query=_query_of(sent), is_shared=_shared(sent))

    def remove(self, known: Any) -> None:
        remove_filter(asking(), known)


class ViewsApi(KeptApi):
    """``/api/v1/views/``"""

    plural = "views"
    example: ClassVar[Json] = VIEW_EXAMPLE
    route_base = "/api/v1/views"
    class_permission_name = "filters"
    shape: ClassVar[Json] = OF_VIEW
    sent: ClassVar[Json] = OF_VIEW

    def of(self, kind: Kind) -> Sequence[ListView]:
        return kept_for(asking(), kind).views

    def one(self, pk: int) -> ListView:
        return view_by_id(asking(), pk)

    def told(self, one: Any) -> Json:
        return {**super().told(one), "columns": one.columns, "sort": one.sort, "widths": one.widths or {}}

    def add(self, kind: Kind, sent: Json) -> ListView:
        if "columns" not in sent:
            raise Invalid(say("Name the columns."), "columns")
        content = _content(kind, sent, Content((), {}))
        return keep_view(asking(), kind, text_of(sent, "name") or "", content, is_shared=bool(_shared(sent)))

    def change(self, kind: Kind, known: Any, sent: Json) -> None:
        kept = Content(known.columns, known.widths or {}, (known.sort or "").split(","))
        content = _content(kind, sent, kept) if {"columns", "sort", "widths"} & set(sent) else None
        name = text_of(sent, "name") if "name" in sent else None
        change_view(asking(), kind, known, name=name, content=content, is_shared=_shared(sent))

    def remove(self, known: Any) -> None:
        remove_view(asking(), known)


def _kind_of(sent: Json) -> Kind:
    try:
        return kind(text_of(sent, "kind") or "")
    except BadQuery as error:
        raise Invalid(error.message, "kind") from error


def _shared(sent: Json) -> bool | None:
    value = sent.get("shared")
    if value is not None and not isinstance(value, bool):
        raise Invalid(say("Write true or false."), "shared")
    return value


def _query_of(sent: Json) -> str | None:
    """The conditions as an address writes them, given so or as an object."""
    value = sent.get("query")
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
        return urlencode(value)
    raise Invalid(say("Write the conditions as text, or as an object of texts."), "query")


def _content(kind: Kind, sent: Json, kept: Content) -> Content:
    columns = sent.get("columns", list(kept.columns))
    if not isinstance(columns, list) or not all(isinstance(one, str) for one in columns):
        raise Invalid(say("Write a list of names."), "columns")
    sort = text_of(sent, "sort", is_needed=False) if "sort" in sent else ",".join(kept.sort)
    widths = sent.get("widths", dict(kept.widths))
    if not isinstance(widths, dict) or not all(type(one) is int for one in widths.values()):
        raise Invalid(say("Write an object of whole numbers."), "widths")
    known = widths_from(kind, width_text(widths)) if "widths" in sent and widths else widths
    return Content(columns, known, (sort or "").split(","))
