"""What is left of Flask-AppBuilder's panels of users, roles and user groups: one's own page. The others are in ``app.views``."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, request
from flask_appbuilder import expose
from flask_appbuilder.security import views


# Their names are those of Flask-AppBuilder: endpoints and permissions hang on them.
class UserDBModelView(views.UserDBModelView):
    """One's own page, and what is done there. Flask-AppBuilder looks an action up before it asks for the right."""

    include_route_methods: ClassVar[set[str]] = {"userinfo", "action", "action_post"}

    @expose("/action/<string:name>/<pk>", methods=["GET", "POST"])
    def action(self, name: str, pk: str) -> Any:
        if name not in self.actions:
            abort(404)
        return super().action(name, pk)

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Any:
        if request.form.get("action") not in self.actions:
            abort(404)
        return super().action_post()


class RoleModelView(views.RoleModelView):
    """Flask-AppBuilder wants one."""

    include_route_methods: ClassVar[set[str]] = set()


class UserGroupModelView(views.UserGroupModelView):
    """Flask-AppBuilder wants one."""

    include_route_methods: ClassVar[set[str]] = set()
