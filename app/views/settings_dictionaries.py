"""The panel of every dictionary, generated from its declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import render_template, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import has_access

from app.domain import dictionaries
from app.domain.dictionary_extras import put_steps
from app.kernel.viewer import AnySession
from app.models import Operation
from app.panel import settings as panels
from app.panel.boundary import asking
from app.panel.settings import Answer, RowsPanel, given_row, number, numbers, pairs, rows_page, save_row


class DictionariesView(BaseView):
    """The index of dictionaries and the panel of each."""

    route_base = "/settings/dictionaries"
    class_permission_name = "settings"
    base_permissions: ClassVar[list[str]] = ["can_read", "can_write"]
    method_permission_name: ClassVar[dict[str, str]] = {"index": "read", "dictionary": "read"} | dict.fromkeys(
        ("add_entry", "order", "change_entry", "move", "merge", "remove_entry", "steps"), "write"
    )

    @expose("/")
    @has_access
    def index(self) -> Answer:
        cards = panels.dictionary_cards(asking())
        return render_template("pages/settings_dictionaries.html", cards=cards, nav="settings")

    @expose("/<key>/")
    @has_access
    def dictionary(self, key: str) -> Answer:
        merging = number(request.args.get("merge", ""))
        return rows_page(panels.dictionary_panel(asking(), dictionaries.page_of(key), key=key, asks_for=merging))

    @expose("/<key>/add", methods=["POST"])
    @has_access
    def add_entry(self, key: str) -> Answer:
        return _save(key, Operation.ADDED, lambda s, model: dictionaries.add_entry(s, model, given_row()))

    @expose("/<key>/order", methods=["POST"])
    @has_access
    def order(self, key: str) -> Answer:
        return _save(key, Operation.EDITED, lambda s, of: dictionaries.order_entries(s, of, numbers("order")))

    @expose("/<key>/<int:row_id>", methods=["POST"])
    @has_access
    def change_entry(self, key: str, row_id: int) -> Answer:
        row = given_row()
        return _save(key, Operation.EDITED, lambda s, of: dictionaries.change_entry(s, of, row_id, row), row_id)

    @expose("/<key>/<int:row_id>/move", methods=["POST"])
    @has_access
    def move(self, key: str, row_id: int) -> Answer:
        steps = -1 if request.form.get("by") == "-1" else 1
        return _save(key, Operation.EDITED, lambda s, model: dictionaries.move_entry(s, model, row_id, steps), row_id)

    @expose("/<key>/<int:row_id>/merge", methods=["POST"])
    @has_access
    def merge(self, key: str, row_id: int) -> Answer:
        into = number(request.form.get("into", ""))
        return _save(key, Operation.DELETED, lambda s, of: dictionaries.replace_entry(s, of, row_id, into), row_id)

    @expose("/<key>/<int:row_id>/remove", methods=["POST"])
    @has_access
    def remove_entry(self, key: str, row_id: int) -> Answer:
        return _save(key, Operation.DELETED, lambda s, model: dictionaries.remove_entry(s, model, row_id), row_id)

    @expose("/ticket-states/steps", methods=["POST"])
    @has_access
    def steps(self) -> Answer:
        return _save("ticket-states", Operation.EDITED, lambda s, _model: put_steps(s, pairs("step")))


def _save(key: str, operation: Operation, act: Callable[[AnySession, type[Any]], object], row: int = 0) -> Answer:
    of, page, who = dictionaries.dictionary(key), dictionaries.page_of(key), asking()

    def panel() -> RowsPanel:
        return panels.dictionary_panel(who, page, key=key)

    return save_row(who, panel, operation, lambda: act(who.session, of.model), row, key=key)
