"""Custom fields: a list per kind, and a form for one."""

from __future__ import annotations

from typing import ClassVar

from flask import request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import settings_fields as panel
from app.panel.boundary import asking
from app.panel.settings import Answer, numbers


class FieldsView(BaseView):
    """Every page and act needs the right to change settings."""

    route_base = "/settings/fields"
    class_permission_name = "settings"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = dict.fromkeys(
        ("index", "fields", "order", "add", "edit", "move", "remove", "back"), "write"
    )

    @expose("/")
    @has_access
    def index(self) -> Answer:
        return panel.back_to(panel.first_kind())

    @expose("/<kind_name>")
    @has_access
    def fields(self, kind_name: str) -> Answer:
        return panel.fields_page(asking(), kind_name)

    @expose("/<kind_name>/order", methods=["POST"])
    @has_access
    def order(self, kind_name: str) -> Answer:
        return panel.order_fields(asking(), kind_name, numbers("order"))

    @expose("/<kind_name>/add", methods=["GET", "POST"])
    @has_access
    def add(self, kind_name: str) -> Answer:
        return panel.add_page(asking(), kind_name)

    @expose("/<int:row_id>/edit", methods=["GET", "POST"])
    @has_access
    def edit(self, row_id: int) -> Answer:
        return panel.edit_page(asking(), row_id)

    @expose("/<int:row_id>/move", methods=["POST"])
    @has_access
    def move(self, row_id: int) -> Answer:
        return panel.move_field(asking(), row_id, -1 if request.form.get("by") == "-1" else 1)

    @expose("/<int:row_id>/remove", methods=["POST"])
    @has_access
    def remove(self, row_id: int) -> Answer:
        return panel.remove_field(asking(), row_id)

    @expose("/<int:row_id>/back", methods=["POST"])
    @has_access
    def back(self, row_id: int) -> Answer:
        return panel.bring_field_back(asking(), row_id)
