"""``/r/<id>/relations``: what a record is tied to, on its profile and as a table (REL-3)."""

from __future__ import annotations

from typing import ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from werkzeug.wrappers import Response

from app.panel import relation_pages
from app.panel.boundary import asking
from app.panel.relation_card import show_card
from app.panel.relation_pages import Answer, subject


class RecordRelationsView(BaseView):
    """The table, the form for one, its card, and the small acts. Nothing of it is there while relations are off."""

    route_base = "/r/<int:record_id>/relations"
    class_permission_name = "records"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("table", "card"), "read"),
        **dict.fromkeys(("add", "edit", "save_row", "end", "remove", "make"), "write"),
    }

    @expose("/")
    @has_access
    def table(self, record_id: int) -> Answer:
        return relation_pages.show_table(asking(), subject(asking(), record_id))

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self, record_id: int) -> Answer:
        return relation_pages.form_page(asking(), subject(asking(), record_id))

    @expose("/<int:relation_id>", methods=["GET", "POST"])
    @has_access
    def edit(self, record_id: int, relation_id: int) -> Answer:
        return relation_pages.form_page(asking(), subject(asking(), record_id), relation_id)

    @expose("/<int:relation_id>/row", methods=["POST"])
    @has_access
    def save_row(self, record_id: int, relation_id: int) -> Answer:
        return relation_pages.save_row(asking(), subject(asking(), record_id), relation_id)

    @expose("/<int:relation_id>/card")
    @has_access
    def card(self, record_id: int, relation_id: int) -> Response:
        return show_card(asking(), subject(asking(), record_id), relation_id)

    @expose("/<int:relation_id>/end", methods=["POST"])
    @has_access
    def end(self, record_id: int, relation_id: int) -> Answer:
        return relation_pages.end_one(asking(), subject(asking(), record_id), relation_id)

    @expose("/<int:relation_id>/remove", methods=["POST"])
    @has_access
    def remove(self, record_id: int, relation_id: int) -> Answer:
        return relation_pages.remove_one(asking(), subject(asking(), record_id), relation_id)

    @expose("/<int:relation_id>/record", methods=["GET", "POST"])
    @has_access
    def make(self, record_id: int, relation_id: int) -> Answer:
        return relation_pages.making_page(asking(), subject(asking(), record_id), relation_id)
