"""The JSON of a field: what the API gives, what it takes, and the sentence for what does not fit.

OpenAPI publishes the same shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.errors import FieldErrors, Invalid
from app.kernel.messages import Message, say
from app.records import field_types as types
from app.records.fields import ChoiceField, Field, RecordColumnChoice
from app.records.kinds import Kind
from app.records.reverse_fields import SUM

LARGEST_ID = 2**31 - 1

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
ID: Schema = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}


@dataclass(frozen=True)
class Shape:
    """``read`` and ``write`` are JSON schemas, ``fits`` decides on a value that was sent, ``sentence`` says what is expected."""

    read: Schema
    write: Schema
    fits: Callable[[Any], bool]
    sentence: Message


def nullable(schema: Schema) -> Schema:
    return {**schema, "nullable": True}


def _object(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    schema: Schema = {"type": "object", "properties": properties}
    return {**schema, "required": list(required)} if required else schema


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_id(value: Any) -> bool:
    """Whether a JSON value can be the number of a row."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_ID


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool)


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_entry(value: Any) -> bool:
    return _is_text(value) or is_id(value)


def _is_user(value: Any) -> bool:
    return _is_text(value) or (isinstance(value, dict) and _is_text(value.get("username")))


def _is_record(value: Any) -> bool:
    return _is_entry(value) or (isinstance(value, dict) and is_id(value.get("id")))


def _is_end(value: Any) -> bool:
    """A record by its number or name, or a text at the other end of a relation."""
    return _is_record(value) or (isinstance(value, dict) and _is_text(value.get("text")))


def _is_channel(value: Any) -> bool:
    if isinstance(value, dict):
        texts = all(value.get(name) is None or _is_text(value[name]) for name in ("type", "e164"))
        return _is_text(value.get("value")) and texts and isinstance(value.get("main", False), bool)
    return _is_text(value)


def _are_channels(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_channel, value))


_CHANNEL = _object(("value",), value=TEXT, type=TEXT, main={"type": "boolean"})
_PHONE = _object(value=TEXT, type=TEXT, e164=nullable(TEXT), main={"type": "boolean"})
_EMAIL = _object(value=TEXT, type=TEXT, main={"type": "boolean"})
_USER = _object(username=TEXT, name=TEXT)
_RECORD = _object(id=ID, name=TEXT)

_END = _object(("relation",), relation=ID, id=ID, name=TEXT, text=TEXT)

FOLLOWS = say("Write nothing here: it follows from other records.")
_text = Shape(nullable(TEXT), nullable(TEXT), _is_text, say("Write text here, or null for nothing."))
_channels = say("Write a list of values, each as text or as an object with value, type and main.")

SHAPES: dict[str, Shape] = {
    types.DICTIONARY.name: Shape(
        nullable(TEXT),
        {"anyOf": [nullable(TEXT), ID]},
        _is_entry,
        say("Write the entry's words or its number, or null for nothing."),
    ),
    types.USER.name: Shape(
        nullable(_USER),
        {"anyOf": [nullable(TEXT), _object(("username",), username=TEXT)]},
        _is_user,
        say("Write a user name, or null for nobody."),
    ),
    types.USERS.name: Shape(_list(TEXT), nullable(_list(TEXT)), _is_list, say("Write a list of user names.")),
    types.RECORD.name: Shape(
        nullable(_RECORD),
        {"anyOf": [nullable(TEXT), ID, _object(("id",), id=ID)]},
        _is_record,
        say("Write the number of a record, or null for none."),
    ),
    types.RECORDS.name: Shape(
        _list(_RECORD),
        nullable(_list({"anyOf": [TEXT, ID, _object(("id",), id=ID)]})),
        lambda value: isinstance(value, list) and all(map(_is_record, value)),
        say("Write a list of numbers of records."),
    ),
    types.RELATION.name: Shape(
        _list(_END),
        nullable(_list({"anyOf": [TEXT, ID, _object(id=ID, text=TEXT)]})),
        lambda value: isinstance(value, list) and all(map(_is_end, value)),
        say("Write a list of numbers of records, or of texts where the type allows them."),
    ),
    types.LINKED_RECORDS.name: Shape(_list(TEXT), {}, lambda _value: False, FOLLOWS),
    types.TOKENS.name: Shape(_list(TEXT), nullable(_list(TEXT)), _is_list, say("Write a list of names.")),
    types.PHONES.name: Shape(_list(_PHONE), nullable(_list({"anyOf": [TEXT, _CHANNEL]})), _are_channels, _channels),
    types.EMAILS.name: Shape(_list(_EMAIL), nullable(_list({"anyOf": [TEXT, _CHANNEL]})), _are_channels, _channels),
    types.NUMBER.name: Shape(
        nullable(NUMBER), {"anyOf": [nullable(NUMBER), TEXT]}, _is_number, say("Write a number, or null for none.")
    ),
    types.MONEY.name: Shape(
        nullable(NUMBER), {"anyOf": [nullable(NUMBER), TEXT]}, _is_number, say("Write a number, or null for none.")
    ),
    SUM.name: Shape(
        {"type": "object", "additionalProperties": NUMBER, "description": "An amount for each currency"},
        {},
        lambda _value: False,
        FOLLOWS,
    ),
    types.DATE.name: Shape(
        nullable({"type": "string", "format": "date"}),
        nullable({"type": "string", "format": "date"}),
        _is_text,
        say("Write a day such as 2026-03-07, or null for none."),
    ),
    types.YES_NO.name: Shape(
        nullable({"type": "boolean"}),
        nullable({"type": "boolean"}),
        lambda value: isinstance(value, bool),
        say("Write true or false, or null for neither."),
    ),
    types.OPTION.name: Shape(
        nullable(TEXT),
        {"anyOf": [nullable(TEXT), ID]},
        _is_entry,
        say("Write the entry's words or its number, or null for nothing."),
    ),
    types.OPTIONS.name: Shape(_list(TEXT), nullable(_list(TEXT)), _is_list, say("Write a list of names.")),
    types.MOMENT.name: Shape(
        nullable({"type": "string", "format": "date-time"}),
        nullable({"type": "string", "format": "date-time"}),
        _is_text,
        say("Write a moment such as 2026-03-07T12:00:00Z."),
    ),
}
"""By type of field; what has no shape of its own is text."""


def shape_of(field: Field) -> Shape:
    """The shape of one field."""
    if isinstance(field, ChoiceField):
        return _choice(field)
    shape = SHAPES.get(field.type.name, _text)
    if shape is _text and field.max_length:
        return Shape(shape.read, {**shape.write, "maxLength": field.max_length}, shape.fits, shape.sentence)
    return shape


def _choice(field: ChoiceField) -> Shape:
    members = [member.value for member in field.enum]
    sentence = say("Write one of: %(choices)s.", choices=", ".join(members))
    if isinstance(field, RecordColumnChoice):
        schema: Schema = {"type": "string", "enum": members}
        return Shape(schema, schema, lambda value: value in members, sentence)
    schema = {"type": "string", "enum": [*members, None], "nullable": True}
    return Shape(schema, schema, lambda value: value in members, sentence)


def _is_nullable(shape: Shape) -> bool:
    return bool(shape.write.get("nullable") or any(one.get("nullable") for one in shape.write.get("anyOf", ())))


def misfits(kind: Kind, raw: Mapping[str, Any]) -> FieldErrors:
    """Sentences for the fields whose JSON is of another sort than theirs."""
    errors: FieldErrors = {}
    for name, value in raw.items():
        field = kind.by_name.get(name)
        if field is None or not field.is_editable:
            continue
        shape = shape_of(field)
        if not (_is_nullable(shape) if value is None else shape.fits(value)):
            errors[name] = [shape.sentence]
    return errors


def check_shapes(kind: Kind, raw: Mapping[str, Any]) -> None:
    """Raises one ``Invalid`` with all misfits."""
    errors = misfits(kind, raw)
    if errors:
        raise Invalid.many(errors)
