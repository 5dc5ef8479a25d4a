"""Locked lines under a list, where the installation wants them (ACC-1)."""

from __future__ import annotations

from typing import Any

from app.kernel.settings import get_setting
from app.panel.access_requests import locked_hits
from app.records.field_types import Operator
from app.records.fields import Asking
from app.records.filters import Query
from app.records.locked import locked_by_name

SETTING = "lists.locked_lines"
MOST = 10
NAMED = frozenset({Operator.IS, Operator.CONTAINS, Operator.STARTS})


def locked_lines(asking: Asking, query: Query) -> list[dict[str, Any]]:
    """Non-public records of the name that the first page is filtered by, and by nothing else; with what is free text, by name too.
    They are no rows: not counted, not ticked, not exported."""
    words = _name_asked(query)
    if not words or query.page > 1 or query.is_trash or not get_setting(asking.session, SETTING):
        return []
    return locked_hits(locked_by_name(asking, words, [query.kind.name], MOST))


def _name_asked(query: Query) -> str:
    if not query.conditions:
        return query.text
    one = query.conditions[0]
    is_name = len(query.conditions) == 1 and one.path == ("name",) and one.operator in NAMED and len(one.values) == 1
    return one.values[0] if is_name and not query.text else ""
