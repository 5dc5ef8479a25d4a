"""Saved filters as the list's forms send them. Every answer leads back to its list."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response

from app.domain.saved_filters import change_filter, filter_by_id, keep_filter, repair_filter
from app.kernel.errors import BadQuery, Invalid, SplotError
from app.kernel.messages import say
from app.models import Operation
from app.panel.boundary import asking
from app.panel.filter_forms import conditions_sent
from app.panel.toasts import toast
from app.records.changes import change_set
from app.records.kinds import kind


def _back_to_conditions(error: SplotError, url: str) -> Response:
    """The list with its conditions as they were, and what was wrong said on it."""
    asking().session.rollback()
    toast(error.message, is_bad=True)
    return redirect(url, code=303)


def add_sent() -> Response:
    """A new saved filter."""
    of, form = kind(request.form.get("kind", "")), request.form
    try:
        with change_set(asking().session, Operation.ADDED) as done:
            made = keep_filter(asking(), of, form.get("name", ""), form.get("query", ""), is_shared="shared" in form)
    except Invalid as error:
        return _back_to_conditions(error, f"{of.route}/list/?{form.get('query', '')}")
    toast(say("The filter “%(name)s” is saved.", name=made.name), changes=done.id)
    return redirect(f"{of.route}/list/?filter={made.id}", code=303)


def change_sent(pk: int) -> Response:
    """Another name, other conditions, shared or not."""
    saved = filter_by_id(asking(), pk)
    of = kind(saved.kind)
    form = request.form
    shared = "shared" in form if "sharing" in form else None
    try:
        with change_set(asking().session, Operation.EDITED) as done:
            change_filter(asking(), of, saved, name=form.get("name"), query=form.get("query"), is_shared=shared)
    except Invalid as error:
        return _back_to_conditions(error, f"{of.route}/list/?filter={pk}")
    toast(say("The filter “%(name)s” is saved.", name=saved.name), changes=done.id)
    return redirect(f"{of.route}/list/?filter={saved.id}", code=303)


def repair_sent(pk: int) -> Response:
    """Another value in the place of a condition that can no longer be asked, or none."""
    saved, form = filter_by_id(asking(), pk), request.form
    of = kind(saved.kind)
    broken = (form.get("word", ""), form.get("value", ""))
    try:
        instead = [] if "drop" in form else conditions_sent(of, form)
        with change_set(asking().session, Operation.EDITED) as done:
            repair_filter(asking(), of, saved, broken, instead)
    except (Invalid, BadQuery) as error:
        return _back_to_conditions(error, f"{of.route}/list/?filter={pk}")
    toast(say("The filter “%(name)s” is repaired.", name=saved.name), changes=done.id)
    return redirect(f"{of.route}/list/?filter={pk}", code=303)
