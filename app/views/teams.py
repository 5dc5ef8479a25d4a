"""Teams (user groups), for administrators."""

from __future__ import annotations

from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access

from app.domain.team_changes import TeamValues
from app.panel import teams
from app.panel.boundary import asking
from app.panel.people_panel import PeoplePanel
from app.panel.settings import Answer
from app.records.fields import Asking


class TeamsView(PeoplePanel):
    """Tree, form."""

    route_base = "/groups"
    method_permission_name = {**PeoplePanel.method_permission_name, "delete": "write"}

    def listed(self, who: Asking) -> Answer:
        return teams.list_page(who)

    def blank(self, who: Asking) -> teams.TeamForm:
        return teams.TeamForm(None, TeamValues())

    def stored(self, who: Asking, row_id: int) -> teams.TeamForm:
        return teams.stored_form(who, row_id)

    def page(self, who: Asking, form: teams.TeamForm) -> Answer:
        return teams.team_page(who, form)

    def keep(self, who: Asking, row_id: int) -> Answer:
        return teams.save_team(who, row_id)

    @expose("/delete/<int:row_id>", methods=["POST"])
    @has_access
    def delete(self, row_id: int) -> Answer:
        return teams.remove_team(asking(), row_id)
