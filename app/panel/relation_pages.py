"""The addresses of a record's relations: the table of all, the form for one, and the small acts; pages by themselves, fragments for
``static/js/relations.js`` (REL-3, REL-10, REL-11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from app.domain.relations import (
    add_relation,
    alter_relation,
    end_relation,
    link_text,
    offers_at,
    remove_relation,
    tie_of_relation,
)
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.messages import Message, say
from app.models import Operation, Record
from app.panel.boundary import wants_json
from app.panel.forms import start_over
from app.panel.look_up import any_record
from app.panel.profiles import profile_page
from app.panel.relation_card import end_at, may_change, relation_at
from app.panel.relation_form import RECORD_WAY, RelationForm, choices_for, form_of, new_form, sent_form
from app.panel.relation_table import RelationTable
from app.panel.toasts import toast, undo_url
from app.records.access import Scope
from app.records.changes import OpenSet, change_set
from app.records.fields import Asking
from app.records.kinds import kind_of
from app.records.link_fields import NEW
from app.records.relating import Draft, Given, draft_of
from app.records.relations import Linked, relation_by_id
from app.records.ties import is_switched_on

Answer = str | Response | tuple[Any, int]
ADD, EDIT, MAKE = "add", "edit", "make"
NO_RIGHT = say("You may read these records but change neither. Ask the owner of one for the right to edit.")


def subject(asking: Asking, record_id: int) -> Any:
    """The living record of that number; raises ``NotFound``, also while relations are off."""
    if not is_switched_on():
        raise NotFound
    return any_record(asking, record_id, Scope.LIVE)


# --- the table ---------------------------------------------------------------------------------------------------------------


def show_table(asking: Asking, record: Any) -> Answer:
    """All relations of the record, a page at a time; ``?edit=`` opens one where it stands."""
    return _table(RelationTable(asking, record, request.args))


def _table(table: RelationTable, status: int = 200) -> Answer:
    context = {"table": table, "record": table.record, "kind": table.kind, "is_dialog": wants_json()}
    if wants_json():
        return jsonify(html=render_template("panel/relations_table.html", **context)), status
    return render_template("pages/relations.html", nav=table.kind.name, **context), status


def save_row(asking: Asking, record: Any, relation_id: int) -> Answer:
    """Note and days of one, from the table."""
    relation = relation_at(asking, record, relation_id)
    known = form_of(asking, record, relation)
    for name, column in (("note", "note"), ("from", "since"), ("to", "until")):
        setattr(known, column, request.form.get(name, getattr(known, column)).strip())
    try:
        with change_set(asking.session, Operation.EDITED) as done:
            alter_relation(asking, relation, *_row_draft(known, draft_of(relation)))
    except (Invalid, Forbidden) as error:
        start_over(asking)
        known.refuse(error)
        fresh = subject(asking, record.id)
        table = RelationTable(asking, fresh, {**request.args, "edit": str(relation_id)}, known)
        return _table(table, error.status)
    return _done(asking, record, say("Saved: relation with %(name)s", name=known.typed), done)


def _row_draft(form: RelationForm, known: Draft) -> tuple[Any, Draft]:
    """What the row says; its ends stay as they are."""
    assert form.relation is not None
    wanted = form.days
    return tie_of_relation(form.asking, form.relation), Draft(known.ends, form.note, *wanted)


# --- the form ----------------------------------------------------------------------------------------------------------------


def form_page(asking: Asking, record: Any, relation_id: int | None = None) -> Answer:
    """The form of one relation, empty or filled, and what it sends."""
    page = save_form if request.method == "POST" else show_form
    return page(asking, record, relation_id)


def show_form(asking: Asking, record: Any, relation_id: int | None = None) -> Answer:
    """The empty form, or that of a relation for whoever may change it."""
    if relation_id is None:
        form = new_form(asking, record)
        if not choices_for(asking, form.kind.name):
            raise NotFound
        return _drawn(form, ADD)
    relation = relation_at(asking, record, relation_id)
    if not may_change(asking, relation):
        raise Forbidden(NO_RIGHT)
    return _drawn(form_of(asking, record, relation), EDIT)


def save_form(asking: Asking, record: Any, relation_id: int | None = None) -> Answer:
    """Add or change it; without the button *save* the form is only drawn anew, for another type or way."""
    relation = relation_at(asking, record, relation_id) if relation_id is not None else None
    form, mode = sent_form(asking, record, relation), ADD if relation is None else EDIT
    if "save" not in request.form:
        return _drawn(form, mode)

    def write() -> Message:
        tie, draft = form.draft
        made = add_relation(asking, tie, draft) if relation is None else alter_relation(asking, relation, tie, draft)
        end = end_at(asking, record, made)
        words = {"label": end.label, "name": end.name}
        return say("Added: %(label)s, %(name)s", **words) if mode == ADD else say("Saved: %(label)s, %(name)s", **words)

    return _written(asking, form, mode, write)


def making_page(asking: Asking, record: Any, relation_id: int) -> Answer:
    """What is to take the place of a free text, and what that form sends."""
    page = make_record if request.method == "POST" else show_making
    return page(asking, record, relation_id)


def show_making(asking: Asking, record: Any, relation_id: int) -> Answer:
    """What is to stand in the place of a free text: a new record of its name, unless one is there that is called so."""
    relation = relation_at(asking, record, relation_id)
    form = form_of(asking, record, relation)
    if relation.text is None:
        raise NotFound
    if not may_change(asking, relation):
        raise Forbidden(NO_RIGHT)
    end = end_at(asking, record, relation)
    found = offers_at(asking, Linked(record.id, record.kind, record.name), [end]).get(relation_id)
    form.way = RECORD_WAY
    form.who = str(found.found.id) if found else (NEW + form.typed if form.new_label else "")
    form.typed = found.found.name if found else form.typed
    return _drawn(form, MAKE)


def make_record(asking: Asking, record: Any, relation_id: int) -> Answer:
    """Put a record in the place of a free text. The text may stand at another record, where this one is offered for it."""
    relation = relation_by_id(asking.session, relation_id)
    near = relation.record
    form = sent_form(asking, near, relation)
    form.type, form.way = form_of(asking, near, relation).type if relation.text is not None else "", RECORD_WAY

    def write() -> Message:
        _, draft = form.draft
        stands = next((one for one in draft.ends.values() if one.record is not near), Given())
        link_text(asking, relation, stands)
        assert stands.record is not None
        return say("%(name)s stands in the place of the text “%(text)s”", name=stands.record.name, text=text)

    text = relation.text or ""
    if not text:
        raise Conflict(say("A record stands there already. Change the relation to choose another."))
    return _written(asking, form, MAKE, write, at=record)


def _written(
    asking: Asking, form: RelationForm, mode: str, write: Callable[[], Message], at: Record | None = None
) -> Answer:
    record, relation = form.record, form.relation
    ids = record.id, relation.id if relation is not None else None
    try:
        with change_set(asking.session, Operation.ADDED if mode == ADD else Operation.EDITED) as done:
            said = write()
    except (Invalid, Forbidden) as error:
        start_over(asking)
        form.record = subject(asking, ids[0])
        form.relation = relation_by_id(asking.session, ids[1]) if ids[1] is not None else None
        form.refuse(error)
        return _drawn(form, mode, 422)
    return _done(asking, at or record, said, done)


def _drawn(form: RelationForm, mode: str, status: int = 200) -> Answer:
    context = {"form": form, "record": form.record, "kind": form.kind, "mode": mode, "is_dialog": wants_json()}
    if wants_json():
        return jsonify(html=render_template("panel/relation_form.html", **context)), status
    return render_template("pages/relation.html", nav=form.kind.name, **context), status


# --- small acts --------------------------------------------------------------------------------------------------------------


def end_one(asking: Asking, record: Any, relation_id: int) -> Answer:
    """Let it end today."""
    return _act(asking, record, relation_id, end_relation, _ended)


def _ended(name: str) -> Message:
    return say("Ended: relation with %(name)s", name=name)


def remove_one(asking: Asking, record: Any, relation_id: int) -> Answer:
    """Take it away."""
    return _act(asking, record, relation_id, remove_relation, _removed)


def _removed(name: str) -> Message:
    return say("Removed: relation with %(name)s", name=name)


def _act(
    asking: Asking, record: Any, relation_id: int, act: Callable[..., Any], say_so: Callable[[str], Message]
) -> Answer:
    relation = relation_at(asking, record, relation_id)
    name = end_at(asking, record, relation).name
    operation = Operation.DELETED if act is remove_relation else Operation.EDITED
    try:
        with change_set(asking.session, operation) as done:
            act(asking, relation)
    except (Invalid, Forbidden) as error:
        if wants_json():
            raise
        asking.session.rollback()
        toast(error.message, is_bad=True)
        return _back(record.id)
    return _done(asking, record, say_so(name), done)


def _done(asking: Asking, record: Any, said: Message, done: OpenSet) -> Answer:
    """Say that it was done, with its way back; a script gets the page as it is now."""
    if not wants_json():
        toast(said, changes=done.id)
        return _back(record.id)
    number, text = record.id, str(said)
    asking.session.expire_all()
    fresh = subject(asking, number)
    undo = undo_url(done.id) if done.id else ""
    return jsonify(said=text, undo=undo, page=profile_page(asking, kind_of(fresh), fresh))


def _back(record_id: int) -> Response:
    """To the table for what was done there, else to the profile."""
    return redirect(f"/r/{record_id}/relations/" if request.form.get("at") == "table" else f"/r/{record_id}", code=303)
