"""The second step of the sign-in: who has passed the first waits for the code; who has to have codes sets them up (OPS-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, current_app, redirect, request, session

from app.domain.second_factor import needs_second_factor
from app.kernel.clock import now
from app.kernel.database import db
from app.kernel.errors import Forbidden
from app.kernel.messages import say
from app.kernel.sealing import Seal
from app.kernel.viewer import Viewer
from app.models import User
from app.panel.user_sessions import begin_anew, found_session

PLACE = "second_step"
PATIENCE = timedelta(minutes=10)
SET_UP = "/mine/code/"
STAYS_OPEN = frozenset(
    {"MyCodeView", "SignInView", "LocaleView", "static", "appbuilder", "service"},
)
"""What somebody reaches who has to set up codes first, by the part of an endpoint before its dot."""


@dataclass(frozen=True)
class Waiting:
    """Somebody whose password was right, with what they asked for."""

    user: User
    is_kept: bool
    next_url: str


def code_seal() -> Seal:
    """The installation's seal for one-time and recovery codes."""
    return Seal(current_app.config["SECRET_KEY"], "second factor")


def ask_for_code(user: User, *, is_kept: bool, next_url: str) -> None:
    """Remember who has passed the first step, for some minutes and as long as the password is this one."""
    begin_anew()
    until = (now() + PATIENCE).timestamp()
    session[PLACE] = {"user": user.id, "mark": _mark(user), "until": until, "kept": is_kept, "next": next_url}


def who_waits() -> Waiting | None:
    """Who has passed the first step in this browser; None where nobody has, or too long ago."""
    kept = session.get(PLACE)
    if not isinstance(kept, dict) or now().timestamp() >= kept["until"]:
        return None
    user = db.session.get(User, kept["user"])
    if user is None or not user.is_active or _mark(user) != kept["mark"]:
        return None
    return Waiting(user, kept["kept"], kept["next"])


def _mark(user: User) -> str:
    return code_seal().mark(user.password or "")[:16]


# --- who has to have codes ----------------------------------------------------------------------------------------------------


def register(app: Flask) -> None:
    """Let who needs a second factor and has none reach nothing but its set-up. After the viewer is named."""
    app.before_request(_set_up_first)


def _set_up_first() -> Any:
    found, viewer = found_session(), db.session.info.get("viewer")
    if found is None or found.has_second_factor or found.row.is_from_outside or not isinstance(viewer, Viewer):
        return None
    if (request.endpoint or "").partition(".")[0] in STAYS_OPEN or not needs_second_factor(db.session, viewer.roles):
        return None
    if request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json":
        raise Forbidden(say("Your role needs a one-time code at sign-in. Set it up among your own settings."))
    return redirect(SET_UP)
