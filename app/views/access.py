"""What others see, and what goes from one to another: for administrators (ACC-7, ACC-8)."""

from __future__ import annotations

from typing import ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import eyes, hand_over
from app.panel.boundary import asking
from app.panel.settings import Answer


class AccessView(BaseView):
    """With the eyes of a user; the hand-over."""

    route_base = "/access"
    class_permission_name = "people"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {
        "see_as": "read",
        "back": "read",
        "leaving": "read",
        "hand_over": "write",
    }

    @expose("/as/<int:row_id>")
    @has_access
    def see_as(self, row_id: int) -> Answer:
        return eyes.see_as(row_id)

    @expose("/back", methods=["POST"])
    @has_access
    def back(self) -> Answer:
        return eyes.back()

    @expose("/hand-over/<int:row_id>", methods=["GET"])
    @has_access
    def leaving(self, row_id: int) -> Answer:
        return hand_over.hand_over_page(asking(), row_id)

    @expose("/hand-over/<int:row_id>", methods=["POST"])
    @has_access
    def hand_over(self, row_id: int) -> Answer:
        return hand_over.hand_over(asking(), row_id)
