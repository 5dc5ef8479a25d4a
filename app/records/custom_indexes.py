"""Which custom fields have an index, and over what."""

from __future__ import annotations

from sqlalchemy import Dialect, func

from app.models import CustomField, CustomType, FilterBy, IndexState, Record
from app.records import custom_values as custom

INDEXED: dict[CustomType, str] = {
    CustomType.TEXT: custom.TEXT,
    CustomType.NUMBER: custom.NUMBER,
    CustomType.MONEY: custom.NUMBER,
    CustomType.DATE: custom.TEXT,
    CustomType.DATETIME: custom.TEXT,
    CustomType.CHOICE: custom.ID,
    CustomType.LINK: custom.TEXT,
    CustomType.EMAIL: custom.TEXT,
    CustomType.USER: custom.ID,
    CustomType.RECORD: custom.ID,
}
"""Types whose whole values filters ask for. Long text and phones are looked into, several choices are lists, and yes or no are too
few to be worth an index."""


def wants_index(field: CustomField) -> bool:
    """Whether filters ask for the field often enough to keep one."""
    return field.deleted_at is None and field.filter is not FilterBy.OFF and field.type in INDEXED


def plan_index(field: CustomField) -> IndexState:
    """The state that the background work then brings about: an index that is there stays, one that is missing is waited for."""
    if not wants_index(field):
        return IndexState.NONE
    return field.index_state if field.index_state is IndexState.READY else IndexState.WAITING


def index_name(field: CustomField) -> str:
    """What its index is called; one over another expression has another name, so that it is built anew."""
    return f"ix_by_hand_custom_{field.id}{'_lower' if field.type is CustomType.EMAIL else ''}"


def index_expression(dialect: Dialect, field: CustomField) -> str:
    """The expression as filters have it, so that the planner knows it again."""
    value = custom.custom_sql(Record.__table__.c, field.key, INDEXED[field.type])
    if field.type is CustomType.EMAIL:
        value = func.lower(value)
    return str(value.compile(dialect=dialect)).replace("record.custom", "custom")
