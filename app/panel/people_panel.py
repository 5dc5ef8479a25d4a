"""The pages that users, teams and roles have alike: list, form, saving; for administrators."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.panel.boundary import asking
from app.panel.settings import Answer
from app.records.fields import Asking


class PeoplePanel(BaseView):
    """A subclass says what its pages show, and adds pages of its own with their permissions."""

    class_permission_name = "people"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {
        "index": "read",
        "new": "read",
        "show": "read",
        "add": "write",
        "save": "write",
    }

    def listed(self, who: Asking) -> Answer:
        """The page of all."""
        raise NotImplementedError

    def blank(self, who: Asking) -> Any:
        """The form of a new one."""
        raise NotImplementedError

    def stored(self, who: Asking, row_id: int) -> Any:
        """The form of one as it stands; raises ``NotFound``."""
        raise NotImplementedError

    def page(self, who: Asking, form: Any) -> Answer:
        """The page of a form."""
        raise NotImplementedError

    def keep(self, who: Asking, row_id: int) -> Answer:
        """Save what was posted; 0 is a new one."""
        raise NotImplementedError

    @expose("/list/")
    @has_access
    def index(self) -> Answer:
        return self.listed(asking())

    @expose("/add", methods=["GET"])
    @has_access
    def new(self) -> Answer:
        who = asking()
        return self.page(who, self.blank(who))

    @expose("/add", methods=["POST"])
    @has_access
    def add(self) -> Answer:
        return self.keep(asking(), 0)

    @expose("/show/<int:row_id>")
    @expose("/edit/<int:row_id>", methods=["GET"])
    @has_access
    def show(self, row_id: int) -> Answer:
        who = asking()
        return self.page(who, self.stored(who, row_id))

    @expose("/edit/<int:row_id>", methods=["POST"])
    @has_access
    def save(self, row_id: int) -> Answer:
        return self.keep(asking(), row_id)
