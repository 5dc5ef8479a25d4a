"""Change sets in a line each: who, when, how, on what, and what (HIS-2). The record is named only where the reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, union_all

from app.kernel.messages import Message
from app.models import Change, ChangeSet, Operation, Record
from app.records.access import SCOPE, Scope, run_checked
from app.records.fields import Asking
from app.records.history import Line, Words
from app.records.history_subjects import row_name, subject_word
from app.records.kinds import Kind, kind
from app.records.people_log import SUBJECTS as PEOPLE
from app.records.people_words import THINGS, PeopleWords
from app.records.undo_sets import RECORD

SAMPLE = 24
SHOWN_LABELS = 3

_change = Change.__table__


@dataclass(frozen=True)
class Summary:
    """What a set is about. ``count`` records or other rows; with one of them ``name`` and, for a record, ``record_id``.

    ``labels`` are the first things that changed and ``more`` how many others there are; ``value`` is what the only one became
    (``is_removed``: was), where it is the same everywhere.
    """

    lines: int
    count: int
    kind: Kind | None = None
    subject: Message | None = None
    name: str = ""
    record_id: int | None = None
    labels: tuple[Message, ...] = ()
    more: int = 0
    value: str = ""
    is_removed: bool = False


def summaries(asking: Asking, sets: Sequence[ChangeSet]) -> dict[int, Summary]:
    """One summary for each of these sets, in a few statements for all of them."""
    ids = [one.id for one in sets]
    if not ids:
        return {}
    sizes = {row.set_id: row for row in run_checked(asking.session, _sizes(ids))}
    samples = _samples(asking, ids)
    found = _records(asking, {line.record_id for lines in samples.values() for line in lines if line.record_id})
    words = _Wordings(asking, samples, found)
    return {one: _summary(sizes.get(one), samples.get(one, []), found, words) for one in ids}


def _sizes(ids: Sequence[int]) -> Any:
    counted = (func.count().label("lines"), func.count(_change.c.record_id.distinct()).label("records"))
    return select(_change.c.set_id, *counted).where(_change.c.set_id.in_(ids)).group_by(_change.c.set_id)


def _samples(asking: Asking, ids: Sequence[int]) -> dict[int, list[Any]]:
    """The first lines of each set."""
    parts = [
        select(_change).where(_change.c.set_id == one).order_by(_change.c.id).limit(SAMPLE).subquery() for one in ids
    ]
    rows = run_checked(asking.session, union_all(*(select(part) for part in parts))).all()
    samples: dict[int, list[Any]] = {}
    for row in rows:
        samples.setdefault(row.set_id, []).append(row)
    return samples


def _records(asking: Asking, ids: set[int]) -> dict[int, Any]:
    """Those that the reader may see, deleted ones too."""
    statement = select(Record.id, Record.name, Record.kind).where(Record.id.in_(ids))
    return {row.id: row for row in asking.session.execute(statement.execution_options(**{SCOPE: Scope.ALL}))}


class _Wordings:
    """Lines in words, by kind, made when they are asked for."""

    def __init__(self, asking: Asking, samples: dict[int, list[Any]], found: dict[int, Any]) -> None:
        self.asking = asking
        self.rows = [row for rows in samples.values() for row in rows]
        self.found = found
        self.made: dict[str, Words] = {}
        self.people = PeopleWords(asking.session)

    def line(self, row: Any) -> Line | None:
        if row.record_id is None and row.subject in PEOPLE:
            return next(self.people.lines(row), None)
        record = self.found.get(row.record_id)
        return self.of(record.kind).line(row) if record is not None and (row.field or row.subject != RECORD) else None

    def of(self, kind_name: str) -> Words:
        if kind_name not in self.made:
            rows = [row for row in self.rows if row.record_id in self.found]
            self.made[kind_name] = Words(self.asking, kind(kind_name), rows)
        return self.made[kind_name]


def _summary(size: Any, rows: Sequence[Any], found: dict[int, Any], words: _Wordings) -> Summary:
    if size is None or not rows:
        return Summary(0, 0)
    lines = [line for row in rows if (line := words.line(row)) is not None]
    labels = tuple({line.name: line.label for line in lines}.values())
    about = {"labels": labels[:SHOWN_LABELS], "more": len(labels) - len(labels[:SHOWN_LABELS]), **_value(lines, labels)}
    of_records = [row for row in rows if row.record_id is not None]
    if not of_records and size.records:
        return Summary(size.lines, size.records, **about)
    if not of_records:
        return _people_summary(size.lines, rows, about, words.people) or _shared_summary(size.lines, rows, about)
    record = found.get(of_records[0].record_id)
    of = kind(record.kind) if record is not None else None
    if size.records == 1 and record is not None:
        return Summary(size.lines, 1, of, name=record.name, record_id=record.id, **about)
    return Summary(size.lines, size.records, of if _is_of_one_kind(of_records, found) else None, **about)


def _value(lines: Sequence[Line], labels: Sequence[Message]) -> dict[str, Any]:
    """The value that all lines have in common, if there is one."""
    if len(labels) != 1:
        return {}
    new, old = {line.new for line in lines}, {line.old for line in lines}
    if len(new) == 1 and "" not in new:
        return {"value": new.pop()}
    return {"value": old.pop(), "is_removed": True} if new == {""} and len(old) == 1 and "" not in old else {}


def _people_summary(lines: int, rows: Sequence[Any], about: dict[str, Any], people: PeopleWords) -> Summary | None:
    """The one user, role or team that all of it is about; None where it is about several, or about something else."""
    if lines > len(rows) or any(row.subject not in PEOPLE for row in rows):
        return None
    whole = [row for row in rows if row.subject in THINGS] or rows
    names = {(row.subject, people.name(row)) for row in whole}
    if len(names) != 1:
        return None
    subject, name = names.pop()
    return Summary(lines, 1, subject=subject_word(subject), name=name, **about)


def _shared_summary(lines: int, rows: Sequence[Any], about: dict[str, Any]) -> Summary:
    first = rows[0]
    names = {(row.subject, row.subject_id) for row in rows}
    values = next((value for row in rows for value in (row.new, row.old) if isinstance(value, dict)), {})
    name = row_name(first.subject, values) if len(names) == 1 else ""
    return Summary(lines, len(names), subject=subject_word(first.subject), name=name, **about)


def _is_of_one_kind(rows: Sequence[Any], found: dict[int, Any]) -> bool:
    return len({found[row.record_id].kind for row in rows if row.record_id in found}) == 1


def is_birth(operation: Operation) -> bool:
    """Whether a set of this sort is told by its objects alone."""
    return operation in (Operation.ADDED, Operation.IMPORTED, Operation.DELETED, Operation.RESTORED)
