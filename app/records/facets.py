"""How the records of a list spread over the choices of one field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Table, func, select

from app.models import Record
from app.records.custom_links import CustomUserField
from app.records.fields import Asking, ChoiceField, Field
from app.records.filters import Query
from app.records.link_fields import LinkField, RecordField
from app.records.many_fields import ManyField
from app.records.option_fields import OptionField
from app.records.records_field import RecordsField
from app.records.search import ids_of


def spread(asking: Asking, query: Query, of: Field) -> dict[Any, int]:
    """Records by the raw value of the field (an id, a member of an enum), the conditions on that field itself left out."""
    others = tuple(one for one in query.conditions if one.path != (of.name,))
    ids = ids_of(asking, replace(query, conditions=others))
    column, key = _column(of)
    if column is None:
        return {}
    matching = ids.subquery()
    statement = select(column, func.count()).join(matching, matching.c.id == key).group_by(column)
    found = asking.session.execute(statement.execution_options(**ids.get_execution_options()))
    return {value: count for value, count in found if value is not None}


def _column(of: Field) -> tuple[Any, Any]:
    """The column that holds the value and the one that holds the record's id."""
    if isinstance(of, RecordField | RecordsField):
        return None, None  # its values are records, which the viewer may not all see
    if isinstance(of, ManyField):
        links = of.table()
        return links.c[of.to], links.c.record_id
    if isinstance(of, CustomUserField):
        return of.expression(Record), Record.id
    if isinstance(of, LinkField):
        return of.foreign_key, _key_of(of.foreign_key.table)
    if isinstance(of, OptionField):
        return (of.expression(Record), Record.id) if of.is_on_record else (of.column, _key_of(of.table()))
    return (of.column, _key_of(of.table())) if isinstance(of, ChoiceField) else (None, None)


def _key_of(table: Table) -> Any:
    return table.c.id
