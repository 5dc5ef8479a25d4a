"""The session of a request: its cookie holds a token, and what the token is worth stands in the database (OPS-4).

The cookie is Flask's, signed. Besides the token it holds what signed-out visitors have too: language, and a word against forgery.
"""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, g, request, session
from flask_login import login_user, logout_user
from sqlalchemy.exc import OperationalError

from app.domain.sessions import OWN, Found, begin_session, end_session, find_session, lifetimes, needs_note, note_use
from app.kernel.clock import now
from app.kernel.database import db
from app.models import User

TOKEN = "token"  # noqa: S105 - the name of the place, not the token
USER = "_user_id"
KEPT_UNTIL = "kept_until"
LASTING = ("locale",)
"""What stays of a session when somebody signs in or out."""

log = logging.getLogger(__name__)


class SessionSignIn:
    """For the security manager: who is signed in by the cookie's token."""

    def load_user(self, pk: Any) -> User | None:
        """The user of the session that this request came with; None where it has ended."""
        token = session.get(TOKEN)
        if not isinstance(token, str) or not str(pk).isdigit():
            return None
        found = find_session(db.session, int(pk), token)
        if found is None:
            return None
        g.found_session = found
        if needs_note(found.row):
            g.used_session = found.row.id
        return found.user


def found_session() -> Found | None:
    """What the cookie of this request leads to; None for nobody, and for programs with a key."""
    found: Found | None = g.get("found_session")
    return found


def address() -> str:
    """Where the request comes from."""
    return request.remote_addr or ""


def enter(user: User, *, is_kept: bool, is_from_outside: bool = False) -> None:
    """Sign somebody in: a session of its own, whatever there was before."""
    leave()
    token = begin_session(
        db.session,
        user.id,
        is_kept=is_kept,
        address=address(),
        browser=request.user_agent.string,
        is_from_outside=is_from_outside,
    )
    login_user(user)
    session[TOKEN] = token
    session.permanent = is_kept
    if is_kept:
        session[KEPT_UNTIL] = (now() + lifetimes(db.session).kept).timestamp()


def leave() -> None:
    """Sign out: the session ends here and on the server's side, so that a copy of its cookie is worth nothing."""
    found = found_session()
    if found is not None:
        end_session(db.session, found.user.id, found.row.id)
    logout_user()
    begin_anew()


def begin_anew() -> None:
    """An empty session, with a new word against forgery."""
    lasting = {name: session[name] for name in LASTING if session.get(name)}
    session.clear()
    session.update(lasting)
    g.pop("csrf_token", None)
    g.pop("found_session", None)
    db.session.info.pop(OWN, None)


def register(app: Flask) -> None:
    """Note now and then that a session is in use."""
    app.teardown_request(_note_use)


def _note_use(_error: BaseException | None) -> None:
    row_id = g.pop("used_session", None)
    if row_id is None:
        return
    try:
        note_use(db.engine, row_id, address())
    except OperationalError:
        log.info("the last use of a session was not noted: the database is busy")
