"""Choices that are never empty and have an order: states, priorities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.records.fields import Asking, ChoiceField


@dataclass(frozen=True, kw_only=True)
class StateField(ChoiceField):
    """One of the program's own choices that a record always has; sorted in the order in which the choices are declared."""

    def parse(self, asking: Asking, raw: Any) -> Any:
        value = super().parse(asking, raw)
        if value is None:
            raise Invalid(say("Choose one."), self.name)
        return value

    def order_by(self, record: Any) -> tuple[Any, ColumnElement[Any]] | None:
        places = {member: place for place, member in enumerate(self.enum)}
        return self.table(), case(places, value=self.column)
