"""Last activity beyond the record itself: what happens to a deal has happened for its company and person too, what happens to a task
for all that it names, and what happens to a part for its whole (REC-13).

A column says so by ``carries_activity``. What is not public carries nothing on: a time that moved would tell others of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, select, union_all, update
from sqlalchemy.orm import InstanceState

from app.kernel.viewer import AnySession
from app.models import Model, Record, Visibility
from app.records.access import run_checked
from app.records.many_ids import among

record = Record.__table__


@cache
def _carriers() -> tuple[Any, ...]:
    """The columns that carry activity on."""
    tables = Model.metadata.sorted_tables
    return tuple(column for table in tables for column in table.c if column.info.get("carries_activity"))


def carries(state: InstanceState[Any]) -> bool:
    """Whether a record that is in memory names one that its activity counts for."""
    attributes = state.mapper.column_attrs
    return any(
        state.dict.get(one.key) is not None for one in attributes if one.columns[-1].info.get("carries_activity")
    )


def carry_activity(session: AnySession, ids: Iterable[int], moment: datetime) -> None:
    """Note the moment at the records that these name, and at those that they name in turn. It is no change of theirs: their version
    and *changed on* stay."""
    reached = set(ids)
    here = sorted(reached)
    while here:
        named = union_all(*(_named_by(session, column, here) for column in _carriers()))
        here = sorted(set(run_checked(session, named).scalars()) - reached)
        reached.update(here)
        if here:
            later = update(record).where(among(session, record.c.id, here)).values(last_activity_at=moment)
            run_checked(session, later)


def _named_by(session: AnySession, column: Any, ids: Sequence[int]) -> Select[Any]:
    """What these records name in one column."""
    table = column.table
    named = select(column).where(among(session, table.c.id, ids), column.is_not(None))
    if table is not record:
        named = named.join_from(table, record, record.c.id == table.c.id)
    return named.where(record.c.visibility == Visibility.PUBLIC)
