"""Adding, editing, deleting and restoring one record (REC-10, HIS-3). Plain forms do everything; scripts make them quicker."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from flask import redirect, render_template, request
from flask_appbuilder.utils.base import get_safe_redirect
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.kernel.errors import Forbidden, Invalid
from app.kernel.messages import Message, say
from app.kernel.viewer import Right
from app.models import Operation, Record
from app.panel.additions import warn_of_managers
from app.panel.conflicts import Conflict, conflict, merge
from app.panel.controls import Control, LinkControl, Raw, RowsControl, SegmentedControl, control_for
from app.panel.former_company import employer_of, offer
from app.panel.likely import likely_of
from app.panel.relation_controls import RelationControl
from app.panel.toasts import toast
from app.records.access import Scope, may
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.history import history_of, last_change_id
from app.records.kinds import FormSection, Kind, Line
from app.records.layouts import quick_of, sections_of
from app.records.link_fields import NEW, is_id
from app.records.policies import policy_of
from app.records.relation_fields import forget_ends
from app.records.saving import add_record, change_record
from app.records.search import find_by_id, load_rows
from app.records.trash import put_in_trash, take_out_of_trash
from app.records.vocabulary import forget_words

Answer = str | Response | tuple[str, int]
ACTS = ("more", "drop", "take", "keep", "turn")
"""Buttons that change the form and save nothing: one more row, one row less, their value, my value, a record instead of a text."""


@dataclass
class RecordForm:
    """The controls of one form, by field name, with what it began from and what is wrong with it."""

    kind: Kind
    controls: dict[str, Control]
    sections: tuple[FormSection, ...] = ()
    base: dict[str, Raw] = field(default_factory=dict)
    seen: int = 0
    wrong: list[tuple[str, Message]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def show(self, record: Any) -> None:
        """Fill it from a record."""
        for one in self.controls.values():
            one.raw = one.shown(record)
        self.base = {name: one.raw for name, one in self.controls.items()}

    def read(self) -> None:
        """Fill it from the request; fields that the request does not have leave the form."""
        found = {name: one.read(request.form) for name, one in self.controls.items()}
        self.controls = {name: one for name, one in self.controls.items() if found[name] is not None}
        for name, one in self.controls.items():
            one.raw = found[name]

    def leave_out_single_choice(self) -> None:
        """Where one visibility alone is allowed there is nothing to choose (ACC-2)."""
        one = self.controls.get("visibility")
        if isinstance(one, SegmentedControl):
            if len(one.segments) < 2:
                del self.controls["visibility"]
            elif not one.raw:
                one.raw = policy_of(one.asking.session, self.kind.name).default.value

    @property
    def keeps_owner(self) -> bool:
        """Whether a previous owner stays as participant; unless somebody takes the tick away, they do (ACC-5)."""
        owner = self.controls.get("owner")
        return not isinstance(owner, LinkControl) or owner.keeps

    def given(self, names: Iterable[str]) -> dict[str, Any]:
        """The values of these fields, ready to be parsed."""
        return {name: self.controls[name].given(self.controls[name].raw) for name in names}

    def refuse(self, error: Invalid) -> None:
        """Put the sentences to their fields and into the line at the top."""
        self.wrong = [place for one in self.controls.values() for place in one.take(error.errors)]
        for one in self.controls.values():
            one.blame(error)
        if not self.wrong:
            self.wrong = [("form", error.message)]

    @property
    def decided(self) -> list[str]:
        """Fields whose value is meant even where it is the old one."""
        return [name for name, one in self.controls.items() if one.is_decided]

    @property
    def columns(self) -> list[list[FormSection]]:
        """The sections of the two columns."""
        return [[one for one in self.sections if one.is_aside is aside] for aside in (False, True)]

    def lines(self, section: FormSection) -> list[tuple[Line | None, list[Control]]]:
        """The lines of a section: the declared line (None for a field alone) and its controls."""
        lines = [
            (one if isinstance(one, Line) else None, one.fields if isinstance(one, Line) else (one,))
            for one in section.fields
        ]
        found = [(line, [self.controls[name] for name in names if name in self.controls]) for line, names in lines]
        return [(line, controls) for line, controls in found if controls]

    @property
    def base_text(self) -> str:
        return json.dumps(self.base, ensure_ascii=False)


def form_of(asking: Asking, kind: Kind, names: Iterable[str]) -> RecordForm:
    """An empty form with these fields, as far as they can be edited."""
    fields = [kind.field(name) for name in dict.fromkeys(names)]
    controls = {one.name: control_for(asking, one, kind.name) for one in fields if one.is_editable}
    return RecordForm(kind, controls, sections_of(asking.session, kind))


# --- adding ------------------------------------------------------------------------------------------------------------


def add_page(asking: Asking, kind: Kind) -> Answer:
    """The short form; saving it opens the full one (REC-10). An address may fill fields in: ``?company=12``."""
    asked = [name for name in request.args if name in kind.by_name and kind.by_name[name].is_editable]
    form = form_of(asking, kind, [*quick_of(asking.session, kind), *asked])
    if request.method == "POST":
        form.read()
        return _add(asking, form)
    _fill_in(asking, form, asked)
    form.leave_out_single_choice()
    return _short_page(form)


def _fill_in(asking: Asking, form: RecordForm, names: list[str]) -> None:
    """Values from the address, for controls of one value; what cannot be read is left out."""
    for name in names:
        one, text = form.controls[name], request.args[name]
        if one.macro in {"tokens", "rows", "relation"} or text.startswith(NEW):
            continue
        try:
            value = one.of.parse(asking, text)
        except Invalid:
            continue
        blank = SimpleNamespace(custom={})
        one.of.write(asking, blank, value)
        one.raw = one.shown(blank)


def _add(asking: Asking, form: RecordForm) -> Answer:
    given = {
        name: value
        for name, value in form.given(form.controls).items()
        if value or form.kind.field(name).is_required or form.controls[name].is_decided
    }
    try:
        with change_set(asking.session, Operation.ADDED) as done:
            record = add_record(asking, form.kind, given)
    except Invalid as error:
        start_over(asking)
        form.refuse(error)
        return _short_page(form), 422
    toast(say("Saved: %(name)s. Add what else you know.", name=record.name), changes=done.id)
    mark = "?added=1" if form.kind.is_contact and likely_of(asking, form.kind, record) else ""
    return redirect(f"{form.kind.route}/edit/{record.id}{mark}", code=303)


def _short_page(form: RecordForm) -> str:
    return render_template("panel/add.html", form=form, kind=form.kind, nav=form.kind.name)


# --- editing -----------------------------------------------------------------------------------------------------------


def edit_page(asking: Asking, kind: Kind, record: Record) -> Answer:
    """The full form. It writes only what its user changed, and asks where somebody else changed the same meanwhile."""
    if not may(asking.session, asking.viewer, Right.EDIT, record):
        raise Forbidden(say("You may read this record but not change it. Ask its owner for the right to edit."))
    names = [name for section in sections_of(asking.session, kind) for name in section.names]
    record = load_rows(asking, kind, [record.id], names)[0]
    form = form_of(asking, kind, names)
    if request.method == "GET":
        form.show(record)
        form.leave_out_single_choice()
        form.seen = last_change_id(asking, record)
        return _full_page(form, record)
    stored = {name: one.shown(record) for name, one in form.controls.items()}
    form.read()
    form.base, form.seen = base_sent(form), seen_sent()
    if any(act in request.form for act in ACTS):
        _act(form, stored)
        find_conflicts(asking, form, record, stored)
        return _full_page(form, record)
    return _save(asking, form, record, stored)


def base_sent(form: RecordForm) -> dict[str, Raw]:
    """What the form showed when it was opened, as far as it can be read."""
    try:
        found = json.loads(request.form.get("base", "{}"))
    except (ValueError, RecursionError):
        return {}
    known = found.items() if isinstance(found, dict) else ()
    return {name: raw for name, raw in known if name in form.controls and form.controls[name].fits(raw)}


def seen_sent() -> int:
    """The newest change when the form was opened; 0 where that cannot be read."""
    text = request.form.get("seen", "")
    return int(text) if is_id(text) else 0


def _act(form: RecordForm, stored: dict[str, Raw]) -> None:
    """Do what a button of the form says."""
    more = form.controls.get(request.form.get("more", ""))
    if isinstance(more, RowsControl):
        more.raw = [*more.raw, more.empty_row]
    name, _, place = request.form.get("drop", "").partition(".")
    less = form.controls.get(name)
    if isinstance(less, RowsControl):
        less.raw = [row for number, row in enumerate(less.raw) if str(number) != place]
    turned = form.controls.get(request.form.get("turn", ""))
    if isinstance(turned, RelationControl):
        turned.turn()
    for act in ("take", "keep"):
        if (name := request.form.get(act, "")) in form.controls:
            form.base[name] = stored[name]
            if act == "take":
                form.controls[name].raw = stored[name]


def find_conflicts(asking: Asking, form: RecordForm, record: Record, stored: dict[str, Raw]) -> list[str]:
    """Note where the form and the record went different ways; gives the fields to write."""
    merged = merge(list(form.controls.values()), form.base, stored)
    form.base.update({name: stored[name] for name in form.controls if name not in {*merged.conflicts, *merged.wanted}})
    if merged.conflicts:
        stories = history_of(asking, form.kind, record, after=form.seen)
        form.conflicts = [conflict(form.controls[name], stored[name], stories) for name in merged.conflicts]
    return list(merged.wanted)


def _save(asking: Asking, form: RecordForm, record: Record, stored: dict[str, Raw]) -> Answer:
    names = find_conflicts(asking, form, record, stored)
    if form.conflicts:
        return _full_page(form, record), 422
    before = employer_of(record)
    try:
        with change_set(asking.session, Operation.EDITED) as done:
            given = form.given({*names, *form.decided})
            change_record(asking, form.kind, record, given, keeps_owner=form.keeps_owner)
    except Invalid as error:
        form.refuse(error)
    except StaleDataError:
        form.wrong = [("form", say("Somebody saved this record at the same moment. Look at it and save again."))]
    if form.wrong:
        return _again(asking, form, record.id), 422
    toast(say("Saved: %(name)s", name=record.name), changes=done.id)
    offer(asking, record, before)
    if "managers" in names:
        warn_of_managers(asking, record, form.given(["managers"])["managers"])
    still = may(asking.session, asking.viewer, Right.SEE, record)
    return redirect(f"{form.kind.route}/show/{record.id}" if still else f"{form.kind.route}/list/", code=303)


def _again(asking: Asking, form: RecordForm, record_id: int) -> str:
    """The form as it was sent, over the record as it is in the database."""
    start_over(asking)
    return _full_page(form, find_by_id(asking, form.kind, record_id, scope=Scope.LIVE))


def _full_page(form: RecordForm, record: Any) -> str:
    asks = "added" in request.args and request.method == "GET" and form.kind.is_contact
    likely = likely_of(next(iter(form.controls.values())).asking, form.kind, record) if asks else None
    return render_template(
        "panel/edit.html", form=form, kind=form.kind, record=record, likely=likely, nav=form.kind.name
    )


def start_over(asking: Asking) -> None:
    """Forget what a failed attempt left in the session, so that a page can be made from what is stored."""
    asking.session.rollback()
    for kept in ("tokens", "dictionaries", "named_users"):
        asking.session.info.pop(kept, None)
    forget_ends(asking.session)
    forget_words(asking)


# --- to the trash and back -----------------------------------------------------------------------------------------------


def delete_record(asking: Asking, kind: Kind, record: Record) -> Response:
    """To the trash, with a way back in the message."""
    with change_set(asking.session, Operation.DELETED) as done:
        put_in_trash(asking, record)
    toast(say("Deleted: %(name)s", name=record.name), changes=done.id)
    return redirect(f"{kind.route}/list/", code=303)


def restore_record(asking: Asking, kind: Kind, record: Record) -> Response:
    """Out of the trash, back to where one was."""
    with change_set(asking.session, Operation.RESTORED) as done:
        take_out_of_trash(asking, record)
    toast(say("Restored: %(name)s", name=record.name), changes=done.id)
    return redirect(get_safe_redirect(request.referrer or f"{kind.route}/show/{record.id}"), code=303)
