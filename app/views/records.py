"""Addresses that serve records of every kind."""

from __future__ import annotations

from typing import ClassVar

from flask import redirect, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from werkzeug.wrappers import Response

from app.panel import access_pages, additions, pictures, recent
from app.panel.boundary import asking
from app.panel.look_up import any_record
from app.records.access import Scope
from app.records.kinds import kind


class RecordsView(BaseView):
    """``/r/<id>`` goes to the profile of whatever kind; below it are the small acts of every profile."""

    route_base = "/r"
    class_permission_name = "records"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {
        "go": "read",
        "seen": "read",
        "picture": "read",
        "set_picture": "write",
        "add": "write",
        "drop": "write",
        "access": "read",
        "change_access": "write",
    }

    @expose("/<int:record_id>")
    @has_access
    def go(self, record_id: int) -> Response:
        record = any_record(asking(), record_id)
        return redirect(f"{kind(record.kind).route}/show/{record_id}")

    @expose("/<int:record_id>/seen", methods=["POST"])
    @has_access
    def seen(self, record_id: int) -> Response:
        """A profile says that it was opened; what a mere GET looked at does not count."""
        recent.remember(any_record(asking(), record_id, Scope.LIVE).id)
        return Response(status=204)

    @expose("/<int:record_id>/picture/<name>")
    @has_access
    def picture(self, record_id: int, name: str) -> Response:
        return pictures.picture_file(asking(), any_record(asking(), record_id), name)

    @expose("/<int:record_id>/picture", methods=["POST"])
    @has_access
    def set_picture(self, record_id: int) -> Response:
        return pictures.set_picture(asking(), any_record(asking(), record_id, Scope.LIVE), request.files.get("picture"))

    @expose("/<int:record_id>/add/<field>", methods=["POST"])
    @has_access
    def add(self, record_id: int, field: str) -> Response:
        return additions.add_values(asking(), any_record(asking(), record_id, Scope.LIVE), field)

    @expose("/<int:record_id>/drop/<field>", methods=["POST"])
    @has_access
    def drop(self, record_id: int, field: str) -> Response:
        return additions.drop_value(asking(), any_record(asking(), record_id, Scope.LIVE), field)

    @expose("/<int:record_id>/access")
    @has_access
    def access(self, record_id: int) -> access_pages.Answer:
        return access_pages.show_access(asking(), any_record(asking(), record_id))

    @expose("/<int:record_id>/access", methods=["POST"])
    @has_access
    def change_access(self, record_id: int) -> access_pages.Answer:
        return access_pages.change_access(asking(), any_record(asking(), record_id, Scope.LIVE))
