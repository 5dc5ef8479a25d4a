"""A kind with a column for every type of value: what the contract tests make of it stands for all that will have such columns.
Loaded as a pytest plugin by ``test_third_kind.py`` alone, in a process of its own."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.emails import parse_email
from app.domain.phones import parse_phone
from app.kernel.columns import Amount, Moment
from app.kernel.messages import say, say_n
from app.models import Model, Record
from app.panel.view import RecordView
from app.records.common_fields import common_fields, name_field
from app.records.kinds import FormSection, Kind
from app.records.text_fields import EmailField, LineField, LongTextField, PhoneField, WebField
from app.records.value_fields import DateField, DateTimeField, MoneyField, NumberField, YesNoField


class Buoy(Record):
    """A thing afloat, with a value of every type."""

    __tablename__ = "buoy"

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    depth: Mapped[int | None]
    weight: Mapped[Decimal | None] = mapped_column(Amount(3))
    price: Mapped[Decimal | None] = mapped_column(Amount())
    laid_on: Mapped[date | None] = mapped_column(Date)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    is_lit: Mapped[bool] = mapped_column(default=False)
    mark: Mapped[str | None] = mapped_column(String(20))
    story: Mapped[str | None] = mapped_column(Text)
    page: Mapped[str | None] = mapped_column(String(2000))
    address: Mapped[str | None] = mapped_column(String(320))
    line: Mapped[str | None] = mapped_column(String(60))

    __mapper_args__ = {"polymorphic_identity": "buoy"}


VALUES = (
    NumberField(name="depth", label=say("Depth"), model=Buoy),
    NumberField(name="weight", label=say("Weight"), model=Buoy, decimals=3),
    MoneyField(name="price", label=say("Price"), model=Buoy, currency="PLN"),
    DateField(name="laid_on", label=say("Laid on"), model=Buoy),
    DateTimeField(name="seen", attr="seen_at", label=say("Seen"), model=Buoy),
    YesNoField(name="is_lit", label=say("Lit"), model=Buoy),
    LineField(name="mark", label=say("Mark"), model=Buoy, max_length=20),
    LongTextField(name="story", label=say("Story"), model=Buoy),
    WebField(name="page", label=say("Page"), model=Buoy),
    EmailField(name="address", label=say("Address"), model=Buoy, read_address=parse_email),
    PhoneField(
        name="line",
        label=say("Line"),
        model=Buoy,
        read_number=lambda _session, text: parse_phone(text, "PL"),
    ),
)


class BuoysView(RecordView):
    kind = Kind(
        name="buoy",
        plural="buoys",
        route="/buoys",
        model=Buoy,
        icon="ship",
        label=say("Buoy"),
        label_plural=say("Buoys"),
        new_label=say("New buoy"),
        count=lambda n: say_n("%(num)s buoy", "%(num)s buoys", n),
        fields=(name_field(is_required=True, is_massable=False), *VALUES, *common_fields()),
        columns=("name", *(one.name for one in VALUES), "owner", "last_activity"),
        quick=("name", "depth"),
        sections=(
            FormSection(say("Main data"), ("name", *(one.name for one in VALUES), "tags", "account_type")),
            FormSection(say("Who owns it, who sees it"), ("owner", "visibility")),
        ),
    )


def pytest_configure(config: Any) -> None:
    """Make the kind's table in every database of the tests, as a migration would."""
    import tests.conftest as houses

    migrate = houses.upgrade

    def upgrade(engine: Any) -> None:
        migrate(engine)
        Model.metadata.tables["buoy"].create(engine, checkfirst=True)

    houses.upgrade = upgrade  # type: ignore[assignment]
