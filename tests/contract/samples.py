"""Values that fit any field, made from its type: what lets contract tests run over kinds that they have never seen."""

from __future__ import annotations

from typing import Any

from app.records import field_types as types
from app.records.clock_field import ClockField
from app.records.fields import Asking, ChoiceField, Field
from app.records.kinds import Kind, kinds
from app.records.kinds import kind as kind_named
from app.records.link_fields import DictionaryField, RecordField
from app.records.records_field import RecordsField
from app.records.relation_fields import RelationField
from app.records.saving import add_record
from app.views import view_modules

LINKED = "Linked by"
"""Begins the names of records that were made to be linked."""


def every_kind() -> list[Kind]:
    """All kinds that the views declare."""
    view_modules()
    return list(kinds())


def sample(asking: Asking, field: Field) -> Any:
    """A value as a form or the API would give it; None for a type that has no value of its own to give."""
    if isinstance(field, ChoiceField):
        members = list(field.enum)
        return (members[0] if field.name in ASKS_FOR_MORE else members[-1]).value
    if isinstance(field, DictionaryField):
        return field.entries(asking)[0].label
    if isinstance(field, RecordField):
        target = kind_named(field.to)
        return add_record(asking, target, least_values(asking, target, f"{LINKED} {field.name}")).id
    if isinstance(field, RecordsField):
        target = kind_named(field.leads_to[0])
        return [add_record(asking, target, least_values(asking, target, f"{LINKED} {field.name}")).id]
    if isinstance(field, RelationField):
        target = kind_named(field.to)
        return [add_record(asking, target, least_values(asking, target, f"{LINKED} {field.name}")).id]
    if isinstance(field, ClockField):
        return "09:05"
    return SAMPLES[field.type](field)


ASKS_FOR_MORE = frozenset({"visibility", "mode"})
"""Choices of which only the first needs nothing else to be set up."""

SAMPLES: dict[types.FieldType, Any] = {
    types.TEXT: lambda field: f"Łódź {field.name}"[: field.max_length or 80],
    types.CODE: lambda field: "90-555" if field.name == "postal_code" else "AB-123",
    types.COUNTRY: lambda _field: "PL",
    types.USER: lambda _field: "owner",
    types.USERS: lambda _field: ["manager"],
    types.TOKENS: lambda _field: ["VIP", "Second"],
    types.PHONES: lambda _field: ["+48 601 555 014"],
    types.EMAILS: lambda _field: ["someone@one.test"],
    types.NUMBER: lambda field: "12.5" if field.decimals else 12,
    types.MONEY: lambda _field: "1 234,50",
    types.DATE: lambda _field: "2026-03-07",
    types.MOMENT: lambda _field: "2026-03-07T14:30",
    types.YES_NO: lambda _field: True,
    types.LONG_TEXT: lambda _field: "First line\nsecond, in Łódź",
    types.LINK: lambda _field: "https://example.com/page?a=1",
    types.EMAIL: lambda _field: "someone@one.test",
    types.PHONE: lambda _field: "+48 601 555 014",
}


def least_values(asking: Asking, kind: Kind, name: str) -> dict[str, Any]:
    """No more than makes a record of that name."""
    required = {field.name: sample(asking, field) for field in kind.fields if field.is_required and field.is_editable}
    return {**required, kind.named_by[0]: name}


def sample_values(asking: Asking, kind: Kind) -> dict[str, Any]:
    """A value for every field of the kind that can be written."""
    return {field.name: sample(asking, field) for field in kind.fields if field.is_editable}
