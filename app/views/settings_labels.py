"""Labels in every language: for administrators and translators."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import settings_labels
from app.panel.boundary import asking
from app.panel.settings import Answer


class LabelsView(BaseView):
    """The list, and files of it."""

    route_base = "/settings/labels"
    class_permission_name = "labels"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {
        "index": "read",
        "export": "read",
        "save": "write",
        "take": "write",
    }

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Answer:
        return settings_labels.labels_page(asking())

    @expose("/", methods=["POST"])
    @has_access
    def save(self) -> Answer:
        return settings_labels.save_labels(asking())

    @expose("/<locale>.po")
    @has_access
    def export(self, locale: str) -> Any:
        return settings_labels.give_file(asking(), locale)

    @expose("/import", methods=["POST"])
    @has_access
    def take(self) -> Answer:
        return settings_labels.take_file(asking())
