"""Asking to be let in, and answering."""

from __future__ import annotations

from typing import ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import access_requests
from app.panel.access_requests import Answer
from app.panel.boundary import asking


class AccessRequestsView(BaseView):
    """``/access/requests/``: what others ask, what one asked oneself; below it the page that asks."""

    route_base = "/access/requests"
    class_permission_name = "records"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = dict.fromkeys(("index", "answer", "ask", "send", "seen"), "read")

    @expose("/")
    @has_access
    def index(self) -> Answer:
        return access_requests.requests_page(asking())

    @expose("/<int:row_id>", methods=["POST"])
    @has_access
    def answer(self, row_id: int) -> Answer:
        return access_requests.answer(asking(), row_id)

    @expose("/ask/<int:record_id>")
    @has_access
    def ask(self, record_id: int) -> Answer:
        return access_requests.ask_page(asking(), record_id)

    @expose("/ask/<int:record_id>", methods=["POST"])
    @has_access
    def send(self, record_id: int) -> Answer:
        return access_requests.ask(asking(), record_id)

    @expose("/seen", methods=["POST"])
    @has_access
    def seen(self) -> Answer:
        return access_requests.mark_seen()
