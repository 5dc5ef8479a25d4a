"""The records that name one record, as cards beside its profile: a company's persons and deals, a deal's line items (PRF-1).

One statement counts all of them, one reads the first few of each kind that has any, and one adds up the amounts of a kind whose card
says what they come to: by currency, since amounts of two currencies make no sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from app.kernel.messages import Message
from app.panel.formats import list_text, money_text
from app.records.fields import Asking, Field
from app.records.filters import Query, parse_query
from app.records.kinds import Kind, kinds
from app.records.link_fields import RecordField
from app.records.records_field import RecordsField
from app.records.search import counts_of, load_rows, sorted_ids_of
from app.records.sums import sums_of
from app.records.value_fields import MoneyField

MOST = 8
Link = RecordField | RecordsField


@dataclass(frozen=True)
class Linked:
    """Records of ``kind`` that name this one in ``field``, the first few by name, and what all of them come to."""

    kind: Kind
    field: Link
    record_id: int
    rows: Sequence[Any]
    count: int
    is_capped: bool
    shown: Sequence[Field]
    sums: Message | str = ""

    @property
    def label(self) -> Message:
        """What they are called on this profile."""
        return (isinstance(self.field, RecordsField) and self.field.label_there) or self.kind.label_plural

    @property
    def list_url(self) -> str:
        """The list of all of them."""
        return f"{self.kind.route}/list/?{urlencode({f'{self.field.name}.is': self.record_id})}"

    @property
    def add_url(self) -> str:
        """The form for one more; empty where a form cannot name this record."""
        return f"{self.kind.route}/add?{urlencode({self.field.name: self.record_id})}" if self.field.is_editable else ""


def linked_to(asking: Asking, kind: Kind, record: Any) -> list[Linked]:
    """The cards of a record, in the order of the menu."""
    links = list(_links_to(kind))
    queries = [_naming(of, field, record) for of, field in links]
    counts = counts_of(asking, queries)
    return [
        _card(asking, record, of, field, query, count)
        for (of, field), query, count in zip(links, queries, counts, strict=True)
    ]


def _links_to(kind: Kind) -> Iterable[tuple[Kind, Link]]:
    for of in kinds():
        for field in of.fields:
            if isinstance(field, RecordField | RecordsField) and kind.name in field.leads_to:
                yield of, field


def _naming(of: Kind, field: Link, record: Any, *more: tuple[str, str]) -> Query:
    return parse_query(of, [(f"{field.name}.is", str(record.id)), *more], page_size=MOST)


def _card(asking: Asking, record: Any, of: Kind, field: Link, query: Query, count: tuple[int, bool]) -> Linked:
    shown = [of.by_name[name] for name in of.card.fields if name != field.name and name in of.by_name]
    number, is_capped = count
    rows = _first(asking, query, [one.name for one in shown]) if number else []
    sums = _sums(asking, record, of, field) if number and of.card.total else ""
    return Linked(of, field, record.id, rows, number, is_capped, shown, sums)


def _first(asking: Asking, query: Query, columns: list[str]) -> list[Any]:
    ids = asking.session.scalars(sorted_ids_of(asking, query).limit(MOST)).all()
    return load_rows(asking, query.kind, ids, columns)


def _sums(asking: Asking, record: Any, of: Kind, field: Link) -> Message | str:
    amount = of.field(of.card.total)
    assert isinstance(amount, MoneyField)
    found = sums_of(asking, _naming(of, field, record, *of.card.total_of), amount)
    if not found:
        return ""
    words = sums_text(found)
    return of.card.total_words(words) if of.card.total_words else words


def sums_text(sums: dict[str, Decimal]) -> str:
    """Amounts by currency, the greatest first: *€ 61,400.00 and £ 200.00*."""
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    return list_text([money_text(amount, currency) if currency else f"{amount}" for currency, amount in ordered])
