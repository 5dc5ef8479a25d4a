"""Change sets: every write happens inside one, is checked against access, and is written to the history (HIS-1, HIS-4).

The subject of a change is a table's name; all columns of a record, whatever its kind, are changes of the subject ``record``.

``change_set`` opens one for a session. ``before_flush`` refuses writes outside it and writes that the viewer has no right to;
``after_flush`` records each value before and after. The row of the set itself is made with the first change, so that an act that
changed nothing leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import delete, event, insert, inspect, select, update
from sqlalchemy.orm import InstanceState, Session, UOWTransaction

from app.kernel.clock import now
from app.kernel.errors import Forbidden, NoChangeSet, NotFound
from app.kernel.messages import say
from app.kernel.text import search_key, sort_key, strip_controls
from app.kernel.viewer import AnySession, Right, Viewer, viewer_of
from app.models import (
    BetweenRecords,
    Change,
    ChangeSet,
    OnRecord,
    Operation,
    Record,
    SetState,
    Tracked,
    Via,
)
from app.records.access import allowed_ids, may_name_owner, may_reassign, run_checked
from app.records.activity import carries, carry_activity
from app.records.between import refuse_between, told_by
from app.records.numbers import as_json

CUSTOM = "custom"
UNRECORDED = frozenset(
    {"version", "changed_at", "changed_by_id", "sort_key", "search_key", "last_activity_at", "deleted_by_id"}
)


@dataclass
class OpenSet:
    """The change set that is being written; ``id`` is None until something changed."""

    operation: Operation
    via: Via
    reason: str | None = None
    undoes_id: int | None = None
    id: int | None = None
    stays_open: bool = False

    def ensure_id(self, session: AnySession) -> int:
        """The id of the set's row, made now if there is none."""
        if self.id is None:
            made = session.connection().execute(insert(ChangeSet.__table__).values(self._row(session)))
            self.id = int(made.inserted_primary_key[0])  # type: ignore[index]
        return self.id

    def _row(self, session: AnySession) -> dict[str, Any]:
        return {
            "at": now(),
            "user_id": viewer_of(session).user_id,
            "operation": self.operation,
            "via": self.via,
            "reason": self.reason,
            "undoes_id": self.undoes_id,
            "state": SetState.OPEN if self.stays_open else SetState.CLOSED,
        }


@contextmanager
def change_set(
    session: AnySession,
    operation: Operation,
    via: Via = Via.PAGE,
    *,
    reason: str | None = None,
    continues: OpenSet | None = None,
) -> Iterator[OpenSet]:
    """Everything written inside belongs together and can be undone as a whole (HIS-4).

    Flushes at the end; the caller commits. ``continues`` goes on with a set that spans several commits (a job's).
    """
    if session.info.get("change_set") is not None:
        raise NoChangeSet("a change set is already open in this session")
    opened = continues or OpenSet(operation, via, reason=reason)
    session.info["change_set"] = opened
    try:
        yield opened
        session.flush()
    finally:
        session.info["change_set"] = None


def close_change_set(session: AnySession, set_id: int, state: SetState = SetState.CLOSED) -> None:
    """Say that a set which spanned several commits has ended."""
    session.connection().execute(
        update(ChangeSet.__table__).where(ChangeSet.__table__.c.id == set_id).values(state=state)
    )


def drop_empty_set(session: AnySession, set_id: int) -> bool:
    """Forget a set that was begun and in which nothing changed; returns whether it was."""
    changes, sets = Change.__table__, ChangeSet.__table__
    if run_checked(session, select(changes.c.id).where(changes.c.set_id == set_id).limit(1)).first():
        return False
    session.connection().execute(delete(sets).where(sets.c.id == set_id))
    return True


def current_set(session: AnySession) -> OpenSet:
    """The open change set; raises ``NoChangeSet`` where there is none."""
    opened: OpenSet | None = session.info.get("change_set")
    if opened is None:
        raise NoChangeSet("writes belong inside change_set()")
    return opened


def record_changes(session_class: Any) -> None:
    """Put checking and recording on every session made by ``session_class``."""
    event.listen(session_class, "before_flush", _before_flush)
    event.listen(session_class, "after_flush", _after_flush)


# --- before: the right to it, and what follows from it ------------------------------------------------------------------


def _before_flush(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    touched = [thing for thing in _touched(session) if isinstance(thing, Tracked)]
    if not touched:
        return
    current_set(session)
    viewer = viewer_of(session)
    with session.no_autoflush:
        _check_rights(session, viewer, touched)
        for record in _records_of(session, touched):
            _refresh_record(record, viewer)


def _touched(session: Session) -> list[Any]:
    modified = [thing for thing in session.dirty if session.is_modified(thing, include_collections=False)]
    return [*session.new, *modified, *session.deleted]


def _check_rights(session: Session, viewer: Viewer, touched: list[Any]) -> None:
    wanted: dict[Right, set[int]] = {Right.EDIT: set(), Right.DELETE: set()}
    for thing in touched:
        right = Right.DELETE if isinstance(thing, Record) and _crosses_trash(thing) else Right.EDIT
        wanted[right] |= _record_ids(thing) if not isinstance(thing, BetweenRecords) else set()
    for right, ids in wanted.items():
        _refuse(session, viewer, right, ids)
    for ends in _pairs(touched):
        refuse_between(session, viewer, ends)
    for thing in touched:
        if isinstance(thing, Record) and not _keeps_owner(viewer, thing):
            raise Forbidden(say("Your role does not let you change owners. Ask a manager."), "owner")
    _check_reassigned(session, viewer, touched)


def _check_reassigned(session: Session, viewer: Viewer, touched: list[Any]) -> None:
    """Refuse another owner or visibility where editing is all that the viewer may do."""
    ids = {thing.id for thing in touched if isinstance(thing, Record) and _is_reassigned(thing)}
    record = Record.__table__
    allowed = select(record.c.id).where(record.c.id.in_(sorted(ids)), may_reassign(viewer, record.c))
    if ids and ids - set(run_checked(session, allowed).scalars()):
        raise Forbidden(say("You may edit this record, but only its owner gives it away or changes who sees it."))


def _is_reassigned(record: Record) -> bool:
    state: Any = inspect(record)
    parts = (state.attrs.owner_id, state.attrs.owner, state.attrs.visibility)
    return bool(state.persistent and any(one.history.has_changes() for one in parts))


def _refuse(session: Session, viewer: Viewer, right: Right, ids: set[int]) -> None:
    missing = ids - allowed_ids(session, viewer, right, sorted(ids)) if ids else set()
    if not missing:
        return
    if missing - allowed_ids(session, viewer, Right.SEE, sorted(missing)):
        raise NotFound
    if right is Right.DELETE:
        raise Forbidden(say("You may not delete or restore this record. Ask its owner or an administrator."))
    raise Forbidden(say("You may read this record but not change it. Ask its owner for the right to edit."))


def _pairs(touched: list[Any]) -> set[frozenset[int]]:
    """The stored records that each row between two of them names, by committed and by new values. One that is about to be added is
    the viewer's own, and so is what they tie it to."""
    between = [thing for thing in touched if isinstance(thing, BetweenRecords)]
    return {frozenset(ends) for thing in between if (ends := _record_ids(thing))}


def _keeps_owner(viewer: Viewer, record: Record) -> bool:
    """Whether the owner stays, or is one that the viewer may name: anybody by a right of its own, themselves where nobody was."""
    state: Any = inspect(record)
    before, named = state.attrs.owner_id.history, state.attrs.owner.history
    if not state.persistent or not (before.has_changes() or named.has_changes()):
        return True
    new = record.owner.id if named.has_changes() and record.owner is not None else record.owner_id
    old = [*before.deleted, *(before.unchanged or ()), *(one.id for one in named.deleted if one is not None)]
    return may_name_owner(viewer, next((one for one in old if one), None), new)


def _crosses_trash(record: Record) -> bool:
    return bool(inspect(record).persistent and inspect(record).attrs.deleted_at.history.has_changes())


def _record_ids(thing: Any) -> set[int]:
    """Ids of the stored records that a write on ``thing`` needs the right to, by committed and by new values."""
    if isinstance(thing, Record):
        return ({thing.id} if inspect(thing).persistent else set()) | _host_ids(thing)
    if not isinstance(thing, OnRecord):
        return set()
    ids: set[int] = set()
    for name, parent in _ends(thing):
        history = inspect(thing).attrs[name].history
        ids |= {value for value in (*history.deleted, *history.unchanged, *history.added) if value is not None}
        ids |= {parent.id} if parent is not None and inspect(parent).persistent else set()
    return ids


def _ends(thing: OnRecord) -> list[tuple[str, Record | None]]:
    """The columns by which a row names records, with the record where it is known."""
    ends = [("record_id", _parent(thing))]
    return [*ends, ("other_id", getattr(thing, "other", None))] if isinstance(thing, BetweenRecords) else ends


def _host_ids(record: Record) -> set[int]:
    """The stored record that this one is about to become a part of."""
    state: Any = inspect(record)
    added = {value for value in state.attrs.host_id.history.added if value is not None}
    host = record.host
    if host is None or not inspect(host).persistent:
        return added
    return added | {host.id} if state.pending or added or host.id != record.host_id else added


def _parent(thing: Any) -> Record | None:
    return getattr(thing, "record", None) or getattr(thing, "contact", None)


def _records_of(session: Session, touched: list[Any]) -> list[Record]:
    records: dict[int, Record] = {}
    for thing in touched:
        if isinstance(thing, Record):
            records[id(thing)] = thing
            continue
        for record in _owners(session, thing):
            records[id(record)] = record
    return list(records.values())


def _owners(session: Session, thing: Any) -> list[Record]:
    if not isinstance(thing, OnRecord):
        return []
    known = [record for _, record in _ends(thing) if record is not None]
    if known and not isinstance(thing, BetweenRecords):
        return known
    stored = (session.get(Record, record_id) for record_id in _record_ids(thing))
    owners = [*known, *(record for record in stored if record is not None)]
    return told_by(owners) if isinstance(thing, BetweenRecords) else owners


def _refresh_record(record: Record, viewer: Viewer) -> None:
    record.changed_at = record.last_activity_at = now()
    record.changed_by_id = viewer.user_id
    if inspect(record).pending and record.created_by_id is None:
        record.created_by_id = viewer.user_id
    for key, value in keys_of(record).items():
        if getattr(record, key) != value:
            setattr(record, key, value)


KEYS: Mapping[str, Callable[[Any], str]] = {
    "name": lambda record: strip_controls(record.called),
    "sort_key": lambda record: sort_key(record.sorted_by),
    "search_key": lambda record: search_key(record.found_by),
}


def keys_of(record: Record, keys: Iterable[str] = KEYS) -> dict[str, str]:
    """Name, sort key and search key as they follow from the record's values (REC-12)."""
    return {key: KEYS[key](record) for key in keys}


# --- after: the history ------------------------------------------------------------------------------------------------


def _after_flush(session: Session, context: UOWTransaction) -> None:
    written = [
        (state, is_deleted)
        for state, (is_deleted, is_listed_only) in context.states.items()
        if not is_listed_only and issubclass(state.class_, Tracked)
    ]
    rows = [row for state, is_deleted in written for row in _rows_of(state, is_deleted)]
    if rows:
        set_id = current_set(session).ensure_id(session)
        run_checked(session, insert(Change.__table__), [{"set_id": set_id, **row} for row in rows])
        carrying = [state for state, _ in written if issubclass(state.class_, Record) and carries(state)]
        carry_activity(session, map(_identity, carrying), now())


def _rows_of(state: InstanceState[Any], is_deleted: bool) -> list[dict[str, Any]]:
    head = {
        "record_id": _record_id(state),
        "other_id": _named_by(state, "other_id") if issubclass(state.class_, BetweenRecords) else None,
        "subject": state.class_.__mapper__.base_mapper.persist_selectable.name,
        "subject_id": _identity(state),
    }
    if is_deleted:
        return [{**head, "operation": Operation.DELETED, "field": "", "old": whole_row(state), "new": None}]
    if state.key is None:
        return [{**head, "operation": Operation.ADDED, "field": "", "old": None, "new": whole_row(state)}]
    return [
        {**head, "operation": _operation(field, new), "field": field, "old": old, "new": new}
        for field, old, new in _edits(state)
    ]


def _operation(field: str, new: Any) -> Operation:
    if field != "deleted_at":
        return Operation.EDITED
    return Operation.RESTORED if new is None else Operation.DELETED


def _edits(state: InstanceState[Any]) -> Iterator[tuple[str, Any, Any]]:
    for prop in state.mapper.column_attrs:
        history = state.attrs[prop.key].history
        if prop.key in UNRECORDED or not history.has_changes():
            continue
        old, new = (plain(values[0]) if values else None for values in (history.deleted, history.added))
        if prop.key == CUSTOM:
            yield from _custom_edits(old or {}, new or {})
        elif old != new:
            yield prop.key, old, new


def _custom_edits(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Custom values one by one, each under ``cf.<key>``."""
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield f"cf.{key}", old.get(key), new.get(key)


def whole_row(state: InstanceState[Any]) -> dict[str, Any]:
    """Every recorded column of a row, as JSON."""
    return {
        prop.key: plain(state.dict.get(prop.key, state.committed_state.get(prop.key)))
        for prop in state.mapper.column_attrs
        if prop.key not in UNRECORDED
    }


def _identity(state: InstanceState[Any]) -> int:
    return int(state.mapper.primary_key_from_instance(state.obj())[0])


def _record_id(state: InstanceState[Any]) -> int | None:
    if issubclass(state.class_, Record):
        return _identity(state)
    if not issubclass(state.class_, OnRecord):
        return None
    return _named_by(state, "record_id")


def _named_by(state: InstanceState[Any], name: str) -> int | None:
    value = state.dict.get(name) or state.committed_state.get(name)
    return int(value) if value else None


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it: moments and dates in ISO form, decimals as numbers, enums by value."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return as_json(value)
    return value.value if isinstance(value, Enum) else value
