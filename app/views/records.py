"""Addresses that serve records of every kind."""

from __future__ import annotations

from flask import redirect
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.kernel.errors import NotFound
from app.models import Record
from app.panel.boundary import asking
from app.records.access import SCOPE, Scope
from app.records.kinds import kind


class RecordsView(BaseView):
    """``/r/<id>`` goes to the profile of whatever kind."""

    route_base = "/r"
    class_permission_name = "records"
    base_permissions = ["can_read"]
    method_permission_name = {"go": "read"}

    @expose("/<int:record_id>")
    @has_access
    def go(self, record_id: int) -> Response:
        statement = select(Record.kind).where(Record.id == record_id).execution_options(**{SCOPE: Scope.ALL})
        name = asking().session.scalars(statement).first()
        if name is None:
            raise NotFound
        return redirect(f"{kind(name).route}/show/{record_id}")
