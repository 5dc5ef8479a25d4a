"""Users, roles and user groups: Flask-AppBuilder's panels, with its open ends tied."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask_appbuilder import expose
from flask_appbuilder.security import views


class KnownActions:
    """Flask-AppBuilder looks an action up before it asks for the right, and fails on a name that it does not know."""

    actions: dict[str, Any]

    @expose("/action/<string:name>/<pk>", methods=["GET", "POST"])
    def action(self, name: str, pk: str) -> Any:
        if name not in self.actions:
            abort(404)
        return super().action(name, pk)  # type: ignore[misc]

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Any:
        if request.form.get("action") not in self.actions:
            abort(404)
        return super().action_post()  # type: ignore[misc]


# Their names are those of Flask-AppBuilder: endpoints and permissions hang on them.
class UserDBModelView(KnownActions, views.UserDBModelView):
    """Users."""


class RoleModelView(KnownActions, views.RoleModelView):
    """Roles."""


class UserGroupModelView(KnownActions, views.UserGroupModelView):
    """User groups (teams)."""
