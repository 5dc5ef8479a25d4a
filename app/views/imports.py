"""Imports (IMP-1)."""

from __future__ import annotations

from typing import ClassVar

from flask import request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from werkzeug.wrappers import Response

from app.panel import imports
from app.panel.boundary import asking
from app.panel.imports import Answer


class ImportsView(BaseView):
    """``/imports/``: one's own files; administrators open everybody's."""

    route_base = "/imports"
    default_view = "index"
    class_permission_name = "imports"
    base_permissions: ClassVar[list[str]] = ["can_import"]
    method_permission_name: ClassVar[dict[str, str]] = {"index": "import", "show": "import", "bad_rows": "import"}

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Answer:
        return imports.upload(asking()) if request.method == "POST" else imports.imports_page(asking())

    @expose("/<int:file_id>", methods=["GET", "POST"])
    @has_access
    def show(self, file_id: int) -> Answer:
        if request.method == "POST":
            return imports.decide(asking(), file_id)
        return imports.review_page(asking(), file_id)

    @expose("/<int:file_id>/bad-rows")
    @has_access
    def bad_rows(self, file_id: int) -> Response:
        return imports.bad_rows(asking(), file_id)
