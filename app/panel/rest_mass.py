"""Mass actions over the API: the answer is always a job; one of up to 500 records has ended already when it comes (MAS-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.domain.mass_actions import action_named, seal
from app.jobs.mass import start
from app.kernel.errors import BadQuery, Invalid
from app.kernel.messages import say
from app.models import Via
from app.panel.exports import check_right
from app.panel.mass import EXPORT
from app.panel.rest_base import Json, only, text_of
from app.panel.rest_query import read_query
from app.panel.rest_shapes import is_id
from app.records.access import Scope
from app.records.fields import Asking
from app.records.filters import Query
from app.records.kinds import Kind

WORDS = ("query", "ids", "action", "values", "reason")


def start_mass(asking: Asking, kind: Kind, sent: Json) -> int:
    """Start what was sent and return the job's id; raises ``BadQuery`` or ``Invalid`` at the part that does not fit."""
    only(sent, WORDS)
    action = action_named(kind, text_of(sent, "action") or "")
    if action.name == EXPORT:
        check_right(kind)
    values = _values(sent.get("values", {}))
    reason = text_of(sent, "reason", is_needed=False) or ""
    is_trash = action.scope is Scope.TRASH
    selection = seal(asking, kind, _chosen(asking, kind, sent, is_trash=is_trash), is_trash=is_trash)
    return start(asking, selection, action, values, reason=reason, via=Via.API).id


def _chosen(asking: Asking, kind: Kind, sent: Json, *, is_trash: bool) -> Query | Sequence[int]:
    if ("query" in sent) == ("ids" in sent):
        raise Invalid(say("Give either a query or ids."), "query")
    if "ids" in sent:
        return _ids(sent["ids"])
    query = read_query(asking, kind, _pairs(sent["query"]))
    return replace(query, is_trash=is_trash or query.is_trash)


def _ids(given: Any) -> Sequence[int]:
    if not isinstance(given, list) or not given or not all(map(is_id, given)):
        raise Invalid(say("Write a list of record numbers."), "ids")
    return given


def _pairs(given: Any) -> list[tuple[str, str]]:
    """The object of a query as the pairs of an address; a list of values is the word as often."""
    if not isinstance(given, dict):
        raise Invalid(say("Write the query as an object: field.operator and its value."), "query")
    pairs = [(word, value) for word, one in given.items() for value in (one if isinstance(one, list) else [one])]
    if not all(isinstance(value, str | int) and not isinstance(value, bool) for _, value in pairs):
        raise Invalid(say("Write the values of the query as text."), "query")
    for word, _ in pairs:
        if word in {"page", "page_size"}:
            raise BadQuery(say("A mass action takes all that match; “%(word)s” means nothing here.", word=word))
    return [(word, str(value)) for word, value in pairs]


def _values(given: Any) -> Json:
    if not isinstance(given, dict) or not all(map(_is_plain, given.values())):
        raise Invalid(say("Write the values as an object of texts, numbers and lists of them."), "values")
    return given


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str | int) for one in value)
    return value is None or isinstance(value, str | int | float)
