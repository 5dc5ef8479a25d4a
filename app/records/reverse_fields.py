"""What a record is asked for by the records that name it: how many there are, when they were, what they come to. Only what the viewer
sees counts: each asks under the guard. As a column each takes one statement for all rows of a page.

Amounts are compared currency by currency, never added across: *from 10,000* means that the sum in at least one currency reaches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, select
from sqlalchemy.orm import aliased, object_session

from app.kernel.clock import start_of_day
from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.viewer import AnySession
from app.models import Record
from app.records import field_types as types
from app.records.field_types import FieldType, Operator
from app.records.fields import SHEET_TYPES, Asking, Field, is_yes
from app.records.many_ids import among
from app.records.numbers import DIGITS, as_json, read_number
from app.records.value_fields import span_of

COUNT = FieldType("number", (Operator.FROM, Operator.TO, Operator.IS), is_ltr=True)
SUM = FieldType("sums", (Operator.FROM, Operator.TO, Operator.EMPTY), is_ltr=True)

KNOWN = "asked_of_others"


@dataclass(frozen=True, kw_only=True)
class ReverseField(Field):
    """Asked of records of ``source`` whose column ``link`` names this one and, where ``state`` is given, that are in that state."""

    source: type[Record]
    link: str
    state: str = ""
    is_editable: bool = False
    is_sortable: bool = False
    is_massable: bool = False
    is_counted_out: bool = True

    # --- reading

    def read(self, record: Any) -> Any:
        session = object_session(record)
        if session is None:
            return self.told(())
        known = self._known(session)
        if record.id not in known:
            known.update(self.values_of(session, [record.id]))
        return known[record.id]

    def prepare(self, asking: Asking, records: Sequence[Any]) -> None:
        if records:
            self._known(asking.session).update(self.values_of(asking.session, [record.id for record in records]))

    def _known(self, session: AnySession) -> dict[int, Any]:
        """The values that were asked for in this session."""
        every: dict[tuple[str, str], dict[int, Any]] = session.info.setdefault(KNOWN, {})
        return every.setdefault((self.name, self.link), {})

    def values_of(self, session: AnySession, ids: Sequence[int]) -> dict[int, Any]:
        """The value of each of these records, in one statement."""
        other, link, named = self.naming()
        found: dict[int, list[Any]] = {}
        with session.no_autoflush:
            for of, *row in session.execute(self.figured(other, link, named.where(among(session, link, ids)))):
                found.setdefault(of, []).append(row)
        return {one: self.told(found.get(one, ())) for one in ids}

    def figured(self, other: Any, link: Any, named: Select[Any]) -> Select[Any]:
        """The statement that gives the figures beside the ids of the records that are named."""
        raise NotImplementedError

    def told(self, rows: Sequence[Any]) -> Any:
        """The value of one record from its rows of figures."""
        raise NotImplementedError

    def text(self, record: Any) -> str:
        return self.plain(self.read(record))

    def plain(self, value: Any) -> str:
        """A value as locale-free text."""
        return "" if value is None else str(value)

    def sheet(self, value: Any) -> Any:
        """A value as a spreadsheet keeps it."""
        return value if isinstance(value, SHEET_TYPES) else self.plain(value)

    # --- in queries

    def naming(self) -> tuple[Any, Any, Any]:
        """The records that name others, the column that does so, and what selects the ones that are named."""
        other: Any = aliased(self.source, flat=True)
        link = getattr(other, self.link)
        named = select(link).where(link.is_not(None))
        return other, link, named.where(other.state == self.state) if self.state else named

    def number(self, asking: Asking, values: Sequence[str]) -> Decimal:
        """The number that a condition names; raises ``Invalid``."""
        found = read_number(values[0], asking.viewer.language) if values else None
        if found is None or abs(found) >= 10**DIGITS:
            raise Invalid(say("“%(value)s” is not a number.", value=values[0] if values else ""), self.name)
        return found


@dataclass(frozen=True, kw_only=True)
class CountField(ReverseField):
    """How many there are; none is a number too."""

    type: FieldType = COUNT

    def figured(self, other: Any, link: Any, named: Select[Any]) -> Select[Any]:
        return named.add_columns(func.count()).group_by(link)

    def told(self, rows: Sequence[Any]) -> int:
        return rows[0][0] if rows else 0

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        wanted = self.number(asking, values)
        _, link, named = self.naming()
        grouped = named.group_by(link)
        if operator is Operator.FROM:
            return self._at_least(record, grouped, wanted)
        at_most = not_(record.id.in_(grouped.having(func.count() > wanted)))
        return at_most if operator is Operator.TO else and_(at_most, self._at_least(record, grouped, wanted))

    def _at_least(self, record: Any, grouped: Any, wanted: Decimal) -> ColumnElement[bool]:
        if wanted <= 0:
            return record.id.is_not(None)
        return record.id.in_(grouped.having(func.count() >= wanted))


@dataclass(frozen=True, kw_only=True)
class SumField(ReverseField):
    """What the amounts in ``amount`` come to, in each currency for itself."""

    amount: str
    currency: str = "currency"
    type: FieldType = SUM

    def figured(self, other: Any, link: Any, named: Select[Any]) -> Select[Any]:
        amount, currency = getattr(other, self.amount), getattr(other, self.currency)
        summed = named.add_columns(currency, func.sum(amount)).where(amount.is_not(None))
        return summed.group_by(link, currency).order_by(currency)

    def told(self, rows: Sequence[Any]) -> dict[str, Decimal]:
        """The sums by currency."""
        return {str(getattr(code, "value", code) or ""): Decimal(str(total)) for code, total in rows}

    def plain(self, value: Any) -> str:
        return ", ".join(f"{total:.2f} {code}".strip() for code, total in value.items())

    def api(self, record: Any) -> dict[str, Any]:
        return {code: as_json(total) for code, total in self.read(record).items()}

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        other, link, named = self.naming()
        amount = getattr(other, self.amount)
        summed = named.where(amount.is_not(None))
        if operator is Operator.EMPTY:
            has_some = record.id.in_(summed)
            return not_(has_some) if is_yes(values) else has_some
        wanted = self.number(asking, values)
        sums = summed.group_by(link, getattr(other, self.currency))
        if operator is Operator.FROM:
            return record.id.in_(sums.having(func.sum(amount) >= wanted))
        return not_(record.id.in_(sums.having(func.sum(amount) > wanted)))


@dataclass(frozen=True, kw_only=True)
class WhenField(ReverseField):
    """When one of them was, by the moment ``at``: days of the viewer's time zone, both ends counting."""

    at: str
    type: FieldType = types.MOMENT

    def figured(self, other: Any, link: Any, named: Select[Any]) -> Select[Any]:
        return named.add_columns(func.max(getattr(other, self.at))).group_by(link)

    def told(self, rows: Sequence[Any]) -> datetime | None:
        """The last one."""
        return rows[0][0] if rows else None

    def plain(self, value: Any) -> str:
        return value.isoformat(timespec="seconds") if value else ""

    def api(self, record: Any) -> str | None:
        return self.text(record) or None

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        other, _, named = self.naming()
        moment = getattr(other, self.at)
        if operator is Operator.EMPTY:
            has_some = record.id.in_(named.where(moment.is_not(None)))
            return not_(has_some) if is_yes(values) else has_some
        first, last = span_of(asking, operator, values[0], self.name)
        zone = asking.viewer.time_zone
        if first:
            named = named.where(moment >= start_of_day(first, zone))
        if last:
            named = named.where(moment < start_of_day(last + timedelta(days=1), zone))
        return record.id.in_(named)
