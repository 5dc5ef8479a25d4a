"""Teams (user groups), for administrators."""

from __future__ import annotations

from typing import ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.domain.team_changes import TeamValues
from app.panel import teams
from app.panel.boundary import asking
from app.panel.settings import Answer


class TeamsView(BaseView):
    """Tree, form."""

    route_base = "/groups"
    class_permission_name = "people"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {
        "index": "read",
        "new": "read",
        "show": "read",
        "add": "write",
        "save": "write",
        "delete": "write",
    }

    @expose("/list/")
    @has_access
    def index(self) -> Answer:
        return teams.list_page(asking())

    @expose("/add", methods=["GET"])
    @has_access
    def new(self) -> Answer:
        return teams.team_page(asking(), teams.TeamForm(None, TeamValues()))

    @expose("/add", methods=["POST"])
    @has_access
    def add(self) -> Answer:
        return teams.save_team(asking(), 0)

    @expose("/show/<int:row_id>")
    @expose("/edit/<int:row_id>", methods=["GET"])
    @has_access
    def show(self, row_id: int) -> Answer:
        who = asking()
        return teams.team_page(who, teams.stored_form(who, row_id))

    @expose("/edit/<int:row_id>", methods=["POST"])
    @has_access
    def save(self, row_id: int) -> Answer:
        return teams.save_team(asking(), row_id)

    @expose("/delete/<int:row_id>", methods=["POST"])
    @has_access
    def delete(self, row_id: int) -> Answer:
        return teams.remove_team(asking(), row_id)
