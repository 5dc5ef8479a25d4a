"""How each user signs in: sessions, password; and what administrators end for others."""

from __future__ import annotations

from typing import ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import mine_code, mine_password, mine_sessions, user_signing
from app.panel.boundary import asking
from app.panel.settings import Answer

OWN = "own_account"


class MySessionsView(BaseView):
    """My sessions."""

    route_base = "/mine/sessions"
    class_permission_name = OWN
    base_permissions: ClassVar[list[str]] = ["can_userinfo"]
    method_permission_name: ClassVar[dict[str, str]] = {
        "index": "userinfo",
        "end": "userinfo",
        "end_others": "userinfo",
    }

    @expose("/")
    @has_access
    def index(self) -> Answer:
        return mine_sessions.sessions_page(asking())

    @expose("/<int:row_id>/end", methods=["POST"])
    @has_access
    def end(self, row_id: int) -> Answer:
        return mine_sessions.end_one(asking(), row_id)

    @expose("/end-others", methods=["POST"])
    @has_access
    def end_others(self) -> Answer:
        return mine_sessions.end_others(asking())


class MyPasswordView(BaseView):
    """My password."""

    route_base = "/mine/password"
    class_permission_name = OWN
    base_permissions: ClassVar[list[str]] = ["can_userinfo"]
    method_permission_name: ClassVar[dict[str, str]] = {"index": "userinfo", "change": "userinfo"}

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Answer:
        return mine_password.password_page(asking())

    @expose("/", methods=["POST"])
    @has_access
    def change(self) -> Answer:
        return mine_password.change_password(asking())


class MyCodeView(BaseView):
    """My one-time codes."""

    route_base = "/mine/code"
    class_permission_name = OWN
    base_permissions: ClassVar[list[str]] = ["can_userinfo"]
    method_permission_name: ClassVar[dict[str, str]] = dict.fromkeys(
        ("index", "begin", "confirm", "renew", "remove"), "userinfo"
    )

    @expose("/")
    @has_access
    def index(self) -> Answer:
        return mine_code.code_page(asking())

    @expose("/begin", methods=["POST"])
    @has_access
    def begin(self) -> Answer:
        return mine_code.begin(asking())

    @expose("/confirm", methods=["POST"])
    @has_access
    def confirm(self) -> Answer:
        return mine_code.confirm(asking())

    @expose("/renew", methods=["POST"])
    @has_access
    def renew(self) -> Answer:
        return mine_code.renew(asking())

    @expose("/remove", methods=["POST"])
    @has_access
    def remove(self) -> Answer:
        return mine_code.remove(asking())


class UserSigningView(BaseView):
    """What administrators end for a user."""

    route_base = "/users/signing"
    class_permission_name = "user_signing"
    base_permissions: ClassVar[list[str]] = ["can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {"end_sessions": "write", "forget_code": "write"}

    @expose("/<int:row_id>/sessions/end", methods=["POST"])
    @has_access
    def end_sessions(self, row_id: int) -> Answer:
        return user_signing.end_all_of(asking(), row_id)

    @expose("/<int:row_id>/code/forget", methods=["POST"])
    @has_access
    def forget_code(self, row_id: int) -> Answer:
        return user_signing.forget_code_of(asking(), row_id)
