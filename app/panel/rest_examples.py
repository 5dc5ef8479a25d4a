"""Examples for the description of the API: one record of each kind as it is sent and as it is answered, made from the types of fields.

People in them are invented.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.records import field_types as types
from app.records.clock_field import ClockField
from app.records.fields import ChoiceField, Field
from app.records.kinds import Kind
from app.records.reverse_fields import SUM

Json = dict[str, Any]

PERSON = "Maja Wrona"
RECORD: Json = {"id": 7, "name": "Tkalnia Wrona"}
PHONE = "+48 601 555 014"
EMAIL = "maja@example.com"

SENT: dict[str, Any] = {
    types.TEXT.name: "Łódź",
    types.LONG_TEXT.name: "Asked for a quote.\nCall back on Monday.",
    types.CODE.name: "AB-123",
    types.COUNTRY.name: "PL",
    types.DICTIONARY.name: "Lead",
    types.USER.name: "maja",
    types.USERS.name: ["maja"],
    types.RECORD.name: RECORD["id"],
    types.RECORDS.name: [RECORD["id"]],
    types.RELATION.name: [RECORD["id"]],
    types.TOKENS.name: ["VIP", "Linen"],
    types.PHONES.name: [PHONE, {"value": "+48 42 555 01 09", "type": "office_fax"}],
    types.EMAILS.name: [EMAIL],
    types.NUMBER.name: 12,
    types.MONEY.name: "1234.50",
    types.DATE.name: "2026-03-07",
    types.MOMENT.name: "2026-03-07T12:00:00Z",
    types.YES_NO.name: True,
    types.OPTION.name: "Large",
    types.OPTIONS.name: ["Large", "Blue"],
    types.LINK.name: "https://example.com/",
    types.EMAIL.name: EMAIL,
    types.PHONE.name: PHONE,
}
"""By the name of the type of field, as a program may write it."""

ANSWERED: dict[str, Any] = {
    types.USER.name: {"username": "maja", "name": PERSON},
    types.RECORD.name: RECORD,
    types.RECORDS.name: [RECORD],
    types.RELATION.name: [{"relation": 31, **RECORD}],
    types.LINKED_RECORDS.name: [RECORD["name"]],
    types.PHONES.name: [{"value": PHONE, "type": "mobile", "e164": "+48601555014", "main": True}],
    types.EMAILS.name: [{"value": EMAIL, "type": "work", "main": True}],
    types.MONEY.name: 1234.5,
    SUM.name: {"PLN": 1234.5, "EUR": 500},
    types.MOMENT.name: "2026-03-07T12:00:00+00:00",
}
"""What the API gives otherwise than it is written."""


def sent_example(fields: Iterable[Field]) -> Json:
    """The fields as a body writes them."""
    return {field.name: _value(field, SENT) for field in fields}


def answered_example(kind: Kind, fields: Iterable[Field]) -> Json:
    """A record as the API gives it."""
    values = {field.name: _value(field, {**SENT, **ANSWERED}) for field in fields}
    return {"kind": kind.name, "version": 3, **values, "id": 12}


def _value(field: Field, examples: dict[str, Any]) -> Any:
    if isinstance(field, ChoiceField):
        return next(iter(field.enum)).value
    if isinstance(field, ClockField):
        return "09:05"
    value = examples.get(field.type.name, examples[types.TEXT.name])
    return value[: field.max_length] if isinstance(value, str) and field.max_length else value
