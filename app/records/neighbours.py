"""What stands before and behind a record in a list, and which place it has there: for walking a list from profile to profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from app.records.fields import Asking
from app.records.filters import Query
from app.records.paging import beyond, in_order, keys_of_sort, place_of
from app.records.search import COUNT_CAP, ids_of


@dataclass(frozen=True)
class Neighbours:
    """Ids beside a record, None at an end. ``place`` counts from 1; it and ``count`` stop at the cap, ``is_in`` says whether the
    record itself still belongs to the list."""

    before: int | None
    after: int | None
    place: int
    count: int
    is_in: bool

    @property
    def is_place_capped(self) -> bool:
        return self.place > COUNT_CAP

    @property
    def is_count_capped(self) -> bool:
        return self.count > COUNT_CAP


def neighbours(asking: Asking, query: Query, record_id: int) -> Neighbours | None:
    """Found by what the record is sorted by, so that they are right wherever the list has moved; None where it is not seen."""
    keys, ids = keys_of_sort(query), ids_of(asking, query)
    place = place_of(asking, query, keys, record_id)
    if place is None:
        return None
    sides = [in_order(ids, keys, is_back=back).where(beyond(keys, place, is_back=back)) for back in (True, False)]
    before, after = (asking.session.scalars(side.limit(1)).first() for side in sides)
    own = ids.where(ids.selected_columns[0] == record_id)
    counted = select(*(_size(one.order_by(None)) for one in (sides[0], ids, own)))
    ahead, count, found = asking.session.execute(counted.execution_options(**ids.get_execution_options())).one()
    return Neighbours(before, after, ahead + 1, count, is_in=bool(found))


def _size(ids: Select[Any]) -> Any:
    return select(func.count()).select_from(ids.limit(COUNT_CAP + 1).subquery()).scalar_subquery()
