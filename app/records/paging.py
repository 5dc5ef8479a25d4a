"""Pages of a list by cursor: what comes after, or before, a record that the reader has seen.

A page by number counts its way there and moves when somebody adds a record; a cursor goes straight to its place by the index. It is
the id of the last row of the page before (``after``) or of the first row of the page behind (``before``); what that record is sorted
by is read under the guard, so that a cursor tells nothing of a record that one may not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.models import Record
from app.records.access import SCOPE, Scope
from app.records.fields import Asking
from app.records.filters import Query


@dataclass(frozen=True)
class Key:
    """One thing that a list is sorted by: the table to join (or None), the column, and which way. What is empty comes last both ways,
    on either database."""

    table: Any
    column: Any
    is_down: bool

    @property
    def is_walked(self) -> bool:
        """Whether an index of the records has this order: it is a plain column of theirs."""
        return self.table is None and isinstance(self.column, InstrumentedAttribute)

    @property
    def may_lack(self) -> bool:
        """Whether records may have nothing there; of what is no plain column, nobody knows."""
        column = self.column.__clause_element__() if hasattr(self.column, "__clause_element__") else self.column
        return bool(getattr(column, "nullable", True)) and not getattr(column, "info", {}).get("is_always_set")

    def ordered(self, *, is_back: bool = False) -> ColumnElement[Any]:
        way = self.column.desc() if self.is_down != is_back else self.column.asc()
        if not self.may_lack:
            return way
        return way.nulls_first() if is_back else way.nulls_last()


def keys_of_sort(query: Query) -> list[Key]:
    """What the list is sorted by, the id last: it decides between equals, so that pages never overlap."""
    keys = []
    for word in query.sort or ("name",):
        place = query.kind.field(word.removeprefix("-")).order_by(Record)
        assert place is not None
        keys.append(Key(*place, is_down=word.startswith("-")))
    return [*keys, Key(None, Record.id, is_down=keys[-1].is_down)]


def in_order(statement: Select[Any], keys: Sequence[Key], *, is_back: bool = False) -> Select[Any]:
    """The statement sorted; each table that a key needs is joined once."""
    for table in dict.fromkeys(key.table for key in keys if key.table is not None):
        statement = statement.join(table, table.c.id == Record.id)
    return statement.order_by(*(key.ordered(is_back=is_back) for key in keys))


def ids_from_cursor(asking: Asking, query: Query, ids: Select[Any]) -> list[int] | None:
    """The ids of the page beside the cursor, from all ``ids``; None where a page must be counted out: without a cursor, with
    one that the viewer does not see, and where less than a page is left."""
    if query.page == 1 or not (query.after or query.before):
        return None
    keys, is_back = keys_of_sort(query), not query.after
    place = place_of(asking, query, keys, query.after or query.before)
    if place is None:
        return None
    beside = beyond(keys, place, is_back=is_back)
    page = in_order(ids, keys, is_back=is_back).where(beside).limit(query.page_size)
    found = list(asking.session.scalars(page))
    if is_back:
        return found[::-1] if len(found) == query.page_size else None
    return found or None


def place_of(asking: Asking, query: Query, keys: Sequence[Key], record_id: int) -> Sequence[Any] | None:
    """What a record is sorted by, in the trash or not; None where the viewer does not see it."""
    columns = [key.column.label(f"key_{number}") for number, key in enumerate(keys)]
    statement = in_order(select(*columns).select_from(Record), keys).order_by(None)
    statement = statement.where(Record.kind == query.kind.name, Record.id == record_id)
    return asking.session.execute(statement.execution_options(**{SCOPE: Scope.ALL})).first()


def beyond(keys: Sequence[Key], place: Sequence[Any], *, is_back: bool) -> ColumnElement[bool]:
    """Rows behind the place, key by key."""
    downs = {key.is_down for key in keys}
    if len(downs) == 1 and not any(key.may_lack for key in keys):
        here, there = tuple_(*(key.column for key in keys)), tuple_(*place)
        return here < there if downs.pop() != is_back else here > there
    behind: ColumnElement[bool] = false()
    for key, value in reversed(list(zip(keys, place, strict=True))):
        equal = key.column.is_(None) if value is None else key.column == value
        behind = or_(_past(key, value, is_back=is_back), and_(equal, behind))
    return behind


def _past(key: Key, value: Any, *, is_back: bool) -> ColumnElement[bool]:
    """Rows behind the value in one key alone."""
    if value is None:
        return key.column.is_not(None) if is_back else false()
    past: ColumnElement[bool] = key.column < value if key.is_down != is_back else key.column > value
    return or_(past, key.column.is_(None)) if key.may_lack and not is_back else past
