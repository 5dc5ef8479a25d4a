"""The cells of one column, read by the field that they go into, as in a form (IMP-3). Nothing is written here.

A value that comes again is parsed once; a refusal is remembered like a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from sqlalchemy import inspect

from app.domain.import_drafts import Draft
from app.domain.import_links import EXTERNAL_ID, RecordFinder
from app.domain.import_options import MONTH_FIRST, Column
from app.domain.import_targets import RECORD_NUMBER, WHOLE_NAME, has_whole_name
from app.domain.person_names import LAST_FIRST, split_name
from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.text import strip_controls
from app.records import field_types as types
from app.records.days import with_iso_day
from app.records.fields import Asking, Field
from app.records.kinds import Kind, kind
from app.records.link_fields import DictionaryField, RecordField, is_id
from app.records.many_fields import ChannelField, ManyField, TokensField, split_words
from app.records.tokens import clean_name

LONGEST_ID = 100
REMEMBERED = 20_000


class CellReader:
    """Reads the cells of a column whose field takes one value."""

    def __init__(self, asking: Asking, field: Field) -> None:
        self.asking = asking
        self.field = field
        self._known: dict[str, Any] = {}

    def look_up(self, cells: Iterable[str]) -> None:
        """Get ready for these cells, which are read next."""

    def put(self, draft: Draft, cell: str) -> None:
        """Put what the cell says into the draft; raises ``Invalid``."""
        value = self.value(cell)
        if value is not None:
            draft.given[self.field.name] = value

    def value(self, cell: str) -> Any:
        """What the cell says; raises ``Invalid``."""
        try:
            found = self._known[cell]
        except KeyError:
            found = self._remember(cell)
        if isinstance(found, Invalid):
            raise found
        return found

    def _remember(self, cell: str) -> Any:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        try:
            found = self.parse(cell)
        except Invalid as error:
            found = error
        self._known[cell] = found
        return found

    def parse(self, cell: str) -> Any:
        """The value of a cell that is met for the first time; raises ``Invalid``."""
        return self.field.parse(self.asking, cell)


class ExternalId(CellReader):
    """Ids of other programs, and addresses of profiles, which serve as such."""

    def parse(self, cell: str) -> Any:
        return super().parse(_profile(cell))


class Day(CellReader):
    """Days and moments, with 03/04 read as was decided."""

    def __init__(self, asking: Asking, field: Field, dates: str) -> None:
        super().__init__(asking, field)
        self.dates = dates

    def parse(self, cell: str) -> Any:
        return super().parse(with_iso_day(cell, is_month_first=self.dates == MONTH_FIRST) if self.dates else cell)


class Named(CellReader):
    """Names of what is found or made when the record is written."""

    def __init__(self, asking: Asking, field: Field) -> None:
        super().__init__(asking, field)
        self.most = _longest_name(field)

    def put(self, draft: Draft, cell: str) -> None:
        if name := self.value(cell):
            draft.made[self.field.name] = name

    def parse(self, cell: str) -> str:
        name = " ".join(strip_controls(cell).split())
        if len(name) > self.most:
            raise Invalid(say("Write at most %(count)s characters.", count=self.most))
        return name


class Linked(CellReader):
    """Records that are here."""

    def __init__(self, asking: Asking, field: RecordField, *, whole: bool) -> None:
        super().__init__(asking, field)
        self.finder = RecordFinder(asking, field, whole=whole)

    def look_up(self, cells: Iterable[str]) -> None:
        self.finder.look_up({_bare(cell) for cell in cells})

    def value(self, cell: str) -> Any:
        return self.finder.find(bare) if (bare := _bare(cell)) else None


class Several(CellReader):
    """Users and other things of which a record has several: each column adds to those before it."""

    def put(self, draft: Draft, cell: str) -> None:
        before = draft.given.get(self.field.name, ())
        draft.given[self.field.name] = list(dict.fromkeys([*before, *self.value(cell)]))


class Words(CellReader):
    """Tags and groups, by their names."""

    field: TokensField

    def __init__(self, asking: Asking, field: TokensField) -> None:
        super().__init__(asking, field)
        self.most = _length_of(field.token, "name")
        self.may_make = field.may_make(asking.session)

    def put(self, draft: Draft, cell: str) -> None:
        before = draft.words.get(self.field.name, ())
        draft.words[self.field.name] = list(dict.fromkeys([*before, *self.value(cell)]))

    def parse(self, cell: str) -> list[str]:
        return [self._word(word) for word in split_words(cell.replace("|", ","))]

    def _word(self, word: str) -> str:
        name = clean_name(word, self.most)
        if not self.may_make and self.field.find(self.asking, name) is None:
            raise Invalid(say("There is no “%(name)s” in “%(field)s”.", name=name, field=self.field.label))
        return name


class Channels(CellReader):
    """Numbers or addresses: those of a cell join those of earlier columns, the first of all is the main one."""

    field: ChannelField

    def __init__(self, asking: Asking, field: ChannelField, type_: str | None) -> None:
        super().__init__(asking, field)
        self.type = type_

    def parse(self, cell: str) -> Any:
        entries = [{"value": one, "type": self.type} for one in self.field.split(strip_controls(cell))]
        return self.field.parse(self.asking, entries)

    def put(self, draft: Draft, cell: str) -> None:
        rows = draft.given.setdefault(self.field.name, [])
        present = {self.field.key_of(row) for row in rows}
        for row in self.value(cell):
            key = self.field.key_of(row)
            if key not in present:
                present.add(key)
                rows.append({**row, "sort": len(rows), "is_main": not rows})


class WholeName(CellReader):
    """A name that is taken apart."""

    def __init__(self, asking: Asking, of: Kind, column: Column) -> None:
        super().__init__(asking, of.by_name[WHOLE_NAME])
        self.parts = [CellReader(asking, of.by_name[name]) for name in of.named_by]
        self.is_last_first = column.type == LAST_FIRST

    def put(self, draft: Draft, cell: str) -> None:
        names = split_name(strip_controls(cell), last_first=self.is_last_first)
        for part, name in zip(self.parts, names, strict=True):
            if name:
                part.put(draft, name)


class RecordNumber(CellReader):
    """The number of the record that the row is about."""

    def put(self, draft: Draft, cell: str) -> None:
        bare = _bare(cell)
        if bare and not is_id(bare):
            raise Invalid(say("Write a whole number."))
        draft.record_id = int(bare) if bare else None


def reader_for(asking: Asking, of: Kind, column: Column, dates: str) -> CellReader:
    """What reads a column, by the field that it goes into."""
    if column.target == RECORD_NUMBER:
        return RecordNumber(asking, of.by_name[WHOLE_NAME])
    if column.target == WHOLE_NAME and has_whole_name(of):
        return WholeName(asking, of, column)
    field = of.field(column.target)
    if of.importing is not None and field.name in of.importing.makes:
        return Named(asking, field)
    for type_, make in _READERS:
        if isinstance(field, type_):
            return make(asking, of, field, column)
    if field.type in {types.DATE, types.MOMENT}:
        return Day(asking, field, dates)
    return ExternalId(asking, field) if field.name == EXTERNAL_ID else CellReader(asking, field)


Maker = Callable[[Asking, Kind, Any, Column], CellReader]

_READERS: tuple[tuple[type[Field], Maker], ...] = (
    (RecordField, lambda asking, of, field, _column: Linked(asking, field, whole=bool(of.completes))),
    (TokensField, lambda asking, _of, field, _column: Words(asking, field)),
    (ManyField, lambda asking, _of, field, _column: Several(asking, field)),
    (ChannelField, lambda asking, _of, field, column: Channels(asking, field, column.type)),
)


def _longest_name(field: Field) -> int:
    if isinstance(field, DictionaryField):
        return _length_of(field.dictionary, "label")
    assert isinstance(field, RecordField)
    target = kind(field.to)
    return int(target.by_name[target.named_by[0]].max_length or LONGEST_ID)


def _length_of(model: type[Any], attribute: str) -> int:
    return int(inspect(model).column_attrs[attribute].columns[0].type.length)


def _bare(cell: str) -> str:
    return " ".join(strip_controls(cell).split())


def _profile(cell: str) -> str:
    """An external id; the address of a profile without what is the same in all, in letters, and cut to its place."""
    if not cell.lower().startswith(("http://", "https://")):
        return cell
    address = unquote(cell.strip()).split("://", 1)[1].removeprefix("www.").rstrip("/")
    return address if len(address) <= LONGEST_ID else f"{address[:60]}~{sha256(address.encode()).hexdigest()[:32]}"
