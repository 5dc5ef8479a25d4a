"""Fields whose value is one number, amount, day, moment, or yes or no: in a column of the record or among its custom values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from babel import dates, numbers
from sqlalchemy import ColumnElement, Integer, and_, literal, or_

from app.kernel.clock import start_of_day, today
from app.kernel.columns import Amount
from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.text import search_key
from app.kernel.viewer import Viewer
from app.records import custom_values as custom
from app.records import field_types as types
from app.records.days import Span, first_weekday, locale_of, parse_day, period, read_day, read_moment
from app.records.field_types import FieldType, Operator
from app.records.fields import Asking, compare_ids
from app.records.numbers import DIGITS, as_json, plain_number, read_number
from app.records.value_base import ValueField, is_empty

# --- numbers ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class NumberField(ValueField):
    """A number with at most ``decimals`` digits behind the point; a whole number is an ``int``, others are ``Decimal``. ``unit`` is a
    sign that follows the figures, such as %."""

    decimals: int = 0
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    sort: str = custom.NUMBER
    type: FieldType = types.NUMBER

    def parse(self, asking: Asking, raw: Any) -> Any:
        given = super().parse(asking, raw)
        return None if given is None else self.number(given, asking.viewer.language)

    def number(self, text: str, language: str) -> Any:
        """The number that is written; raises ``Invalid``."""
        found = read_number(self.bare(text), language)
        if found is None:
            raise Invalid(say("“%(value)s” is not a number.", value=text), self.name)
        if found != round(found, self.decimals):
            raise self._too_fine()
        least, most = self.bounds
        if not least <= found <= most:
            words = {"least": plain_number(least), "most": plain_number(most)}
            raise Invalid(say("Write a number from %(least)s to %(most)s.", **words), self.name)
        return self.restored(found)

    def bare(self, text: str) -> str:
        """The text without what may stand beside the figures."""
        return text.strip().removesuffix(self.unit) if self.unit else text

    def _too_fine(self) -> Invalid:
        if self.decimals == 0:
            return Invalid(say("Write a whole number."), self.name)
        return Invalid(say("Write at most %(count)s digits after the point.", count=self.decimals), self.name)

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest number: as declared, else what the place holds."""
        is_small = not self.key and isinstance(self.column.type, Integer)
        most = Decimal(2**31 - 1) if is_small else Decimal(10 ** (DIGITS - max(self.decimals, 3)) - 1)
        return (
            -most if self.minimum is None else self.minimum,
            most if self.maximum is None else self.maximum,
        )

    def kept(self, value: Any) -> Any:
        return None if value is None else as_json(value)

    def restored(self, kept: Any) -> Any:
        if kept is None or isinstance(kept, bool | str | list | dict):
            return None
        return int(kept) if self.decimals == 0 else round(Decimal(str(kept)), self.decimals)

    def bound(self, value: Any) -> Any:
        return Decimal(value) if self.key else value

    def plain(self, value: Any) -> str:
        return plain_number(value)

    def words(self, viewer: Viewer, value: Any) -> str:
        return str(numbers.format_decimal(value, locale=viewer.language)) + self.unit

    def edited(self, viewer: Viewer, value: Any) -> str:
        return plain_number(value).replace(".", "," if viewer.language == "pl" else ".")

    def api(self, record: Any) -> Any:
        return self.kept(self.read(record))

    def compare_to(self, asking: Asking, column: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        if operator is Operator.EMPTY:
            return is_empty(column, values)
        given = [self._asked(value, asking.viewer.language) for value in values]
        match operator:
            case Operator.FROM:
                return column >= given[0]
            case Operator.TO:
                return column <= given[0]
            case _:
                return compare_ids(column, operator, given)

    def _asked(self, value: str, language: str) -> Any:
        """A number of the address. It may lie beyond the bounds; it only has to be one that can be compared."""
        found = read_number(self.bare(value), language)
        if found is None or abs(found) >= 10**DIGITS:
            raise Invalid(say("“%(value)s” is not a number.", value=value), self.name)
        return literal(found, Amount(4))


@dataclass(frozen=True, kw_only=True)
class MoneyField(NumberField):
    """An amount. Its currency is ``currency``, the same for all records, or stands in the field ``currency_attr`` of each.

    Amounts are compared, sorted and summed as numbers: whoever mixes currencies asks for the currency too.
    """

    currency: str = ""
    currency_attr: str = ""
    decimals: int = 2
    type: FieldType = types.MONEY

    def currency_of(self, record: Any) -> str:
        """The code of the currency, such as PLN."""
        value = getattr(record, self.currency_attr) if self.currency_attr else self.currency
        return str(getattr(value, "value", value) or "")

    def bare(self, text: str) -> str:
        """Without the currency, which may stand on either side; another one than the field's own stays and is refused."""
        signs = {self.currency, numbers.get_currency_symbol(self.currency, "pl") if self.currency else ""}
        for sign in filter(None, signs):
            text = text.replace(sign, "").replace(sign.lower(), "")
        return text

    def plain(self, value: Any) -> str:
        return f"{value:.{self.decimals}f}"

    def words(self, viewer: Viewer, value: Any) -> str:
        return self.amount_words(viewer, value, self.currency)

    def amount_words(self, viewer: Viewer, value: Any, currency: str) -> str:
        """An amount with its currency; without one it is a plain number."""
        if not currency:
            return super().words(viewer, value)
        return str(numbers.format_currency(value, currency, locale=viewer.language))


# --- days ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class DateField(ValueField):
    """A day, the same everywhere."""

    minimum: date | None = None
    maximum: date | None = None
    type: FieldType = types.DATE

    def parse(self, asking: Asking, raw: Any) -> date | None:
        given = super().parse(asking, raw)
        if given is None:
            return None
        day = read_day(given, asking.viewer, self.name)
        if self.minimum is not None and day < self.minimum:
            raise Invalid(say("Write a day from %(day)s on.", day=self.minimum.isoformat()), self.name)
        if self.maximum is not None and day > self.maximum:
            raise Invalid(say("Write a day up to %(day)s.", day=self.maximum.isoformat()), self.name)
        return day

    def kept(self, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def restored(self, kept: Any) -> Any:
        try:
            return date.fromisoformat(kept)
        except (TypeError, ValueError):
            return None

    def plain(self, value: Any) -> str:
        return str(value.isoformat())

    def words(self, viewer: Viewer, value: Any) -> str:
        return day_words(value, viewer)

    def api(self, record: Any) -> Any:
        return self.kept(self.read(record))

    def compare_to(self, asking: Asking, column: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        if operator is Operator.EMPTY:
            return is_empty(column, values)
        first, last = span_of(asking, operator, values[0], self.name)
        if operator is Operator.NOT:
            return or_(column != self.bound(first), column.is_(None))
        ends = [column >= self.bound(first)] if first else []
        return and_(*ends, *([column <= self.bound(last)] if last else []))


@dataclass(frozen=True, kw_only=True)
class DateTimeField(ValueField):
    """A moment, kept in UTC; written, shown and filtered by days of the viewer's time zone, both ends counting (FLT-2)."""

    type: FieldType = types.MOMENT

    def parse(self, asking: Asking, raw: Any) -> datetime | None:
        given = super().parse(asking, raw)
        return None if given is None else read_moment(given, asking.viewer, self.name)

    def kept(self, value: Any) -> Any:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="seconds")

    def restored(self, kept: Any) -> Any:
        try:
            moment = datetime.fromisoformat(kept)
        except (TypeError, ValueError):
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def plain(self, value: Any) -> str:
        return str(value.isoformat(timespec="seconds"))

    def words(self, viewer: Viewer, value: Any) -> str:
        return moment_words(value, viewer)

    def edited(self, viewer: Viewer, value: Any) -> str:
        """As a browser's control for date and time has it, in the viewer's time zone."""
        return str(value.astimezone(_zone(viewer)).replace(tzinfo=None).isoformat(timespec="minutes"))

    def api(self, record: Any) -> Any:
        return self.text(record) or None

    def compare_to(self, asking: Asking, column: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        if operator is Operator.EMPTY:
            return is_empty(column, values)
        first, last = span_of(asking, operator, values[0], self.name)
        zone = asking.viewer.time_zone
        ends = [column >= self.bound(start_of_day(first, zone))] if first else []
        after = [column < self.bound(start_of_day(last + timedelta(days=1), zone))] if last else []
        return and_(*ends, *after)


def span_of(asking: Asking, operator: Operator, value: str, field: str) -> Span:
    """The days that a condition means; raises ``Invalid``."""
    viewer = asking.viewer
    if operator is Operator.WITHIN:
        return period(value, today(viewer.time_zone), first_weekday(viewer), field)
    day = parse_day(value, field)
    return (None if operator is Operator.TO else day), (None if operator is Operator.FROM else day)


DATE_STYLES = {"en": "medium", "pl": "short", "he": "short"}


def day_words(day: date, viewer: Viewer) -> str:
    """7 Mar 2026, 7.03.2026, 7.3.2026."""
    locale = locale_of(viewer.language, viewer.time_zone)
    return str(dates.format_date(day, DATE_STYLES.get(locale.language, "medium"), locale))


def moment_words(moment: datetime, viewer: Viewer) -> str:
    """7 Mar 2026, 09:14 in the viewer's time zone."""
    locale = locale_of(viewer.language, viewer.time_zone)
    seen = moment.astimezone(_zone(viewer))
    has_half_days = "a" in locale.time_formats["short"].pattern
    clock = dates.format_time(seen, "short" if has_half_days else "HH:mm", locale=locale)
    return f"{day_words(seen.date(), viewer)}, {clock}"


def _zone(viewer: Viewer) -> Any:
    return dates.get_timezone(viewer.time_zone)


# --- yes or no -------------------------------------------------------------------------------------------------------------

YES, NO = say("Yes"), say("No")
_YES = frozenset({"yes", "true", "1", "on", "y", "t", "tak", "prawda", "כן"})
_NO = frozenset({"no", "false", "0", "off", "n", "f", "nie", "falsz", "לא"})


@dataclass(frozen=True, kw_only=True)
class YesNoField(ValueField):
    """Yes or no; a column that holds nothing else is never empty."""

    sort: str = custom.YES_NO
    type: FieldType = types.YES_NO

    def parse(self, asking: Asking, raw: Any) -> bool | None:
        given = super().parse(asking, raw)
        if given is None:
            return None if self._may_be_empty else False
        return self._meant(given)

    @property
    def _may_be_empty(self) -> bool:
        return bool(self.key) or bool(self.column.nullable)

    def _meant(self, word: str) -> bool:
        key = search_key(word)
        if key not in _YES | _NO:
            raise Invalid(say("Write yes or no."), self.name)
        return key in _YES

    def restored(self, kept: Any) -> Any:
        return kept if isinstance(kept, bool) else None

    def plain(self, value: Any) -> str:
        return "yes" if value else "no"

    def words(self, viewer: Viewer, value: Any) -> str:
        return str(YES if value else NO)

    def compare_to(self, asking: Asking, column: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        if operator is Operator.EMPTY:
            return is_empty(column, values)
        criterion: ColumnElement[bool] = column.is_(self._meant(values[0]))
        return criterion
