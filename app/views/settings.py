"""Settings: one panel per thing."""

from __future__ import annotations

from typing import ClassVar

from flask import redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.domain import groups, tags
from app.domain.settings import set_setting
from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.settings import SETTINGS, SIGN_IN, get_setting, is_feature
from app.models import Operation
from app.panel import settings_features, settings_hub
from app.panel import settings_tokens as panels
from app.panel.boundary import asking
from app.panel.settings import Answer, number, rows_page, save_row
from app.panel.toasts import toast
from app.records.changes import change_set


class SettingsView(BaseView):
    """The hub, and what can be switched on and off."""

    route_base = "/settings"
    class_permission_name = "settings"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {"hub": "read", "features": "write", "switch_feature": "write"}

    @expose("/")
    @has_access
    def hub(self) -> Answer:
        return settings_hub.hub_page(asking())

    @expose("/features/")
    @has_access
    def features(self) -> Answer:
        return settings_features.features_page(asking())

    @expose("/features/<name>", methods=["POST"])
    @has_access
    def switch_feature(self, name: str) -> Answer:
        return settings_features.switch(asking(), name, request.form.get("on", ""))


OPTIONS = {name: one for name, one in SETTINGS.items() if not is_feature(name) and not name.startswith(SIGN_IN)}
"""What the page of the installation asks for; features have their switches in the hub, signing in has a page of its own."""


class InstallationView(BaseView):
    """The installation's own options."""

    route_base = "/settings/installation"
    class_permission_name = "settings"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {"index": "write"}

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Answer:
        who = asking()
        errors: dict[str, list[str]] = {}
        if request.method == "POST":
            errors, changes = self._save_settings()
            if not errors:
                toast(say("Saved."), changes=changes)
                return redirect("/settings/installation/", code=303)
        values = {name: request.form.get(name, get_setting(who.session, name)) for name in OPTIONS}
        page = render_template(
            "pages/settings_installation.html", settings=OPTIONS, values=values, errors=errors, nav="settings"
        )
        return page, 422 if errors else 200

    def _save_settings(self) -> tuple[dict[str, list[str]], int | None]:
        who, errors = asking(), {}
        with change_set(who.session, Operation.EDITED) as done:
            for name in OPTIONS:
                try:
                    set_setting(who.session, name, request.form.get(name, "false"))
                except Invalid as error:
                    errors[name] = [str(error.message)]
        return errors, done.id


class GroupsView(BaseView):
    """Group settings, reached from the list's side panel (GRP-1)."""

    route_base = "/settings/groups"
    class_permission_name = "groups"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {
        "index": "read",
        "add": "write",
        "change": "write",
        "remove": "write",
    }

    @expose("/")
    @has_access
    def index(self) -> Answer:
        return rows_page(panels.groups_panel(asking()))

    @expose("/add", methods=["POST"])
    @has_access
    def add(self) -> Answer:
        name, color = request.form.get("name", ""), request.form.get("color")
        return self._save(Operation.ADDED, lambda s: groups.add_group(s, name, color))

    @expose("/<int:row_id>", methods=["POST"])
    @has_access
    def change(self, row_id: int) -> Answer:
        name, color = request.form.get("name", ""), request.form.get("color")
        return self._save(Operation.EDITED, lambda s: groups.change_group(s, row_id, name, color), row_id)

    @expose("/<int:row_id>/remove", methods=["POST"])
    @has_access
    def remove(self, row_id: int) -> Answer:
        return self._save(Operation.DELETED, lambda s: groups.remove_group(s, row_id), row_id)

    def _save(self, operation, act, row_id=0):  # type: ignore[no-untyped-def]
        who = asking()
        return save_row(who, lambda: panels.groups_panel(who), operation, lambda: act(who.session), row_id)


class TagsView(BaseView):
    """Tags: rename, recolour, merge, remove (TAG-1)."""

    route_base = "/settings/tags"
    class_permission_name = "tags"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {
        "index": "read",
        "change": "write",
        "merge": "write",
        "remove": "write",
    }

    @expose("/")
    @has_access
    def index(self) -> Answer:
        return rows_page(panels.tags_panel(asking(), asks_for=number(request.args.get("merge", ""))))

    @expose("/<int:row_id>", methods=["POST"])
    @has_access
    def change(self, row_id: int) -> Answer:
        name, color = request.form.get("name", ""), request.form.get("color")
        return self._save(Operation.EDITED, lambda s: tags.change_tag(s, row_id, name, color), row_id)

    @expose("/<int:row_id>/merge", methods=["POST"])
    @has_access
    def merge(self, row_id: int) -> Answer:
        into, name = number(request.form.get("into", "")), request.form.get("name", "")
        return self._save(
            Operation.EDITED, lambda s: panels.merged(name, into=tags.merge_tags(s, row_id, into).name), row_id
        )

    @expose("/<int:row_id>/remove", methods=["POST"])
    @has_access
    def remove(self, row_id: int) -> Answer:
        return self._save(Operation.DELETED, lambda s: tags.remove_tag(s, row_id), row_id)

    def _save(self, operation, act, row_id=0):  # type: ignore[no-untyped-def]
        who = asking()
        return save_row(who, lambda: panels.tags_panel(who), operation, lambda: act(who.session), row_id)
