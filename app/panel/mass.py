"""The mass bar and its preview drawer (MAS-1, MAS-3, MAS-6): what is selected, what will happen, and the start of it.

A script gets the drawer as ``{"html"}`` and, once started, where to go as ``{"go"}``; without scripts both are pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, jsonify, redirect, render_template, request
from flask_appbuilder.utils.base import get_safe_redirect
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.domain.mass_actions import (
    PAGE_ROWS,
    Drift,
    Selection,
    action_named,
    actions_for,
    drift,
    find_selection,
    preview,
    preview_rows,
    seal,
    seal_again,
)
from app.domain.mass_actions_base import MassAction, Raw
from app.jobs.mass import MOST_AT_ONCE, done_sentence, start
from app.kernel.errors import BadQuery, FieldErrors, Invalid
from app.kernel.messages import say
from app.models import Job, JobState
from app.panel.boundary import wants_json
from app.panel.exports import choose_url, may_export
from app.panel.mass_words import drift_words
from app.panel.toasts import toast
from app.records.fields import Asking
from app.records.filters import parse_filter
from app.records.kinds import Kind
from app.records.link_fields import is_id

OWN_WORDS = frozenset(
    {"csrf_token", "action", "selection", "all", "filter", "ids", "deleted", "next", "reason", "asked", "page"}
)
SHOWN_ACTS = 5
EXPORT = "export"
PHONE_ACTS = 2
"""So many stand in the bar of a phone; the others are under *more*."""

Answer = str | Response | tuple[str, int]
Form = MultiDict[str, str]


def register(app: Flask) -> None:
    """Let templates ask which mass actions a kind has."""
    app.jinja_env.globals.update(mass_acts=_acts, mass_shown=SHOWN_ACTS, mass_phone=PHONE_ACTS)


def _acts(of: Kind, *, is_trash: bool = False) -> list[MassAction]:
    """Those that the viewer's role lets them do."""
    return [act for act in actions_for(of, is_trash=is_trash) if act.name != EXPORT or may_export(of)]


def preview_page(asking: Asking, of: Kind) -> Answer:
    """Seal what was selected, unless it is sealed, and say what the action would do to it."""
    action = action_named(of, request.form.get("action", ""))
    selection = _selection(asking, of, request.form)
    if action.name == EXPORT:
        url = choose_url(of, selection)
        return jsonify(go=url) if wants_json() else redirect(url, code=303)
    return _drawer(asking, selection, action)


def rows_page(asking: Asking, of: Kind) -> Answer:
    """All that would change, before and after, a page at a time (MAS-3); where a value does not fit, the preview says so."""
    selection = find_selection(asking, of, _number(request.form.get("selection", "")))
    action, raw = action_named(of, request.form.get("action", "")), raw_of(request.form)
    page = max(1, _number(request.form.get("page", "1")))
    try:
        count, rows = preview_rows(asking, selection, action, raw, page)
    except Invalid:
        return _drawer(asking, selection, action)
    return render_template(
        "pages/mass_rows.html",
        kind=of,
        action=action,
        selection=selection,
        back=_back(of),
        raw={name: [value] if isinstance(value, str) else value for name, value in raw.items()},
        rows=rows,
        count=count,
        page=page,
        first=(page - 1) * PAGE_ROWS,
        last_page=max(1, -(-count // PAGE_ROWS)),
    )


def start_page(asking: Asking, of: Kind) -> Answer:
    """Do it; where the set has changed since it was sealed, say so and ask again."""
    selection = find_selection(asking, of, _number(request.form.get("selection", "")))
    if selection.job.state is not JobState.DRAFT:
        return _go_on(selection.job, of)
    action = action_named(of, request.form.get("action", ""))
    changed = drift(asking, selection)
    if changed is not None:
        return _drawer(asking, seal_again(asking, selection), action, changed)
    raw = raw_of(request.form)
    try:
        action.check(asking, of, raw)
    except Invalid:
        return _drawer(asking, selection, action)
    return _go_on(start(asking, selection, action, raw, reason=request.form.get("reason", "")), of)


def _selection(asking: Asking, of: Kind, form: Form) -> Selection:
    if form.get("selection"):
        return find_selection(asking, of, _number(form["selection"]))
    query = parse_filter(of, form.get("filter", ""))
    if form.get("all"):
        return seal(asking, of, query)
    ids = [_number(one) for one in ",".join(form.getlist("ids")).split(",") if one]
    if not ids:
        raise BadQuery(say("Tick at least one row first."))
    return seal(asking, of, ids, is_trash=query.is_trash)


def _number(text: str) -> int:
    if not is_id(text):
        raise BadQuery(say("“%(value)s” is not the number of a record.", value=text[:100]))
    return int(text)


def raw_of(form: Form) -> Raw:
    """What the action's own controls say."""
    names = [name for name in dict.fromkeys(form) if name not in OWN_WORDS]
    lists = {name: form.getlist(name) for name in names}
    return {name: values if len(values) > 1 else values[0] for name, values in lists.items()}


def _drawer(asking: Asking, selection: Selection, action: MassAction, changed: Drift | None = None) -> Answer:
    raw = raw_of(request.form)
    errors: FieldErrors = {}
    seen = None
    try:
        seen = preview(asking, selection, action, raw)
    except Invalid as error:
        errors = error.errors
    is_asked = "asked" in request.form
    context = {
        "selection": selection,
        "kind": selection.kind,
        "action": action,
        "controls": action.controls(asking, selection.kind, raw),
        "raw": raw,
        "seen": seen,
        "errors": errors if is_asked else {},
        "changed": drift_words(changed) if changed else None,
        "next": _back(selection.kind),
        "reason": request.form.get("reason", ""),
        "is_job": selection.count > MOST_AT_ONCE,
    }
    return _drawn(context)


def _drawn(context: Mapping[str, Any]) -> Answer:
    if wants_json():
        return jsonify(html=render_template("panel/mass_drawer.html", **context))
    return render_template("pages/mass.html", **context)


def _back(of: Kind) -> str:
    return str(get_safe_redirect(request.form.get("next") or f"{of.route}/list/"))


def _go_on(job: Job, of: Kind) -> Answer:
    has_ended = job.state is JobState.DONE
    has_skipped = bool(job.result.get("skipped"))
    goes_back = has_ended and not has_skipped
    if has_ended:
        more = f"/jobs/{job.id}" if has_skipped else ""
        toast(done_sentence(job), changes=job.change_set_id, more_url=more)
    url = _back(of) if goes_back else f"/jobs/{job.id}"
    return jsonify(go=url) if wants_json() else redirect(url, code=303)
