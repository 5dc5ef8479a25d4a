"""Saved filters as the list's forms send them, and the live counts of the filter panel."""

from __future__ import annotations

from flask import jsonify, redirect, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from werkzeug.wrappers import Response

from app.domain.saved_filters import filter_by_id, remove_filter
from app.kernel.messages import say
from app.models import Operation
from app.panel.boundary import asking
from app.panel.facets import facet_counts
from app.panel.filter_keeping import filter_menu_page
from app.panel.filter_posts import add_sent, change_sent, repair_sent
from app.panel.toasts import toast
from app.records.changes import change_set
from app.records.kinds import kind


class FiltersView(BaseView):
    """Keep, change and remove a filter; every answer leads back to its list."""

    route_base = "/filters"
    class_permission_name = "filters"
    base_permissions = ["can_read", "can_write", "can_delete"]
    method_permission_name = {
        "menu": "read",
        "add": "write",
        "change": "write",
        "repair": "write",
        "delete": "delete",
        "counts": "read",
    }

    @expose("/<int:pk>/")
    @has_access
    def menu(self, pk: int) -> str:
        """What can be done with a filter; ``now`` is what its list is asked for at present."""
        return filter_menu_page(asking(), filter_by_id(asking(), pk), request.args.get("now", ""))

    @expose("/add", methods=["POST"])
    @has_access
    def add(self) -> Response:
        return add_sent()

    @expose("/<int:pk>/change", methods=["POST"])
    @has_access
    def change(self, pk: int) -> Response:
        return change_sent(pk)

    @expose("/<int:pk>/repair", methods=["POST"])
    @has_access
    def repair(self, pk: int) -> Response:
        """Put another value in the place of a condition that can no longer be asked, or drop it."""
        return repair_sent(pk)

    @expose("/<int:pk>/delete", methods=["POST"])
    @has_access
    def delete(self, pk: int) -> Response:
        saved = filter_by_id(asking(), pk)
        with change_set(asking().session, Operation.DELETED) as done:
            remove_filter(asking(), saved)
        toast(say("The filter “%(name)s” is deleted.", name=saved.name), changes=done.id)
        return redirect(f"{kind(saved.kind).route}/list/", code=303)

    @expose("/counts")
    @has_access
    def counts(self) -> Response:
        """How many each choice of a field would show: ``?kind=…&field=…`` and the words of the list."""
        return jsonify(facet_counts(asking(), request.args))
