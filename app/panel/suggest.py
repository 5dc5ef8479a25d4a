"""What a field offers while one types, and the page that searches all kinds. Everything under the guard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import func, or_, select

from app.kernel.errors import BadQuery
from app.kernel.messages import say
from app.kernel.text import initials, search_key, sort_key, strip_controls, thread_of
from app.models import ContactGroup, Group, Tag, User
from app.panel.access_requests import locked_hits
from app.panel.hits import Hit, hint_of, record_hit
from app.records.fields import Asking, like
from app.records.filters import parse_query
from app.records.kinds import Kind, kind, kinds
from app.records.locked import locked_by_name
from app.records.quick_find import quick_find
from app.records.search import Page, list_page, load_rows
from app.records.vocabulary import words_in

MOST = 8
MOST_WORDS = 40
FEWEST_LETTERS = 2
ON_A_PAGE = 12
LONGEST = 200


def suggestions(asking: Asking, source: str, typed: str) -> list[Hit]:
    """What fits ``typed``: records of a kind (or of several, with commas between) after two letters; tags, groups and users from the
    start, so that one can point at them.

    :raises BadQuery: where there is no such source
    """
    typed = strip_controls(typed).strip()[:LONGEST]
    if source in WORDS:
        return _words(asking, source, typed)
    if source == "user":
        return _users(asking, typed)
    if source == "guest":
        return _guests(asking, typed)
    kinds_asked = [open_kind(name) for name in source.split(",")[:MOST]]
    hits = [hit for of in kinds_asked for hit in _records(asking, of, typed)]
    hits = hits if len(kinds_asked) == 1 else sorted(hits, key=lambda hit: sort_key(hit["name"]))[:MOST]
    return [*hits, *locked_hits(locked_by_name(asking, typed, [of.name for of in kinds_asked]))]


def open_kind(name: str) -> Kind:
    """The kind of that name, if the viewer's role opens it; raises ``BadQuery``."""
    found = kind(name)
    if not is_open(found):
        raise BadQuery(say("There is no kind of record named “%(name)s”.", name=name))
    return found


def is_open(of: Kind) -> bool:
    """Whether the user's role opens the pages of a kind."""
    return bool(current_app.extensions["appbuilder"].sm.has_access("can_read", f"records.{of.plural}"))


# --- records -----------------------------------------------------------------------------------------------------------


def _records(asking: Asking, of: Kind, typed: str) -> list[Hit]:
    if len(typed) < FEWEST_LETTERS:
        return []
    best = quick_find(asking, typed, [of.name], MOST).best
    return [
        record_hit(of, record) for record in load_rows(asking, of, [one.id for one in best], (*of.hints, *of.proposes))
    ]


# --- words and users ---------------------------------------------------------------------------------------------------

WORDS: dict[str, type[Any]] = {"tag": Tag, "group": ContactGroup}


def _words(asking: Asking, source: str, typed: str) -> list[Hit]:
    wanted = search_key(typed)
    fitting = [word for word in words_in(asking, WORDS[source]) if wanted in search_key(word.name)]
    return [
        {
            "id": word.name,
            "name": word.name,
            "kind": source,
            "hint": "",
            "thread": word.color,
            "initials": "",
            "shape": "dot",
        }
        for word in fitting[:MOST_WORDS]
    ]


def _users(asking: Asking, typed: str) -> list[Hit]:
    return [_user_hit(user) for user in _found_users(asking, typed)]


def _found_users(asking: Asking, typed: str) -> list[User]:
    full = func.splot_fold(User.first_name + " " + User.last_name)
    fits = or_(full.like(like(typed), escape="\\"), User.username.like(like(typed), escape="\\"))
    order = (func.splot_fold(User.last_name), func.splot_fold(User.first_name), User.id)
    found = select(User).where(User.active.is_(True), fits).order_by(*order).limit(MOST_WORDS)
    return list(asking.session.scalars(found))


def _user_hit(user: Any) -> Hit:
    return {
        "id": user.username,
        "name": repr(user),
        "kind": "user",
        "hint": user.username,
        "thread": thread_of(user.id),
        "initials": initials(repr(user)),
        "shape": "circle",
    }


def _guests(asking: Asking, typed: str) -> list[Hit]:
    """Users and user groups that can be invited to a record."""
    wanted = search_key(typed)
    users = [{**_user_hit(user), "id": f"u{user.id}"} for user in _found_users(asking, typed)]
    groups = asking.session.execute(select(Group.id, Group.name).order_by(Group.name))
    return [*users[:MOST], *(_group_hit(row) for row in groups if wanted in search_key(row.name))]


def _group_hit(row: Any) -> Hit:
    return {
        "id": f"g{row.id}",
        "name": row.name,
        "kind": "guest",
        "hint": str(say("User group")),
        "thread": thread_of(row.id),
        "initials": "",
        "shape": "icon",
        "icon": "users",
    }


# --- the page ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """What was found of one kind."""

    kind: Kind
    page: Page
    hints: Sequence[str]


def found_everywhere(asking: Asking, typed: str) -> list[Found]:
    """The first hits of every kind that the user's role opens; kinds without a hit are left out."""
    typed = strip_controls(typed).strip()[:LONGEST]
    if not typed:
        return []
    pages = [
        (of, list_page(asking, parse_query(of, [("q", typed)], page_size=ON_A_PAGE), of.hints))
        for of in kinds()
        if of.is_searched and is_open(of)
    ]
    return [Found(of, page, [hint_of(of, row) for row in page.rows]) for of, page in pages if page.rows]


def locked_everywhere(asking: Asking, typed: str) -> list[Hit]:
    """Non-public records of that name which the viewer does not see, to ask for."""
    typed = strip_controls(typed).strip()[:LONGEST]
    names = [of.name for of in kinds() if of.is_searched and is_open(of)]
    return locked_hits(locked_by_name(asking, typed, names, ON_A_PAGE))
