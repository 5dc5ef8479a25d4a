"""Users as the command line, the first start and every request need them; what administrators change is in ``users``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select

from app.domain.passwords import check_password, known_words
from app.domain.roles import role
from app.domain.teams import members, read_tree
from app.kernel.errors import Conflict, NotFound
from app.kernel.messages import say
from app.kernel.settings import get_setting
from app.kernel.viewer import AnySession, Viewer
from app.models import User
from app.records.rights import RoleRights, add_up, read_rights


def user_named(session: AnySession, username: str) -> Any:
    """The user of that name; raises ``NotFound``."""
    found = session.scalars(select(User).where(User.username == username)).first()
    if found is None:
        raise NotFound(say("There is no user named “%(name)s”.", name=username), "user")
    return found


def add_user(
    session: AnySession,
    username: str,
    role_name: str,
    password: str,
    hashed: Callable[[str], str],
    *,
    name: str = "",
    email: str = "",
) -> Any:
    """A new user, whose password is kept as ``hashed`` makes it.

    Raises ``Conflict`` for a name that is taken and ``Invalid`` for a weak password.
    """
    if session.scalars(select(User.id).where(func.lower(User.username) == username.lower())).first():
        raise Conflict(say("There is a user named “%(name)s” already.", name=username), "username")
    first, _, last = (name or username.title()).partition(" ")
    check_password(session, password, known_words(username, first, last, email))
    user = User(
        username=username,
        first_name=first,
        last_name=last,
        email=email or f"{username}@localhost",
        active=True,
        password=hashed(password),
    )
    user.roles = [role(session, role_name)]
    session.add(user)
    session.flush()
    return user


def has_users(session: AnySession) -> bool:
    """Whether anybody can sign in yet."""
    return session.scalar(select(func.count()).select_from(User)) > 0  # type: ignore[operator]


def roles_of(user: Any) -> dict[int, Any]:
    """The roles of a user by id, those of their user groups among them."""
    return {role.id: role for role in (*user.roles, *(role for group in user.groups for role in group.roles))}


def viewer_from(
    session: AnySession, user: Any, default_language: str, instead: Mapping[int, RoleRights] = MappingProxyType({})
) -> Viewer:
    """The viewer that a user is: what their roles, and those of their user groups, give together. Roles that are named in
    ``instead`` by id give that: to look what would come of it."""
    roles = roles_of(user)
    grants, acts = add_up(instead.get(one) or read_rights(role.rights) for one, role in roles.items())
    group_ids, led_user_ids = _teams(session, user)
    return Viewer(
        user_id=user.id,
        username=user.username,
        name=repr(user),
        roles=frozenset(role.name for role in roles.values()),
        language=user.language or default_language,
        time_zone=user.time_zone or get_setting(session, "installation.time_zone"),
        grants=grants,
        acts=acts,
        group_ids=group_ids,
        led_user_ids=led_user_ids,
    )


def _teams(session: AnySession, user: Any) -> tuple[frozenset[int], frozenset[int]]:
    """The user's teams with those above, and the members of those that they lead. Whoever leads a team belongs to it: without one
    there is nothing to read."""
    if not user.groups:
        return frozenset(), frozenset()
    tree = read_tree(session)
    led = tree.led_by(user.id)
    led_user_ids = members(session, led) - {user.id} if led else frozenset()
    return tree.with_those_above(group.id for group in user.groups), led_user_ids


def viewer_by_id(session: AnySession, user_id: int, default_language: str) -> Viewer | None:
    """The user of that id as viewer, if they may still sign in."""
    user = session.get(User, user_id)
    return viewer_from(session, user, default_language) if user is not None and user.active else None
