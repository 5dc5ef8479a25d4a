"""The company that a person has left, kept with one click."""

from __future__ import annotations

from typing import ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from werkzeug.wrappers import Response

from app.panel import former_company as panel
from app.panel.boundary import asking


class FormerCompanyView(BaseView):
    """Whoever may relate the two may keep it."""

    route_base = panel.URL
    class_permission_name = "records"
    base_permissions: ClassVar[list[str]] = ["can_read"]
    method_permission_name: ClassVar[dict[str, str]] = {"keep": "read"}

    @expose("/<int:record_id>", methods=["POST"])
    @has_access
    def keep(self, record_id: int) -> Response:
        return panel.keep(asking(), record_id)
