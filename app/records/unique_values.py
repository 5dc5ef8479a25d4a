"""Values that only one living record of a kind may have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select

from app.kernel.database import one_at_a_time
from app.kernel.errors import FieldErrors, Invalid
from app.kernel.messages import Message, say
from app.kernel.viewer import Right
from app.models import Record, Visibility
from app.records.access import allowed_ids, reach, run_checked
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.value_base import ValueField

record = Record.__table__


@dataclass(frozen=True)
class Holder:
    """The record that has a value; its name is told only to who sees it."""

    record_id: int
    name: str
    is_seen: bool

    @property
    def sentence(self) -> Message:
        """Why nobody else can have it."""
        if self.is_seen:
            return say("%(name)s has this value already, and it must be unique.", name=self.name)
        return say("Another record has this value already, and it must be unique.")


def unique_fields(kind: Kind) -> list[ValueField]:
    """The fields whose values belong to one record each."""
    return [one for one in kind.fields if isinstance(one, ValueField) and one.is_unique]


def refuse_taken(asking: Asking, kind: Kind, values: Mapping[str, Any], own_id: int | None = None) -> None:
    """Raise ``Invalid`` for values that another record has already, with its name only where the viewer sees it.

    Until the transaction ends nobody else writes a unique value of the same field: two at once could not see each other's.
    """
    errors: FieldErrors = {}
    for field in unique_fields(kind):
        if values.get(field.name) is not None:
            for holder in holders(asking, kind, field, [values[field.name]], own_id).values():
                errors[field.name] = [holder.sentence]
    if errors:
        raise Invalid.many(errors)


def holders(
    asking: Asking, kind: Kind, field: ValueField, values: Iterable[Any], own_id: int | None = None
) -> dict[Any, Holder]:
    """Who has these values, by the value as ``field.bound`` gives it; others wait to write them until the transaction ends.

    What is hidden from the viewer is nowhere, so it is not in the way either: the value may stand twice then, which its owner and
    administrators see (ACC-1).
    """
    one_at_a_time(asking.session, f"unique {kind.name} {field.name}")
    value = field.expression(record.c)
    has = and_(record.c.kind == kind.name, record.c.deleted_at.is_(None), record.c.id != (own_id or 0))
    among = value.in_(list(dict.fromkeys(field.bound(one) for one in values)))
    stands = reach(asking.viewer, Right.SEE, record.c) | (record.c.visibility != Visibility.HIDDEN)
    statement = select(value.label("value"), record.c.id, record.c.name).where(has, among, stands)
    rows = run_checked(asking.session, statement.order_by(record.c.id.desc())).all()
    seen = allowed_ids(asking.session, asking.viewer, Right.SEE, [row.id for row in rows]) if rows else set()
    return {row.value: Holder(row.id, row.name, row.id in seen) for row in rows}
