"""What demo contacts need around them: users, tags, groups, shared filters. Made once, found again afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.domain import demo_words as words
from app.domain.accounts import add_user
from app.domain.demo_cultures import Weighted
from app.domain.settings import set_setting
from app.kernel.viewer import ADMIN, AnySession
from app.models import AccountType, Position, Role, SavedFilter, Source, Stage, User
from app.records.filters import parse_filter, parse_query
from app.records.kinds import kind
from app.records.tokens import make_group, make_tag

NOBODY_OF_HUNDRED = 13
ADMINISTRATOR_OF_HUNDRED = 5

FILTERS = (
    ("person", "No owner", [("owner.is", "none")]),
    ("person", "Leads in Poland", [("country.is", "PL"), ("stage.is", "Lead")]),
    ("person", "VIP, Israel", [("country.is", "IL"), ("tags.any", "VIP")]),
    ("company", "Customers", [("customer_status.is", "current")]),
)


@dataclass(frozen=True)
class DemoUser:
    """Somebody made for the demo; ``password`` is None for one who was here before."""

    username: str
    name: str
    role: str
    password: str | None


@dataclass
class Furniture:
    """Ids to choose from."""

    users: list[DemoUser]
    user_ids: list[int]
    owners: Weighted[int | None]
    stages: Weighted[int | None]
    sources: Weighted[int | None]
    positions: Weighted[int | None]
    account_types: Sequence[int]
    tags: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    groups: dict[str, list[tuple[int, float]]] = field(default_factory=dict)


def furnish(session: AnySession, hashed: Callable[[str], str], password: str | None) -> Furniture:
    """Make what is missing, find the rest; call inside a change set."""
    made = [_user(session, entry, hashed, password) for entry in words.USERS]
    known = {user.username: user.id for user in session.scalars(select(User))}
    ids = [known[user.username] for user in made]
    found = Furniture(
        users=made,
        user_ids=ids,
        owners=_owners(session, ids),
        stages=_entries(session, Stage, (42, 20, 14, 18, 6), missing=5),
        sources=_entries(session, Source, (22, 30, 18, 18, 12), missing=15),
        positions=_entries(session, Position, (14, 12, 18, 16, 24, 16), missing=20),
        account_types=list(session.scalars(select(AccountType.id).order_by(AccountType.sort))),
        tags=_tokens(session, words.TAGS, make_tag),
        groups=_tokens(session, words.GROUPS, make_group),
    )
    _share_filters(session, ids[0])
    set_setting(session, "relations.enabled", "true")
    return found


def _user(
    session: AnySession, entry: tuple[str, str, str, str, str, int], hashed: Callable[[str], str], password: str | None
) -> DemoUser:
    username, name, role, language, zone, _ = entry
    if session.scalars(select(User.id).where(User.username == username)).first():
        return DemoUser(username, name, role, None)
    given = password or secrets.token_urlsafe(9)
    user = add_user(session, username, role, given, hashed, name=name, email=f"{username}@splot.test")
    user.language, user.time_zone = language, zone
    return DemoUser(username, name, role, given)


def _owners(session: AnySession, user_ids: Sequence[int]) -> Weighted[int | None]:
    """The demo users, a little of the first administrator, and nobody."""
    administrators = select(User.id).where(User.roles.any(Role.name == ADMIN)).order_by(User.id).limit(1)
    first = session.scalars(administrators).first()
    shares = [entry[-1] for entry in words.USERS]
    return Weighted([*user_ids, first, None], [*shares, ADMINISTRATOR_OF_HUNDRED, NOBODY_OF_HUNDRED])


def _entries(session: AnySession, model: Any, shares: Sequence[int], missing: int) -> Weighted[int | None]:
    """Entries of a dictionary in their order; those that the administrator added come up like the last."""
    ids = list(session.scalars(select(model.id).order_by(model.sort, model.id)))
    weights = [shares[min(place, len(shares) - 1)] for place in range(len(ids))]
    return Weighted([*ids, None], [*weights, missing])


def _tokens(
    session: AnySession, entries: Sequence[tuple[str, str, float]], make: Callable[[AnySession, str], Any]
) -> dict[str, list[tuple[int, float]]]:
    """By culture: the id of each tag or group used there, with its share."""
    found: dict[str, list[tuple[int, float]]] = {culture: [] for culture in words.EVERYWHERE.split()}
    for name, cultures, share in entries:
        one_id = make(session, name).id
        for culture in cultures.split():
            found[culture].append((one_id, share))
    return found


def _share_filters(session: AnySession, user_id: int) -> None:
    known = {(saved.kind, saved.name) for saved in session.scalars(select(SavedFilter))}
    for kind_name, name, pairs in FILTERS:
        if (kind_name, name) not in known:
            text = parse_query(kind(kind_name), pairs).filter_text()
            parse_filter(kind(kind_name), text)
            session.add(SavedFilter(kind=kind_name, name=name, query=text, user_id=user_id, is_shared=True))
    session.flush()
