"""Columns of a list: how wide, how sorted, and how each type of field looks in a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask_babel import get_timezone

from app.kernel.clock import now
from app.kernel.messages import Message
from app.kernel.viewer import Viewer
from app.models import User
from app.panel.editable import opens_in_place
from app.panel.formats import amount_text, date_locale, date_text, number_text, relative_text
from app.panel.list_links import Listing
from app.panel.signs import thread_of_field
from app.records import field_types as types
from app.records.columns import DELETED_ON, ListColumn
from app.records.field_types import FieldType
from app.records.fields import ChoiceField, Field, NameField
from app.records.link_fields import DictionaryField
from app.records.many_fields import TokensField
from app.records.plain_fields import RecordNumberField
from app.records.relations import End
from app.records.reverse_fields import COUNT, SUM
from app.records.value_fields import MoneyField, NumberField
from app.records.vocabulary import Word

LOOKS: dict[FieldType, str] = {
    types.RECORD: "record",
    types.PHONES: "phones",
    types.EMAILS: "emails",
    types.DICTIONARY: "status",
    types.USER: "user",
    types.USERS: "users",
    types.RECORDS: "users",
    types.MOMENT: "moment",
    types.CODE: "code",
    types.COUNTRY: "country",
    types.OPTION: "status",
    types.OPTIONS: "options",
    types.NUMBER: "number",
    types.MONEY: "number",
    types.DATE: "date",
    types.YES_NO: "value",
    types.YES_OR_NO: "value",
    types.RELATION: "ends",
    types.LINKED_RECORDS: "ends",
    types.LONG_TEXT: "value",
    types.LINK: "link",
    types.EMAIL: "email",
    types.PHONE: "phone",
    COUNT: "number",
    SUM: "sums",
}
WIDTHS = {
    "name": 182,
    "record": 150,
    "holder": 150,
    "ends": 160,
    "phones": 168,
    "emails": 146,
    "tags": 142,
    "status": 104,
    "choice": 116,
    "user": 108,
    "users": 130,
    "moment": 114,
    "planned": 144,
    "code": 120,
    "number": 110,
    "money": 132,
    "sums": 150,
    "options": 142,
    "date": 100,
    "value": 120,
    "link": 150,
    "email": 146,
    "phone": 140,
    "deleted": 190,
}
"""As many pixels as a column needs; what a wide window has left over is shared out in proportion."""
OTHER_WIDTH = 110
TAG_SIDES = 12
TAG_GAP = 4
LETTER = 6.6
CELL_SIDES = 16
MORE_WIDTH = 26
HEAD_SIDES = 42
WIDEST_HEAD = 200


@dataclass(frozen=True)
class Column:
    """One column of a list. ``slot`` is the place of its value in a row of a phone; ``is_sized`` says that its width was chosen,
    ``is_open`` that its cells are edited in their place."""

    source: ListColumn
    look: str
    width: int
    slot: str = ""
    sort: str = ""
    sort_url: str = ""
    icon: str = ""
    is_sized: bool = False
    is_open: bool = False

    @property
    def of(self) -> Field:
        return self.source.of

    @property
    def thread(self) -> str:
        """The colour of the relation type that it shows; empty where it shows none."""
        return thread_of_field(self.of)

    @property
    def word(self) -> str:
        """Its name in addresses; empty where it is not one to choose."""
        return self.source.word

    @property
    def label(self) -> Message:
        return self.source.label

    def read(self, record: Any) -> Any:
        return self.source.holder(record) if self.look == "holder" else self.source.read(record)


DELETED = Column(
    DELETED_ON,
    look="deleted",
    width=WIDTHS["deleted"],
    slot="time",
    icon="trash",
)
"""In *Deleted* the last column tells since when, and brings a record back."""


def look_of(of: Field) -> str:
    """Which drawing in ``panel/cells.html`` shows the field."""
    if isinstance(of, NameField):
        return "name"
    if isinstance(of, TokensField):
        return "tags"
    if isinstance(of, ChoiceField):
        return "choice"
    if of.type is types.MOMENT and of.is_editable:
        return "planned"
    return LOOKS.get(of.type, "text")


def columns_of(listing: Listing) -> list[Column]:
    """The columns that the list shows, in their order."""
    assert listing.layout is not None
    shown = listing.layout.columns
    slots = _slots(shown)
    columns = [_column(listing, one, slots.get(one.word, "")) for one in shown]
    return [*(columns[:-1] or columns), DELETED] if listing.query.is_trash else columns


def _column(listing: Listing, source: ListColumn, slot: str) -> Column:
    assert listing.layout is not None
    look = look_of_column(source)
    icon = listing.kind.icon if look == "name" else source.of.icon
    url = listing.sorted_by(source.word) if source.is_sortable else ""
    width = listing.layout.widths.get(source.word)
    natural = _natural_width(listing, source)
    sort = sort_of(listing, source.word)
    is_open = not source.links and not listing.query.is_trash and opens_in_place(listing.kind, source.of)
    return Column(source, look, width or natural, slot, sort, url, icon, is_sized=width is not None, is_open=is_open)


def _natural_width(listing: Listing, source: ListColumn) -> int:
    """What its values need; a column that the kind does not show by itself has room for its head, too, up to a line of it."""
    width = WIDTHS.get(_slot_look(source), OTHER_WIDTH)
    if source.word in listing.kind.columns:
        return width
    return max(width, min(WIDEST_HEAD, round(len(str(source.label)) * LETTER) + HEAD_SIDES))


def look_of_column(source: ListColumn) -> str:
    """The same for a column: the name of a linked record looks like the link to it."""
    look = look_of(source.of)
    return "holder" if look == "name" and source.links else look


def sort_of(listing: Listing, name: str) -> str:
    """How the list is sorted by that field, as ``aria-sort`` says it; a list nobody sorted goes by name."""
    first = (listing.query.sort or ("name",))[0]
    if first.removeprefix("-") != name:
        return ""
    return "descending" if first.startswith("-") else "ascending"


def _slots(shown: Sequence[ListColumn]) -> dict[str, str]:
    """Which column stands where in the two lines of a phone: the first of each look, of several amounts the last, which is the sum."""
    slots: dict[str, str] = {}
    wanted: dict[str, tuple[set[str], ...]] = {
        "name": ({"name"},),
        "sub": ({"record", "holder"}, {"text"}),
        "dot": ({"choice", "status"},),
        "tag": ({"tags"},),
        "act": ({"phones"}, {"phone"}, {"money"}),
        "time": ({"date", "moment", "planned"},),
    }
    for slot, ways in wanted.items():
        ordered = shown[::-1] if slot == "act" else shown
        for looks in ways:
            found = next((one.word for one in ordered if _slot_look(one) in looks and one.word not in slots), None)
            if found:
                slots[found] = slot
                break
    return slots


def _slot_look(source: ListColumn) -> str:
    return "money" if isinstance(source.of, MoneyField) else look_of_column(source)


# --- cells ---------------------------------------------------------------------------------------------------------------


def main_first(rows: Sequence[Any]) -> Any:
    """The main phone or e-mail, else the first."""
    return next((row for row in rows if row.is_main), rows[0])


def tags_that_fit(tags: Sequence[Any], width: int) -> tuple[Sequence[Any], Sequence[Any]]:
    """Tags as many as the cell holds uncut, and the others; the first always stands there."""
    room: float = width - CELL_SIDES
    for number, tag in enumerate(tags):
        needed = TAG_SIDES + LETTER * len(tag.name)
        rest = 0 if number == len(tags) - 1 else MORE_WIDTH
        if number and needed + rest > room:
            return tags[:number], tags[number:]
        room -= needed + TAG_GAP
    return tags, ()


def others_than_first(ends: Sequence[End]) -> int:
    """How many more there are; what is linked by several relations counts once."""
    return len({end.record.id if end.record is not None else end.text for end in ends}) - 1


def short_name(user: User) -> str:
    """Marta W."""
    last = (user.last_name or "").strip()
    return f"{user.first_name} {last[0]}." if user.first_name and last else str(user)


def status_of(column: Column, value: Any, language: str) -> tuple[str, str]:
    """Words and colour of a dictionary entry or choice."""
    of = column.of
    if isinstance(of, DictionaryField):
        return (value.labels or {}).get(language) or value.label, value.color
    if isinstance(of, ChoiceField):
        return str(of.labels[value]), (of.colors or {}).get(value, "")
    if isinstance(value, Word):
        return value.label(language), value.color
    return str(value), ""


def names(rows: Iterable[Any]) -> str:
    """Names in a row, for a hint on what does not fit."""
    return ", ".join(str(row) for row in rows)


def day_texts() -> Callable[[datetime], str]:
    """What ``relative`` says of a moment, for one page of one viewer; older days are remembered."""
    zone = get_timezone() or UTC
    locale = str(date_locale())
    newest = now().astimezone(zone).date() - timedelta(days=1)

    def text(moment: datetime) -> str:
        day = moment.astimezone(zone).date()
        return relative_text(moment) if day >= newest else _old_day(day, locale)

    return text


def sums_text(sums: Mapping[str, Any]) -> str:
    """Amounts of several currencies, one after the other."""
    return " · ".join(amount_text(total, code) if code else number_text(total) for code, total in sums.items())


def figures(of: NumberField, record: Any, value: Any) -> str:
    """A number or an amount as people write it."""
    if isinstance(of, MoneyField) and (currency := of.currency_of(record)):
        return amount_text(value, currency)
    if isinstance(of, RecordNumberField):
        return str(value)
    return number_text(value) + getattr(of, "unit", "")


def site(address: str) -> str:
    """The address of a page without what every address begins with."""
    return address.partition("://")[2].removeprefix("www.").rstrip("/")


def said(of: Field, viewer: Viewer, value: Any) -> str:
    """A value in one line of words."""
    return " ".join(of.words(viewer, value).split())


@lru_cache(maxsize=8192)
def _old_day(day: date, _locale: str) -> str:
    return date_text(day)
