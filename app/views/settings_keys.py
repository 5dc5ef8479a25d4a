"""API keys: everybody's own, all of them for administrators."""

from __future__ import annotations

from typing import ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import settings_keys
from app.panel.boundary import asking
from app.panel.settings import Answer


class KeysView(BaseView):
    """List, make, revoke."""

    route_base = "/settings/keys"
    class_permission_name = "keys"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {"index": "read", "add": "write", "revoke": "write"}

    @expose("/")
    @has_access
    def index(self) -> Answer:
        return settings_keys.keys_page(asking())

    @expose("/add", methods=["POST"])
    @has_access
    def add(self) -> Answer:
        return settings_keys.add_key(asking())

    @expose("/<int:row_id>/revoke", methods=["POST"])
    @has_access
    def revoke(self, row_id: int) -> Answer:
        return settings_keys.revoke_key(asking(), row_id)
