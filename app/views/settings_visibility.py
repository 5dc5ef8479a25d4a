"""Who may see new records, kind by kind."""

from __future__ import annotations

from typing import ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import settings_visibility
from app.panel.boundary import asking
from app.panel.settings import Answer


class VisibilityView(BaseView):
    """What is allowed, the default, and who takes part from the start."""

    route_base = "/settings/visibility"
    class_permission_name = "settings"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {"index": "write", "save": "write"}

    @expose("/")
    @has_access
    def index(self) -> Answer:
        return settings_visibility.visibility_page(asking())

    @expose("/<kind_name>", methods=["POST"])
    @has_access
    def save(self, kind_name: str) -> Answer:
        return settings_visibility.save_policy(asking(), kind_name)
