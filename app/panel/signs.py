"""Where fields lead over relations: the coloured dot of a type, and whether a day matters."""

from __future__ import annotations

from collections.abc import Sequence

from app.records.fields import Field
from app.records.relation_fields import RelationField
from app.records.ties import FEATURE


def thread_of_field(of: Field) -> str:
    """The colour of the dot before a field; empty for what is no relation."""
    return of.color if isinstance(of, RelationField) else ""


def thread_of_path(fields: Sequence[Field]) -> str:
    """The colour of the first relation type along a path."""
    return next((thread for one in fields if (thread := thread_of_field(one))), "")


def asks_of_relations(fields: Sequence[Field]) -> bool:
    """Whether a condition at this path has another answer on another day."""
    return any(one.feature == FEATURE for one in fields)
