"""The change history, and change sets one by one with their undo (HIS-2, HIS-4)."""

from __future__ import annotations

from typing import ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from werkzeug.wrappers import Response

from app.panel import history_export, history_pages, undo_pages
from app.panel.boundary import asking

Answer = str | Response


class HistoryView(BaseView):
    """``/history/list/``, for administrators."""

    route_base = "/history"
    default_view = "list"
    class_permission_name = "history"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {"list": "read", "export": "read"}

    @expose("/list/")
    @has_access
    def list(self) -> Answer:
        return history_pages.history_page(asking())

    @expose("/export.xlsx")
    @has_access
    def export(self) -> Response:
        return history_export.history_file(asking())


class ChangeSetsView(BaseView):
    """``/history/sets/<id>``: one's own sets; administrators open everybody's."""

    route_base = "/history/sets"
    class_permission_name = "records"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {"show": "read", "undo": "write"}

    @expose("/<int:set_id>")
    @has_access
    def show(self, set_id: int) -> Answer:
        return undo_pages.set_page(asking(), set_id)

    @expose("/<int:set_id>/undo", methods=["POST"])
    @has_access
    def undo(self, set_id: int) -> Response:
        return undo_pages.undo_set(asking(), set_id)
