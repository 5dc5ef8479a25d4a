"""Thousands of ids in one condition."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Select, any_, cast, func, literal, select

from app.kernel.database import is_sqlite
from app.kernel.viewer import AnySession


def among(session: AnySession, column: Any, ids: Iterable[int] | Select[Any]) -> ColumnElement[bool]:
    """Whether a column is one of ``ids``, however many: they travel as one text. ``IN`` of 10,000 takes longer to write than to run,
    and so does a list that the driver makes an array of."""
    found: ColumnElement[bool]
    if isinstance(ids, Select):
        found = column.in_(ids)
    elif is_sqlite(session):
        found = column.in_(select(func.json_each(json.dumps(list(ids))).table_valued("value").c.value))
    else:
        found = column == any_(cast(literal(f"{{{','.join(map(str, ids))}}}"), ARRAY(Integer)))
    return found
