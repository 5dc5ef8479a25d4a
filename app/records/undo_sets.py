"""What a change set did, row by row: many lines of history about one row folded into what was before and what came of it (HIS-4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Row as Line
from sqlalchemy import func, select

from app.kernel.viewer import AnySession
from app.models import Change, ChangeSet, Job, JobState, Operation, Record, SetState, User
from app.records.access import run_checked
from app.records.many_ids import among

RECORD = Record.__table__.name
CUSTOM, WHOLE_CUSTOM = "cf.", "custom"
Values = dict[str, Any]
Edit = tuple[Any, Any]

_change, _sets, _record = Change.__table__, ChangeSet.__table__, Record.__table__
_job, _user = Job.__table__, User.__table__


@dataclass
class RowChange:
    """What a set did to one row, in the values that the history keeps.

    ``added`` is the whole row as the set left it, where the set added it; ``removed`` the whole row as it was before, where the set
    removed it; ``edits`` old and new by column otherwise. A row that was added and removed again has none of them.
    """

    subject: str
    subject_id: int
    record_id: int | None
    added: Values | None = None
    removed: Values | None = None
    edits: dict[str, Edit] = field(default_factory=dict)
    other_id: int | None = None
    """The second record, where the row lies between two."""

    @property
    def is_record(self) -> bool:
        return self.subject == RECORD

    @property
    def is_empty(self) -> bool:
        return self.added is None and self.removed is None and not self.edits

    def take(self, operation: Operation, name: str, old: Any, new: Any) -> None:
        """One line more, in the order in which they were written."""
        if name:
            self._take_value(name, old, new)
        elif operation is Operation.ADDED:
            self._take_birth(new or {})
        else:
            self._take_end(old or {})

    def _take_value(self, name: str, old: Any, new: Any) -> None:
        if self.added is not None:
            self.added = {**self.added, name: new}
        else:
            self.edits[name] = (self.edits.get(name, (old,))[0], new)

    def _take_birth(self, new: Values) -> None:
        if self.removed is None:
            self.added = new
            return
        before, self.removed = self.removed, None
        self.edits = {name: (before.get(name), value) for name, value in new.items()}

    def _take_end(self, old: Values) -> None:
        if self.added is None:
            self.removed = {**old, **{name: first for name, (first, _last) in self.edits.items()}}
        self.added, self.edits = None, {}


@dataclass(frozen=True)
class Extent:
    """How large a set is: its lines, the records that it touched, and the lines about what belongs to no record."""

    lines: int
    record_ids: list[int]
    shared: int


def extent_of(session: AnySession, set_id: int) -> Extent:
    """What there is to undo in a set."""
    counted = (
        select(_change.c.record_id, func.count().label("lines"))
        .where(_change.c.set_id == set_id)
        .group_by(_change.c.record_id)
    )
    sizes = {row.record_id: row.lines for row in run_checked(session, counted).all()}
    shared = sizes.pop(None, 0)
    return Extent(shared + sum(sizes.values()), sorted(sizes), shared)


def changes_of_records(
    session: AnySession, set_id: int, record_ids: Sequence[int], *, is_whole: bool = False
) -> list[RowChange]:
    """What the set did to these records and what hangs on them. ``is_whole`` says that they are all the records of the set.

    A part of a large set is found from its records: by the set alone every part would read all of it. Nought is added to the
    set's number so that no planner takes that way.
    """
    statement = select(*_columns()).where(_change.c.record_id.is_not(None))
    if is_whole:
        statement = statement.where(_change.c.set_id == set_id)
    else:
        statement = statement.where(_change.c.set_id + 0 == set_id, among(session, _change.c.record_id, record_ids))
    return list(_folded(run_checked(session, statement).all()))


def shared_changes(session: AnySession, set_id: int) -> list[RowChange]:
    """What the set did to rows that belong to no record: tags, groups, entries of dictionaries, settings, kept filters."""
    statement = select(*_columns()).where(_change.c.set_id == set_id, _change.c.record_id.is_(None))
    return list(_folded(run_checked(session, statement).all()))


def added_records(session: AnySession, set_id: int, *, in_trash: bool = False) -> frozenset[int]:
    """The records that a set added; with ``in_trash`` only those that are in the trash by now."""
    added = (_change.c.subject == RECORD, _change.c.operation == Operation.ADDED, _change.c.field == "")
    statement = select(_change.c.subject_id).where(_change.c.set_id == set_id, *added)
    if in_trash:
        statement = statement.join(_record, _record.c.id == _change.c.subject_id).where(
            _record.c.deleted_at.is_not(None)
        )
    return frozenset(run_checked(session, statement).scalars())


def made_anew_since(session: AnySession, subject: str, ids: Iterable[int], set_id: int) -> set[int]:
    """Those of ``ids`` that name another row by now: one was added under the number of one that had gone.

    SQLite gives the highest number again when its row is removed; a set that speaks of the old row must not touch the new one.
    """
    ordinary = select(_sets.c.id).where(_sets.c.operation != Operation.UNDONE)
    statement = select(_change.c.subject_id).where(
        _change.c.record_id.is_(None),
        _change.c.subject == subject,
        among(session, _change.c.subject_id, ids),
        _change.c.operation == Operation.ADDED,
        _change.c.set_id > set_id,
        _change.c.set_id.in_(ordinary),
    )
    return set(run_checked(session, statement).scalars())


@dataclass(frozen=True)
class Undone:
    """The set that undid another, when, and who did it (empty for the system itself)."""

    id: int
    at: datetime
    who: str
    is_open: bool


def undone_by(session: AnySession, set_id: int) -> Undone | None:
    """The undo of this set that still stands; None where the set is in force. Undoing the undo puts it in force again.

    Told to everybody who may see the set, whoever undid it. An undo that was broken off does not count: it can be gone on with.
    """
    ended = (JobState.CANCELLED, JobState.FAILED)
    broken_off = select(_job.c.id).where(_job.c.change_set_id == _sets.c.id, _job.c.state.in_(ended)).exists()
    statement = (
        select(_sets.c.id, _sets.c.at, _sets.c.state, _user.c.first_name, _user.c.last_name)
        .outerjoin(_user, _user.c.id == _sets.c.user_id)
        .where(_sets.c.undoes_id == set_id, _sets.c.state != SetState.ROLLED_BACK, ~broken_off)
        .order_by(_sets.c.id.desc())
    )
    for row in run_checked(session, statement).all():
        if undone_by(session, row.id) is None:
            who = " ".join(filter(None, (row.first_name, row.last_name)))
            return Undone(row.id, row.at, who, row.state is SetState.OPEN)
    return None


def _columns() -> Sequence[Any]:
    names = ("subject", "subject_id", "id", "record_id", "other_id", "operation", "field", "old", "new")
    return [_change.c[name] for name in names]


def _folded(lines: Iterable[Line[Any]]) -> Iterator[RowChange]:
    ordered: list[Any] = sorted(lines, key=itemgetter(0, 1, 2))
    for (subject, subject_id), of_row in groupby(ordered, key=itemgetter(0, 1)):
        found = RowChange(subject, subject_id, None)
        for _subject, _subject_id, _number, record_id, other_id, operation, name, old, new in of_row:
            found.record_id, found.other_id = record_id, other_id
            found.take(operation, name, old, new)
        if WHOLE_CUSTOM in found.edits:
            found.edits = dict(_apart(found.edits))
        found.edits = {name: edit for name, edit in found.edits.items() if edit[0] != edit[1]}
        if not found.is_empty:
            yield found


def _apart(edits: dict[str, Edit]) -> Iterator[tuple[str, Edit]]:
    """Custom values are written as a whole and are one field each all the same."""
    for name, (old, new) in edits.items():
        if name != WHOLE_CUSTOM:
            yield name, (old, new)
            continue
        for key in dict.fromkeys([*(old or {}), *(new or {})]):
            yield f"{CUSTOM}{key}", ((old or {}).get(key), (new or {}).get(key))
