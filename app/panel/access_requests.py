"""Locked lines with *Ask*, and the questions and answers that follow (ACC-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, jsonify, redirect, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.domain.access_requests import (
    MOST_WORDS,
    answer_request,
    answered_since,
    ask_for_access,
    count_open,
    find_request,
    requests_of,
    requests_to,
)
from app.kernel.clock import now
from app.kernel.errors import NotFound, SplotError
from app.kernel.messages import say
from app.models import AccessRequest, Operation, Record
from app.panel.access_form import RIGHT_WORDS
from app.panel.boundary import wants_json
from app.panel.toasts import toast, toast_done
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.kinds import kind
from app.records.locked import Locked, locked_by_id

Answer = str | Response | tuple[Any, int]
PAGE = "/access/requests/"
SEEN = "answers_seen"
"""Among the choices of a user: when they last looked at the answers they got."""
ASKED = say("Asked. The owner finds it on their bell.")


def ask_url(record_id: int) -> str:
    """Where one asks for access to a record."""
    return f"{PAGE}ask/{record_id}"


def locked_hits(found: Iterable[Locked]) -> list[dict[str, Any]]:
    """Locked records as hits of a look-up: name, owner, and where to ask; nothing else."""
    return [
        {
            "id": f"locked-{one.id}",
            "name": one.name,
            "kind": one.kind,
            "hint": one.owner,
            "locked": True,
            "icon": "lock",
            "href": ask_url(one.id),
            "ask": "" if one.is_asked else ask_url(one.id),
            "said": str(say("Asked") if one.is_asked else say("Ask")),
            "done": str(say("Asked")),
        }
        for one in found
    ]


# --- asking ----------------------------------------------------------------------------------------------------------------


def ask_page(asking: Asking, record_id: int, errors: list[Any] | None = None) -> Answer:
    """What is told of the record, and room for a word."""
    locked = locked_by_id(asking, record_id)
    if locked is None:
        raise NotFound
    page = render_template(
        "pages/access_ask.html",
        locked=locked,
        kind=kind(locked.kind),
        words=request.form.get("words", ""),
        most=MOST_WORDS,
        errors=errors or [],
        url=ask_url(record_id),
    )
    return page, 422 if errors else 200


def ask(asking: Asking, record_id: int) -> Answer:
    """Send the question."""
    try:
        with change_set(asking.session, Operation.ADDED):
            ask_for_access(asking, record_id, request.form.get("words", ""))
    except SplotError as error:
        if error.status not in {409, 422} or wants_json():
            raise
        asking.session.rollback()
        return ask_page(asking, record_id, [error.message])
    if wants_json():
        return jsonify(said=str(ASKED))
    toast(ASKED)
    return redirect(PAGE, code=303)


# --- the questions ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Own:
    """A question of the viewer, with the name of what it is about as far as they may know it."""

    of: AccessRequest
    name: str
    url: str


def requests_page(asking: Asking, wrong: int = 0, sentence: Any = None) -> Answer:
    """What others ask of the viewer, and what they asked themselves."""
    own = requests_of(asking)
    page = render_template(
        "pages/access_requests.html",
        asked=requests_to(asking),
        own=_named(asking, own),
        rights=RIGHT_WORDS,
        wrong=wrong,
        sentence=sentence,
        kind_named=kind,
    )
    return page, 422 if sentence else 200


def _named(asking: Asking, own: Iterable[AccessRequest]) -> list[Own]:
    own = list(own)
    ids = {one.record_id for one in own}
    seen = {
        row.id: row.name for row in asking.session.execute(select(Record.id, Record.name).where(Record.id.in_(ids)))
    }
    return [_own(asking, one, seen) for one in own]


def _own(asking: Asking, one: AccessRequest, seen: dict[int, str]) -> Own:
    if one.record_id in seen:
        return Own(one, seen[one.record_id], f"/r/{one.record_id}")
    locked = locked_by_id(asking, one.record_id)
    return Own(one, locked.name if locked else str(say("no longer there")), "")


def answer(asking: Asking, request_id: int) -> Answer:
    """Give or refuse."""
    asked = find_request(asking, request_id)
    gives = "give" in request.form
    if not gives and "refuse" not in request.form:
        return redirect(PAGE, code=303)
    rights = request.form.get("rights", "see")
    name = str(asked.user)
    try:
        with change_set(asking.session, Operation.EDITED) as done:
            given = {"may_edit": rights in {"edit", "delete"}, "may_delete": rights == "delete"}
            answer_request(asking, asked, gives=gives, **given)
    except SplotError as error:
        if error.status not in {409, 422}:
            raise
        asking.session.rollback()
        return requests_page(asking, request_id, error.message)
    toast_done(say("%(name)s has access now.", name=name) if gives else say("Refused: %(name)s", name=name), done)
    return redirect(PAGE, code=303)


# --- the bell --------------------------------------------------------------------------------------------------------------


def bell_count(asking: Asking) -> int:
    """Open questions to the viewer, and answers to theirs that they did not look at yet."""
    return count_open(asking) + answered_since(asking, _seen_at())


def _seen_at() -> datetime | None:
    kept = (getattr(g.get("user"), "choices", None) or {}).get(SEEN)
    return datetime.fromisoformat(kept) if kept else None


def mark_seen() -> Answer:
    """The viewer has looked at the answers."""
    user = g.user
    user.choices = {**(user.choices or {}), SEEN: now().isoformat()}
    return jsonify(done=True) if wants_json() else redirect(PAGE, code=303)
