"""Set-based writes with history: thousands of records in a few statements (mechanism 4).

Each starts from an access-checked choice of records, writes the history in the same transaction, bumps versions by hand and makes the
session forget what it had loaded. They are the only writes that go round the flush.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    Table,
    and_,
    case,
    delete,
    false,
    func,
    insert,
    literal,
    literal_column,
    null,
    select,
    type_coerce,
    update,
)

from app.kernel.clock import now
from app.kernel.columns import Json, Moment
from app.kernel.database import is_sqlite
from app.kernel.viewer import AnySession, Right, viewer_of
from app.models import Change, Model, Operation, Record, Visibility
from app.records.access import Scope, in_scope, may_hand_over, may_reassign, reach, run_checked
from app.records.activity import carry_activity
from app.records.changes import current_set, plain
from app.records.custom_values import custom_json, with_custom
from app.records.loading import reserve_ids
from app.records.many_ids import among

Ids = Select[Any] | Sequence[int]
record = Record.__table__


def chosen(session: AnySession, ids: Ids, right: Right, scope: Scope = Scope.LIVE) -> ColumnElement[bool]:
    """Those of ``ids`` on which the viewer has ``right``, as a criterion over ``record``."""
    return and_(among(session, record.c.id, ids), in_scope(scope, record.c), reach(viewer_of(session), right, record.c))


def set_value(session: AnySession, ids: Ids, column: Any, value: Any) -> int:
    """Give ``column`` (of ``record`` or a kind's own table) one value in all chosen records; returns how many changed."""
    table = column.table
    differs = column.is_distinct_from(value)
    wanted = (
        and_(record.c.id == table.c.id, chosen(session, ids, Right.EDIT), differs)
        if table is not record
        else and_(chosen(session, ids, Right.EDIT), differs)
    )
    if column is record.c.owner_id:
        wanted = and_(wanted, may_hand_over(viewer_of(session), value, record.c))
    if column in {record.c.owner_id, record.c.visibility}:
        wanted = and_(wanted, may_reassign(viewer_of(session), record.c))
    affected = _affected(session, wanted)
    _write_history(session, affected, table, column, value, Operation.EDITED)
    _update(session, table, affected, {column.name: value})
    return len(affected)


def set_custom(session: AnySession, ids: Ids, key: str, value: Any, is_so: ColumnElement[bool]) -> int:
    """Give all chosen records one custom value (plain JSON; None takes it away) but those for which ``is_so``; returns how many."""
    affected = _affected(session, and_(chosen(session, ids, Right.EDIT), ~func.coalesce(is_so, false())))
    new = null() if value is None else literal(value, Json)
    old = custom_json(record.c, key)
    _insert_history(session, affected, record, (f"cf.{key}", old, new), Operation.EDITED)
    _update(session, record, affected, {"custom": with_custom(record.c, key, value)})
    return len(affected)


def move_to_trash(session: AnySession, ids: Ids) -> int:
    """Delete the chosen records: they go to the *Deleted* tab (HIS-3); returns how many."""
    affected = _affected(session, chosen(session, ids, Right.DELETE))
    moment = now()
    _write_history(session, affected, record, record.c.deleted_at, moment, Operation.DELETED)
    _update(session, record, affected, {"deleted_at": moment, "deleted_by_id": viewer_of(session).user_id})
    return len(affected)


def bring_back(session: AnySession, ids: Ids) -> int:
    """Restore the chosen records from the trash; returns how many."""
    affected = _affected(session, chosen(session, ids, Right.DELETE, Scope.TRASH))
    _write_history(session, affected, record, record.c.deleted_at, None, Operation.RESTORED)
    _update(session, record, affected, {"deleted_at": None, "deleted_by_id": None})
    return len(affected)


def add_links(session: AnySession, ids: Ids, links: Table, column: str, value: int) -> int:
    """Hang one tag, group or manager on all chosen records that lack it; returns how many got it."""
    present = select(links.c.record_id).where(links.c[column] == value)
    return _hang_links(
        session,
        _affected(session, and_(chosen(session, ids, Right.EDIT), record.c.id.not_in(present))),
        links,
        column,
        value,
    )


def _hang_links(session: AnySession, ids: Sequence[int], links: Table, column: str, value: int) -> int:
    rows = [{"record_id": one_id, column: value} for one_id in ids]
    if rows:
        made = run_checked(session, insert(links).returning(links.c.id, links.c.record_id), rows).all()
        write_changes(session, [_link_change(links, row.id, row.record_id, column, value, is_new=True) for row in made])
        touch(session, ids)
    return len(rows)


def remove_links(session: AnySession, ids: Ids, links: Table, column: str, value: int) -> int:
    """Take one tag, group or manager off all chosen records; returns how many had it."""
    wanted = and_(
        links.c[column] == value, links.c.record_id.in_(select(record.c.id).where(chosen(session, ids, Right.EDIT)))
    )
    return _drop_links(session, links, column, value, wanted)


def remove_all_links(session: AnySession, table: str, column: str, value: int) -> int:
    """Take a tag or group off everything, seen or not: the tag itself is going."""
    links = Model.metadata.tables[table]
    return _drop_links(session, links, column, value, links.c[column] == value)


def move_all_links(session: AnySession, table: str, column: str, from_value: int, to_value: int) -> int:
    """Everything, seen or not, that has one tag or group gets the other instead: the two become one."""
    links = Model.metadata.tables[table]
    present = select(links.c.record_id).where(links.c[column] == to_value)
    lacking = select(links.c.record_id).where(links.c[column] == from_value, links.c.record_id.not_in(present))
    ids = list(run_checked(session, lacking).scalars())
    _hang_links(session, ids, links, column, to_value)
    return remove_all_links(session, table, column, from_value)


def counts_by(session: AnySession, table: str, column: str) -> dict[int, dict[str, int]]:
    """How many records of each kind that the viewer sees have each tag or group."""
    links = Model.metadata.tables[table]
    seen = and_(in_scope(Scope.LIVE, record.c), reach(viewer_of(session), Right.SEE, record.c))
    columns = (links.c[column], record.c.kind)
    statement = select(*columns, func.count()).join(record, record.c.id == links.c.record_id).where(seen)
    counts: dict[int, dict[str, int]] = {}
    for token, kind, number in run_checked(session, statement.group_by(*columns)):
        counts.setdefault(token, {})[kind] = number
    return counts


def uses_of(session: AnySession, table: str, row_id: int) -> int:
    """How many rows of other tables point at this one, seen or not: an answer for administrators."""
    pointing = [
        column
        for other in Model.metadata.tables.values()
        for column in other.columns
        if not other.info.get("is_part_of_entry") and any(key.column.table.name == table for key in column.foreign_keys)
    ]
    statements = [select(func.count()).select_from(column.table).where(column == row_id) for column in pointing]
    return sum(run_checked(session, statement).scalar_one() for statement in statements)


def _drop_links(session: AnySession, links: Table, column: str, value: int, wanted: ColumnElement[bool]) -> int:
    rows = run_checked(session, select(links.c.id, links.c.record_id).where(wanted)).all()
    if rows:
        write_changes(
            session, [_link_change(links, row.id, row.record_id, column, value, is_new=False) for row in rows]
        )
        gone = among(session, links.c.id, [row.id for row in rows])
        run_checked(session, delete(links).where(gone))
        touch(session, [row.record_id for row in rows])
    return len(rows)


def _link_change(
    links: Table, link_id: int, record_id: int, column: str, value: int, *, is_new: bool
) -> dict[str, Any]:
    whole = {"id": link_id, "record_id": record_id, column: value}
    operation = Operation.ADDED if is_new else Operation.DELETED
    old, new = (None, whole) if is_new else (whole, None)
    head = {"record_id": record_id, "subject": links.name, "subject_id": link_id}
    return {**head, "operation": operation, "field": "", "old": old, "new": new}


# --- new rows ------------------------------------------------------------------------------------------------------------


def insert_rows(session: AnySession, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows and return their ids in the same order; writes no history."""
    if not rows:
        return []
    if is_sqlite(session):
        ids = reserve_ids(session, table.name, len(rows))
        run_checked(session, insert(table), [{"id": row_id, **row} for row_id, row in zip(ids, rows, strict=True)])
        return ids
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(run_checked(session, statement, list(rows)).scalars())


def insert_with_history(session: AnySession, table: Table, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows that hang on records, each with its line of history; returns their ids."""
    ids = insert_rows(session, table, rows)
    write_changes(
        session,
        [
            {
                "record_id": row["record_id"],
                "other_id": row.get("other_id"),
                "subject": table.name,
                "subject_id": row_id,
                "operation": Operation.ADDED,
                "field": "",
                "old": None,
                "new": {key: plain(value) for key, value in {"id": row_id, **row}.items()},
            }
            for row_id, row in zip(ids, rows, strict=True)
        ],
    )
    return ids


def write_changes(session: AnySession, rows: Sequence[dict[str, Any]]) -> None:
    """Lines of history into the open change set."""
    if rows:
        set_id = current_set(session).ensure_id(session)
        run_checked(session, insert(Change.__table__), [{"set_id": set_id, **row} for row in rows])


# --- parts ---------------------------------------------------------------------------------------------------------------


def _affected(session: AnySession, criterion: ColumnElement[bool]) -> list[int]:
    """The records that fit, locked: what the history keeps as their old value is what will be replaced."""
    chosen_ones = select(record.c.id).where(criterion).order_by(record.c.id).with_for_update(of=record)
    return list(run_checked(session, chosen_ones).scalars())


def _write_history(
    session: AnySession, ids: Sequence[int], table: Table, column: Any, value: Any, operation: Operation
) -> None:
    new = null() if value is None else literal(plain(value), Json)
    _insert_history(session, ids, table, (column.name, _as_json(session, column), new), operation)


def _insert_history(
    session: AnySession, ids: Sequence[int], table: Table, edit: tuple[str, Any, Any], operation: Operation
) -> None:
    """A line for each row: the name of what changed, and SQL for its old and its new value."""
    if not ids:
        return
    name, old, new = edit
    change = Change.__table__
    subject = table.name if "record_id" in table.c else record.name
    set_id = current_set(session).ensure_id(session)
    names = ["set_id", "record_id", "subject", "subject_id", "operation", "field", "old", "new"]
    head = [literal(set_id), table.c.id, literal(subject), table.c.id, literal(operation.value), literal(name)]
    source = select(*head, old, new).where(among(session, table.c.id, ids))
    run_checked(session, insert(change).from_select(names, source))


def _as_json(session: AnySession, column: Any) -> ColumnElement[Any]:
    if is_sqlite(session):
        return case((column.is_(None), null()), else_=type_coerce(_quoted(column), Json))
    return type_coerce(func.to_jsonb(column), Json)


def _quoted(column: Any) -> ColumnElement[Any]:
    """A column of SQLite, which has no moments and no truth values of its own, as ``plain`` would give it."""
    if isinstance(column.type, Moment):
        return func.json_quote(func.strftime("%Y-%m-%dT%H:%M:%f000+00:00", column))
    if isinstance(column.type, Boolean):
        return case((column, literal_column("'true'")), else_=literal_column("'false'"))
    return func.json_quote(column)


def _update(session: AnySession, table: Table, ids: Sequence[int], values: dict[str, Any]) -> None:
    """Give these rows new values, and say that their records changed."""
    if table is not record and ids:
        run_checked(session, update(table).where(among(session, table.c.id, ids)).values(values))
    touch(session, ids, values if table is record else {})


def touch(session: AnySession, ids: Sequence[int], values: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Say that these records changed now, by the viewer: version, time, last activity. ``values`` are given them on the same way,
    since a row of ``record`` stands in many indexes."""
    moment = now()
    marks = {
        "version": record.c.version + 1,
        "changed_at": moment,
        "last_activity_at": moment,
        "changed_by_id": viewer_of(session).user_id,
    }
    if ids:
        run_checked(session, update(record).where(among(session, record.c.id, ids)).values({**marks, **values}))
        carry_activity(session, ids, moment)
    session.expire_all()


def touch_between(session: AnySession, pairs: Iterable[tuple[int, int | None]], but: Collection[int] = ()) -> None:
    """Say of the records of each pair that something between them changed, as far as they may show it: a public one would tell
    everybody when it was tied to one that they do not see (``records.between``)."""
    ends = [{one for one in pair if one is not None} for pair in pairs]
    named = among(session, record.c.id, sorted(set().union(*ends)))
    chosen_ones = select(record.c.id).where(named, record.c.visibility == Visibility.PUBLIC)
    public = set(run_checked(session, chosen_ones).scalars())
    touch(session, sorted({one for pair in ends for one in pair if pair - {one} <= public} - set(but)))
