"""An amount that follows from other columns of the same row: shown, filtered and sorted, never written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, type_coerce

from app.kernel.columns import Amount
from app.records.value_fields import MoneyField


@dataclass(frozen=True, kw_only=True)
class ComputedAmount(MoneyField):
    """``sql`` makes the amount from the columns of the kind's own table; the attribute of the same name gives it in Python."""

    sql: Callable[[Any], Any]
    is_editable: bool = False
    is_massable: bool = False

    def table(self) -> Table:
        assert self.model is not None
        return self.model.__table__

    @property
    def is_on_record(self) -> bool:
        return False

    def expression(self, record: Any) -> Any:
        return type_coerce(func.round(self.sql(self.table().c), self.decimals), Amount(self.decimals))
