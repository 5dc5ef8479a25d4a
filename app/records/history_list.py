"""The change history as a list: sets or single changes that fit a few conditions, newest first (HIS-2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.kernel.messages import Message
from app.models import Change, ChangeSet, Operation, Record, SettingRow, Via
from app.records.access import SCOPE, Scope
from app.records.change_log import of_record
from app.records.fields import Asking
from app.records.history import Line, Words
from app.records.history_subjects import row_name, subject_word
from app.records.kinds import Kind, kind
from app.records.people_log import SUBJECTS as PEOPLE
from app.records.people_words import PeopleWords
from app.records.undo_sets import RECORD

COUNT_CAP = 10_000
MOST_LINES = 300
EVERYTHING = "settings"
SETTING = f"{SettingRow.__tablename__}:"


@dataclass(frozen=True)
class HistoryQuery:
    """Which part of the history. ``since`` counts itself, ``until`` does not. ``things`` are tables of what belongs to no record, and
    settings as ``setting:`` and their name; ``EVERYTHING`` is all of them."""

    user_id: int | None = None
    operations: tuple[Operation, ...] = ()
    vias: tuple[Via, ...] = ()
    kind: str = ""
    record_id: int | None = None
    things: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    page: int = 1
    page_size: int = 50

    @property
    def is_filtered(self) -> bool:
        return replace(self, page=1, page_size=50) != HistoryQuery()


@dataclass(frozen=True)
class Page:
    """One page of something, how many there are, and whether counting stopped at the cap."""

    rows: Sequence[Any]
    count: int
    is_capped: bool


def sets_page(asking: Asking, query: HistoryQuery) -> Page:
    """Change sets, newest first."""
    statement = select(ChangeSet).where(*_set_conditions(query))
    found = _paged(statement, ChangeSet.id, query).options(joinedload(ChangeSet.user))
    return _page(asking, found, statement.with_only_columns(ChangeSet.id))


def changes_page(asking: Asking, query: HistoryQuery, *, is_counted: bool = True) -> Page:
    """Single changes with their sets, newest first."""
    of_sets = replace(query, kind="", record_id=None, things=())
    sets = select(ChangeSet.id).where(*_set_conditions(of_sets))
    statement = select(Change)
    if of_sets.is_filtered:
        statement = statement.where(Change.set_id.in_(sets))
    if query.things:
        statement = statement.where(_about(query.things))
    if query.record_id is not None:
        statement = statement.where(of_record(query.record_id))
    if query.kind:
        statement = statement.where(Change.record_id.in_(select(Record.id).where(Record.kind == query.kind)))
    found = _paged(statement, Change.id, query).options(joinedload(Change.change_set).joinedload(ChangeSet.user))
    if not is_counted:
        return Page(asking.session.scalars(_everywhere(found)).all(), 0, is_capped=False)
    return _page(asking, found, statement.with_only_columns(Change.id))


def _paged(statement: Select[Any], column: Any, query: HistoryQuery) -> Select[Any]:
    return statement.order_by(column.desc()).limit(query.page_size).offset((query.page - 1) * query.page_size)


def _page(asking: Asking, found: Select[Any], ids: Select[Any]) -> Page:
    rows = asking.session.scalars(_everywhere(found)).all()
    capped = ids.limit(COUNT_CAP + 1).subquery()
    count = asking.session.scalar(_everywhere(select(func.count()).select_from(capped))) or 0
    return Page(rows, min(count, COUNT_CAP), count > COUNT_CAP)


def _everywhere(statement: Any) -> Any:
    """Deleted records have a history too."""
    return statement.execution_options(**{SCOPE: Scope.ALL})


def _set_conditions(query: HistoryQuery) -> Iterator[ColumnElement[bool]]:
    if query.user_id is not None:
        yield ChangeSet.user_id == query.user_id
    if query.operations:
        yield ChangeSet.operation.in_(query.operations)
    if query.vias:
        yield ChangeSet.via.in_(query.vias)
    if query.since is not None:
        yield ChangeSet.at >= query.since
    if query.until is not None:
        yield ChangeSet.at < query.until
    if query.record_id is not None:
        yield ChangeSet.id.in_(select(Change.set_id).where(of_record(query.record_id)))
    if query.things:
        yield ChangeSet.id.in_(select(Change.set_id).where(_about(query.things)))
    if query.kind:
        of_kind = select(Record.id).where(Record.id == Change.record_id, Record.kind == query.kind).exists()
        yield select(Change.id).where(Change.set_id == ChangeSet.id, of_kind).exists()


def _about(things: Sequence[str]) -> ColumnElement[bool]:
    """Changes of these things."""
    if EVERYTHING in things:
        return Change.record_id.is_(None)
    settings = [name.removeprefix(SETTING) for name in things if name.startswith(SETTING)]
    of_settings = select(SettingRow.id).where(SettingRow.name.in_(settings))
    tables = Change.subject.in_([name for name in things if not name.startswith(SETTING)])
    named = and_(Change.subject == SettingRow.__tablename__, Change.subject_id.in_(of_settings))
    return and_(Change.record_id.is_(None), or_(tables, named))


# --- one set, object by object -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ObjectStory:
    """What a set did to one record, or to one row of none: ``operation`` says it where no line does."""

    label: Message | None
    name: str
    record_id: int | None
    kind: Kind | None
    operation: Operation
    lines: tuple[Line, ...]


def objects_of(asking: Asking, set_id: int) -> list[ObjectStory]:
    """What the set did, by object, in the words of the reader; records that they may not see have no name."""
    statement = select(Change).where(Change.set_id == set_id).order_by(Change.id).limit(MOST_LINES)
    changes = asking.session.scalars(_everywhere(statement)).all()
    found = _records(asking, {change.record_id for change in changes if change.record_id is not None})
    groups: dict[Any, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.record_id or (change.subject, change.subject_id), []).append(change)
    words = WordsByKind(asking, changes, found)
    return [_story(group, found.get(group[0].record_id or 0), words) for group in groups.values()]


def _records(asking: Asking, ids: set[int]) -> dict[int, Any]:
    statement = select(Record.id, Record.name, Record.kind).where(Record.id.in_(ids))
    return {row.id: row for row in asking.session.execute(_everywhere(statement))}


def records_of(asking: Asking, changes: Sequence[Change]) -> dict[int, Any]:
    """The records that these changes are about and the reader may see: id, name and kind."""
    return _records(asking, {change.record_id for change in changes if change.record_id is not None})


class WordsByKind:
    """Lines in words for records of several kinds."""

    def __init__(self, asking: Asking, changes: Sequence[Change], found: dict[int, Any]) -> None:
        self.asking, self.changes, self.found = asking, changes, found
        self.made: dict[str, Words] = {}
        self.people = PeopleWords(asking.session)

    def lines(self, change: Change) -> list[Line]:
        """The lines of one change: of a record that was added one for each value."""
        record = self.found.get(change.record_id or 0)
        if record is None:
            return list(self.people.lines(change)) if change.subject in PEOPLE else []
        words = self._of(record.kind)
        if change.subject != RECORD or change.field:
            return [line] if (line := words.line(change)) is not None else []
        return words.lines_of_row(change.new or {})

    def thing(self, change: Change) -> str:
        """What a row of no record is called, users, roles and teams as they are called now; empty where nothing names it."""
        if change.record_id is not None:
            return ""
        if change.subject in PEOPLE:
            return self.people.name(change)
        return row_name(change.subject, next((one for one in (change.new, change.old) if isinstance(one, dict)), {}))

    def _of(self, kind_name: str) -> Words:
        if kind_name not in self.made:
            rows = [change for change in self.changes if change.record_id in self.found]
            self.made[kind_name] = Words(self.asking, kind(kind_name), rows)
        return self.made[kind_name]


def _story(changes: Sequence[Change], record: Any, words: WordsByKind) -> ObjectStory:
    lines = tuple(line for change in changes for line in words.lines(change))
    operation = _operation(changes)
    if record is not None:
        return ObjectStory(None, record.name, record.id, kind(record.kind), operation, lines)
    first = changes[0]
    if first.record_id is not None:
        return ObjectStory(None, "", None, None, operation, ())
    if first.subject in PEOPLE:
        return ObjectStory(subject_word(first.subject), words.thing(first), None, None, operation, lines)
    name = next((name for one in changes if (name := words.thing(one))), "")
    return ObjectStory(subject_word(first.subject), name, None, None, operation, tuple(_plain_lines(changes)))


def _operation(changes: Sequence[Change]) -> Operation:
    whole = next((one for one in changes if one.subject == RECORD and one.operation is not Operation.EDITED), None)
    return whole.operation if whole is not None else changes[0].operation


def _plain_lines(changes: Sequence[Change]) -> Iterator[Line]:
    """Values of a row of no record, where they are simple enough to be read."""
    for change in changes:
        if change.field in {"name", "label", "value", "query"}:
            yield Line(change.field, subject_word(change.subject), str(change.old or ""), str(change.new or ""))
