"""The base view of a kind: five pages and their acts over one declaration (mechanism 6).

Flask-AppBuilder gives routing, permissions and the place in the house; query, list, form and saving are ours. Every
method that would read or write round the guard is replaced here.
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Blueprint, abort, jsonify, redirect, request, url_for
from flask_appbuilder import AppBuilder, ModelView, expose
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_appbuilder.security.decorators import has_access
from werkzeug.wrappers import Response

from app.kernel.database import db
from app.kernel.errors import NotFound
from app.models import Record
from app.panel import cell_edits, exports, forms, lists, mass, profiles
from app.panel.boundary import asking
from app.panel.rest import add_kind
from app.panel.rights import has_access_or_refuses
from app.records.access import Scope
from app.records.kinds import Kind, KindNow, register_kind
from app.records.search import find_by_id

Answer = str | Response | tuple[str, int]


class RecordView(ModelView):
    """Pages of one kind. A subclass declares ``kind``; everything else follows from it. Afterwards ``kind`` gives it as it is now."""

    kind: ClassVar[Kind]
    base_permissions: ClassVar[list[str]] = [
        "can_read",
        "can_write",
        "can_delete",
        "can_mass",
        "can_export",
        "can_import",
    ]
    method_permission_name: ClassVar[dict[str, str]] = {
        "list": "read",
        "show": "read",
        "add": "write",
        "edit": "write",
        "delete": "delete",
        "restore": "delete",
        "take": "write",
        "preview": "read",
        "cell": "write",
        "save_cell": "write",
        "download": "read",
        "export": "export",
        "export_start": "export",
        "mass_preview": "mass",
        "mass_start": "mass",
        "mass_rows": "mass",
        "action": "mass",
        "action_post": "mass",
    }
    add_columns: ClassVar[list[str]] = []
    edit_columns: ClassVar[list[str]] = []
    search_columns: ClassVar[list[str]] = []
    list_columns: ClassVar[list[str]] = ["name"]

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        declared = register_kind(cls.kind)
        cls.kind = KindNow(declared.name)  # type: ignore[assignment]
        cls.datamodel = SQLAInterface(declared.model, db.session)
        cls.route_base = declared.route
        cls.class_permission_name = f"records.{declared.plural}"

    def create_blueprint(self, appbuilder: AppBuilder, *args: Any, **more: Any) -> Blueprint:
        """With the pages of a kind comes its resource in the REST API."""
        add_kind(appbuilder, self.kind)
        return super().create_blueprint(appbuilder, *args, **more)

    def _init_forms(self) -> None:
        """Flask-AppBuilder would make forms from columns here; ours are made from fields for each request."""

    @expose("/list/")
    @has_access
    def list(self) -> Answer:
        return lists.list_page(asking(), self.kind)

    @expose("/show/<int:pk>")
    @has_access
    def show(self, pk: int) -> Answer:
        return profiles.profile_page(asking(), self.kind, self.record(pk))

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Answer:
        return forms.add_page(asking(), self.kind)

    @expose("/edit/<int:pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: int) -> Answer:
        return forms.edit_page(asking(), self.kind, self.record(pk, scope=Scope.LIVE))

    @expose("/delete/<int:pk>", methods=["POST"])
    @has_access
    def delete(self, pk: int) -> Answer:
        return forms.delete_record(asking(), self.kind, self.record(pk, scope=Scope.LIVE))

    @expose("/restore/<int:pk>", methods=["POST"])
    @has_access
    def restore(self, pk: int) -> Answer:
        return forms.restore_record(asking(), self.kind, self.record(pk, scope=Scope.TRASH))

    @expose("/take/<int:pk>", methods=["POST"])
    @has_access
    def take(self, pk: int) -> Answer:
        return lists.take_record(asking(), self.kind, self.record(pk, scope=Scope.LIVE))

    @expose("/preview/<int:pk>")
    @has_access
    def preview(self, pk: int) -> Response:
        return jsonify(html=profiles.preview_html(asking(), self.kind, self.record(pk, scope=Scope.LIVE)))

    @expose("/cell/<int:pk>/<names>")
    @has_access
    def cell(self, pk: int, names: str) -> cell_edits.Answer:
        return cell_edits.cell_form(asking(), self.kind, self.record(pk, scope=Scope.LIVE), names)

    @expose("/cell/<int:pk>/<names>", methods=["POST"])
    @has_access
    def save_cell(self, pk: int, names: str) -> cell_edits.Answer:
        return cell_edits.save_cell(asking(), self.kind, self.record(pk, scope=Scope.LIVE), names)

    @expose("/mass/preview", methods=["POST"])
    @has_access
    def mass_preview(self) -> Answer:
        return mass.preview_page(asking(), self.kind)

    @expose("/mass/rows", methods=["POST"])
    @has_access
    def mass_rows(self) -> Answer:
        return mass.rows_page(asking(), self.kind)

    @expose("/mass", methods=["POST"])
    @has_access
    def mass_start(self) -> Answer:
        return mass.start_page(asking(), self.kind)

    @expose("/export")
    @has_access_or_refuses
    def export(self) -> Answer:
        return exports.export_page(asking(), self.kind)

    @expose("/export", methods=["POST"])
    @has_access_or_refuses
    def export_start(self) -> Answer:
        return exports.start_page(asking(), self.kind)

    @expose("/download/<string:filename>")
    @has_access
    def download(self, filename: str) -> Answer:
        abort(404)

    @expose("/action/<string:name>/<pk>", methods=["GET", "POST"])
    def action(self, name: str, pk: str) -> Answer:
        abort(404)

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Answer:
        abort(404)

    def record(self, pk: int, scope: Scope = Scope.ALL) -> Record:
        """The record of that id; raises ``NotFound`` where it is missing, of another kind, or not for this viewer."""
        found = find_by_id(asking(), self.kind, pk, scope=scope) if pk < 2**31 else None
        if found is None:
            raise NotFound
        return found


def profile_url(record: Record) -> str:
    """The address of a record's profile, whatever its kind."""
    return url_for("RecordsView.go", record_id=record.id)


def back_to(url: str) -> Response:
    """A redirect that a browser follows with GET."""
    return redirect(url, code=303)


__all__ = ["RecordView", "back_to", "profile_url", "request"]
