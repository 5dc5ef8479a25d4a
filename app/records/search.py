"""The one query behind list, count, export, selection and look-up (MAS-6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Load

from app.models import Record
from app.records.access import SCOPE, Scope
from app.records.columns import column_of, loading, prepare
from app.records.fields import Asking
from app.records.filters import Query, criterion
from app.records.joining import from_inside
from app.records.kinds import Kind
from app.records.narrowing import narrowed
from app.records.paging import ids_from_cursor, in_order, keys_of_sort

COUNT_CAP = 10_000


@dataclass(frozen=True)
class Page:
    """One page of a list. ``count`` is exact unless ``is_capped``: then there are more than ``count``."""

    rows: Sequence[Any]
    count: int
    is_capped: bool


def ids_of(asking: Asking, query: Query, *, is_frequent: bool = False, is_counted: bool = False) -> Select[Any]:
    """Ids of all records that the viewer sees and the query matches, unsorted; ``is_frequent`` as ``criterion`` has it, and so for who
    sees few. Those that are only counted (``is_counted``) come as they are found."""
    scope = Scope.TRASH if query.is_trash else Scope.LIVE
    few = narrowed(asking, query.kind) if scope is Scope.LIVE else []
    conditions = criterion(asking, query, Record, is_frequent=is_frequent or bool(few))
    statement = select(Record.id).where(Record.kind == query.kind.name, *few, *conditions)
    if is_counted and not few:
        statement = from_inside(statement)
    return statement.execution_options(**{SCOPE: scope})


def sorted_ids_of(asking: Asking, query: Query) -> Select[Any]:
    """The same, in the order of the list; the id decides between equals, so that pages never overlap."""
    return in_order(ids_of(asking, query), keys_of_sort(query))


def page_ids(asking: Asking, query: Query, *, is_frequent: bool = False) -> Sequence[int]:
    """The ids on the page that the query asks for: by its cursor, else by its number. Whoever has counted before says whether more
    match than are counted (``is_frequent``): then the page is found by walking the list in its order."""
    keys = keys_of_sort(query)
    ids = ids_of(asking, query, is_frequent=is_frequent and all(key.is_walked for key in keys))
    found = ids_from_cursor(asking, query, ids)
    if found is not None:
        return found
    counted_out = in_order(ids, keys).limit(query.page_size).offset((query.page - 1) * query.page_size)
    return asking.session.scalars(counted_out).all()


def list_page(asking: Asking, query: Query, columns: Sequence[str], *, exact_count: bool = False) -> Page:
    """The page that the query asks for, with everything loaded that ``columns`` show."""
    count, is_capped = count_of(asking, query, exact=exact_count)
    ids = page_ids(asking, query, is_frequent=is_capped)
    rows = load_rows(asking, query.kind, ids, columns, scope=Scope.TRASH if query.is_trash else Scope.LIVE)
    return Page(rows, count, is_capped)


def load_rows(
    asking: Asking, kind: Kind, ids: Sequence[int], columns: Sequence[str], *, scope: Scope = Scope.LIVE
) -> list[Any]:
    """Records by id, in the order of ``ids``, with what ``columns`` show; those that the viewer may not see are missing."""
    if not ids:
        return []
    shown = [column_of(kind, word) for word in columns]
    options: list[Load] = loading(shown)
    statement = select(kind.model).where(kind.model.id.in_(ids)).options(*options).execution_options(**{SCOPE: scope})
    found = {record.id: record for record in asking.session.scalars(statement)}
    prepare(asking, shown, list(found.values()))
    return [found[one_id] for one_id in ids if one_id in found]


def count_of(asking: Asking, query: Query, *, exact: bool = False) -> tuple[int, bool]:
    """How many match, and whether counting stopped at the cap."""
    ids = ids_of(asking, query, is_counted=True)
    inner = (ids if exact else ids.limit(COUNT_CAP + 1)).subquery()
    count = (
        asking.session.scalar(select(func.count()).select_from(inner).execution_options(**ids.get_execution_options()))
        or 0
    )
    return (count, False) if exact or count <= COUNT_CAP else (COUNT_CAP, True)


def counts_of(asking: Asking, queries: Sequence[Query], *, exact: bool = False) -> list[tuple[int, bool]]:
    """What ``count_of`` says of each query, in one statement. All speak of the living, or all of the trash."""
    if not queries:
        return []
    ids = [ids_of(asking, query, is_counted=True) for query in queries]
    inner = [(one if exact else one.limit(COUNT_CAP + 1)).subquery() for one in ids]
    numbers = [select(func.count()).select_from(one).scalar_subquery() for one in inner]
    row = asking.session.execute(select(*numbers).execution_options(**ids[0].get_execution_options())).one()
    return [(count, False) if exact or count <= COUNT_CAP else (COUNT_CAP, True) for count in row]


def find_by_id(asking: Asking, kind: Kind, record_id: int, *, scope: Scope = Scope.ALL) -> Any | None:
    """The record of that kind and id, if the viewer may see it."""
    statement = select(kind.model).where(kind.model.id == record_id).execution_options(**{SCOPE: scope})
    return asking.session.scalars(statement).first()
