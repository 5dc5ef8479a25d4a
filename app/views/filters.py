"""Saved filters as the list's forms send them, and the live counts of the filter panel."""

from __future__ import annotations

from flask import jsonify, redirect, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from werkzeug.wrappers import Response

from app.domain.saved_filters import change_filter, filter_by_id, keep_filter, remove_filter
from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.models import Operation
from app.panel.boundary import asking
from app.panel.facets import facet_counts
from app.panel.toasts import toast
from app.records.changes import change_set
from app.records.kinds import kind


def _back_to_conditions(error: Invalid, url: str) -> Response:
    """The list with its conditions as they were, and what was wrong said on it."""
    asking().session.rollback()
    toast(error.message, is_bad=True)
    return redirect(url, code=303)


class FiltersView(BaseView):
    """Keep, change and remove a filter; every answer leads back to its list."""

    route_base = "/filters"
    class_permission_name = "filters"
    base_permissions = ["can_read", "can_write", "can_delete"]
    method_permission_name = {"add": "write", "change": "write", "delete": "delete", "counts": "read"}

    @expose("/add", methods=["POST"])
    @has_access
    def add(self) -> Response:
        of, form = kind(request.form.get("kind", "")), request.form
        try:
            with change_set(asking().session, Operation.ADDED) as done:
                made = keep_filter(
                    asking(), of, form.get("name", ""), form.get("query", ""), is_shared="shared" in form
                )
        except Invalid as error:
            return _back_to_conditions(error, f"{of.route}/list/?{form.get('query', '')}")
        toast(say("The filter “%(name)s” is saved.", name=made.name), changes=done.id)
        return redirect(f"{of.route}/list/?filter={made.id}", code=303)

    @expose("/<int:pk>/change", methods=["POST"])
    @has_access
    def change(self, pk: int) -> Response:
        saved = filter_by_id(asking(), pk)
        of = kind(saved.kind)
        form = request.form
        shared = "shared" in form if "sharing" in form else None
        try:
            with change_set(asking().session, Operation.EDITED) as done:
                change_filter(asking(), of, saved, name=form.get("name"), query=form.get("query"), is_shared=shared)
        except Invalid as error:
            return _back_to_conditions(error, f"{of.route}/list/?filter={pk}")
        toast(say("The filter “%(name)s” is saved.", name=saved.name), changes=done.id)
        return redirect(f"{of.route}/list/?filter={saved.id}", code=303)

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
