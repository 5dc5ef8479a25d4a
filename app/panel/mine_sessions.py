"""My sessions: where one is signed in, and the end of each of them (OPS-4)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template

from app.domain.browsers import browser_words, is_hand_held
from app.domain.sessions import end_session, end_sessions, sessions_of
from app.kernel.errors import NotFound
from app.kernel.messages import Message, say, say_n
from app.models import Operation, UserSession
from app.panel.boundary import tell
from app.panel.settings import Answer
from app.panel.user_sessions import found_session
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.people_log import SignInAct, note_sign_in

URL = "/mine/sessions/"


@dataclass(frozen=True)
class SessionLine:
    """A session as the page tells of it."""

    row: UserSession
    is_this: bool

    @property
    def browser(self) -> Message | str:
        return browser_words(self.row.browser)

    @property
    def icon(self) -> str:
        return "device-mobile" if is_hand_held(self.row.browser) else "device-desktop"


def session_lines(asking: Asking, user_id: int) -> list[SessionLine]:
    """The sessions of a user, that of this request first."""
    own = own_id()
    lines = [SessionLine(row, row.id == own) for row in sessions_of(asking.session, user_id)]
    return sorted(lines, key=lambda line: not line.is_this)


def own_id() -> int | None:
    """The session of this request; None where a program asks with a key."""
    found = found_session()
    return found.row.id if found is not None else None


def sessions_page(asking: Asking) -> Answer:
    """The page."""
    lines = session_lines(asking, _me(asking))
    return render_template("pages/mine_sessions.html", lines=lines, nav="mine")


def end_one(asking: Asking, row_id: int) -> Answer:
    """End one of one's own; raises ``NotFound`` for any other. Whoever ends the one in use is signed out."""
    with change_set(asking.session, Operation.EDITED):
        if not end_session(asking.session, _me(asking), row_id):
            raise NotFound
        note_sign_in(asking.session, _me(asking), SignInAct.SESSIONS_ENDED, 1)
    tell(say("The session has ended."))
    return redirect(URL, code=303)


def end_others(asking: Asking) -> Answer:
    """End all of one's own but this one."""
    with change_set(asking.session, Operation.EDITED):
        number = end_sessions(asking.session, _me(asking), but=own_id())
        if number:
            note_sign_in(asking.session, _me(asking), SignInAct.SESSIONS_ENDED, number)
    tell(say_n("%(num)s session has ended.", "%(num)s sessions have ended.", number))
    return redirect(URL, code=303)


def _me(asking: Asking) -> int:
    assert asking.viewer.user_id is not None
    return asking.viewer.user_id
