"""The act that added or changed a record, such as one import: what leads from its result to exactly its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, true

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.models import Change, ChangeSet
from app.records.field_types import FieldType, Operator
from app.records.fields import Asking, Field

ACT = FieldType("code", (Operator.IS,), is_ltr=True)

change = Change.__table__
change_set = ChangeSet.__table__


@dataclass(frozen=True, kw_only=True)
class ActField(Field):
    """Named by the number of a change set: one's own, administrators anybody's. Another's has no records to show."""

    type: FieldType = ACT
    is_editable: bool = False
    is_sortable: bool = False
    is_massable: bool = False
    is_readable: bool = False

    def read(self, record: Any) -> Any:
        return None

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        value = values[0] if values else ""
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            raise Invalid(say("“%(value)s” is not the number of a change set. Write digits.", value=value), self.name)
        own = true() if asking.viewer.is_admin else change_set.c.user_id == asking.viewer.user_id
        ids = (
            select(change.c.record_id)
            .join(change_set, change_set.c.id == change.c.set_id)
            .where(change.c.set_id == int(value), change.c.record_id.is_not(None), own)
        )
        return record.id.in_(ids)
