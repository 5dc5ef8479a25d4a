"""Relation types in the description of the API: what is sent, what is answered."""

from __future__ import annotations

from typing import Any

from app.domain.relation_type_checks import KEY, MOST_LABEL, MOST_SORT
from app.domain.relation_types import Unfit
from app.kernel.text import THREADS
from app.models import Side
from app.panel.rest_base import Json
from app.panel.rest_shapes import ID, TEXT

FLAG: Json = {"type": "boolean"}
LABEL: Json = {**TEXT, "maxLength": MOST_LABEL}
PAIR: Json = {
    "type": "array",
    "minItems": 2,
    "maxItems": 2,
    "items": LABEL,
    "description": "The label of the primary and of the secondary side",
}
FORM: Json = {
    "type": "object",
    "required": ["kind"],
    "properties": {
        "kind": TEXT,
        "section": {**TEXT, "description": "A section of its form; empty for that of the relations"},
        "side": {"type": "string", "enum": [one.value for one in Side]},
    },
    "additionalProperties": False,
}
FIXED: Json = {"key": {**TEXT, "pattern": f"^{KEY.pattern}$"}}
PLAIN: Json = {
    "primary_kind": TEXT,
    "secondary_kind": TEXT,
    "primary_label": {**LABEL, "minLength": 1},
    "secondary_label": {**LABEL, "minLength": 1},
    "labels": {
        "type": "object",
        "properties": {"pl": PAIR, "he": PAIR},
        "additionalProperties": False,
    },
    "color": {"type": "string", "enum": list(THREADS)},
    "symmetric": FLAG,
    "free_text": {**FLAG, "description": "The other side may be a text instead of a record"},
    "one_primary": {**FLAG, "description": "A secondary record has one primary at most"},
    "one_secondary": {**FLAG, "description": "A primary record has one secondary at most"},
    "acyclic": FLAG,
    "sort": {"type": "integer", "minimum": 0, "maximum": MOST_SORT},
    "forms": {"type": "array", "items": FORM},
}
COLUMNS = {
    "symmetric": "is_symmetric",
    "free_text": "has_free_text",
    "one_primary": "has_one_primary",
    "one_secondary": "has_one_secondary",
    "acyclic": "is_acyclic",
}
"""What the API calls otherwise than the table."""
UNFIT = [one.value for one in Unfit]
EXAMPLE: Json = {
    "key": "headquarters_branch",
    "primary_kind": "company",
    "secondary_kind": "company",
    "primary_label": "Headquarters",
    "secondary_label": "Branch",
    "labels": {"pl": ["Centrala", "Oddział"], "he": ["הנהלה ראשית", "סניף"]},
    "color": "indigo",
    "symmetric": False,
    "free_text": False,
    "one_primary": True,
    "one_secondary": False,
    "acyclic": True,
    "sort": 0,
    "forms": [{"kind": "company", "section": "Main data", "side": "secondary"}],
}
SHAPE: Json = {
    "type": "object",
    "required": ["id", "key", "primary_kind", "secondary_kind"],
    "properties": {"id": ID, **FIXED, **PLAIN, "deleted": FLAG},
    "example": {"id": 1, **EXAMPLE, "deleted": False},
}
NEW: Json = {
    "type": "object",
    "required": ["primary_kind", "secondary_kind", "primary_label"],
    "properties": {**FIXED, **PLAIN},
    "example": EXAMPLE,
}
CHANGE: Json = {
    "type": "object",
    "properties": {
        **FIXED,
        **PLAIN,
        "unfit": {
            "type": "string",
            "enum": UNFIT,
            "description": "What becomes of relations that no longer fit; where nothing is said, they refuse the change (409)",
        },
    },
    "example": {"one_primary": True, "unfit": Unfit.END.value},
}


def fits(schema: Json, value: Any) -> bool:
    """Whether JSON is of the sort that the schema names; its finer rules are the type's."""
    match schema["type"]:
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "array":
            return isinstance(value, list) and all(fits(schema["items"], one) for one in value)
        case "object":
            shapes = schema["properties"]
            return isinstance(value, dict) and all(fits(shapes.get(name, TEXT), one) for name, one in value.items())
        case _:
            return isinstance(value, str)
