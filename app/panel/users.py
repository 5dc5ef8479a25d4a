"""The panel of users: a list, and each user with roles, teams, what they see, and how they sign in (ACC-4, ACC-7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import available_timezones

from flask import current_app, redirect, render_template, request
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from app.domain import users
from app.domain.accounts import roles_of, viewer_from
from app.domain.role_changes import roles_in_order
from app.domain.seeing import REASONS, Seen, seen_by
from app.domain.users import UserValues, find_user
from app.kernel.errors import BadQuery, SplotError
from app.kernel.messages import Message, say
from app.models import Group, Operation, Role, User, UserSession
from app.panel.passwords import hash_password
from app.panel.settings import Answer, language_names, number
from app.panel.toasts import toast_done
from app.panel.user_signing import SigningFacts, signing_facts
from app.records.changes import OpenSet, change_set
from app.records.fields import Asking
from app.records.ways_in import ways_of

URL = "/users/list/"
ROWS = 100
MOST_PAGE = 10_000
STATES = {"": say("All"), "active": say("Can sign in"), "off": say("Disabled")}


@dataclass(frozen=True)
class UserLine:
    """A user in the list."""

    user: User
    roles: list[str]
    by_team: list[str]
    seen_at: datetime | None


@dataclass(frozen=True)
class Page:
    """A part of the list, and what it was asked for."""

    lines: list[UserLine]
    count: int
    number: int
    words: str
    role_id: int
    team_id: int
    state: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // ROWS))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.role_id or self.team_id or self.state)


@dataclass
class UserForm:
    """A user as their form stands: as they are kept, or as they were typed."""

    user: User | None
    values: UserValues
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def wrong(self) -> list[tuple[str, str]]:
        return [(f"f-{name}", str(LABELS[name])) for name in self.errors if name in LABELS]


LABELS: dict[str, Message] = {
    "username": say("User name"),
    "first_name": say("First name"),
    "last_name": say("Last name"),
    "email": say("E-mail"),
    "password": say("Password"),
    "language": say("Language"),
    "time_zone": say("Time zone"),
    "roles": say("Roles"),
    "teams": say("Teams"),
    "active": say("Sign-in"),
}


@dataclass(frozen=True)
class SeenLine:
    """How many records of a kind a user sees, and why."""

    seen: Seen
    ways: list[tuple[Message, int]]


# --- the list ------------------------------------------------------------------------------------------------------------


def list_page(asking: Asking) -> Answer:
    """Users, found by name, role, team and whether they can sign in."""
    page = _page(asking)
    return render_template(
        "pages/users.html",
        page=page,
        roles=roles_in_order(asking.session),
        teams=teams_by_name(asking),
        states=STATES,
        url=lambda turned: f"{URL}?{urlencode({**request.args, 'page': turned})}",
        nav="settings",
    ), 200


def _page(asking: Asking) -> Page:
    args = request.args
    words, state = " ".join(args.get("q", "").split())[:100], args.get("state", "")
    asked = args.get("page", "1")
    if state not in STATES or not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= MOST_PAGE):
        raise BadQuery(say("“%(word)s” takes a whole number from 1 to %(most)s.", word="page", most=MOST_PAGE))
    role_id, team_id = number(args.get("role", "")), number(args.get("team", ""))
    wanted = _narrowed(select(User), words, role_id, team_id, state)
    count = asking.session.scalar(select(func.count()).select_from(wanted.with_only_columns(User.id).subquery())) or 0
    shown = wanted.order_by(User.active.desc(), User.last_name, User.first_name, User.id)
    options = (selectinload(User.roles), selectinload(User.groups).selectinload(Group.roles))
    part = shown.limit(ROWS).offset((int(asked) - 1) * ROWS).options(*options)
    found = asking.session.scalars(part).all()
    return Page(_lines(asking, found), count, int(asked), words, role_id, team_id, state)


def _narrowed(wanted: Select[Any], words: str, role_id: int, team_id: int, state: str) -> Select[Any]:
    for word in words.split():
        like = f"%{word.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"
        names = (User.first_name, User.last_name, User.username, User.email)
        wanted = wanted.where(or_(*(name.ilike(like, escape="/") for name in names)))
    if role_id:
        wanted = wanted.where(
            or_(User.roles.any(Role.id == role_id), User.groups.any(Group.roles.any(Role.id == role_id)))
        )
    if team_id:
        wanted = wanted.where(User.groups.any(Group.id == team_id))
    return wanted.where(User.active.is_(state == "active")) if state else wanted


def _lines(asking: Asking, found: Sequence[User]) -> list[UserLine]:
    newest = (
        select(UserSession.user_id, func.max(UserSession.last_seen_at).label("at"))
        .where(UserSession.user_id.in_([one.id for one in found]))
        .group_by(UserSession.user_id)
    )
    seen = {row.user_id: row.at for row in asking.session.execute(newest)}
    return [_line(one, seen.get(one.id)) for one in found]


def _line(user: User, seen_at: datetime | None) -> UserLine:
    own = [role.name for role in user.roles]
    by_team = [role.name for role in roles_of(user).values() if role.name not in own]
    last = user.last_login.replace(tzinfo=UTC) if user.last_login is not None and seen_at is None else seen_at
    return UserLine(user, own, by_team, last)


def teams_by_name(asking: Asking) -> list[Group]:
    """All teams, by what they are called."""
    found = asking.session.scalars(select(Group)).all()
    return sorted(found, key=lambda one: (one.label or one.name).casefold())


# --- one user ------------------------------------------------------------------------------------------------------------


def stored_form(asking: Asking, user_id: int) -> UserForm:
    """As they are kept; raises ``NotFound``."""
    found = find_user(asking.session, user_id)
    return UserForm(found, users.values_of(found))


def typed_form(asking: Asking, user_id: int) -> UserForm:
    """As they were sent."""
    found = find_user(asking.session, user_id) if user_id else None
    texts = {name: request.form.get(name, "") for name in (*users.TEXTS, "language", "time_zone", "password")}
    ids = {name: {number(one) for one in request.form.getlist(name)} - {0} for name in ("roles", "teams")}
    return UserForm(found, UserValues(**texts, role_ids=ids["roles"], team_ids=ids["teams"]))


def user_page(asking: Asking, form: UserForm, *, status: int = 200) -> Answer:
    """The form of a user, with what they see and how they sign in."""
    page = render_template(
        "pages/user.html",
        form=form,
        labels=LABELS,
        roles=roles_in_order(asking.session),
        teams=teams_by_name(asking),
        zones=sorted(available_timezones()),
        languages=language_names(),
        seen=what_they_see(asking, form.user) if form.user is not None and form.user.active else [],
        signing=_signing(form),
        is_me=form.user is not None and form.user.id == asking.viewer.user_id,
        nav="settings",
    )
    return page, status


def _signing(form: UserForm) -> SigningFacts | None:
    return signing_facts(form.user.id) if form.user is not None else None


def what_they_see(asking: Asking, user: User) -> list[SeenLine]:
    """What a user sees, by kind and reason."""
    session = asking.session
    viewer = viewer_from(session, user, current_app.config["SPLOT_LANGUAGE"])
    seen = seen_by(session.get_bind().engine, viewer)
    ways = ways_of(session, viewer, [one.kind.name for one in seen if one.count])
    return [
        SeenLine(one, [(REASONS[way], count) for way, count in ways.get(one.kind.name, {}).items()]) for one in seen
    ]


# --- saving --------------------------------------------------------------------------------------------------------------


def save_user(asking: Asking, user_id: int) -> Answer:
    """Keep what was sent, or show the form again with what was wrong."""
    form = typed_form(asking, user_id)
    if user_id:
        return _done(
            asking,
            user_id,
            say("Saved."),
            Operation.EDITED,
            lambda: users.change_user(asking.session, user_id, form.values),
        )
    return _done(
        asking, 0, say("Added."), Operation.ADDED, lambda: users.add_user(asking.session, form.values, hash_password)
    )


def disable(asking: Asking, user_id: int) -> Answer:
    """Nobody of that name signs in any more; what they leave behind is offered to be handed over."""
    name = repr(find_user(asking.session, user_id))
    sentence = say("%(name)s can no longer sign in and is signed out everywhere.", name=name)
    return _done(asking, user_id, sentence, Operation.EDITED, lambda: users.disable_user(asking.session, user_id))


def enable(asking: Asking, user_id: int) -> Answer:
    """They sign in again."""
    sentence = say("%(name)s can sign in again.", name=repr(find_user(asking.session, user_id)))
    return _done(asking, user_id, sentence, Operation.EDITED, lambda: users.enable_user(asking.session, user_id))


def _done(asking: Asking, user_id: int, sentence: Message, operation: Operation, act: Callable[[], User]) -> Answer:
    try:
        with change_set(asking.session, operation) as opened:
            made = act()
    except SplotError as error:
        return _refused(asking, user_id, error)
    return _back(made, sentence, opened)


def _back(made: User, sentence: Message, opened: OpenSet) -> Answer:
    toast_done(sentence, opened)
    return redirect(f"/users/show/{made.id}", code=303)


def _refused(asking: Asking, user_id: int, error: SplotError) -> Answer:
    if error.status not in {409, 422}:
        raise error
    asking.session.rollback()
    was_sent = "username" in request.form
    form = typed_form(asking, user_id) if was_sent else stored_form(asking, user_id)
    form.errors = {name: [str(one) for one in messages] for name, messages in error.errors.items()} or {
        "": [str(error.message)]
    }
    return user_page(asking, form, status=error.status)
