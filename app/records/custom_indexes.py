"""Which custom fields have an index, and what it is."""

from __future__ import annotations

from app.models import CustomField, CustomType, FilterBy, IndexState

INDEXED = frozenset(CustomType) - {CustomType.LONG_TEXT, CustomType.CHOICES, CustomType.YES_NO}
"""Types whose values an index can find; yes or no are too few to be worth one."""


def wants_index(field: CustomField) -> bool:
    """Whether filters ask for the field often enough to keep one."""
    return field.deleted_at is None and field.filter is not FilterBy.OFF and field.type in INDEXED


def plan_index(field: CustomField) -> IndexState:
    """The state that the background work then brings about: an index that is there stays, one that is missing is waited for."""
    if not wants_index(field):
        return IndexState.NONE
    return field.index_state if field.index_state is IndexState.READY else IndexState.WAITING
