"""Moments and countries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_

from app.kernel.clock import start_of_day, today
from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.records import field_types as types
from app.records.field_types import FieldType, Operator
from app.records.fields import Asking, Field, is_yes


@dataclass(frozen=True, kw_only=True)
class MomentField(Field):
    """A moment on ``record``; filtered by days of the viewer's time zone, both ends counting (FLT-2)."""

    type: FieldType = types.MOMENT
    is_editable: bool = False
    is_massable: bool = False

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        column = getattr(record, self.attribute)
        if operator is Operator.EMPTY:
            return column.is_(None) if is_yes(values) else column.is_not(None)
        first, last = self._days(asking, operator, values[0])
        zone = asking.viewer.time_zone
        bounds = []
        if first:
            bounds.append(column >= start_of_day(first, zone))
        if last:
            bounds.append(column < start_of_day(last + timedelta(days=1), zone))
        return and_(*bounds)

    def _days(self, asking: Asking, operator: Operator, value: str) -> tuple[date | None, date | None]:
        if operator is Operator.WITHIN:
            return period(value, today(asking.viewer.time_zone), asking.viewer.language, self.name)
        day = parse_day(value, self.name)
        return (None if operator is Operator.TO else day), (None if operator is Operator.FROM else day)

    def order_by(self, record: Any) -> tuple[Any, ColumnElement[Any]]:
        return None, getattr(record, self.attribute)

    def text(self, record: Any) -> str:
        value = self.read(record)
        return value.isoformat(timespec="seconds") if value else ""

    def api(self, record: Any) -> Any:
        return self.text(record) or None


def parse_day(value: str, field: str) -> date:
    """An ISO date; raises ``Invalid``."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or not 1 < day.year < 9999:
        raise Invalid(say("“%(value)s” is not a date. Write it as 2026-03-07.", value=value), field)
    return day


def period(word: str, day: date, language: str, field: str) -> tuple[date, date]:
    """First and last day of a relative period; weeks begin on Sunday in Hebrew, else on Monday (CLDR)."""
    weekday = (day.weekday() + 1) % 7 if language == "he" else day.weekday()
    week = day - timedelta(days=weekday)
    month = day.replace(day=1)
    before = month - timedelta(days=1)
    spans = {
        "today": (day, day),
        "yesterday": (day - timedelta(days=1), day - timedelta(days=1)),
        "this_week": (week, week + timedelta(days=6)),
        "last_week": (week - timedelta(days=7), week - timedelta(days=1)),
        "this_month": (month, _end_of_month(month)),
        "last_month": (before.replace(day=1), before),
        "last_7_days": (day - timedelta(days=6), day),
        "last_30_days": (day - timedelta(days=29), day),
        "last_90_days": (day - timedelta(days=89), day),
        "this_year": (day.replace(month=1, day=1), day.replace(month=12, day=31)),
    }
    if word not in spans:
        raise Invalid(
            say("“%(value)s” is not a period. Write one of: %(periods)s.", value=word, periods=", ".join(spans)), field
        )
    return spans[word]


def _end_of_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


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
