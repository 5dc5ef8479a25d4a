"""Search over all kinds, and the document that describes the API."""

from __future__ import annotations

from flask import Response, current_app, request
from flask_appbuilder.api import expose

from app.kernel.text import strip_controls
from app.panel.boundary import asking
from app.panel.rest_base import Json, RestApi, answer, needs, number_in_query, refuse_words_but
from app.panel.rest_documents import answers, in_query, operation, page_of, whole
from app.panel.rest_shapes import ID, TEXT
from app.records.kinds import Kind, kinds
from app.records.quick_find import quick_find

MOST = 100
FOUND: Json = {"type": "object", "properties": {"id": ID, "kind": TEXT, "name": TEXT}}
FOUND["example"] = {"id": 12, "kind": "person", "name": "Maja Wrona"}


class SearchApi(RestApi):
    """``/api/v1/search?q=``: records of every kind that the user's role opens."""

    route_base = "/api/v1/search"
    class_permission_name = "search"

    @expose("", methods=["GET"])
    @needs("read")
    def search(self) -> Response:
        refuse_words_but("q", "page_size")
        most = number_in_query("page_size", 20, MOST)
        words = strip_controls(request.args.get("q", "")).strip()[:200]
        found = quick_find(asking(), words, [kind.name for kind in kinds() if is_open(kind)], most).best
        return answer(
            {"count": len(found), "result": [{"id": one.id, "kind": one.kind, "name": one.name} for one in found]}
        )

    def document(self) -> Json:
        size = {"type": "integer", "minimum": 1, "maximum": MOST}
        parameters = [
            in_query("q", TEXT, "Words, or parts of words"),
            in_query("page_size", size, "How many at most"),
        ]
        found = answers("200", "The best first: names that begin so, then what was touched last", page_of(FOUND))
        return {"/api/v1/search": {"get": operation("Search all kinds", "search", found, parameters=parameters)}}


def is_open(kind: Kind) -> bool:
    """Whether the user's role opens the pages of a kind."""
    return bool(current_app.appbuilder.sm.has_access("can_read", f"records.{kind.plural}"))  # type: ignore[attr-defined]


class DescriptionApi(RestApi):
    """``/api/v1/_openapi``"""

    route_base = "/api/v1/_openapi"
    class_permission_name = "records"

    @expose("", methods=["GET"])
    @needs("read")
    def describe(self) -> Response:
        resources = [view for view in current_app.appbuilder.baseviews if isinstance(view, RestApi)]  # type: ignore[attr-defined]
        paths = {path: methods for view in resources for path, methods in view.document().items()}
        return answer(whole(current_app.appbuilder.app_name, request.host_url.rstrip("/"), paths, kinds()))  # type: ignore[attr-defined]

    def document(self) -> Json:
        described = answers("200", "This document", {"type": "object"})
        return {"/api/v1/_openapi": {"get": operation("The description of this API", "description", described)}}
