"""Users, roles and user groups: Flask-AppBuilder's panels, with its open ends tied."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, request
from flask_appbuilder import expose
from flask_appbuilder.security import views
from flask_appbuilder.security.decorators import has_access

from app.kernel.errors import BadQuery
from app.kernel.messages import say
from app.panel.passwords import hash_password
from app.panel.user_passwords import ADD_FIELDS
from app.records.link_fields import is_id

NUMBER_WORDS = ("page_", "psize_")
ORDER_WORD = "_oc_"
LARGEST = 100_000


class TiedEnds:
    """Flask-AppBuilder looks an action up before it asks for the right, and fails on a name, a number or a column in the address
    that it does not know."""

    actions: dict[str, Any]
    order_columns: list[str]

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        for word, value in request.args.items():
            if word.startswith(NUMBER_WORDS) and not (is_id(value) and int(value) <= LARGEST):
                raise BadQuery(
                    say("“%(word)s” takes a whole number from 1 to %(most)s.", word=word[:100], most=LARGEST)
                )
            if word.startswith(ORDER_WORD) and value not in self.order_columns:
                raise BadQuery(say("A list cannot be sorted by “%(field)s”.", field=value[:100]))
        return super().list()  # type: ignore[misc]

    @expose("/download/<string:filename>")
    @has_access
    def download(self, filename: str) -> Any:
        abort(404)

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
class UserDBModelView(TiedEnds, views.UserDBModelView):
    """Users."""

    show_template = "pages/user.html"
    add_form_extra_fields = ADD_FIELDS

    def render_template(self, template: str, **values: Any) -> str:
        """The page of one user also tells how they sign in."""
        from app.panel.user_signing import signing_facts

        if template == self.show_template and "pk" in values:
            values["signing"] = signing_facts(int(values["pk"]))
        return super().render_template(template, **values)

    def pre_add(self, item: Any) -> None:
        item.password = hash_password(item.password)


class RoleModelView(TiedEnds, views.RoleModelView):
    """Flask-AppBuilder wants one; its pages are ``app.views.roles``."""

    include_route_methods: ClassVar[set[str]] = set()


class UserGroupModelView(TiedEnds, views.UserGroupModelView):
    """User groups (teams)."""
