"""Users as administrators add, change and disable them. Call inside a change set."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import func, select

from app.domain.passwords import check_password, known_words
from app.domain.people_rules import administrators_only, require_administrator
from app.kernel.errors import FieldErrors, Invalid, NotFound
from app.kernel.messages import say
from app.kernel.text import strip_controls
from app.kernel.viewer import AnySession, viewer_of
from app.models import Group, Role, User
from app.records.people_log import put_links, put_new, put_values
from app.user_models import HELD_ROLES, MEMBERS

USERNAME = re.compile(r"[^\s@/\\]+(@[^\s@/\\]+)?")
EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
LANGUAGES = ("en", "pl", "he")
MOST = {"username": 64, "first_name": 64, "last_name": 64, "email": 320}
TEXTS = ("username", "first_name", "last_name", "email")


@dataclass
class UserValues:
    """A user as a form sends it. ``language`` and ``time_zone`` are empty where they are the installation's."""

    username: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    language: str = ""
    time_zone: str = ""
    role_ids: set[int] = field(default_factory=set)
    team_ids: set[int] = field(default_factory=set)
    password: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        texts = {name: " ".join(strip_controls(getattr(self, name)).split()) for name in TEXTS}
        return {**texts, "language": self.language or None, "time_zone": self.time_zone or None}


def find_user(session: AnySession, user_id: int) -> User:
    """The user of that id; raises ``NotFound``."""
    found = session.get(User, user_id)
    if found is None:
        raise NotFound
    return found


def values_of(user: User) -> UserValues:
    """What the form of a user begins with."""
    texts = {name: getattr(user, name) or "" for name in (*TEXTS, "language", "time_zone")}
    return UserValues(**texts, role_ids={one.id for one in user.roles}, team_ids={one.id for one in user.groups})


def add_user(session: AnySession, values: UserValues, hashed: Callable[[str], str]) -> User:
    """A new user; raises ``Invalid`` with a sentence at each field that needs a change."""
    administrators_only(session)
    errors = _faults(session, values, None)
    if not values.password:
        errors["password"] = [say("Write a password. The user can change it after signing in.")]
    else:
        _check_password(session, values, errors)
    _raise(errors)
    made = User(**values.columns, active=True, password=hashed(values.password))
    put_new(session, made)
    put_links(session, HELD_ROLES, "user_id", made.id, values.role_ids)
    put_links(session, MEMBERS, "user_id", made.id, values.team_ids)
    return made


def change_user(session: AnySession, user_id: int, values: UserValues) -> User:
    """Other values, roles and teams. Raises ``Invalid`` as ``add_user`` does, and where nobody would be an administrator any more."""
    administrators_only(session)
    found = find_user(session, user_id)
    errors = _faults(session, values, found)
    _keep_leading(session, found, values.team_ids, errors)
    _raise(errors)
    put_values(session, found, **values.columns)
    put_links(session, HELD_ROLES, "user_id", found.id, values.role_ids)
    put_links(session, MEMBERS, "user_id", found.id, values.team_ids)
    require_administrator(session)
    return found


def disable_user(session: AnySession, user_id: int) -> User:
    """From now on the user cannot sign in, and is out wherever they are. Raises ``Invalid`` for oneself and the last administrator."""
    administrators_only(session)
    found = find_user(session, user_id)
    if found.id == viewer_of(session).user_id:
        raise Invalid(
            say("You cannot disable yourself: you would be out at once. Ask another administrator."), "active"
        )
    put_values(session, found, active=False)
    require_administrator(session, "active")
    return found


def enable_user(session: AnySession, user_id: int) -> User:
    """The user can sign in again."""
    administrators_only(session)
    found = find_user(session, user_id)
    put_values(session, found, active=True)
    return found


def _faults(session: AnySession, values: UserValues, of: User | None) -> FieldErrors:
    errors: FieldErrors = {}
    columns = values.columns
    for name, most in MOST.items():
        if len(columns[name]) > most:
            errors[name] = [say("Write at most %(count)s characters.", count=most)]
    if not columns["first_name"] and not columns["last_name"]:
        errors.setdefault("first_name", [say("Write a name.")])
    if not USERNAME.fullmatch(columns["username"]):
        errors.setdefault("username", [say("Write a user name without spaces and slashes.")])
    if not EMAIL.fullmatch(columns["email"]):
        errors.setdefault("email", [say("Write an e-mail address, such as name@example.com.")])
    for name in ("username", "email"):
        if name not in errors and _is_taken(session, name, columns[name], of):
            sentence = say("There is a user named “%(name)s” already.", name=columns[name])
            errors[name] = [sentence if name == "username" else say("Another user has this address.")]
    _look_at_choices(session, values, errors)
    return errors


def _look_at_choices(session: AnySession, values: UserValues, errors: FieldErrors) -> None:
    if values.language and values.language not in LANGUAGES:
        errors["language"] = [say("Choose one.")]
    if values.time_zone and values.time_zone not in available_timezones():
        sentence = say("There is no time zone named “%(name)s”. Choose one of the list.", name=values.time_zone[:64])
        errors["time_zone"] = [sentence]
    if not _all_there(session, Role, values.role_ids):
        errors["roles"] = [say("One of the roles is no longer there. Choose again.")]
    if not _all_there(session, Group, values.team_ids):
        errors["teams"] = [say("One of the teams is no longer there. Choose again.")]


def _is_taken(session: AnySession, name: str, value: str, of: User | None) -> bool:
    column = getattr(User, name)
    same = select(User.id).where(func.lower(column) == value.lower())
    return session.scalars(same if of is None else same.where(User.id != of.id)).first() is not None


def _all_there(session: AnySession, model: Any, ids: Collection[int]) -> bool:
    return set(session.scalars(select(model.id).where(model.id.in_(ids)))) == set(ids) if ids else True


def _keep_leading(session: AnySession, user: User, team_ids: set[int], errors: FieldErrors) -> None:
    """Whoever leads a team belongs to it."""
    led = session.scalars(select(Group).where(Group.leader_id == user.id, Group.id.not_in(team_ids))).all()
    if led:
        names = ", ".join(one.label or one.name for one in led)
        sentence = say(
            "%(user)s leads %(teams)s and belongs to it. Choose another leader first.", user=repr(user), teams=names
        )
        errors.setdefault("teams", []).append(sentence)


def _check_password(session: AnySession, values: UserValues, errors: FieldErrors) -> None:
    columns = values.columns
    known = known_words(columns["username"], columns["first_name"], columns["last_name"], columns["email"])
    try:
        check_password(session, values.password, known)
    except Invalid as error:
        errors["password"] = [error.message]


def _raise(errors: FieldErrors) -> None:
    if errors:
        raise Invalid.many(errors)
