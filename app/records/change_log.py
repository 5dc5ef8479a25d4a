"""The log of changes as programs read it: line by line, under the guard (HIS-1).

``Change`` is guarded by its record. Who made a change and when is told with every change that a viewer sees; links to records that
they do not see read like nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.models import Change, ChangeSet, Record, User
from app.records.access import SCOPE, Scope, checked
from app.records.fields import Asking
from app.records.kinds import kinds
from app.records.link_fields import RecordField
from app.records.records_field import RecordsField
from app.records.undo_sets import CUSTOM, WHOLE_CUSTOM

COUNT_CAP = 10_000


@dataclass(frozen=True)
class ChangeQuery:
    """Which changes. ``since`` counts itself."""

    record_id: int | None = None
    set_id: int | None = None
    user_id: int | None = None
    since: datetime | None = None
    page: int = 1
    page_size: int = 50


def changes_page(asking: Asking, query: ChangeQuery) -> tuple[list[dict[str, Any]], int, bool]:
    """One page, newest first, how many there are, and whether counting stopped at the cap."""
    chosen = _chosen(query)
    offset = (query.page - 1) * query.page_size
    changes = asking.session.scalars(chosen.order_by(Change.id.desc()).limit(query.page_size).offset(offset)).all()
    ids = chosen.with_only_columns(Change.id).limit(COUNT_CAP + 1).subquery()
    count = asking.session.scalar(_everywhere(select(func.count()).select_from(ids))) or 0
    return _told(asking, changes), min(count, COUNT_CAP), count > COUNT_CAP


def _chosen(query: ChangeQuery) -> Select[Any]:
    statement = select(Change)
    if query.record_id is not None:
        statement = statement.where(of_record(query.record_id))
    if query.set_id is not None:
        statement = statement.where(Change.set_id == query.set_id)
    sets = ChangeSet.__table__
    of_sets = select(sets.c.id)
    if query.user_id is not None:
        of_sets = of_sets.where(sets.c.user_id == query.user_id)
    if query.since is not None:
        of_sets = of_sets.where(sets.c.at >= query.since)
    if query.user_id is not None or query.since is not None:
        statement = statement.where(Change.set_id.in_(of_sets))
    return _everywhere(statement)


def of_record(record_id: int) -> ColumnElement[bool]:
    """Changes of a record, and of what lies between it and another."""
    return or_(Change.record_id == record_id, Change.other_id == record_id)


def _everywhere(statement: Any) -> Any:
    """Deleted records have a history too."""
    return statement.execution_options(**{SCOPE: Scope.ALL})


def _told(asking: Asking, changes: Sequence[Change]) -> list[dict[str, Any]]:
    heads = _heads(asking, {change.set_id for change in changes})
    links = _link_columns()
    seen = _seen(asking, _linked_ids(changes, links))
    return [{**_line(change, links, seen), **heads[change.set_id]} for change in changes]


def _line(change: Change, links: frozenset[str], seen: set[int]) -> dict[str, Any]:
    return {
        "id": change.id,
        "changeset": change.set_id,
        "record": change.record_id,
        "subject": change.subject,
        "subject_id": change.subject_id,
        "operation": change.operation.value,
        "field": change.field or None,
        "old": _without_unseen(change.field, change.old, links, seen),
        "new": _without_unseen(change.field, change.new, links, seen),
    }


def _heads(asking: Asking, set_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """When, by whom and how, of sets that hold a change which the viewer sees."""
    sets, users = ChangeSet.__table__, User.__table__
    statement = (
        select(sets.c.id, sets.c.at, sets.c.via, users.c.username)
        .outerjoin(users, users.c.id == sets.c.user_id)
        .where(sets.c.id.in_(set_ids))
    )
    rows = asking.session.connection().execute(checked(statement))
    return {row.id: {"at": _moment(row.at), "user": row.username, "via": row.via.value} for row in rows}


def _link_columns() -> frozenset[str]:
    """The columns of all kinds, and of the rows that hang on their records, that name a record."""
    fields = [field for kind in kinds() for field in kind.fields]
    links = {field.kept_as for field in fields if isinstance(field, RecordField)}
    return frozenset(links | {field.to for field in fields if isinstance(field, RecordsField)})


def _linked_ids(changes: Sequence[Change], links: frozenset[str]) -> set[int]:
    found = {
        one for change in changes for value in (change.old, change.new) for one in _linked(change.field, value, links)
    }
    return {value for value in found if isinstance(value, int)}


def _linked(field: str, value: Any, links: frozenset[str]) -> Iterator[Any]:
    """What a value names, by itself or among the values of a whole row."""
    if field in links:
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _linked(_inside(field, name), one, links)


def _inside(field: str, name: str) -> str:
    """A value of a row as its own line of history would call it."""
    return f"{CUSTOM}{name}" if field == WHOLE_CUSTOM else name


def _seen(asking: Asking, ids: set[int]) -> set[int]:
    if not ids:
        return set()
    return set(asking.session.scalars(_everywhere(select(Record.id).where(Record.id.in_(ids)))))


def _without_unseen(field: str, value: Any, links: frozenset[str], seen: set[int]) -> Any:
    if field in links:
        return value if value in seen else None
    if isinstance(value, dict):
        return {name: _without_unseen(_inside(field, name), one, links, seen) for name, one in value.items()}
    return value


def change_set_of(asking: Asking, set_id: int) -> dict[str, Any] | None:
    """A change set, if it is the viewer's own or they are an administrator."""
    found = asking.session.scalars(select(ChangeSet).where(ChangeSet.id == set_id)).first()
    if found is None:
        return None
    return {
        "id": found.id,
        "at": _moment(found.at),
        "user": found.user.username if found.user else None,
        "operation": found.operation.value,
        "via": found.via.value,
        "reason": found.reason,
        "state": found.state.value,
        "undoes": found.undoes_id,
    }


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
