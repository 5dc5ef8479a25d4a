"""Everything that was deleted (HIS-3)."""

from __future__ import annotations

from typing import ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel import trash_pages
from app.panel.boundary import asking
from app.panel.trash_pages import Answer


class TrashView(BaseView):
    """``/trash/``; removing for good is for administrators, the only ones who have its permission."""

    route_base = "/trash"
    default_view = "index"
    class_permission_name = "records"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_purge"]
    method_permission_name: ClassVar[dict[str, str]] = {"index": "read", "purge": "purge"}

    @expose("/")
    @has_access
    def index(self) -> Answer:
        return trash_pages.trash_page(asking())

    @expose("/purge", methods=["POST"])
    @has_access
    def purge(self) -> Answer:
        return trash_pages.purge_page(asking())
