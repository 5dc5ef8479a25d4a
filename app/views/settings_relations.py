"""Relation types: a list, and a form for one."""

from __future__ import annotations

from typing import ClassVar

from flask import request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import settings_relations as panel
from app.panel.boundary import asking
from app.panel.settings import Answer, numbers
from app.records.fields import Asking


def asked() -> Asking:
    """Who asks; nobody while relations are off."""
    panel.refuse_while_off()
    return asking()


class RelationTypesView(BaseView):
    """Every page and act needs the right to change settings."""

    route_base = "/settings/relations"
    class_permission_name = "settings"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = dict.fromkeys(
        ("types", "order", "add", "edit", "effects", "unfit", "move", "remove", "back"), "write"
    )

    @expose("/")
    @has_access
    def types(self) -> Answer:
        return panel.types_page(asked())

    @expose("/order", methods=["POST"])
    @has_access
    def order(self) -> Answer:
        return panel.order_types(asked(), numbers("order"))

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Answer:
        return panel.add_page(asked())

    @expose("/<int:row_id>/edit", methods=["GET", "POST"])
    @has_access
    def edit(self, row_id: int) -> Answer:
        return panel.edit_page(asked(), row_id)

    @expose("/<int:row_id>/effects", methods=["POST"])
    @has_access
    def effects(self, row_id: int) -> Answer:
        return panel.effects_part(asked(), row_id)

    @expose("/<int:row_id>/unfit")
    @has_access
    def unfit(self, row_id: int) -> Answer:
        return panel.unfit_page(asked(), row_id)

    @expose("/<int:row_id>/move", methods=["POST"])
    @has_access
    def move(self, row_id: int) -> Answer:
        return panel.move_type(asked(), row_id, -1 if request.form.get("by") == "-1" else 1)

    @expose("/<int:row_id>/remove", methods=["POST"])
    @has_access
    def remove(self, row_id: int) -> Answer:
        return panel.remove_type(asked(), row_id)

    @expose("/<int:row_id>/back", methods=["POST"])
    @has_access
    def back(self, row_id: int) -> Answer:
        return panel.bring_type_back(asked(), row_id)
