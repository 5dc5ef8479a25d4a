"""The types that fields have: which operators fit them and how a page shows and edits them (FLT-2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.messages import Message, say


class Operator(StrEnum):
    """The words of the filter language (FLT-2, the list query)."""

    IS = "is"
    NOT = "not"
    CONTAINS = "contains"
    STARTS = "starts"
    ENDS = "ends"
    EMPTY = "empty"
    ANY = "any"
    ALL = "all"
    NONE = "none"
    FROM = "from"
    TO = "to"
    WITHIN = "within"


OPERATOR_LABELS: dict[Operator, Message] = {
    Operator.IS: say("is"),
    Operator.NOT: say("is not"),
    Operator.CONTAINS: say("contains"),
    Operator.STARTS: say("starts with"),
    Operator.ENDS: say("ends with"),
    Operator.EMPTY: say("is empty"),
    Operator.ANY: say("any of"),
    Operator.ALL: say("all of"),
    Operator.NONE: say("none of"),
    Operator.FROM: say("from"),
    Operator.TO: say("to"),
    Operator.WITHIN: say("within"),
}

NOT_EMPTY_LABEL = say("is not empty")

MANY_VALUES = frozenset({Operator.ANY, Operator.ALL, Operator.NONE})


class Section(StrEnum):
    """Where a field stands in the filter panel, in this order (FLT-1)."""

    DATES = "dates"
    USERS = "users"
    MAIN = "main"
    ADDITIONAL = "additional"
    ADDRESS = "address"
    CUSTOM = "custom"
    GROUPS = "groups"
    RELATIONS = "relations"
    OTHER = "other"


SECTION_LABELS: dict[Section, Message] = {
    Section.DATES: say("Dates"),
    Section.USERS: say("Users"),
    Section.MAIN: say("Main data"),
    Section.ADDITIONAL: say("Additional"),
    Section.ADDRESS: say("Address"),
    Section.CUSTOM: say("Custom fields"),
    Section.GROUPS: say("Groups and tags"),
    Section.RELATIONS: say("Relations"),
    Section.OTHER: say("Other"),
}

PERIODS: dict[str, Message] = {
    "today": say("today"),
    "yesterday": say("yesterday"),
    "this_week": say("this week"),
    "last_week": say("last week"),
    "this_month": say("this month"),
    "last_month": say("last month"),
    "this_quarter": say("this quarter"),
    "last_quarter": say("last quarter"),
    "this_year": say("this year"),
    "last_year": say("last year"),
    "last_7_days": say("last 7 days"),
    "last_30_days": say("last 30 days"),
    "last_90_days": say("last 90 days"),
    "over_30_days_ago": say("more than 30 days ago"),
    "over_90_days_ago": say("more than 90 days ago"),
    "over_365_days_ago": say("more than a year ago"),
}
FUTURE_PERIODS: dict[str, Message] = {
    "past": say("before today"),
    "tomorrow": say("tomorrow"),
    "next_7_days": say("next 7 days"),
    "next_30_days": say("next 30 days"),
    "next_week": say("next week"),
    "next_month": say("next month"),
    "next_quarter": say("next quarter"),
    "future": say("after today"),
}
"""What is asked of days that may lie ahead, beside the others."""


@dataclass(frozen=True)
class FieldType:
    """What a field holds. ``widget`` names the control; ``operators`` come in the order in which a menu shows them."""

    name: str
    operators: tuple[Operator, ...]
    is_ltr: bool = False


_CHOICE = (Operator.IS, Operator.NOT, Operator.ANY, Operator.NONE, Operator.EMPTY)
_MANY = (Operator.ANY, Operator.ALL, Operator.NONE, Operator.EMPTY)
_TEXT = (
    Operator.CONTAINS,
    Operator.IS,
    Operator.NOT,
    Operator.STARTS,
    Operator.ENDS,
    Operator.ANY,
    Operator.NONE,
    Operator.EMPTY,
)

TEXT = FieldType("text", _TEXT)
CODE = FieldType("code", _TEXT, is_ltr=True)
COUNTRY = FieldType("country", _CHOICE)
CHOICE = FieldType("choice", _CHOICE)
DICTIONARY = FieldType("dictionary", _CHOICE)
USER = FieldType("user", _CHOICE)
USERS = FieldType("users", (Operator.IS, *_MANY))
RECORD = FieldType(
    "record", (Operator.IS, Operator.NOT, Operator.CONTAINS, Operator.ANY, Operator.NONE, Operator.EMPTY)
)
RECORDS = FieldType("records", RECORD.operators)
RELATION = FieldType(
    "relation",
    (
        Operator.IS,
        Operator.NOT,
        Operator.CONTAINS,
        Operator.ANY,
        Operator.NONE,
        Operator.WITHIN,
        Operator.EMPTY,
    ),
)
TOKENS = FieldType("tokens", (Operator.ANY, Operator.ALL, Operator.NONE, Operator.IS, Operator.NOT, Operator.EMPTY))
MOMENT = FieldType("moment", (Operator.WITHIN, Operator.FROM, Operator.TO, Operator.IS, Operator.EMPTY))
PHONES = FieldType("phones", (Operator.CONTAINS, Operator.IS, Operator.STARTS, Operator.EMPTY), is_ltr=True)
EMAILS = FieldType(
    "emails", (Operator.CONTAINS, Operator.IS, Operator.STARTS, Operator.ENDS, Operator.EMPTY), is_ltr=True
)
NUMBER = FieldType(
    "number",
    (Operator.FROM, Operator.TO, Operator.IS, Operator.NOT, Operator.ANY, Operator.NONE, Operator.EMPTY),
    is_ltr=True,
)
MONEY = FieldType("money", NUMBER.operators, is_ltr=True)
DATE = FieldType(
    "date", (Operator.WITHIN, Operator.FROM, Operator.TO, Operator.IS, Operator.NOT, Operator.EMPTY), is_ltr=True
)
YES_OR_NO = FieldType("yes_no", (Operator.IS,))
LINKED_RECORDS = FieldType("linked_records", (Operator.CONTAINS, Operator.IS, Operator.ANY, Operator.EMPTY))
YES_NO = FieldType("yes_no", (Operator.IS, Operator.EMPTY))
LONG_TEXT = FieldType("long_text", (Operator.CONTAINS, Operator.STARTS, Operator.EMPTY))
LINK = FieldType("link", _TEXT, is_ltr=True)
EMAIL = FieldType("email", _TEXT, is_ltr=True)
PHONE = FieldType("phone", (Operator.CONTAINS, Operator.IS, Operator.STARTS, Operator.EMPTY), is_ltr=True)
OPTION = FieldType("option", _CHOICE)
OPTIONS = FieldType("options", _MANY)

SPANS = frozenset({NUMBER, MONEY, DATE, MOMENT})
"""Types of which both ends can be asked at once."""
