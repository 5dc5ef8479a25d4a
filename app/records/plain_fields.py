"""Moments and the number of the record itself, and countries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from app.kernel.viewer import Viewer
from app.records import field_types as types
from app.records.field_types import FieldType, Operator
from app.records.fields import Asking, Field
from app.records.value_fields import DateTimeField, NumberField


@dataclass(frozen=True, kw_only=True)
class MomentField(DateTimeField):
    """A moment that the program keeps by itself, such as when a record was added; people only read it."""

    is_editable: bool = False
    is_massable: bool = False


@dataclass(frozen=True, kw_only=True)
class RecordNumberField(NumberField):
    """The number by which a record is known for good: a name rather than an amount, so its digits are never grouped."""

    is_editable: bool = False
    is_massable: bool = False

    def words(self, viewer: Viewer, value: Any) -> str:
        return str(value)

    def edited(self, viewer: Viewer, value: Any) -> str:
        return str(value)


@dataclass(frozen=True, kw_only=True)
class CountryField(Field):
    """A country, kept as its ISO code; ``read_country`` turns a name in any of the languages into it (REC-3)."""

    read_country: Any
    name_country: Any
    type: FieldType = types.COUNTRY

    def parse(self, asking: Asking, raw: Any) -> str | None:
        value = super().parse(asking, raw)
        return self.read_country(value) if value else None

    def compare(self, asking: Asking, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        codes = values if operator is Operator.EMPTY else [self.read_country(value) for value in values]
        return super().compare(asking, operator, codes)
