"""Sessions of users, kept on the server's side: a cookie is good for as long as its row stands here (OPS-4).

A row goes at sign-out, when its user may no longer sign in, and when the password changes elsewhere; then it never was.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, and_, delete, event, inspect, not_, or_, select, update
from sqlalchemy.orm import Mapper, joinedload, object_session

from app.kernel.clock import now
from app.kernel.database import write_intent
from app.kernel.settings import get_setting
from app.kernel.viewer import AnySession
from app.models import Group, SecondFactor, User, UserSession

OWN = "own_session"
"""In ``session.info``: the id of the session that the request came with. It survives when its user changes the password."""
NOTED_EVERY = timedelta(minutes=5)
LONGEST_ADDRESS, LONGEST_BROWSER = 45, 400


@dataclass(frozen=True)
class Found:
    """What a cookie leads to: its user with roles and user groups, its row, and whether the user has a second factor."""

    user: User
    row: UserSession
    has_second_factor: bool


@dataclass(frozen=True)
class Lifetimes:
    """How long sessions last: at all, without use, and where somebody wished to stay signed in."""

    longest: timedelta
    idle: timedelta
    kept: timedelta


def lifetimes(session: AnySession) -> Lifetimes:
    """As set for this installation."""
    return Lifetimes(
        longest=timedelta(hours=get_setting(session, "sign_in.longest_hours")),
        idle=timedelta(hours=get_setting(session, "sign_in.idle_hours")),
        kept=timedelta(days=get_setting(session, "sign_in.kept_days")),
    )


def begin_session(
    session: AnySession, user_id: int, *, is_kept: bool, address: str, browser: str, is_from_outside: bool = False
) -> str:
    """A new session of a user; the token for its cookie, which nobody can read anywhere again."""
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            user_id=user_id,
            token_hash=_hash(token),
            is_kept=is_kept,
            is_from_outside=is_from_outside,
            address=address[:LONGEST_ADDRESS],
            browser=browser[:LONGEST_BROWSER],
        )
    )
    session.flush()
    return token


def _hash(token: str) -> str:
    """A token has 256 random bits: one round of a plain hash is as good as a thousand."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_session(session: AnySession, user_id: int, token: str) -> Found | None:
    """The living session of a token, in one statement with all that every request asks of its user; None where it has ended."""
    wanted = (
        select(User, UserSession, SecondFactor.confirmed_at)
        .join(UserSession, UserSession.user_id == User.id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .where(User.id == user_id, UserSession.token_hash == _hash(token))
        .options(joinedload(User.roles), joinedload(User.groups).joinedload(Group.roles))
    )
    found = session.execute(wanted).unique().first()
    if found is None:
        return None
    user, row, confirmed_at = found
    if not user.is_active or is_over(row, lifetimes(session), now()):
        return None
    session.info[OWN] = row.id
    return Found(user, row, confirmed_at is not None)


def is_over(row: UserSession, lasts: Lifetimes, moment: datetime) -> bool:
    """Whether a session has lasted too long, or has lain unused for too long."""
    if row.is_kept:
        return moment >= row.signed_in_at + lasts.kept
    return moment >= row.signed_in_at + lasts.longest or moment >= row.last_seen_at + lasts.idle


def needs_note(row: UserSession) -> bool:
    """Whether it is time to write down that the session is in use."""
    return now() - row.last_seen_at >= NOTED_EVERY


def note_use(engine: Engine, row_id: int, address: str) -> None:
    """Write down that a session was used just now, in a transaction of its own."""
    values = {"last_seen_at": now(), "address": address[:LONGEST_ADDRESS]}
    with write_intent(), engine.begin() as connection:
        connection.execute(update(UserSession).where(UserSession.id == row_id).values(values))


# --- the list, and the end ------------------------------------------------------------------------------------------------


def sessions_of(session: AnySession, user_id: int) -> Sequence[UserSession]:
    """The living sessions of a user, the one used last first."""
    wanted = select(UserSession).where(UserSession.user_id == user_id).order_by(UserSession.last_seen_at.desc())
    lasts, moment = lifetimes(session), now()
    return [row for row in session.scalars(wanted) if not is_over(row, lasts, moment)]


def end_session(session: AnySession, user_id: int, row_id: int) -> bool:
    """End one session of a user at once; whether there was one."""
    return bool(_end(session.connection(), UserSession.user_id == user_id, UserSession.id == row_id))


def end_sessions(session: AnySession, user_id: int, *, but: int | None = None) -> int:
    """End all sessions of a user at once, save perhaps one; how many there were."""
    return _end(session.connection(), UserSession.user_id == user_id, UserSession.id != (but or 0))


def _end(connection: Connection, *criteria: Any) -> int:
    done: CursorResult[Any] = connection.execute(delete(UserSession).where(*criteria))
    return done.rowcount


def forget_sessions(session: AnySession) -> None:
    """Drop the rows of sessions that are over."""
    lasts, moment = lifetimes(session), now()
    too_long = UserSession.signed_in_at < moment - lasts.longest
    unused = UserSession.last_seen_at < moment - lasts.idle
    kept = and_(UserSession.is_kept, UserSession.signed_in_at < moment - lasts.kept)
    _end(session.connection(), or_(kept, and_(not_(UserSession.is_kept), or_(too_long, unused))))


@event.listens_for(User, "after_update")
def _end_with_the_right(_mapper: Mapper[User], connection: Connection, user: User) -> None:
    """However it comes about: who may no longer sign in is out at once, and a new password ends what the old one began."""
    state = inspect(user)
    asked = object_session(user)
    if state.attrs.active.history.has_changes() and not user.active:
        _end(connection, UserSession.user_id == user.id)
    elif state.attrs.password.history.has_changes():
        own = asked.info.get(OWN, 0) if asked is not None else 0
        _end(connection, UserSession.user_id == user.id, UserSession.id != own)
