"""A kind that Splot does not have: one table and one declaration, as ``docs/add-a-kind.md`` tells it. Loaded as a pytest plugin
by ``test_third_kind.py`` alone, in a process of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.messages import say, say_n
from app.models import Company, Model, Record
from app.panel.view import RecordView
from app.records.common_fields import common_fields, name_field
from app.records.fields import TextField
from app.records.kinds import FormSection, Kind
from app.records.link_fields import RecordField


class Vessel(Record):
    """A ship of a company."""

    __tablename__ = "vessel"

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    call_sign: Mapped[str | None] = mapped_column(String(20))
    shipowner_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    shipowner: Mapped[Company | None] = relationship(foreign_keys=[shipowner_id])

    __mapper_args__ = {"polymorphic_identity": "vessel"}


# --- the declaration begins
class VesselsView(RecordView):
    kind = Kind(
        name="vessel",
        plural="vessels",
        route="/vessels",
        model=Vessel,
        icon="ship",
        label=say("Vessel"),
        label_plural=say("Vessels"),
        new_label=say("New vessel"),
        count=lambda n: say_n("%(num)s vessel", "%(num)s vessels", n),
        fields=(
            name_field(is_required=True, is_massable=False),
            TextField(name="call_sign", label=say("Call sign"), model=Vessel, max_length=20),
            RecordField(name="shipowner", label=say("Shipowner"), model=Vessel, to="company", target=Company),
            *common_fields(),
        ),
        columns=("name", "call_sign", "shipowner", "tags", "owner", "last_activity"),
        quick=("name", "call_sign"),
        sections=(
            FormSection(say("Main data"), ("name", "call_sign", "shipowner", "tags", "account_type")),
            FormSection(say("Who owns it, who sees it"), ("owner", "visibility")),
        ),
    )


# --- the declaration ends


def pytest_configure(config: Any) -> None:
    """Make the kind's table in every database of the tests, as a migration would."""
    import tests.conftest as houses

    migrate = houses.upgrade

    def upgrade(engine: Any) -> None:
        migrate(engine)
        Model.metadata.tables["vessel"].create(engine, checkfirst=True)

    houses.upgrade = upgrade  # type: ignore[assignment]
