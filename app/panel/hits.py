"""A record as a hit of a look-up: how it looks, and what tells it apart from others of its name."""

from __future__ import annotations

from typing import Any

from app.kernel.text import initials, thread_of
from app.panel.controls import language
from app.panel.shown import picture_of
from app.records.fields import Field
from app.records.kinds import Kind
from app.records.labels import label_of
from app.records.link_fields import DictionaryField

Hit = dict[str, Any]


def record_hit(of: Kind, record: Any) -> Hit:
    """A record as a hit: how it looks, and what tells it apart from others of its name."""
    return {
        "id": record.id,
        "name": record.name,
        "kind": of.name,
        "hint": hint_of(of, record),
        "thread": thread_of(record.id),
        "initials": initials(record.name, 1 if of.avatar == "square" else 2),
        "shape": of.avatar,
        "icon": of.icon,
        "picture": picture_of(record),
        "proposes": proposals_of(of, record),
    }


def proposals_of(of: Kind, record: Any) -> dict[str, dict[str, Any] | None]:
    """What choosing this record fills into the other fields of a form, by their names (REC-8)."""
    linked = {name: of.field(name).read(record) for name in of.proposes}
    return {name: one and {"id": one.id, "name": one.name} for name, one in linked.items()}


def hint_of(of: Kind, record: Any) -> str:
    """The first of the kind's hints that has a value."""
    return next((text for name in of.hints if (text := _text(of.field(name), record))), "")


def _text(field: Field, record: Any) -> str:
    if isinstance(field, DictionaryField):
        return label_of(field.read(record), language())
    return field.text(record)
