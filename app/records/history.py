"""The history of one record as people read it: who changed what, when, from what to what (HIS-1, HIS-2).

Read under the guard: only for a record that the viewer may see, and without the names of records that they may not see. A link
between two such records reads like an empty field, and a line that says nothing is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from app.kernel.messages import Message, say
from app.kernel.viewer import Right
from app.models import Change, ChangeSet, Operation, Record, User, Via
from app.records import history_guests, history_relations
from app.records.access import SCOPE, Scope, checked, reach
from app.records.fields import Asking, ChoiceField, Field
from app.records.history_guests import GuestWords
from app.records.history_relations import RelationWords
from app.records.kinds import Kind
from app.records.labels import label_of
from app.records.link_fields import DictionaryField, LinkField, RecordField, UserField
from app.records.many_fields import ChannelField, ManyField, TokensField
from app.records.plain_fields import CountryField
from app.records.records_field import RecordsField
from app.records.value_base import ValueField

NEWEST = 50
MOST_LINES = 1_000
"""So many lines are read: one act can tie thousands to a record."""
GONE = say("no longer there")
OTHER_LABELS = {"avatar": say("Picture")}
OTHER = say("Other data")

_change, _set, _user, _record = Change.__table__, ChangeSet.__table__, User.__table__, Record.__table__


@dataclass(frozen=True)
class Line:
    """One value before and after, in words. What was added has no ``old``, what went has no ``new``."""

    name: str
    label: Message
    old: str
    new: str
    is_ltr: bool = False


@dataclass(frozen=True)
class Story:
    """What one change set did to the record. ``who`` is empty for the system itself."""

    set_id: int
    at: datetime
    who: str
    user_id: int | None
    operation: Operation
    via: Via
    lines: tuple[Line, ...]


def history_of(asking: Asking, kind: Kind, record: Record, *, after: int = 0, most: int = NEWEST) -> list[Story]:
    """The newest change sets that touched ``record``, newest first; only changes younger than ``after`` (a change's id)."""
    rows = _rows(asking, record.id, after, most)
    words = Words(asking, kind, rows, record.id)
    stories = [_story(list(group), words) for _, group in groupby(rows, key=lambda row: row.set_id)]
    return [story for story in stories if story.lines or story.operation is not Operation.EDITED]


def last_change_id(asking: Asking, record: Record) -> int:
    """The id of the newest change of ``record``; a form remembers it, to know later what happened since."""
    newest = select(func.max(_change.c.id)).where(
        or_(_change.c.record_id == record.id, _change.c.other_id == record.id)
    )
    return asking.session.connection().execute(checked(newest)).scalar() or 0


def _seen(asking: Asking, record_id: Any) -> Select[Any]:
    return select(_record.c.id).where(_record.c.id == record_id, reach(asking.viewer, Right.SEE, _record.c))


def _both_seen(asking: Asking) -> list[ColumnElement[bool]]:
    """Of what lies between two records, only that of which the viewer sees both."""
    if asking.viewer.is_admin:
        return []
    ends = (_change.c.record_id, _change.c.other_id)
    seen = [_seen(asking, end).correlate(_change).exists() for end in ends]
    return [or_(_change.c.other_id.is_(None), and_(*seen))]


def _rows(asking: Asking, record_id: int, after: int, most: int) -> Sequence[Row[Any]]:
    seen = _seen(asking, record_id)
    either = or_(_change.c.record_id.in_(seen), _change.c.other_id.in_(seen))
    of_record = (either, *_both_seen(asking), _change.c.id > after)
    newest = (
        select(_change.c.set_id)
        .where(*of_record)
        .group_by(_change.c.set_id)
        .order_by(_change.c.set_id.desc())
        .limit(most)
    )
    statement = (
        select(
            _change,
            _set.c.at,
            _set.c.via,
            _set.c.user_id,
            _set.c.operation.label("act"),
            _user.c.first_name,
            _user.c.last_name,
        )
        .join(_set, _set.c.id == _change.c.set_id)
        .outerjoin(_user, _user.c.id == _set.c.user_id)
        .where(*of_record, _change.c.set_id.in_(newest))
        .order_by(_change.c.set_id.desc(), _change.c.id)
        .limit(MOST_LINES)
    )
    return asking.session.connection().execute(checked(statement)).all()


def _story(rows: list[Row[Any]], words: Words) -> Story:
    first = rows[0]
    who = " ".join(filter(None, (first.first_name, first.last_name)))
    operation = _operation(rows)
    lines = [] if _is_birth(rows) else [line for row in rows if (line := words.line(row)) is not None]
    lines.sort(key=words.place)
    return Story(first.set_id, first.at, who, first.user_id, operation, first.via, tuple(lines))


def _is_birth(rows: list[Row[Any]]) -> bool:
    return any(row.subject == "record" and row.operation is Operation.ADDED for row in rows)


def _operation(rows: list[Row[Any]]) -> Operation:
    """What happened to the record as a whole, which says more than what the set was meant as."""
    if _is_birth(rows):
        return Operation.IMPORTED if rows[0].act is Operation.IMPORTED else Operation.ADDED
    crossed = next((row for row in rows if row.subject == "record" and row.field == "deleted_at"), None)
    if crossed is not None:
        return Operation.RESTORED if crossed.new is None else Operation.DELETED
    return Operation.UNDONE if rows[0].act is Operation.UNDONE else Operation.EDITED


class Words:
    """Turns stored values into words, with at most one statement for each sort of thing that they name."""

    def __init__(self, asking: Asking, kind: Kind, rows: Sequence[Row[Any]], viewed: int | None = None) -> None:
        self.asking = asking
        self.rows = rows
        self.by_column = {column_of(field): field for field in kind.fields if field.is_editable}
        self.by_table = {
            field.table().name: field for field in kind.fields if isinstance(field, ManyField | ChannelField)
        }
        self.places = {field.name: place for place, field in enumerate(kind.fields)}
        self.cache: dict[Any, dict[int, str]] = {}
        self.guests = GuestWords(asking, rows)
        self.relations = RelationWords(asking, rows, lambda: self._names(Record, self._records), viewed)

    def place(self, line: Line) -> int:
        """Where a line stands: in the order of the kind's fields."""
        return self.places.get(line.name, len(self.places))

    def label(self, subject: str, name: str) -> Message:
        """What the value is called that a line is about, also where the line itself says nothing."""
        if subject == history_guests.SUBJECT:
            return history_guests.LABEL
        if subject == history_relations.SUBJECT:
            return history_relations.LABEL
        field = self.by_column.get(name) if subject == "record" else self.by_table.get(subject)
        return field.label if field is not None else OTHER_LABELS.get(name, OTHER)

    def line(self, row: Row[Any]) -> Line | None:
        """The change as a line; None for what nobody needs to read."""
        if row.subject == "record":
            return self._value_line(row)
        if row.subject == history_guests.SUBJECT:
            old, new = self.guests.before_and_after(row)
            return Line(history_guests.NAME, history_guests.LABEL, old, new) if old or new else None
        if row.subject == history_relations.SUBJECT:
            told = self.relations.line(row)
            return Line(history_relations.NAME, *told) if told is not None else None
        field = self.by_table.get(row.subject)
        if isinstance(field, ManyField):
            return self._link_line(field, row)
        return self._channel_line(field, row) if isinstance(field, ChannelField) else None

    def lines_of_row(self, values: dict[str, Any]) -> list[Line]:
        """A line for each value of a whole record that says something."""
        values = {**values, **{f"cf.{key}": value for key, value in (values.get("custom") or {}).items()}}
        fields = [(name, self.by_column[name]) for name in values if name in self.by_column]
        lines = [
            Line(field.name, field.label, "", self._word(field, values[name]), field.type.is_ltr)
            for name, field in fields
        ]
        return sorted((line for line in lines if line.new), key=self.place)

    def _value_line(self, row: Row[Any]) -> Line | None:
        if row.field in OTHER_LABELS:
            return Line(row.field, OTHER_LABELS[row.field], "", "")
        field = self.by_column.get(row.field)
        if field is None:
            return None
        old, new = self._word(field, row.old), self._word(field, row.new)
        return Line(field.name, field.label, old, new, field.type.is_ltr) if old != new else None

    def _link_line(self, field: ManyField, row: Row[Any]) -> Line | None:
        if row.field:
            return None
        old, new = (self._linked(field, (given or {}).get(field.to)) for given in (row.old, row.new))
        return Line(field.name, field.label, old, new) if old or new else None

    def _channel_line(self, field: ChannelField, row: Row[Any]) -> Line | None:
        if not row.field:
            old, new = ((given or {}).get(field.identity, "") for given in (row.old, row.new))
            return Line(field.name, field.label, old, new, is_ltr=True)
        if row.field != field.identity:
            return None
        return Line(field.name, field.label, row.old or "", row.new or "", is_ltr=True)

    def _word(self, field: Field, value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(field, ValueField):
            kept = field.restored(value)
            return "" if kept is None else field.words(self.asking.viewer, kept)
        if isinstance(field, ChoiceField):
            return str(field.labels.get(field.enum(value), value))
        if isinstance(field, CountryField):
            return str(field.name_country(value, self.asking.viewer.language))
        if isinstance(field, LinkField):
            return self._target(field, value)
        return str(value)

    def _target(self, field: LinkField, value: int) -> str:
        if isinstance(field, DictionaryField):
            return self._names(field.name, lambda: self._dictionary(field)).get(value, str(GONE))
        if isinstance(field, UserField):
            return self._names(User, self._users).get(value, str(GONE))
        return self._names(Record, self._records).get(value, "") if isinstance(field, RecordField) else str(value)

    def _linked(self, field: ManyField, value: int | None) -> str:
        if value is None:
            return ""
        if isinstance(field, TokensField):
            return self._names(field.name, lambda: [(one.id, one.name) for one in field.entries(self.asking)]).get(
                value, str(GONE)
            )
        if isinstance(field, RecordsField):
            return self._names(Record, self._records).get(value, "")
        return self._names(User, self._users).get(value, str(GONE))

    def _names(self, key: Any, load: Callable[[], Iterable[tuple[int, str]]]) -> dict[int, str]:
        if key not in self.cache:
            self.cache[key] = dict(load())
        return self.cache[key]

    def _dictionary(self, field: DictionaryField) -> Iterable[tuple[int, str]]:
        return [(entry.id, label_of(entry, self.asking.viewer.language)) for entry in field.entries(self.asking)]

    def _users(self) -> Iterable[tuple[int, str]]:
        statement = select(User.id, User.first_name, User.last_name).where(User.id.in_(self._ids()))
        return [(one.id, f"{one.first_name} {one.last_name}".strip()) for one in self.asking.session.execute(statement)]

    def _records(self) -> Iterable[tuple[int, str]]:
        statement = select(Record.id, Record.name).where(Record.id.in_(self._ids()))
        rows = self.asking.session.execute(statement.execution_options(**{SCOPE: Scope.ALL}))
        return [(one.id, one.name) for one in rows]

    def _ids(self) -> set[int]:
        """Every whole number among the values: a few more than are asked for, in one statement."""
        flat: list[Any] = []
        for row in self.rows:
            for value in (row.old, row.new):
                flat += value.values() if isinstance(value, dict) else [value]
            if row.subject == history_relations.SUBJECT:
                flat += [row.record_id, row.other_id]
        return {value for value in flat if isinstance(value, int) and not isinstance(value, bool)}


def column_of(field: Field) -> str:
    return field.kept_as
