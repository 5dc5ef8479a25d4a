"""List views, defaults and the fields of the filter panel, as the list's forms send them. Every answer leads back to its list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.domain.list_defaults import choose_for_me, choose_for_role, drop_choice
from app.domain.list_views import (
    OWN,
    Content,
    change_view,
    keep_view,
    read_widths,
    remove_view,
    view_by_id,
)
from app.domain.saved_filters import filter_by_id
from app.kernel.errors import BadQuery, Invalid
from app.kernel.messages import say
from app.models import Keepsake, ListView, Operation, SavedFilter
from app.panel.boundary import asking
from app.panel.filter_choice import keep_panel
from app.panel.toasts import toast
from app.records.changes import change_set
from app.records.kinds import Kind, kind


def list_with(of: Kind, rest: str, word: str, value: object) -> Response:
    """Back to the list, asked by ``rest`` and by one word more."""
    words = [*parse_qsl(rest, keep_blank_values=True), *([(word, str(value))] if word else [])]
    return redirect(f"{of.route}/list/?{urlencode(words)}" if words else f"{of.route}/list/", code=303)


def saying_what_is_wrong(act: Callable[[], Response], back: Callable[[], Response]) -> Response:
    """Do it; what does not fit is said on the list, which stands as it was."""
    try:
        return act()
    except Invalid as error:
        asking().session.rollback()
        toast(error.message, is_bad=True)
        return back()


def _content(of: Kind, form: MultiDict[str, str]) -> Content:
    widths = read_widths(of, form["widths"]) if form.get("widths") else {}
    sort = [word for word in form.get("sort", "").split(",") if word]
    return Content(form.get("columns", "").split(","), widths, sort)


# --- list views ----------------------------------------------------------------------------------------------------------


def add_sent() -> Response:
    """A new list view."""
    form = request.form
    of, rest = kind(form.get("kind", "")), form.get("rest", "")

    def act() -> Response:
        with change_set(asking().session, Operation.ADDED) as done:
            made = keep_view(asking(), of, form.get("name", ""), _content(of, form), is_shared="shared" in form)
        toast(say("The list view “%(name)s” is saved.", name=made.name), changes=done.id)
        return list_with(of, rest, "view", made.id)

    return saying_what_is_wrong(act, lambda: list_with(of, rest, "columns", form.get("columns", "")))


def change_sent(pk: int) -> Response:
    """Another name, other columns, shared or not."""
    form = request.form
    view = view_by_id(asking(), pk)
    of, rest = kind(view.kind), form.get("rest", "")
    given: dict[str, Any] = {"name": form.get("name")}
    if "columns" in form:
        given["content"] = _content(of, form)
    if "sharing" in form:
        given["is_shared"] = "shared" in form

    def act() -> Response:
        with change_set(asking().session, Operation.EDITED) as done:
            change_view(asking(), of, view, **given)
        toast(say("The list view “%(name)s” is saved.", name=view.name), changes=done.id)
        return list_with(of, rest, "view", pk)

    return saying_what_is_wrong(act, lambda: list_with(of, rest, "view", pk))


def delete_sent(pk: int) -> Response:
    """Removed, with the way back."""
    view = view_by_id(asking(), pk)
    with change_set(asking().session, Operation.DELETED) as done:
        remove_view(asking(), view)
    toast(say("The list view “%(name)s” is deleted.", name=view.name), changes=done.id)
    return list_with(kind(view.kind), request.form.get("rest", ""), "", "")


# --- what lists begin with -----------------------------------------------------------------------------------------------


def begin_sent() -> Response:
    """Whose lists begin with a view or filter: ``me`` and ``role`` are ticked, ``was_me`` and ``was_role`` were before."""
    form = request.form
    of = kind(form.get("kind", ""))
    if form.get("what") not in {*Keepsake}:
        raise BadQuery(say("“what” is either view or filter."))
    what, number = Keepsake(form["what"]), form.get("id", OWN)
    thing = _thing(what, number)

    def back() -> Response:
        return list_with(of, form.get("rest", ""), str(what), number)

    def act() -> Response:
        with change_set(asking().session, Operation.EDITED) as done:
            _choose(of, what, thing, form)
        toast(say("Lists begin as you chose."), changes=done.id)
        return back()

    return saying_what_is_wrong(act, back)


def _thing(what: Keepsake, number: str) -> ListView | SavedFilter | None:
    if number == OWN:
        return None
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        raise BadQuery(say("“%(word)s” takes the number of a record or other thing.", word="id"))
    return view_by_id(asking(), int(number)) if what is Keepsake.VIEW else filter_by_id(asking(), int(number))


def _choose(of: Kind, what: Keepsake, thing: ListView | SavedFilter | None, form: MultiDict[str, str]) -> None:
    if "me" in form:
        choose_for_me(asking(), of, what, thing)
    elif "was_me" in form:
        drop_choice(asking(), of, what)
    ticked, before = set(form.getlist("role")), set(form.getlist("was_role"))
    for role in sorted(ticked - before):
        choose_for_role(asking(), of, what, role, thing)
    for role in sorted(before - ticked):
        drop_choice(asking(), of, what, role)


def panel_sent() -> Response:
    """Which fields stand in the viewer's filter panel, in order."""
    form = request.form
    of = kind(form.get("kind", ""))
    keep_panel(of, None if "reset" in form else form.getlist("field"))
    return list_with(of, form.get("rest", ""), "panel", "1")
