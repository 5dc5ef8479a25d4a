"""Groups and tags over the API (GRP-1, TAG-1). Who may change them is their domain's to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import Response
from flask_appbuilder.api import expose

from app.domain.groups import add_group, change_group, group, groups_in_order, remove_group
from app.domain.tags import change_tag, remove_tag, tags_in_order
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.messages import say
from app.kernel.text import THREADS, search_key
from app.kernel.viewer import AnySession, viewer_of
from app.models import Operation, Tag, Via
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
from app.panel.rest_documents import PAGE, added, answers, as_json, in_path, operation, page_of
from app.panel.rest_shapes import ID, TEXT
from app.records.changes import change_set
from app.records.filters import MAX_PAGE, MAX_PAGE_SIZE
from app.records.tokens import make_tag

COLOR: Json = {"type": "string", "enum": list(THREADS)}
WORD: Json = {"type": "object", "required": ["id", "name"], "properties": {"id": ID, "name": TEXT, "color": COLOR}}
WORD["example"] = {"id": 4, "name": "VIP", "color": THREADS[0]}
SENT: Json = {"type": "object", "properties": {"name": {**TEXT, "minLength": 1, "maxLength": 80}, "color": COLOR}}
SENT["example"] = {"name": "VIP", "color": THREADS[0]}


class WordsApi(RestApi):
    """What groups and tags have in common. A subclass says how they are listed and written."""

    plural: ClassVar[str]

    def all(self, session: AnySession) -> Sequence[Any]:
        raise NotImplementedError

    def one(self, session: AnySession, pk: int) -> Any:
        raise NotImplementedError

    def add(self, session: AnySession, name: str) -> Any:
        raise NotImplementedError

    def change(self, session: AnySession, pk: int, name: str, color: str | None) -> Any:
        raise NotImplementedError

    def remove(self, session: AnySession, pk: int) -> None:
        raise NotImplementedError

    @expose("/", methods=["GET"])
    @needs("read")
    def list_words(self) -> Response:
        refuse_words_but("page", "page_size")
        words = self.all(asking().session)
        size = number_in_query("page_size", 50, MAX_PAGE_SIZE)
        first = (number_in_query("page", 1, MAX_PAGE) - 1) * size
        return answer({"count": len(words), "result": [told(word) for word in words[first : first + size]]})

    @expose("/", methods=["POST"])
    @needs("write")
    def add_word(self) -> Response:
        sent = only(body(), ("name", "color"))
        name, color = text_of(sent, "name") or "", _color(sent)
        with change_set(asking().session, Operation.ADDED, Via.API):
            made = self.add(asking().session, name)
            made.color = color or made.color
        place = f"{self.route_base}/{made.id}"
        return answer({"id": made.id, "result": told(made)}, 201, Location=place)

    @expose("/<int:pk>", methods=["GET"])
    @needs("read")
    def get_word(self, pk: int) -> Response:
        return answer(told(self.one(asking().session, storable_id(pk))))

    @expose("/<int:pk>", methods=["PUT", "PATCH"])
    @needs("write")
    def change_word(self, pk: int) -> Response:
        known = self.one(asking().session, storable_id(pk))
        sent = only(body(), ("name", "color"))
        name = (text_of(sent, "name") if "name" in sent else None) or known.name
        color = _color(sent)
        with change_set(asking().session, Operation.EDITED, Via.API):
            changed = self.change(asking().session, pk, name, color)
        return answer({"id": pk, "result": told(changed)})

    @expose("/<int:pk>", methods=["DELETE"])
    @needs("delete")
    def remove_word(self, pk: int) -> Response:
        with change_set(asking().session, Operation.DELETED, Via.API):
            self.remove(asking().session, storable_id(pk))
        return nothing()

    def document(self) -> Json:
        base, tag = f"/api/v1/{self.plural}", self.plural
        sent, done = as_json({**SENT, "required": ["name"]}), added(WORD)
        change = {"parameters": [in_path("pk")], "sent": as_json(SENT), "also": ("404", "409", "413", "422")}
        here, written = [in_path("pk")], ("409", "413", "422")
        one: Json = {
            "get": operation("Get one", tag, answers("200", "It", WORD), parameters=here, also=("404",)),
            "delete": operation("Remove", tag, answers("204", "It is gone"), parameters=here, also=("404",)),
        }
        for method in ("put", "patch"):
            one[method] = operation("Rename, recolour", tag, answers("200", "As it is now", done), **change)  # type: ignore[arg-type]
        return {
            f"{base}/": {
                "get": operation("List", tag, answers("200", "One page", page_of(WORD)), parameters=PAGE),
                "post": operation("Add", tag, answers("201", "Added", done), sent=sent, also=written),
            },
            f"{base}/{{pk}}": one,
        }


def told(word: Any) -> Json:
    return {"id": word.id, "name": word.name, "color": word.color}


def _color(sent: Json) -> str | None:
    color = text_of(sent, "color", is_needed=False)
    if color is not None and color not in THREADS:
        raise Invalid(say("Write one of: %(choices)s.", choices=", ".join(THREADS)), "color")
    return color


class GroupsApi(WordsApi):
    """``/api/v1/groups/``"""

    plural = "groups"
    route_base = "/api/v1/groups"
    class_permission_name = "groups"

    def all(self, session: AnySession) -> Sequence[Any]:
        return groups_in_order(session)

    def one(self, session: AnySession, pk: int) -> Any:
        return group(session, pk)

    def add(self, session: AnySession, name: str) -> Any:
        return add_group(session, name)

    def change(self, session: AnySession, pk: int, name: str, color: str | None) -> Any:
        return change_group(session, pk, name, color)

    def remove(self, session: AnySession, pk: int) -> None:
        remove_group(session, pk)


class TagsApi(WordsApi):
    """``/api/v1/tags/``"""

    plural = "tags"
    route_base = "/api/v1/tags"
    class_permission_name = "tags"

    def all(self, session: AnySession) -> Sequence[Any]:
        return tags_in_order(session)

    def one(self, session: AnySession, pk: int) -> Any:
        found = session.get(Tag, pk)
        if found is None:
            raise NotFound
        return found

    def add(self, session: AnySession, name: str) -> Any:
        if not viewer_of(session).works_here:
            raise Forbidden(say("Your role does not allow this. Ask an administrator."))
        if any(tag.name_key == search_key(name) for tag in tags_in_order(session)):
            raise Conflict(say("There is a tag “%(name)s” already.", name=name[:80]), "name")
        return make_tag(session, name)

    def change(self, session: AnySession, pk: int, name: str, color: str | None) -> Any:
        return change_tag(session, pk, name, color)

    def remove(self, session: AnySession, pk: int) -> None:
        remove_tag(session, pk)
