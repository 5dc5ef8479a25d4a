"""Users, for administrators."""

from __future__ import annotations

from typing import ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.domain.users import UserValues
from app.panel import users
from app.panel.boundary import asking
from app.panel.settings import Answer


class UsersView(BaseView):
    """List, form, sign-in on and off."""

    route_base = "/users"
    class_permission_name = "people"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {
        "index": "read",
        "new": "read",
        "show": "read",
        "add": "write",
        "save": "write",
        "disable": "write",
        "enable": "write",
    }

    @expose("/list/")
    @has_access
    def index(self) -> Answer:
        return users.list_page(asking())

    @expose("/add", methods=["GET"])
    @has_access
    def new(self) -> Answer:
        return users.user_page(asking(), users.UserForm(None, UserValues()))

    @expose("/add", methods=["POST"])
    @has_access
    def add(self) -> Answer:
        return users.save_user(asking(), 0)

    @expose("/show/<int:row_id>")
    @expose("/edit/<int:row_id>", methods=["GET"])
    @has_access
    def show(self, row_id: int) -> Answer:
        who = asking()
        return users.user_page(who, users.stored_form(who, row_id))

    @expose("/edit/<int:row_id>", methods=["POST"])
    @has_access
    def save(self, row_id: int) -> Answer:
        return users.save_user(asking(), row_id)

    @expose("/disable/<int:row_id>", methods=["POST"])
    @has_access
    def disable(self, row_id: int) -> Answer:
        return users.disable(asking(), row_id)

    @expose("/enable/<int:row_id>", methods=["POST"])
    @has_access
    def enable(self, row_id: int) -> Answer:
        return users.enable(asking(), row_id)
