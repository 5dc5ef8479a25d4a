"""The values of many records, column by column, for files and long tables: a few statements a step whatever its rows, and no object
per record where a field tells its value from plain columns.

Which records are there is asked under the guard at every step; what hangs on them is read for those alone. A linked record that the
viewer may not see, or that lies in the trash, reads as empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Column, ColumnElement, String, and_, inspect, select

from app.kernel.viewer import Right
from app.models import Record, User
from app.records.access import Scope, checked, run_checked
from app.records.bulk import chosen
from app.records.columns import ListColumn
from app.records.fields import Asking, ChoiceField, Field
from app.records.kinds import Kind, kind
from app.records.labels import label_of
from app.records.link_fields import DictionaryField, LinkField, RecordField, UserField
from app.records.many_fields import ChannelField, ManyField, TokensField, UsersField
from app.records.many_ids import among
from app.records.relation_fields import RelationField
from app.records.reverse_fields import ReverseField
from app.records.search import load_rows
from app.records.value_base import ValueField
from app.records.value_fields import DateTimeField

Values = Sequence[Any]
Way = Callable[["Step"], Values]


@dataclass
class Step:
    """Some records in their order. ``rows`` have the columns that fields asked for, by name; ``values`` are the same column by
    column."""

    ids: list[int]
    rows: list[Any]
    values: dict[str, Values]


class TableReader:
    """Reads ``columns`` of records of one kind; typed values for spreadsheets, else texts. Keeps the words of small tables."""

    def __init__(
        self,
        asking: Asking,
        of: Kind,
        columns: Sequence[ListColumn],
        *,
        scope: Scope = Scope.LIVE,
        typed: bool = False,
        language: str = "",
    ) -> None:
        self.asking = asking
        self.kind = of
        self.scope = scope
        self.is_typed = typed
        self.language = language or asking.viewer.language
        self._columns: dict[str, Column[Any]] = {"id": Record.__table__.c.id}
        self._words: dict[str, dict[int, tuple[int, str]]] = {}
        self._ways = self._made(columns)

    def read(self, ids: Sequence[int]) -> list[Values]:
        """The values of the records ``ids``, a sequence per column, in their order, less those that the viewer may not see."""
        step = self._step(ids)
        return [way(step) for way in self._ways]

    def read_by_id(self, ids: Sequence[int]) -> list[dict[int, Any]]:
        """The same as a dictionary per column."""
        step = self._step(ids)
        return [dict(zip(step.ids, way(step), strict=True)) for way in self._ways]

    def _step(self, ids: Sequence[int]) -> Step:
        session, mapper = self.asking.session, inspect(self.kind.model)
        asked = [column.label(name) for name, column in self._columns.items()]
        seen = and_(chosen(session, ids, Right.SEE, self.scope), Record.__table__.c.kind == self.kind.name)
        found = run_checked(session, select(*asked).select_from(mapper.selectable).where(seen)).all()
        by_id = {row[0]: row for row in found}
        rows = [by_id[one] for one in ids if one in by_id]
        values = zip(*rows, strict=True) if rows else ((),) * len(asked)
        return Step([row[0] for row in rows], rows, dict(zip(self._columns, values, strict=True)))

    # --- how each column is read

    def _made(self, columns: Sequence[ListColumn]) -> list[Way]:
        """Columns of one linked kind are read together."""
        linked: dict[str, _Linked] = {}
        for column in columns:
            if (link := _first_link(column)) is not None:
                behind = replace(column, links=column.links[1:]) if column.links else _name_of(link)
                linked.setdefault(link.name, _Linked(self, link)).columns.append(behind)
        ways = {name: one.ways() for name, one in linked.items()}
        links = [_first_link(column) for column in columns]
        return [
            self._own(one.of) if link is None else next(ways[link.name])
            for one, link in zip(columns, links, strict=True)
        ]

    def _own(self, field: Field) -> Way:
        if looks := field.looks_at:
            return self._plain(field, looks)
        for base, way in (
            (DictionaryField, self._dictionary),
            (UserField, self._user),
            (ChannelField, self._channel),
            (TokensField, self._tokens),
            (UsersField, self._users),
        ):
            if isinstance(field, base) and _reads_as(field, base):
                return way(field)  # type: ignore[arg-type]
        if isinstance(field, RelationField):
            return self._ends(field)
        if isinstance(field, ReverseField):
            return self._reverse(field)
        return self._whole(field)

    def _plain(self, field: Field, looks: Sequence[str]) -> Way:
        for name in looks:
            self._ask_for(name)
        if type(field).text is Field.text and isinstance(field.column.type, String):
            return lambda step: step.values[field.attribute]
        if isinstance(field, DateTimeField) and not field.key and _reads_as(field, ValueField):
            if self.is_typed:
                return lambda step: step.values[field.attribute]
            return lambda step: [cell and field.plain(cell) for cell in step.values[field.attribute]]
        show = field.typed if self.is_typed else field.text
        if isinstance(field, ChoiceField):
            return self._few(show, field.attribute)
        return lambda step: list(map(show, step.rows))

    @staticmethod
    def _few(show: Callable[[Any], Any], name: str) -> Way:
        """A field of few values: each is put into words once."""
        known: dict[Any, Any] = {}

        def read(step: Step) -> Values:
            keys = step.values[name]
            known.update({key: show(row) for key, row in zip(keys, step.rows, strict=True) if key not in known})
            return list(map(known.__getitem__, keys))

        return read

    def _ends(self, field: RelationField) -> Way:
        """What stands at the other ends, without the records themselves."""

        def read(step: Step) -> Values:
            found = field.ends_of(self.asking.session, step.ids)
            return [field.named(found[one]) for one in step.ids]

        return read

    def _whole(self, field: Field) -> Way:
        show = field.typed if self.is_typed else field.text

        def read(step: Step) -> Values:
            records = load_rows(self.asking, self.kind, step.ids, [field.name], scope=self.scope)
            shown = {record.id: show(record) for record in records}
            return [shown.get(one) for one in step.ids]

        return read

    def _reverse(self, field: ReverseField) -> Way:
        show = field.sheet if self.is_typed else field.plain

        def read(step: Step) -> Values:
            found = field.values_of(self.asking.session, step.ids)
            return [show(found[one]) for one in step.ids]

        return read

    # --- links to small tables

    def _dictionary(self, field: DictionaryField) -> Way:
        return self._linked_word(
            field, lambda: ((one.id, label_of(one, self.language)) for one in field.entries(self.asking))
        )

    def _user(self, field: UserField) -> Way:
        return self._linked_word(field, self._all_users)

    def _linked_word(self, field: LinkField, entries: Callable[[], Iterator[tuple[int, str]]]) -> Way:
        name = self.ask_for(field.foreign_key)

        def read(step: Step) -> Values:
            words = self._known(field.name, entries)
            return [words[one][1] if one in words else None for one in step.values[name]]

        return read

    def ask_for(self, column: Any) -> str:
        """Have a column read with the rows; its name among their values."""
        name: str = inspect(self.kind.model).get_property_by_column(column).key
        return self._ask_for(name)

    def _ask_for(self, name: str) -> str:
        self._columns[name] = inspect(self.kind.model).column_attrs[name].columns[0]
        return name

    def _known(self, key: str, entries: Callable[[], Iterator[tuple[int, str]]]) -> dict[int, tuple[int, str]]:
        """Words by id, each with its place in their order."""
        if key not in self._words:
            self._words[key] = {one_id: (place, word) for place, (one_id, word) in enumerate(entries())}
        return self._words[key]

    def _all_users(self) -> Iterator[tuple[int, str]]:
        users = self.asking.session.execute(
            select(User.id, User.username).order_by(User.first_name, User.last_name, User.id)
        )
        return ((row.id, row.username) for row in users)

    # --- what hangs on a record

    def _channel(self, field: ChannelField) -> Way:
        table = field.table().c
        asked = select(table.record_id, table[field.identity].label("word")).order_by(table.sort, table.id)
        return lambda step: self._joined(
            step, [(row[0], row[1]) for row in self._hanging(asked, table.record_id, step)]
        )

    def _tokens(self, field: TokensField) -> Way:
        return self._many(
            field, lambda: ((one.id, one.name) for one in sorted(field.entries(self.asking), key=_by_name))
        )

    def _users(self, field: UsersField) -> Way:
        return self._many(field, self._all_users)

    def _many(self, field: ManyField, entries: Callable[[], Iterator[tuple[int, str]]]) -> Way:
        table = field.table().c
        asked = select(table.record_id, table[field.to])

        def read(step: Step) -> Values:
            words = self._known(field.name, entries)
            linked = [(row[0], words[row[1]]) for row in self._hanging(asked, table.record_id, step) if row[1] in words]
            return self._joined(step, [(record_id, word) for record_id, (_, word) in sorted(linked, key=_by_place)])

        return read

    def _hanging(self, asked: Any, record_id: ColumnElement[int], step: Step) -> Any:
        """Rows of records that the guard has let through just now."""
        session = self.asking.session
        return session.connection().execute(checked(asked.where(among(session, record_id, step.ids)))).all()

    @staticmethod
    def _joined(step: Step, found: Sequence[tuple[int, str]]) -> Values:
        words: dict[int, str] = {}
        for record_id, word in found:
            words[record_id] = f"{words[record_id]}, {word}" if record_id in words else word
        return list(map(words.get, step.ids))


class _Linked:
    """The columns of records that one link leads to."""

    def __init__(self, above: TableReader, field: RecordField) -> None:
        self.columns: list[ListColumn] = []
        self._above = above
        self._to = kind(field.to)
        self._key = above.ask_for(field.foreign_key)
        self._step: Step | None = None
        self._found: list[dict[int, Any]] = []

    def ways(self) -> Iterator[Way]:
        """One for each of the columns, in their order."""
        above = self._above
        reader = TableReader(above.asking, self._to, self.columns, typed=above.is_typed, language=above.language)
        return (partial(self._values, reader, place) for place in range(len(self.columns)))

    def _values(self, reader: TableReader, place: int, step: Step) -> Values:
        keys = step.values[self._key]
        if self._step is not step:
            self._found = reader.read_by_id(sorted({key for key in keys if key is not None}))
            self._step = step
        return list(map(self._found[place].get, keys))


def _first_link(column: ListColumn) -> RecordField | None:
    """The link that a column is read through; that of a field of records goes to their names."""
    first = column.links[0] if column.links else column.of
    return first if isinstance(first, RecordField) and (column.links or _reads_as(first, RecordField)) else None


def _name_of(link: RecordField) -> ListColumn:
    return ListColumn(link.name, (), kind(link.to).field("name"))


def _reads_as(field: Field, base: type[Field]) -> bool:
    """Whether it reads and tells its value as ``base`` does, so that the shorter way gives the same."""
    return type(field).read is base.read and type(field).text is base.text


def _by_name(token: Any) -> str:
    return str(token.name)


def _by_place(linked: tuple[int, tuple[int, str]]) -> int:
    return linked[1][0]
