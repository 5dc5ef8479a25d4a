"""Custom fields whose value is a user or a record: kept by number among the custom values, read and asked like other links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, object_session

from app.kernel.viewer import Viewer
from app.models import Record, User
from app.records import custom_values as custom
from app.records import field_types as types
from app.records.access import SCOPE, Scope
from app.records.field_types import FieldType, Operator
from app.records.fields import Asking
from app.records.link_fields import LinkField, RecordField, UserField

LINKED = "linked_by_custom"


@dataclass(frozen=True, kw_only=True)
class CustomLink(LinkField):
    """What both have in common; ``key`` names the value."""

    key: str
    is_on_record: bool = True

    @property
    def kept_as(self) -> str:
        return f"cf.{self.key}"

    def read(self, record: Any) -> Any:
        one_id = custom.read_custom(record, self.key)
        session = object_session(record)
        if one_id is None or session is None:
            return None
        return self._linked(session, [one_id]).get(one_id)

    def write(self, asking: Asking, record: Any, value: Any) -> None:
        custom.put_custom(record, self.key, None if value is None else value.id)

    def kept(self, value: Any) -> Any:
        """A value as JSON."""
        return None if value is None else value.id

    def prepare(self, asking: Asking, records: Sequence[Any]) -> None:
        ids = {custom.read_custom(record, self.key) for record in records}
        self._linked(asking.session, ids - {None})

    def _linked(self, session: Any, ids: Iterable[Any]) -> dict[int, Any]:
        """What these numbers name, read once for each session; None for what is gone or not for the viewer."""
        known: dict[int, Any] = session.info.setdefault(LINKED, {}).setdefault(self.to_table, {})
        missing = [one_id for one_id in ids if one_id not in known]
        if missing:
            with session.no_autoflush:
                found = {one.id: one for one in self.load(session, missing)}
            known.update({one_id: found.get(one_id) for one_id in missing})
        return known

    @property
    def to_table(self) -> str:
        """The table of what it names."""
        raise NotImplementedError

    def load(self, session: Any, ids: list[int]) -> Iterable[Any]:
        """The things of these numbers, as far as the viewer sees them."""
        raise NotImplementedError

    def expression(self, record: Any) -> Any:
        """The number in SQL."""
        return custom.custom_sql(record, self.key, custom.ID)

    def leading_to(self, asking: Asking, record: Any, ids: Any) -> ColumnElement[bool]:
        return self.expression(record).in_(ids)

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        return self.compare_link(asking, self.expression(record), operator, values)

    def has(self, record: Any, value: Any) -> ColumnElement[bool]:
        """Records that name exactly this."""
        return self.expression(record).is_not_distinct_from(value)

    def options(self) -> list[Any]:
        return []


@dataclass(frozen=True, kw_only=True)
class CustomUserField(CustomLink, UserField):
    """A user among the custom values."""

    type: FieldType = types.USER

    @property
    def to_table(self) -> str:
        return User.__tablename__

    def load(self, session: Any, ids: list[int]) -> Iterable[Any]:
        return session.scalars(select(User).where(User.id.in_(ids)))

    def words(self, viewer: Viewer, value: Any) -> str:
        return repr(value)

    def order_by(self, record: Any) -> tuple[Any, ColumnElement[Any]] | None:
        users = User.__table__
        name = select(func.splot_fold(users.c.last_name)).where(users.c.id == self.expression(record))
        return None, name.scalar_subquery()


@dataclass(frozen=True, kw_only=True)
class CustomRecordField(CustomLink, RecordField):
    """A record of one kind among the custom values."""

    type: FieldType = types.RECORD

    @property
    def to_table(self) -> str:
        return Record.__tablename__

    def load(self, session: Any, ids: list[int]) -> Iterable[Any]:
        wanted = select(self.target).where(self.target.id.in_(ids))
        return session.scalars(wanted.execution_options(**{SCOPE: Scope.ALL}))

    def order_by(self, record: Any) -> tuple[Any, ColumnElement[Any]] | None:
        linked = aliased(Record, flat=True)
        name = select(linked.sort_key).where(linked.id == self.expression(record))
        return None, name.scalar_subquery()
