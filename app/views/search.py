"""Search over all kinds, and what fields offer while one types."""

from __future__ import annotations

from typing import ClassVar

from flask import Response, jsonify, render_template, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import command, likely, suggest
from app.panel.boundary import asking


class SearchView(BaseView):
    """``/search?q=`` for people, ``/search/suggest`` for fields, ``/search/sheet`` for the command sheet."""

    route_base = "/search"
    class_permission_name = "search"
    base_permissions: ClassVar[list[str]] = ["can_read"]
    method_permission_name: ClassVar[dict[str, str]] = {
        "page": "read",
        "suggest": "read",
        "sheet": "read",
        "likely": "read",
    }

    @expose("", methods=["GET"])
    @has_access
    def page(self) -> str:
        typed = request.args.get("q", "")
        return render_template(
            "pages/search.html",
            typed=typed.strip(),
            found=suggest.found_everywhere(asking(), typed),
            locked=suggest.locked_everywhere(asking(), typed),
        )

    @expose("/suggest")
    @has_access
    def suggest(self) -> Response:
        hits = suggest.suggestions(asking(), request.args.get("kind", ""), request.args.get("q", ""))
        return _unkept(jsonify(hits))

    @expose("/likely")
    @has_access
    def likely(self) -> Response:
        of = suggest.open_kind(request.args.get("kind", ""))
        found = likely.likely(asking(), of, request.args.get("name", ""), request.args.getlist("channel"))
        html = render_template("panel/likely.html", likely=found) if found else ""
        return _unkept(jsonify(html=html))

    @expose("/sheet")
    @has_access
    def sheet(self) -> Response:
        last = request.args.get("last", "").split(",")
        return _unkept(
            jsonify(command.sheet_groups(asking(), request.args.get("q", ""), request.args.get("kind", ""), last))
        )


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
