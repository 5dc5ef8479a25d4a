"""What the types of custom fields are called."""

from __future__ import annotations

from app.kernel.messages import Message, say
from app.models import CustomType
from app.records import field_types as types
from app.records.field_types import FieldType, Section
from app.records.fields import Field
from app.records.kinds import kind

TYPES: dict[CustomType, Message] = {
    CustomType.TEXT: say("Text"),
    CustomType.LONG_TEXT: say("Long text"),
    CustomType.NUMBER: say("Number"),
    CustomType.MONEY: say("Money"),
    CustomType.DATE: say("Date"),
    CustomType.DATETIME: say("Date and time"),
    CustomType.YES_NO: say("Yes or no"),
    CustomType.CHOICE: say("One choice"),
    CustomType.CHOICES: say("Several choices"),
    CustomType.LINK: say("Link"),
    CustomType.EMAIL: say("E-mail"),
    CustomType.PHONE: say("Phone"),
    CustomType.USER: say("User"),
    CustomType.RECORD: say("Record"),
}

YES_OR_NO = say("Y / N")
_OTHERWISE: dict[FieldType, CustomType] = {
    types.MOMENT: CustomType.DATETIME,
    types.OPTION: CustomType.CHOICE,
    types.OPTIONS: CustomType.CHOICES,
}
"""Types of fields that have another name than those of custom fields."""


def type_word(of: Field) -> Message | None:
    """The type of a custom field, or the kind that a relation leads to, in a word; None for fields that everybody has."""
    if of.section is Section.RELATIONS:
        return kind(of.way_to).label if of.way_to else YES_OR_NO if of.type is types.YES_OR_NO else None
    return TYPES[_OTHERWISE.get(of.type) or CustomType(of.type.name)] if of.section is Section.CUSTOM else None
