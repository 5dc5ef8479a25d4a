"""Passwords as they are kept: argon2id for new ones; older hashes still open, and are made anew at the next sign-in (OPS-4)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask import current_app
from sqlalchemy import ColumnElement, Connection, Engine, case, func, or_, select, update
from werkzeug.security import check_password_hash, generate_password_hash

from app.domain.passwords import LONGEST
from app.kernel.viewer import AnySession
from app.models import User
from app.panel.api_keys import local_now

ARGON2 = "argon2id"
METHOD = "PASSWORD_HASH_METHOD"
_argon2 = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """A password as it is kept."""
    method = current_app.config[METHOD]
    return _argon2.hash(password) if method == ARGON2 else generate_password_hash(password, method=method)


def is_password(kept: str | None, password: str) -> bool:
    """Whether a password is the one that is kept."""
    if not kept or not password.strip("\0") or len(password) > LONGEST:
        return False
    if not kept.startswith("$argon2"):
        return check_password_hash(kept, password)
    try:
        return _argon2.verify(kept, password)
    except (Argon2Error, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a hash is of another sort than new ones are."""
    method = current_app.config[METHOD]
    if method != ARGON2:
        return not kept.startswith(method)
    return not kept.startswith("$argon2") or _argon2.check_needs_rehash(kept)


@lru_cache(maxsize=4)
def _nobodys(method: str) -> str:
    return hash_password(f"nobody's, by {method}")


def user_by_password(session: AnySession, name: str, password: str) -> User | None:
    """The user whom a name, or an e-mail address, and a password belong to. For a name that nobody has as much work is done."""
    user = _user_named(session, name.strip())
    if user is None or not user.is_active:
        is_password(_nobodys(current_app.config[METHOD]), password)
        return None
    if not is_password(user.password, password):
        return None
    if is_outdated(user.password):
        _renew(session, user, password)
    return user


def _user_named(session: AnySession, name: str) -> User | None:
    """Who has that name, or else that address, written exactly so or with other capitals."""
    nearest = case((User.username == name, 0), (func.lower(User.username) == name.lower(), 1), else_=2)
    return session.scalars(select(User).where(_is_named(name)).order_by(nearest, User.id).limit(1)).first()


def _is_named(name: str) -> ColumnElement[bool]:
    lower = name.lower()
    return or_(User.username == name, func.lower(User.username) == lower, func.lower(User.email) == lower)


def _renew(session: AnySession, user: Any, password: str) -> None:
    """The same password, kept better. Not as a change of the user: that would end their other sessions."""
    _note(session.connection(), User.id == user.id, password=hash_password(password))
    session.expire(user, ["password"])


# --- what is written down of it -----------------------------------------------------------------------------------------------


def note_sign_in(session: AnySession, user: User) -> None:
    """Count a sign-in; the wrong ones before it are forgotten."""
    number = func.coalesce(User.login_count, 0) + 1
    _note(session.connection(), User.id == user.id, login_count=number, last_login=local_now(), fail_login_count=0)


def note_refusal(engine: Engine, name: str) -> None:
    """Count a wrong password for whoever has that name, in a transaction of its own: what a refused request does is not kept."""
    with engine.begin() as connection:
        number = func.coalesce(User.fail_login_count, 0) + 1
        _note(connection, _is_named(name.strip()), fail_login_count=number)


def _note(connection: Connection, whose: ColumnElement[bool], **values: Any) -> None:
    unchanged = {"changed_on": User.changed_on, "changed_by_fk": User.changed_by_fk}
    connection.execute(update(User).where(whose).values(**values, **unchanged))
