"""The words of a list over the API: those of every list, and ``columns``, ``count``, ``view``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.domain.saved_filters import ask
from app.kernel.errors import BadQuery
from app.kernel.messages import say
from app.models import ListView
from app.records.fields import Asking
from app.records.filters import OTHER_WORDS, Pairs, Query
from app.records.kinds import Kind

OWN_WORDS = frozenset({"columns", "count", "view"})
PAGE_WORDS = OTHER_WORDS - OWN_WORDS - {"filter"}
"""Words of pages that mean nothing here, and so are not let through in silence."""


@dataclass(frozen=True)
class ListRequest:
    """A list as it was asked for: which records, which of their fields, and whether the count must be exact."""

    query: Query
    names: tuple[str, ...]
    is_exact: bool


def read_list(asking: Asking, kind: Kind, pairs: Pairs) -> ListRequest:
    """Read the words of an address; raises ``BadQuery`` for what is unknown."""
    given = list(pairs)
    own = {word: value for word, value in given if word in OWN_WORDS}
    words = [pair for pair in given if pair[0] not in OWN_WORDS]
    view = _view(asking, kind, own["view"]) if "view" in own else None
    if view is not None and view.sort and "sort" not in dict(words):
        words.append(("sort", view.sort))
    columns = own["columns"].split(",") if "columns" in own else view.columns if view else []
    return ListRequest(read_query(asking, kind, words), _names(kind, columns), _is_exact(own.get("count", "")))


def read_query(asking: Asking, kind: Kind, pairs: Sequence[tuple[str, str]]) -> Query:
    """Which records; a saved filter that can no longer be asked as a whole is refused, never asked in part (FLT-8)."""
    for word, _ in pairs:
        if word in PAGE_WORDS:
            raise BadQuery(say("There is no parameter named “%(word)s” here.", word=word))
    asked = ask(asking, kind, pairs)
    for broken in asked.broken:
        raise BadQuery(broken.message)
    return asked.query


def all_names(kind: Kind) -> tuple[str, ...]:
    """Every field that has a value to show, in the order of the declaration."""
    return tuple(field.name for field in kind.fields if field.is_readable)


def _names(kind: Kind, columns: Sequence[str]) -> tuple[str, ...]:
    wanted = [name.strip() for name in columns if name.strip()]
    return tuple(dict.fromkeys(kind.field(name).name for name in wanted)) or all_names(kind)


def _is_exact(word: str) -> bool:
    if word not in {"", "exact"}:
        raise BadQuery(say("“count” is either left out or exact."))
    return word == "exact"


def _view(asking: Asking, kind: Kind, word: str) -> ListView:
    """A list view by number or name, under the guard."""
    is_id = word.isascii() and word.isdigit() and len(word) < 10
    chosen = ListView.id == int(word) if is_id else ListView.name == word[:200]
    mine_first = ListView.user_id != asking.viewer.user_id
    statement = select(ListView).where(ListView.kind == kind.name, chosen).order_by(mine_first, ListView.id)
    found = asking.session.scalars(statement).first()
    if found is None:
        raise BadQuery(say("There is no list view “%(name)s” here.", name=word[:100]))
    return found
