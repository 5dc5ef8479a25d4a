"""How people sign in, for administrators."""

from __future__ import annotations

from typing import ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import settings_signing
from app.panel.boundary import asking
from app.panel.settings import Answer


class SigningView(BaseView):
    """Passwords, sessions, one-time codes."""

    route_base = "/settings/signing"
    class_permission_name = "settings"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {"index": "write", "save": "write"}

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Answer:
        return settings_signing.signing_page(asking())

    @expose("/", methods=["POST"])
    @has_access
    def save(self) -> Answer:
        return settings_signing.save_signing(asking())
