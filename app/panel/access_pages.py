"""The address of the access dialog: a page by itself, a fragment for ``static/js/access.js`` (ACC-3)."""

from __future__ import annotations

from typing import Any

from flask import jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from app.domain.sharing import give_role
from app.kernel.errors import Forbidden, NotFound
from app.kernel.messages import say
from app.kernel.viewer import Right
from app.models import Operation, Record
from app.panel.access_form import RIGHT_WORDS, AccessForm, access_form, drop, invite, read_form, save
from app.panel.boundary import wants_json
from app.panel.toasts import toast_done
from app.records.access import may
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.kinds import kind_of
from app.records.last_changes import last_sharing
from app.records.link_fields import is_id

Answer = str | Response | tuple[Any, int]
NO_RIGHT = say("You may read this record but not change who sees it. Ask its owner for the right to edit.")


def show_access(asking: Asking, record: Record) -> Answer:
    """Who can see the record, for everybody who does; to be changed by those who may edit it."""
    _refuse_parts(record)
    return _drawn(access_form(asking, record, may_change=_may_change(asking, record)))


def change_access(asking: Asking, record: Record) -> Answer:
    """Do what the button says: invite, remove, show all, give a role, or save."""
    _refuse_parts(record)
    if not _may_change(asking, record):
        raise Forbidden(NO_RIGHT)
    form = read_form(asking, record)
    if "give" in request.form:
        return _give(form)
    if "invite" in request.form:
        invite(form)
    elif "drop" in request.form:
        drop(form, request.form["drop"])
    elif "save" in request.form:
        return _save(form)
    return _drawn(form, 422 if form.errors else 200)


def _refuse_parts(record: Record) -> None:
    """What is a part of another record is seen by whoever sees that one."""
    if "visibility" not in kind_of(record).by_name:
        raise NotFound


def _may_change(asking: Asking, record: Record) -> bool:
    return record.deleted_at is None and may(asking.session, asking.viewer, Right.EDIT, record)


def _save(form: AccessForm) -> Answer:
    asking, record = form.asking, form.record
    name, kind = record.name, kind_of(record)
    with change_set(asking.session, Operation.EDITED) as done:
        is_saved = save(form)
    if not is_saved:
        return _drawn(form, 422)
    toast_done(say("Saved: who can see %(name)s", name=name), done)
    still = may(asking.session, asking.viewer, Right.SEE, record)
    return _go(f"{kind.route}/show/{record.id}" if still else f"{kind.route}/list/")


def _give(form: AccessForm) -> Answer:
    """Let a stranded manager in by the role that fits; what else was chosen and not saved stays in the form."""
    sent = request.form["give"]
    if form.role is None or not is_id(sent) or int(sent) not in {one.id for one in form.stranded}:
        raise Forbidden(say("Your role does not allow this. Ask an administrator."))
    with change_set(form.asking.session, Operation.EDITED):
        said = give_role(form.asking, int(sent), form.role)
    form.asking.session.info.pop("everybody", None)
    fresh = AccessForm(form.asking, form.record, form.sharing, form.base, may_change=True, shows_all=form.shows_all)
    fresh.notes = [said]
    return _drawn(fresh)


def _go(url: str) -> Answer:
    return jsonify(go=url) if wants_json() else redirect(url, code=303)


def _drawn(form: AccessForm, status: int = 200) -> Answer:
    context = {
        "form": form,
        "record": form.record,
        "kind": kind_of(form.record),
        "rights": RIGHT_WORDS,
        "changed": last_sharing(form.asking, form.record),
        "is_dialog": wants_json(),
    }
    if wants_json():
        return jsonify(html=render_template("panel/access_form.html", **context)), status
    return render_template("pages/access.html", nav=kind_of(form.record).name, **context), status
