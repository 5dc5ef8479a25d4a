"""What the amounts of a query's records come to, by currency."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import func, select

from app.records.fields import Asking
from app.records.filters import Query
from app.records.search import ids_of
from app.records.value_fields import MoneyField


def sums_of(asking: Asking, query: Query, amount: MoneyField) -> dict[str, Decimal]:
    """The sum of the amounts in each currency; records without an amount count for nothing."""
    ids = ids_of(asking, query)
    matching = ids.subquery()
    table = amount.table()
    value = amount.expression(table)
    currency = table.c[amount.currency_attr]
    statement = select(currency, func.sum(value)).join(matching, matching.c.id == table.c.id).group_by(currency)
    found = asking.session.execute(statement.where(value.is_not(None)).execution_options(**ids.get_execution_options()))
    return {str(getattr(code, "value", code) or ""): Decimal(str(total)) for code, total in found}
