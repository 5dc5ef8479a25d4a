"""The fields of line items: what a deal is made of, over all deals the list *Finance* (REC-5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.currencies import CURRENCY_LABELS, usual_currency
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.models import Billing, Currency, Deal, ItemState, LineItem, Period, Product, Record
from app.records.common_fields import TAGS, name_field, times_and_people
from app.records.computed_amount import ComputedAmount
from app.records.field_types import Section
from app.records.fields import Asking, ChoiceField, Field
from app.records.link_fields import RecordField
from app.records.saving import in_force
from app.records.state_fields import StateField
from app.records.value_fields import MoneyField, NumberField

ITEM_LABELS: dict[ItemState, Message] = {ItemState.FORECAST: say("Forecast"), ItemState.REALISED: say("Realised")}
ITEM_COLORS = {"forecast": "woad", "realised": "moss"}
BILLING_LABELS: dict[Billing, Message] = {Billing.ONE_TIME: say("One-time"), Billing.RECURRING: say("Recurring")}
PERIOD_LABELS: dict[Period, Message] = {
    Period.MONTH: say("every month"),
    Period.QUARTER: say("every quarter"),
    Period.YEAR: say("every year"),
}


def _amount(name: str, label: Message, **more: Any) -> MoneyField:
    return MoneyField(
        name=name, label=label, icon="coins", model=LineItem, currency_attr="currency", minimum=Decimal(0), **more
    )


LINE_ITEM_FIELDS: tuple[Field, ...] = (
    name_field(is_massable=False, icon="receipt-2"),
    RecordField(
        name="deal",
        label=say("Deal"),
        icon="coin",
        model=LineItem,
        to="deal",
        target=Deal,
        is_on_record=True,
        is_required=True,
        is_massable=False,
    ),
    RecordField(name="product", label=say("Product"), icon="package", model=LineItem, to="product", target=Product),
    NumberField(name="quantity", label=say("Quantity"), icon="hash", model=LineItem, decimals=3, minimum=Decimal(0)),
    _amount("price", say("Price")),
    NumberField(
        name="discount",
        label=say("Discount"),
        icon="percentage",
        unit="%",
        model=LineItem,
        decimals=2,
        minimum=Decimal(0),
        maximum=Decimal(100),
    ),
    ComputedAmount(
        name="total",
        label=say("Total"),
        icon="sum",
        model=LineItem,
        currency_attr="currency",
        sql=lambda columns: columns.quantity * columns.price * (100 - columns.discount) / 100,
    ),
    ChoiceField(
        name="currency",
        label=say("Currency"),
        icon="currency",
        section=Section.ADDITIONAL,
        model=LineItem,
        enum=Currency,
        labels=CURRENCY_LABELS,
    ),
    _amount("cost", say("Cost"), section=Section.ADDITIONAL),
    StateField(
        name="state",
        label=say("State"),
        icon="flag",
        model=LineItem,
        enum=ItemState,
        labels=ITEM_LABELS,
        colors=ITEM_COLORS,
    ),
    StateField(
        name="billing",
        label=say("Billing"),
        icon="repeat",
        section=Section.ADDITIONAL,
        model=LineItem,
        enum=Billing,
        labels=BILLING_LABELS,
        is_massable=False,
    ),
    ChoiceField(
        name="period",
        label=say("Period"),
        icon="calendar-repeat",
        section=Section.ADDITIONAL,
        model=LineItem,
        enum=Period,
        labels=PERIOD_LABELS,
        is_massable=False,
    ),
    TAGS,
    *times_and_people(),
)


def complete_line_item(asking: Asking, record: Record | None, values: dict[str, Any]) -> None:
    """What is left empty comes from the product: its name, price and currency; without a product the deal's currency."""
    product, deal = (in_force(record, values, name) for name in ("product", "deal"))
    if product is not None and record is None:
        for name in ("name", "price", "currency"):
            if values.get(name) is None and getattr(product, name) is not None:
                values[name] = getattr(product, name)
    if in_force(record, values, "currency") is None:
        values["currency"] = getattr(deal, "currency", None) or usual_currency(asking.session)
    for name, default in (("quantity", 1), ("price", 0), ("discount", 0)):
        if name in values and values[name] is None:
            values[name] = default
    if in_force(record, values, "billing") != Billing.RECURRING and (record is None or "billing" in values):
        values["period"] = None


def check_line_item(record: Record | None, values: dict[str, Any]) -> None:
    """An item has a product or a name, a recurring one a period."""
    if record is None and not values.get("name") and values.get("product") is None:
        raise Invalid(say("Choose a product, or write what is sold."), "name")
    if "billing" not in values and "period" not in values:
        return
    if in_force(record, values, "billing") == Billing.RECURRING and in_force(record, values, "period") is None:
        raise Invalid(say("Say how often it recurs."), "period")
