"""The fields of products: what is sold, and at what price it is offered (REC-5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.currencies import CURRENCY_LABELS, usual_currency
from app.kernel.messages import say
from app.models import Currency, Product, ProductCategory, Record
from app.records import field_types as types
from app.records.common_fields import common_fields, name_field
from app.records.field_types import Section
from app.records.fields import Asking, ChoiceField, Field, TextField
from app.records.kinds import Importing, Same
from app.records.link_fields import DictionaryField
from app.records.saving import in_force
from app.records.text_fields import LongTextField
from app.records.value_fields import MoneyField, YesNoField

PRODUCT_FIELDS: tuple[Field, ...] = (
    name_field(is_required=True, is_massable=False, icon="package"),
    TextField(
        name="code",
        label=say("Code"),
        icon="barcode",
        model=Product,
        max_length=60,
        type=types.CODE,
        is_massable=False,
    ),
    DictionaryField(name="category", label=say("Category"), icon="category", model=Product, dictionary=ProductCategory),
    MoneyField(
        name="price",
        label=say("Price"),
        icon="coins",
        model=Product,
        currency_attr="currency",
        minimum=Decimal(0),
    ),
    ChoiceField(
        name="currency",
        label=say("Currency"),
        icon="currency",
        section=Section.ADDITIONAL,
        model=Product,
        enum=Currency,
        labels=CURRENCY_LABELS,
    ),
    TextField(name="unit", label=say("Unit"), icon="ruler-2", model=Product, max_length=40),
    YesNoField(name="is_active", label=say("On sale"), icon="circle-check", model=Product),
    LongTextField(
        name="description", label=say("Description"), section=Section.ADDITIONAL, icon="align-left", model=Product
    ),
    *common_fields(),
)

PRODUCT_IMPORT = Importing(
    same=(
        Same(("code",), say("Here already: the same code.")),
        Same(("name",), say("Here already: the same name.")),
    ),
    same_words=say("Duplicates by code, then name"),
    words={
        "name": (
            "Product",
            "Product name",
            "Item",
            "Service",
            "Produkt",
            "Nazwa produktu",
            "Towar",
            "Usługa",
            "מוצר",
            "שם המוצר",
        ),
        "code": ("SKU", "Product code", "Item number", "Kod", "Kod produktu", "Indeks", "Symbol", "מק״ט", "קוד מוצר"),
        "is_active": ("Active", "Is active", "Aktywny", "W sprzedaży", "פעיל"),
    },
)


def complete_product(asking: Asking, record: Record | None, values: dict[str, Any]) -> None:
    """A new product is on sale, in the currency of the country."""
    if record is None:
        values.setdefault("is_active", True)
    if values.get("price") is not None and in_force(record, values, "currency") is None:
        values["currency"] = usual_currency(asking.session)
