"""Form and profile of a kind, arranged without code."""

from __future__ import annotations

from typing import ClassVar

from flask import redirect
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import settings_layout
from app.panel.boundary import asking
from app.panel.settings import Answer


class LayoutView(BaseView):
    """Sections, their order, and the fields in them."""

    route_base = "/settings/layout"
    class_permission_name = "settings"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = dict.fromkeys(("index", "layout", "save"), "write")

    @expose("/")
    @has_access
    def index(self) -> Answer:
        return redirect(f"/settings/layout/{settings_layout.first_kind().name}")

    @expose("/<kind_name>", methods=["GET"])
    @has_access
    def layout(self, kind_name: str) -> Answer:
        return settings_layout.layout_page(asking(), kind_name)

    @expose("/<kind_name>", methods=["POST"])
    @has_access
    def save(self, kind_name: str) -> Answer:
        return settings_layout.save_layout(asking(), kind_name)
