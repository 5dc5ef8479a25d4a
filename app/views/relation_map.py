"""The relation map (REL-8), and how two records are connected (REL-9)."""

from __future__ import annotations

from typing import ClassVar

from flask import Response
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import map_card, map_pages
from app.panel.boundary import asking

Answer = str | Response


class RelationMapView(BaseView):
    """``/relations/map``"""

    route_base = "/relations"
    default_view = "map"
    class_permission_name = "records"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = dict.fromkeys(("map", "data", "card", "table"), "read")

    @expose("/map")
    @has_access
    def map(self) -> Answer:
        return map_pages.map_page(asking())

    @expose("/map/data")
    @has_access
    def data(self) -> Answer:
        return map_pages.map_data(asking())

    @expose("/map/card/<int:pk>")
    @has_access
    def card(self, pk: int) -> Answer:
        return map_card.card(asking(), pk)

    @expose("/map/table.csv")
    @has_access
    def table(self) -> Answer:
        return map_pages.map_table(asking())
