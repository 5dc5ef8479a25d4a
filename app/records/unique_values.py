"""Values that only one living record of a kind may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, select

from app.kernel.database import one_at_a_time
from app.kernel.errors import FieldErrors, Invalid
from app.kernel.messages import Message, say
from app.models import Record
from app.records.access import Right, allowed_ids, run_checked
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.value_base import ValueField

record = Record.__table__


def refuse_taken(asking: Asking, kind: Kind, values: Mapping[str, Any], own_id: int | None = None) -> None:
    """Raise ``Invalid`` for values that another record has already, with its name only where the viewer sees it.

    Until the transaction ends nobody else writes a unique value of the same field: two at once could not see each other's.
    """
    errors: FieldErrors = {}
    for name, value in values.items():
        field = kind.field(name)
        if isinstance(field, ValueField) and field.is_unique and value is not None:
            one_at_a_time(asking.session, f"unique {kind.name} {name}")
            other = _holder(asking, kind, field, value, own_id)
            if other is not None:
                errors[name] = [_sentence(asking, other)]
    if errors:
        raise Invalid.many(errors)


def _holder(asking: Asking, kind: Kind, field: ValueField, value: Any, own_id: int | None) -> Any:
    has = and_(record.c.kind == kind.name, record.c.deleted_at.is_(None), field.has(record.c, value))
    wanted = select(record.c.id, record.c.name).where(has, record.c.id != (own_id or 0)).limit(1)
    return run_checked(asking.session, wanted).first()


def _sentence(asking: Asking, other: Any) -> Message:
    if other.id in allowed_ids(asking.session, asking.viewer, Right.SEE, [other.id]):
        return say("%(name)s has this value already, and it must be unique.", name=other.name)
    return say("Another record has this value already, and it must be unique.")
