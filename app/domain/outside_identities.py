"""Who a user is to an OpenID provider: known again by issuer and subject, matched once by a verified e-mail address (OPS-4)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.domain.accounts import add_user
from app.kernel.errors import Forbidden
from app.kernel.messages import say
from app.kernel.viewer import AnySession
from app.models import OutsideIdentity, User

LONGEST = 255
LONGEST_NAME = 64


@dataclass(frozen=True)
class Outside:
    """What a provider says of somebody who has signed in there."""

    issuer: str
    subject: str
    email: str = ""
    is_verified: bool = False
    username: str = ""
    name: str = ""


def user_for(session: AnySession, who: Outside, role_name: str | None, hashed: Callable[[str], str]) -> User:
    """The user that this is; added, with one role, where ``role_name`` says so. Raises ``Forbidden`` with one sentence."""
    user = _known(session, who) or _matched(session, who)
    if user is None and role_name and who.email and who.is_verified:
        user = _added(session, who, role_name, hashed)
    if user is None or not user.is_active:
        raise Forbidden(
            say("Nobody here goes with that account. Ask an administrator to add you with its e-mail address.")
        )
    return user


def _known(session: AnySession, who: Outside) -> User | None:
    wanted = (
        select(User)
        .join(OutsideIdentity, OutsideIdentity.user_id == User.id)
        .where(OutsideIdentity.issuer == who.issuer, OutsideIdentity.subject == who.subject)
    )
    return session.scalars(wanted).first()


def _matched(session: AnySession, who: Outside) -> User | None:
    """By an address that the provider has verified, and that one user alone has."""
    if not who.email or not who.is_verified:
        return None
    found = session.scalars(select(User).where(func.lower(User.email) == who.email.lower())).all()
    if len(found) != 1:
        return None
    _remember(session, found[0], who)
    return found[0]


def _added(session: AnySession, who: Outside, role_name: str, hashed: Callable[[str], str]) -> User:
    username = next((name for name in (who.username, who.email) if _is_free(session, name)), who.email)
    user: Any = add_user(
        session, username, role_name, secrets.token_urlsafe(32), hashed, name=who.name or username, email=who.email
    )
    _remember(session, user, who)
    return user


def _is_free(session: AnySession, name: str) -> bool:
    taken = select(User.id).where(func.lower(User.username) == name.lower())
    return 0 < len(name) <= LONGEST_NAME and session.scalar(taken) is None


def _remember(session: AnySession, user: User, who: Outside) -> None:
    session.add(OutsideIdentity(user_id=user.id, issuer=who.issuer[:LONGEST], subject=who.subject[:LONGEST]))
    session.flush()
