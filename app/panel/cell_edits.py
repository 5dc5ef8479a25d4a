"""One value of one record, edited where it stands: in the cell of a list or among the facts of a profile (LST-4).

The controls are those of the full form, and so are the rules: only what changed is written, and where somebody else changed the
same meanwhile, both values are shown first. Answers are JSON for ``static/js/edit.js``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import jsonify, render_template, request
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.kernel.errors import Forbidden, Invalid
from app.kernel.messages import Message, say
from app.kernel.viewer import Right
from app.models import Operation, Record
from app.panel.controls import Control, LineControl, Raw, control_for
from app.panel.editable import fields_of
from app.panel.former_company import employer_of, offer_of
from app.panel.forms import RecordForm, base_sent, find_conflicts, seen_sent, start_over
from app.panel.lists import row_html
from app.panel.profiles import profile_page
from app.panel.toasts import undo_url
from app.records.access import Scope, may
from app.records.changes import change_set
from app.records.fields import Asking, Field
from app.records.history import last_change_id
from app.records.kinds import Kind
from app.records.many_fields import ChannelField
from app.records.saving import change_record
from app.records.search import find_by_id, load_rows

FACTS = "facts"
"""The value of ``part`` that a profile sends; a list sends its own address."""
NO_RIGHT = say("You may read this record but not change it. Ask its owner for the right to edit.")

Answer = Response | tuple[Response, int]


@dataclass
class MainValueControl(LineControl):
    """The main phone or e-mail alone, for a cell: the other rows stay as they are."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def shown(self, record: Any) -> Raw:
        self.rows = [{key: row[key] for key in ("type", "value", "main")} for row in self.of.api(record)]
        return self.rows[self._place]["value"] if self.rows else ""

    def given(self, raw: Raw) -> Any:
        place = self._place
        before = self.rows[place] if self.rows else {"main": True}
        return [*self.rows[:place], *([{**before, "value": raw}] if raw else []), *self.rows[place + 1 :]]

    @property
    def _place(self) -> int:
        return next((place for place, row in enumerate(self.rows) if row["main"]), 0)

    def take(self, errors: Mapping[str, list[Message]]) -> list[tuple[str, Message]]:
        own = errors.get(f"{self.name}.{self._place}") or errors.get(self.name, [])
        return super().take({self.name: own})


def cell_form(asking: Asking, kind: Kind, record: Record, asked: str) -> Answer:
    """The control for the fields named in ``asked``, filled from the record."""
    form, fresh = _form(asking, kind, record, asked)
    form.show(fresh)
    form.seen = last_change_id(asking, fresh)
    return jsonify(html=_drawn(form, fresh))


def save_cell(asking: Asking, kind: Kind, record: Record, asked: str) -> Answer:
    """Write what was typed: 200 with the fresh row or page, 422 with the sentence at the control, 409 with both values."""
    form, fresh = _form(asking, kind, record, asked)
    stored = {name: one.shown(fresh) for name, one in form.controls.items()}
    form.read()
    form.base, form.seen = base_sent(form), seen_sent()
    names = find_conflicts(asking, form, fresh, stored)
    if form.conflicts:
        form.base = stored
        form.seen = last_change_id(asking, fresh)
        html = _drawn(form, fresh)
        return jsonify(message=str(form.conflicts[0].sentence), html=html, **_shown(asking, kind, record.id)), 409
    return _write(asking, form, fresh, names)


def _form(asking: Asking, kind: Kind, record: Record, asked: str) -> tuple[RecordForm, Any]:
    """The form of these fields, empty, and the record with what they show."""
    if not may(asking.session, asking.viewer, Right.EDIT, record):
        raise Forbidden(NO_RIGHT)
    fields = fields_of(kind, asked.split(","))
    fresh = load_rows(asking, kind, [record.id], [one.name for one in fields])[0]
    return RecordForm(kind, {one.name: _control(asking, one, kind) for one in fields}), fresh


def _is_in_facts() -> bool:
    return request.args.get("part") == FACTS


def _control(asking: Asking, of: Field, kind: Kind) -> Control:
    if isinstance(of, ChannelField) and not _is_in_facts():
        return MainValueControl(asking, of)
    return control_for(asking, of, kind.name)


def _write(asking: Asking, form: RecordForm, record: Any, names: Sequence[str]) -> Answer:
    before = employer_of(record)
    try:
        with change_set(asking.session, Operation.EDITED) as made:
            change_record(asking, form.kind, record, form.given(names), keeps_owner=form.keeps_owner)
    except Invalid as error:
        return _refused(asking, form, record.id, error)
    except StaleDataError:
        return _refused(
            asking, form, record.id, Invalid(say("Somebody saved this record at the same moment. Save again."))
        )
    name, offered = record.name, offer_of(asking, record, before)
    asking.session.expire(record)
    said = say("Saved: %(name)s", name=name) if made.id else None
    undo = undo_url(made.id) if made.id else ""
    offer = offered.as_json() if offered is not None else None
    return jsonify(said=str(said or ""), undo=undo, offer=offer, **_shown(asking, form.kind, record.id))


def _refused(asking: Asking, form: RecordForm, record_id: int, error: Invalid) -> Answer:
    """The control as it was sent, with the sentence below it."""
    start_over(asking)
    record = find_by_id(asking, form.kind, record_id, scope=Scope.LIVE)
    form.refuse(error)
    return jsonify(message=str(error.message), html=_drawn(form, record, _unplaced(form, error))), 422


def _unplaced(form: RecordForm, error: Invalid) -> list[Message]:
    """Sentences about fields that this form does not show, such as the postal code that no longer fits the country."""
    others = [name for name in error.errors if name.partition(".")[0] not in form.controls]
    told = [sentence for name in others for sentence in error.errors[name]]
    return told or ([error.message] if form.wrong[0][0] == "form" else [])


def _drawn(form: RecordForm, record: Any, notes: Sequence[Message] = ()) -> str:
    return render_template("panel/cell_form.html", form=form, record=record, notes=notes)


def _shown(asking: Asking, kind: Kind, record_id: int) -> dict[str, str]:
    """What stands on the page now: the row of the list, or the profile; empty where the viewer sees the record no more."""
    if not _is_in_facts():
        return {"row": row_html(asking, kind, record_id)}
    record = find_by_id(asking, kind, record_id, scope=Scope.LIVE)
    return {"page": profile_page(asking, kind, record) if record is not None else ""}
