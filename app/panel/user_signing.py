"""What administrators see of how a user signs in, and what they can end (OPS-4)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect

from app.domain.second_factor import forget_factor, has_second_factor
from app.domain.sessions import end_sessions
from app.kernel.errors import NotFound
from app.kernel.messages import say, say_n
from app.models import Operation, User
from app.panel.boundary import asking, tell
from app.panel.mine_sessions import SessionLine, own_id, session_lines
from app.panel.settings import Answer
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.people_log import SignInAct, note_sign_in


@dataclass(frozen=True)
class SigningFacts:
    """For the page of a user."""

    user_id: int
    sessions: list[SessionLine]
    has_code: bool


def signing_facts(user_id: int) -> SigningFacts:
    """How that user signs in."""
    who = asking()
    return SigningFacts(user_id, session_lines(who, user_id), has_second_factor(who.session, user_id))


def end_all_of(who: Asking, user_id: int) -> Answer:
    """End all sessions of a user; an administrator's own stays where it is theirs."""
    user = _user(who, user_id)
    with change_set(who.session, Operation.EDITED):
        number = end_sessions(who.session, user_id, but=own_id())
        if number:
            note_sign_in(who.session, user_id, SignInAct.SESSIONS_ENDED, number)
    tell(
        say_n(
            "%(num)s session of %(name)s has ended.",
            "%(num)s sessions of %(name)s have ended.",
            number,
            name=repr(user),
        )
    )
    return redirect(f"/users/show/{user_id}", code=303)


def forget_code_of(who: Asking, user_id: int) -> Answer:
    """Ask a user for no code any more: the telephone is gone, and the recovery codes too. Where the role needs one, the user sets up
    another at the next sign-in."""
    user = _user(who, user_id)
    with change_set(who.session, Operation.EDITED):
        if has_second_factor(who.session, user_id):
            note_sign_in(who.session, user_id, SignInAct.CODES_OFF)
        forget_factor(who.session, user_id)
    tell(say("%(name)s is asked for no one-time code until a new one is set up.", name=repr(user)))
    return redirect(f"/users/show/{user_id}", code=303)


def _user(who: Asking, user_id: int) -> User:
    user = who.session.get(User, user_id)
    if user is None:
        raise NotFound
    return user
