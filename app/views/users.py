"""Users, for administrators."""

from __future__ import annotations

from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access

from app.domain.users import UserValues
from app.panel import users
from app.panel.boundary import asking
from app.panel.people_panel import PeoplePanel
from app.panel.settings import Answer
from app.records.fields import Asking


class UsersView(PeoplePanel):
    """List, form, sign-in on and off."""

    route_base = "/users"
    method_permission_name = {**PeoplePanel.method_permission_name, "disable": "write", "enable": "write"}

    def listed(self, who: Asking) -> Answer:
        return users.list_page(who)

    def blank(self, who: Asking) -> users.UserForm:
        return users.UserForm(None, UserValues())

    def stored(self, who: Asking, row_id: int) -> users.UserForm:
        return users.stored_form(who, row_id)

    def page(self, who: Asking, form: users.UserForm) -> Answer:
        return users.user_page(who, form)

    def keep(self, who: Asking, row_id: int) -> Answer:
        return users.save_user(who, row_id)

    @expose("/disable/<int:row_id>", methods=["POST"])
    @has_access
    def disable(self, row_id: int) -> Answer:
        return users.disable(asking(), row_id)

    @expose("/enable/<int:row_id>", methods=["POST"])
    @has_access
    def enable(self, row_id: int) -> Answer:
        return users.enable(asking(), row_id)
