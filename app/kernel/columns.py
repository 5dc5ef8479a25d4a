"""Column types that the tables share."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, Numeric, String, Text, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import ColumnProperty, Mapper, RelationshipProperty, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime. A naive value is refused: it could mean any hour."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """A decimal number of at most 15 digits, so many of them behind the point: compared, sorted and summed as a number.

    PostgreSQL keeps it exactly. SQLite keeps a double, which holds 15 digits exactly too.
    """

    impl = Numeric
    cache_ok = True

    def __init__(self, places: int = 2) -> None:
        super().__init__(15, places)
        self.places = places

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Numeric(15, self.places, asdecimal=False))
        return dialect.type_descriptor(Numeric(15, self.places))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        return float(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else round(Decimal(str(value)), self.places)


def choice(enum: type[StrEnum], length: int = 16) -> Enum:
    """A ``StrEnum`` kept as its value in a plain string column, so that a new member needs no migration."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda members: [m.value for m in members],
    )


def behind(links: str, to: str) -> property:
    """What the rows of a relationship lead to, by name and as far as the viewer sees it: a property of the side they hang on."""

    def read(one: Any) -> list[Any]:
        found = (getattr(link, to) for link in getattr(one, links))
        return sorted((other for other in found if other is not None), key=repr)

    return property(read)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""JSON that PostgreSQL can index."""

Key = Text().with_variant(Text(collation="C"), "postgresql")
"""Text compared by code points on both databases (sort and search keys)."""

Pk = Annotated[int, mapped_column(primary_key=True)]
Name = Annotated[str, mapped_column(String(200))]
Line = Annotated[str | None, mapped_column(String(200))]
Thread = Annotated[str, mapped_column(String(12))]
Payload = Annotated[dict[str, Any], mapped_column(Json)]


@event.listens_for(Mapper, "before_mapper_configured")
def _remember_old_values(mapper: Mapper[Any], _cls: type) -> None:
    """Old values must be known when a row is written, even if nobody read them before: the history keeps them (HIS-1)."""
    for prop in mapper._props.values():
        if isinstance(prop, ColumnProperty) or (isinstance(prop, RelationshipProperty) and not prop.uselist):
            prop.active_history = True
