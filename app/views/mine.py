"""What each user chooses for themselves."""

from __future__ import annotations

from typing import ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import mine
from app.panel.boundary import asking
from app.panel.settings import Answer


class MineView(BaseView):
    """My settings."""

    route_base = "/mine"
    class_permission_name = "own_account"
    base_permissions: ClassVar[list[str]] = ["can_userinfo"]
    method_permission_name: ClassVar[dict[str, str]] = {"index": "userinfo", "save": "userinfo"}

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Answer:
        return mine.mine_page(asking())

    @expose("/", methods=["POST"])
    @has_access
    def save(self) -> Answer:
        return mine.save_mine(asking())
