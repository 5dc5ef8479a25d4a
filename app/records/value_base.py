"""What fields of one value have in common, wherever the value lies: in a column of the record or among its custom values.

A type says how its value is read from words, compared and told. JSON keeps a value as ``kept`` gives it, which is also how the
history and the values of a mass action keep it, and ``restored`` is the way back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from app.kernel.viewer import Viewer
from app.models import Record
from app.records import custom_values as custom
from app.records.field_types import Operator
from app.records.fields import Asking, Field, is_yes

record_table = Record.__table__


@dataclass(frozen=True, kw_only=True)
class ValueField(Field):
    """A field of one value. ``key`` names it among the custom values; without, it lies in the column ``attr``."""

    key: str = ""
    sort: str = custom.TEXT

    # --- reading and writing

    @property
    def kept_as(self) -> str:
        return f"cf.{self.key}" if self.key else super().kept_as

    def read(self, record: Any) -> Any:
        return self.restored(custom.read_custom(record, self.key)) if self.key else super().read(record)

    def write(self, asking: Asking, record: Any, value: Any) -> None:
        if self.key:
            custom.put_custom(record, self.key, self.kept(value))
        else:
            super().write(asking, record, value)

    def kept(self, value: Any) -> Any:
        """A value as JSON."""
        return value

    def restored(self, kept: Any) -> Any:
        """The value that JSON keeps; None for what is none of this type."""
        return kept

    def text(self, record: Any) -> str:
        value = self.read(record)
        return "" if value is None else self.plain(value)

    @property
    def looks_at(self) -> tuple[str, ...]:
        if type(self).read is not ValueField.read or type(self).text is not ValueField.text:
            return ()
        return ("custom",) if self.key else (self.attribute,) if self._is_column() else ()

    def plain(self, value: Any) -> str:
        """A value as locale-free text, which ``parse`` and filters read."""
        return str(value)

    def words(self, viewer: Viewer, value: Any) -> str:
        """A value as the viewer reads it."""
        return self.plain(value)

    def edited(self, viewer: Viewer, value: Any) -> str:
        """A value as it stands in a line that is to be edited; ``parse`` reads it."""
        return self.plain(value)

    # --- in queries

    @property
    def is_on_record(self) -> bool:
        """Whether it needs no other table than ``record``."""
        return bool(self.key) or self.column.table is record_table

    def expression(self, record: Any) -> Any:
        """The value in SQL: over ``record`` if it lies there, else the column of its own table."""
        if self.key:
            return custom.custom_sql(record, self.key, self.sort)
        return getattr(record, self.column.name) if self.column.table is record_table else self.column

    def over(self, record: Any, criterion: ColumnElement[bool]) -> ColumnElement[bool]:
        """A criterion on ``expression`` as one over ``record``."""
        return criterion if self.is_on_record else self.of(record, criterion)

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        return self.over(record, self.compare_to(asking, self.expression(record), operator, values))

    def inside(self, asking: Asking, operator: Operator, values: Sequence[str]) -> ColumnElement[bool] | None:
        is_told_there = not self.is_on_record and self._is_column()
        return self.compare_to(asking, self.column, operator, values) if is_told_there else None

    def compare_to(self, asking: Asking, column: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        """The comparison on what ``expression`` gives; raises ``Invalid``."""
        raise NotImplementedError

    def has(self, record: Any, value: Any) -> ColumnElement[bool]:
        """Records that have exactly this value, or none for None."""
        bound = None if value is None else self.bound(value)
        return self.over(record, self.expression(record).is_not_distinct_from(bound))

    def bound(self, value: Any) -> Any:
        """A value as SQL compares it."""
        return self.kept(value) if self.key else value

    def order_by(self, record: Any) -> tuple[Any, ColumnElement[Any]] | None:
        if not self.is_sortable:
            return None
        return (None if self.is_on_record else self.table()), self.expression(record)


def is_empty(column: Any, values: Sequence[str]) -> ColumnElement[bool]:
    """*Empty* asked of a column that holds no empty text."""
    criterion: ColumnElement[bool] = column.is_(None) if is_yes(values) else column.is_not(None)
    return criterion
