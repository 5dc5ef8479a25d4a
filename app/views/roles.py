"""Roles, for administrators."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access

from app.panel import roles
from app.panel.boundary import asking
from app.panel.people_panel import PeoplePanel
from app.panel.settings import Answer, number
from app.records.fields import Asking


class RolesView(PeoplePanel):
    """List, grid, preview."""

    route_base = "/roles"
    method_permission_name = {**PeoplePanel.method_permission_name, "preview": "read", "delete": "write"}

    def listed(self, who: Asking) -> Answer:
        return roles.list_page(who, asks=number(request.args.get("remove", "")))

    def blank(self, who: Asking) -> Any:
        return roles.new_form(who, number(request.args.get("copy", "")))

    def stored(self, who: Asking, row_id: int) -> Any:
        return roles.stored_form(who, row_id)

    def page(self, who: Asking, form: Any) -> Answer:
        return roles.role_page(who, form)

    def keep(self, who: Asking, row_id: int) -> Answer:
        return roles.save_role(who, row_id)

    @expose("/preview/<int:row_id>", methods=["POST"])
    @has_access
    def preview(self, row_id: int) -> Answer:
        return roles.preview_part(asking(), row_id)

    @expose("/delete/<int:row_id>", methods=["POST"])
    @has_access
    def delete(self, row_id: int) -> Answer:
        return roles.remove_role(asking(), row_id)
