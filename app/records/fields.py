"""Fields: everything of a record that a list, form, filter, import, export, mass action or the API can name (mechanism 2).

A field knows how to read, write, parse, filter and sort its value; how its type looks is ``app.panel``'s. Criteria are written over
``record`` alone (or an alias of it): what lies in another table becomes ``id IN (SELECT …)``, so that any field serves at any depth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Table, false, func, inspect, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, load_only

from app.kernel.errors import Invalid
from app.kernel.messages import Message, in_every_language, say
from app.kernel.text import search_key, strip_controls
from app.kernel.viewer import AnySession, Viewer
from app.models import Record
from app.records import field_types as types
from app.records.field_types import FieldType, Operator, Section

SHEET_TYPES = (int, float, Decimal, date)
"""What a spreadsheet counts with; a moment is a date too."""


@dataclass(frozen=True)
class Asking:
    """Who asks, and the session to look things up in."""

    session: AnySession
    viewer: Viewer


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field. ``attr`` is the attribute of the model. A read-only field has ``is_editable`` False,
    one that only filters ``is_readable`` False.

    ``help`` stands under the control. ``default`` is what a new record gets where nothing is given, as ``parse`` takes it.
    ``is_unique`` values belong to one living record of the kind. ``is_asked_exactly`` leaves out the operators that look inside a
    text, ``is_shown_empty`` makes a profile name the field without a value too. While its ``feature`` is off the field is nowhere.
    What is asked of other records (``is_counted_out``) the API tells only where it is named.
    """

    name: str
    label: Message
    section: Section = Section.MAIN
    icon: str = ""
    help: Message | None = None
    attr: str = ""
    model: type[Record] | None = None
    is_editable: bool = True
    is_required: bool = False
    is_filterable: bool = True
    is_sortable: bool = True
    is_massable: bool = True
    is_readable: bool = True
    is_counted_out: bool = False
    max_length: int | None = None
    is_unique: bool = False
    is_asked_exactly: bool = False
    is_shown_empty: bool = False
    default: Any = None
    feature: str = ""

    type: FieldType = types.TEXT

    @property
    def operators(self) -> tuple[Operator, ...]:
        """What filters can ask of it."""
        return tuple(one for one in self.type.operators if not (self.is_asked_exactly and one in PARTS))

    # --- reading and writing

    @property
    def attribute(self) -> str:
        return self.attr or self.name

    @property
    def kept_as(self) -> str:
        """The word for it in the history."""
        return self.attribute

    def read(self, record: Any) -> Any:
        """The value as the program keeps it."""
        return getattr(record, self.attribute)

    def write(self, asking: Asking, record: Any, value: Any) -> None:
        """Set a parsed value. Rights are checked when it is flushed."""
        setattr(record, self.attribute, value)

    def parse(self, asking: Asking, raw: Any) -> Any:
        """What a form, an import or the API gave, as a value; raises ``Invalid`` with a sentence for this field."""
        text = strip_controls(str(raw if raw is not None else "")).strip()
        if self.is_required and not text:
            raise Invalid(say("Fill this in."), self.name)
        if self.max_length and len(text) > self.max_length:
            raise Invalid(say("Write at most %(count)s characters.", count=self.max_length), self.name)
        return text or None

    def text(self, record: Any) -> str:
        """The value as plain, locale-free text, for exports and history."""
        value = self.read(record)
        return "" if value is None else str(value)

    def typed(self, record: Any) -> Any:
        """The value as a spreadsheet keeps it: a number, a date or a moment where the field has one, else its text."""
        value = self.read(record)
        return value if isinstance(value, SHEET_TYPES) and not isinstance(value, bool) else self.text(record)

    @property
    def looks_at(self) -> tuple[str, ...]:
        """The columns of the model from which alone ``read`` and ``text`` tell the value, so that no whole record need be loaded
        for a long table. Empty where they look at more; a type that overrides ``read`` or ``text`` says it here."""
        is_plain = type(self).read is Field.read and type(self).text is Field.text
        return (self.attribute,) if is_plain and self._is_column() else ()

    def _is_column(self) -> bool:
        return self.model is not None and self.attribute in inspect(self.model).column_attrs

    def api(self, record: Any) -> Any:
        """The value as the REST API gives it."""
        return self.read(record)

    def words(self, viewer: Viewer, value: Any) -> str:
        """A value as the viewer reads it."""
        return str(value)

    # --- to other records

    @property
    def way_to(self) -> str:
        """The kind of the records that a path goes on to behind this field; empty where it leads to none."""
        return ""

    def linked_ids(self, linked: Any, criterion: ColumnElement[bool]) -> Any:
        """Ids of the linked records that fit, under the guard: what a viewer may not see, no filter tells of."""
        raise NotImplementedError

    def leading_to(self, asking: Asking, record: Any, ids: Any) -> ColumnElement[bool]:
        """Records that lead to one of these."""
        raise NotImplementedError

    # --- in queries

    def table(self) -> Table:
        """The table that holds the column."""
        return self.column.table

    @cached_property
    def column(self) -> Any:
        assert self.model is not None
        return inspect(self.model).column_attrs[self.attribute].columns[0]

    def of(self, record: Any, criterion: ColumnElement[bool]) -> ColumnElement[bool]:
        """A criterion on this field's table as one over ``record``."""
        key = self.table().c.id if "id" in self.table().c else self.table().c.record_id
        return record.id.in_(select(key).where(criterion))

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        """Records whose value fits. ``values`` are words from the query; raises ``Invalid`` where one does not fit."""
        return self.of(record, self.compare(asking, operator, values))

    def inside(self, asking: Asking, operator: Operator, values: Sequence[str]) -> ColumnElement[bool] | None:
        """``where`` as a condition inside this field's table, where it is no more than ``of`` that condition; else None."""
        return self.compare(asking, operator, values) if type(self).where is Field.where else None

    def compare(self, asking: Asking, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        """The comparison on the column itself, for text."""
        return compare_text(self.column, operator, values)

    def order_by(self, record: Any) -> tuple[Any, ColumnElement[Any]] | None:
        """What to sort by: the table to join to ``record`` (or None) and the column; None for a field that cannot be sorted."""
        if not self.is_sortable:
            return None
        return self.table(), func.splot_fold(self.column)

    def options(self) -> list[Any]:
        """Loader options so that a page of rows shows this field without a statement per row."""
        return []

    def prepare(self, asking: Asking, records: Sequence[Any]) -> None:
        """The same for what no loader can follow: called with the rows of a page before they are read."""


PARTS = frozenset({Operator.CONTAINS, Operator.STARTS, Operator.ENDS})


def is_yes(values: Sequence[str]) -> bool:
    """The value of ``empty``: yes or no."""
    word = values[0] if values else "yes"
    if word not in {"yes", "no", "true", "false", "1", "0", ""}:
        raise Invalid(say("Write yes or no after “empty”."))
    return word in {"yes", "true", "1", ""}


def like(text: str, before: str = "%", after: str = "%") -> str:
    """A LIKE pattern for folded text, with its own signs escaped by ``\\``."""
    folded = search_key(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{before}{folded}{after}"


def compare_text(column: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
    """Text comparison: exact for *is*, folded (case, accents, niqqud) for the rest (REC-12)."""
    value = values[0] if values else ""
    folded = func.splot_fold(column)
    if operator in PARTS and not search_key(value):
        return false()
    match operator:
        case Operator.IS:
            return column == value
        case Operator.NOT:
            return or_(column != value, column.is_(None))
        case Operator.ANY:
            return column.in_(values)
        case Operator.NONE:
            return or_(column.not_in(values), column.is_(None))
        case Operator.CONTAINS:
            return folded.like(like(value), escape="\\")
        case Operator.STARTS:
            return folded.like(like(value, before=""), escape="\\")
        case Operator.ENDS:
            return folded.like(like(value, after=""), escape="\\")
        case _:
            empty = or_(column.is_(None), column == "")
            return empty if is_yes(values) else ~empty


@dataclass(frozen=True, kw_only=True)
class TextField(Field):
    """A line of text."""


@dataclass(frozen=True, kw_only=True)
class NameField(Field):
    """The record's name: sorted by its sort key, found through the search index."""

    is_sortable: bool = True

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        return compare_text(record.name, operator, values)

    def order_by(self, record: Any) -> tuple[Any, ColumnElement[Any]]:
        return None, record.sort_key


@dataclass(frozen=True, kw_only=True)
class ChoiceField(Field):
    """One of the program's own choices (a ``StrEnum``), each with its words and the colour of its dot."""

    enum: type[StrEnum]
    labels: dict[Any, Message]
    colors: dict[Any, str] | None = None
    type: FieldType = types.CHOICE

    def parse(self, asking: Asking, raw: Any) -> Any:
        value = super().parse(asking, raw)
        return self._member(value) if value else None

    def _member(self, value: str) -> StrEnum:
        """The choice of that name in any language."""
        wanted = search_key(value)
        for member in self.enum:
            words = in_every_language(self.labels[member])
            if member.value == value or wanted in {search_key(one) for one in words}:
                return member
        choices = ", ".join(str(self.labels[member]) for member in self.enum)
        raise Invalid(say("“%(value)s” is not one of: %(choices)s.", value=value, choices=choices), self.name)

    def text(self, record: Any) -> str:
        value = self.read(record)
        return str(self.labels[value]) if value else ""

    @property
    def looks_at(self) -> tuple[str, ...]:
        is_plain = type(self).read is Field.read and type(self).text is ChoiceField.text
        return (self.attribute,) if is_plain and self._is_column() else ()

    def api(self, record: Any) -> Any:
        value = self.read(record)
        return value.value if value else None

    def compare(self, asking: Asking, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        return self.compare_choice(self.column, operator, values)

    def compare_choice(self, column: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        """The comparison on any column that holds this choice."""
        if operator is Operator.EMPTY:
            return column.is_(None) if is_yes(values) else column.is_not(None)
        return compare_ids(column, operator, [self._member(value) for value in values])

    def order_by(self, record: Any) -> tuple[Any, ColumnElement[Any]] | None:
        return (self.table(), self.column) if self.is_sortable else None


@dataclass(frozen=True, kw_only=True)
class RecordColumnChoice(ChoiceField):
    """A choice that stands on ``record`` itself and is never empty (visibility)."""

    def parse(self, asking: Asking, raw: Any) -> Any:
        value = super().parse(asking, raw)
        if value is None:
            raise Invalid(say("Choose one."), self.name)
        return value

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        return self.compare_choice(getattr(record, self.attribute), operator, values)


def compare_ids(column: Any, operator: Operator, values: Sequence[Any]) -> ColumnElement[bool]:
    """Comparison of whole values: ids of dictionary entries, users, records, members of an enum."""
    match operator:
        case Operator.IS | Operator.ANY:
            return column.in_(values)
        case _:
            return or_(column.not_in(values), column.is_(None))


def joined(attribute: InstrumentedAttribute[Any], *columns: Any) -> Any:
    """Loader for a link to a small table (users, dictionaries): no statement of its own, and only the columns that a cell shows."""
    loader = joinedload(attribute)
    return loader.options(load_only(*columns)) if columns else loader
