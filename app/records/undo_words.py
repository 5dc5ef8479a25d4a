"""Verdicts of an undo as people read them: whose value, what it was, what the set made of it, what it is now and by whom.

Under the guard: a record that the reader may not see has neither name nor number here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.kernel.messages import Message, say
from app.models import Change, ChangeSet, Record, User
from app.records.access import SCOPE, Scope, run_checked
from app.records.fields import Asking
from app.records.history import Line, Words, column_of
from app.records.history_subjects import row_name, subject_word
from app.records.kinds import Kind, kind, kinds
from app.records.many_fields import ChannelField, ManyField
from app.records.undo_sets import RECORD, RowChange
from app.records.undo_verdicts import TRASHED_AT, Verdict

DELETED = "deleted"
ADDED_RECORD = say("Added")
GOES = say("to Deleted")
TRASH = say("Deleted")
LIVING = say("Not deleted")

_change, _set, _user = Change.__table__, ChangeSet.__table__, User.__table__


@dataclass(frozen=True)
class Told:
    """One verdict in words. ``record_id`` is None for what belongs to no record, and for a record that the reader may not see."""

    key: str
    name: str
    record_id: int | None
    kind: Kind | None
    label: Message | None
    was: str
    became: str
    now: str
    reason: Message | None
    is_forcible: bool = False
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class _Row:
    """A line of history that was never written, for those who word lines."""

    subject: str
    field: str
    old: Any
    new: Any


def field_name(verdict: Verdict) -> str:
    """The field as the API calls it."""
    change = verdict.change
    if change.is_record:
        if not verdict.field or verdict.field == TRASHED_AT:
            return DELETED if verdict.field else ""
        return _names_of_columns().get(verdict.field, verdict.field)
    return _names_of_tables().get(change.subject, change.subject)


def _names_of_columns() -> dict[str, str]:
    return {column_of(field): field.name for of in kinds() for field in of.fields if field.is_editable}


def _names_of_tables() -> dict[str, str]:
    fields = (field for of in kinds() for field in of.fields if isinstance(field, ManyField | ChannelField))
    return {field.table().name: field.name for field in fields}


def told(asking: Asking, set_id: int, verdicts: Sequence[Verdict]) -> list[Told]:
    """The verdicts in words, in their order."""
    found = _records(asking, {v.change.record_id for v in verdicts if v.change.record_id is not None})
    by_kind: dict[str | None, list[Verdict]] = {}
    for verdict in verdicts:
        of = found.get(verdict.change.record_id or 0)
        by_kind.setdefault(of.kind if of else None, []).append(verdict)
    worded: dict[int, Told] = {}
    for kind_name, of_kind in by_kind.items():
        if kind_name is None:
            worded |= {id(verdict): _told_of_none(verdict) for verdict in of_kind}
        else:
            worded |= _told_of_kind(asking, kind(kind_name), of_kind, found)
    later = _changed_later(asking, set_id, [v for v in verdicts if v.change.record_id in found])
    return [_with_author(worded[id(verdict)], later.get(_place(verdict))) for verdict in verdicts]


def _records(asking: Asking, ids: set[int]) -> dict[int, Any]:
    statement = select(Record.id, Record.name, Record.kind).where(Record.id.in_(ids))
    return {row.id: row for row in asking.session.execute(statement.execution_options(**{SCOPE: Scope.ALL}))}


def _told_of_none(verdict: Verdict) -> Told:
    """About a row of no record, or about a record that is not to be named."""
    change = verdict.change
    if change.record_id is not None:
        return Told(verdict.key, "", None, None, None, "", "", "", verdict.reason)
    values = change.added or change.removed or verdict.now or {}
    name = row_name(change.subject, values)
    label = subject_word(change.subject)
    was, became = "", ""
    if change.edits:
        before = {**values, **{field: old for field, (old, _new) in change.edits.items()}}
        was, became = row_name(change.subject, before), name
    elif change.removed is not None:
        was = name
    else:
        became = name
    return Told(verdict.key, name, None, None, label, was, became, "", verdict.reason, verdict.is_forcible)


def _told_of_kind(asking: Asking, of: Kind, verdicts: Sequence[Verdict], found: dict[int, Any]) -> dict[int, Told]:
    rows = {id(verdict): _rows(verdict) for verdict in verdicts}
    words = Words(asking, of, [row for pair in rows.values() for row in pair])  # type: ignore[misc]
    told: dict[int, Told] = {}
    for verdict in verdicts:
        record = found[verdict.change.record_id or 0]
        label, was, became, now = _in_words(words, verdict, rows[id(verdict)])
        told[id(verdict)] = Told(
            verdict.key, record.name, record.id, of, label, was, became, now, verdict.reason, verdict.is_forcible
        )
    return told


def _rows(verdict: Verdict) -> list[_Row]:
    """The line of the set, and one from what it made to what stands there now."""
    change = verdict.change
    if change.is_record:
        made = _Row(RECORD, verdict.field, verdict.was, verdict.became)
        return [made, _Row(RECORD, verdict.field, verdict.became, verdict.now)]
    if not change.edits:
        return [_Row(change.subject, "", change.removed, change.added), _Row(change.subject, "", None, verdict.now)]
    names = sorted(change.edits, key=lambda name: name not in _identities(change))
    old, new = change.edits[names[0]]
    return [
        _Row(change.subject, names[0], old, new),
        _Row(change.subject, names[0], new, (verdict.now or {}).get(names[0])),
    ]


def _identities(change: RowChange) -> set[str]:
    fields = (field for of in kinds() for field in of.fields if isinstance(field, ChannelField))
    return {field.identity for field in fields if field.table().name == change.subject}


def _in_words(words: Words, verdict: Verdict, rows: list[_Row]) -> tuple[Message | None, str, str, str]:
    if verdict.change.is_record and not verdict.field:
        is_birth = verdict.change.added is not None
        return (ADDED_RECORD, str(GOES), "", "") if is_birth else (None, "", "", "")
    if verdict.field == TRASHED_AT:
        states = [str(TRASH if value else LIVING) for value in (verdict.was, verdict.became, verdict.now)]
        return TRASH, states[0], states[1], states[2]
    made, after = (words.line(row) for row in rows)  # type: ignore[arg-type]
    line: Line | None = made or after
    if line is None:
        return words.label(verdict.change.subject, verdict.field), "", "", ""
    return (
        line.label,
        made.old if made else "",
        made.new if made else after.old if after else "",
        after.new if after else "",
    )


# --- who changed it since --------------------------------------------------------------------------------------------------

Place = tuple[int | None, str, str]


def _place(verdict: Verdict) -> Place:
    return verdict.change.record_id, verdict.change.subject, verdict.field


def _changed_later(asking: Asking, set_id: int, verdicts: Iterable[Verdict]) -> dict[Place, Any]:
    """Who wrote last at each of these places, and when."""
    ids = {verdict.change.record_id for verdict in verdicts if verdict.reason is not None}
    if not ids:
        return {}
    statement = (
        select(
            _change.c.record_id, _change.c.subject, _change.c.field, _set.c.at, _user.c.first_name, _user.c.last_name
        )
        .join(_set, _set.c.id == _change.c.set_id)
        .outerjoin(_user, _user.c.id == _set.c.user_id)
        .where(_change.c.record_id.in_(ids), _change.c.set_id > set_id)
        .order_by(_change.c.id)
    )
    rows = run_checked(asking.session, statement)
    return {(row.record_id, row.subject, row.field if row.subject == RECORD else ""): row for row in rows}


def _with_author(one: Told, row: Any) -> Told:
    if row is None:
        return one
    return replace(one, by=" ".join(filter(None, (row.first_name, row.last_name))), at=row.at)
