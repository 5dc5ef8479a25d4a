"""Addresses that the forms of a list's header send to: list views, what lists begin with, the fields of the filter panel."""

from __future__ import annotations

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from werkzeug.wrappers import Response

from app.panel import list_posts


class ListViewsView(BaseView):
    """Keep, change and remove list views; say what lists begin with."""

    route_base = "/views"
    class_permission_name = "filters"
    base_permissions = ["can_read", "can_write", "can_delete"]
    method_permission_name = {
        "add": "write",
        "change": "write",
        "delete": "delete",
        "begin": "write",
        "panel": "write",
    }

    @expose("/add", methods=["POST"])
    @has_access
    def add(self) -> Response:
        return list_posts.add_sent()

    @expose("/<int:pk>/change", methods=["POST"])
    @has_access
    def change(self, pk: int) -> Response:
        return list_posts.change_sent(pk)

    @expose("/<int:pk>/delete", methods=["POST"])
    @has_access
    def delete(self, pk: int) -> Response:
        return list_posts.delete_sent(pk)

    @expose("/begin", methods=["POST"])
    @has_access
    def begin(self) -> Response:
        return list_posts.begin_sent()

    @expose("/panel", methods=["POST"])
    @has_access
    def panel(self) -> Response:
        return list_posts.panel_sent()
