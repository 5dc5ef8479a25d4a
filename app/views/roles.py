"""Roles, for administrators."""

from __future__ import annotations

from typing import ClassVar

from flask import request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import roles
from app.panel.boundary import asking
from app.panel.settings import Answer, number


class RolesView(BaseView):
    """List, grid, preview."""

    route_base = "/roles"
    class_permission_name = "people"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {
        "index": "read",
        "new": "read",
        "show": "read",
        "add": "write",
        "save": "write",
        "preview": "read",
        "delete": "write",
    }

    @expose("/list/")
    @has_access
    def index(self) -> Answer:
        return roles.list_page(asking(), asks=number(request.args.get("remove", "")))

    @expose("/add", methods=["GET"])
    @has_access
    def new(self) -> Answer:
        who = asking()
        return roles.role_page(who, roles.new_form(who, number(request.args.get("copy", ""))))

    @expose("/add", methods=["POST"])
    @has_access
    def add(self) -> Answer:
        return roles.save_role(asking(), 0)

    @expose("/show/<int:row_id>")
    @expose("/edit/<int:row_id>", methods=["GET"])
    @has_access
    def show(self, row_id: int) -> Answer:
        who = asking()
        return roles.role_page(who, roles.stored_form(who, row_id))

    @expose("/edit/<int:row_id>", methods=["POST"])
    @has_access
    def save(self, row_id: int) -> Answer:
        return roles.save_role(asking(), row_id)

    @expose("/preview/<int:row_id>", methods=["POST"])
    @has_access
    def preview(self, row_id: int) -> Answer:
        return roles.preview_part(asking(), row_id)

    @expose("/delete/<int:row_id>", methods=["POST"])
    @has_access
    def delete(self, row_id: int) -> Answer:
        return roles.remove_role(asking(), row_id)
