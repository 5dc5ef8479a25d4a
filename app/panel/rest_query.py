"""The words of a list over the API: those of every list, and ``columns``, ``count``, ``view``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.list_views import find_view, layout_of
from app.domain.saved_filters import ask
from app.kernel.errors import BadQuery
from app.kernel.messages import say
from app.models import ListView
from app.records.columns import column_of, readable_columns
from app.records.fields import Asking
from app.records.filters import OTHER_WORDS, Pairs, Query
from app.records.kinds import Kind
from app.records.relation_fields import RelationField

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
    view = find_view(asking, kind, own["view"]) if own.get("view") else None
    if view is not None and view.sort and "sort" not in dict(words):
        words += [("sort", ",".join(layout_of(asking, kind, [("view", own["view"])]).kept_sort))]
    columns = own["columns"].split(",") if "columns" in own else _columns_of(kind, view)
    return ListRequest(read_query(asking, kind, words), _names(kind, columns), _is_exact(own.get("count", "")))


def _columns_of(kind: Kind, view: ListView | None) -> list[str]:
    """What of a view can still be shown."""
    return [column.word for column in readable_columns(kind, view.columns)[0]] if view else []


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
    """Every field that has a value of its own to show, in the order of the declaration."""
    return tuple(field.name for field in kind.fields if field.is_readable and not field.is_counted_out)


def names_of_one(kind: Kind) -> tuple[str, ...]:
    """The same of a record that is told alone: what stands at the other ends of its relations, too."""
    related = (field.name for field in kind.fields if isinstance(field, RelationField) and field.is_editable)
    return (*all_names(kind), *related)


def _names(kind: Kind, columns: Sequence[str]) -> tuple[str, ...]:
    wanted = [name.strip() for name in columns if name.strip()]
    return tuple(dict.fromkeys(column_of(kind, name).word for name in wanted)) or all_names(kind)


def _is_exact(word: str) -> bool:
    if word not in {"", "exact"}:
        raise BadQuery(say("“count” is either left out or exact."))
    return word == "exact"
