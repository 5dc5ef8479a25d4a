"""Fields of several records, such as the contacts who attend a task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, not_, select
from sqlalchemy.orm import aliased, selectinload

from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.kernel.text import search_key
from app.models import Record
from app.records import field_types as types
from app.records.field_types import FieldType, Operator
from app.records.fields import Asking, compare_text, is_yes
from app.records.link_fields import is_id
from app.records.many_fields import ManyField, split_words


@dataclass(frozen=True, kw_only=True)
class RecordsField(ManyField):
    """Records of the kinds ``leads_to``, named by number or name. One that the viewer may not see is not among them, and saving
    keeps it."""

    leads_to: tuple[str, ...]
    target: type[Record]
    label_there: Message | None = None
    """What the records that name one are called on its profile; the kind's own words where there is no other field of it."""
    type: FieldType = types.RECORDS

    @property
    def source(self) -> str:
        """What look-ups call these kinds."""
        return ",".join(self.leads_to)

    def parse(self, asking: Asking, raw: Any) -> list[Any]:
        given = raw if isinstance(raw, list) else split_words(raw)
        words = split_words([one["id"] if isinstance(one, dict) else one for one in given])
        ids = [int(word) if is_id(word) else self._named(asking, word) for word in words]
        found = {one.id: one for one in asking.session.scalars(select(self.target).where(self.target.id.in_(ids)))}
        if set(ids) - found.keys():
            raise Invalid(say("That record does not exist, or it is not shared with you. Choose another."), self.name)
        return [found[one_id] for one_id in dict.fromkeys(ids)]

    def _named(self, asking: Asking, name: str) -> int:
        wanted = select(Record.id).where(
            Record.kind.in_(self.leads_to), func.splot_fold(Record.name) == search_key(name)
        )
        ids = asking.session.scalars(wanted.limit(2)).all()
        if len(ids) != 1:
            raise Invalid(say("No single record is named “%(name)s”; give its number.", name=name), self.name)
        return int(ids[0])

    def write(self, asking: Asking, record: Any, value: Sequence[Any]) -> None:
        links = getattr(record, self.links)
        unseen = [link for link in links if getattr(link, self.to) and getattr(link, self.leads_by) is None]
        super().write(asking, record, value)
        links.extend(link for link in unseen if link not in links)

    @property
    def leads_by(self) -> str:
        """The relationship of a link to the record at its end."""
        return self.to.removesuffix("_id")

    def text(self, record: Any) -> str:
        return ", ".join(one.name for one in self.read(record))

    def api(self, record: Any) -> list[dict[str, Any]]:
        return [{"id": one.id, "name": one.name} for one in self.read(record)]

    def options(self) -> list[Any]:
        links = selectinload(getattr(self.model, self.links))
        shown = (self.target.name, self.target.deleted_at)
        return [links.joinedload(getattr(self.link, self.leads_by)).load_only(*shown)]

    # --- in queries

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        among = record.id.in_(self._linking(self._fitting(asking, operator, values)))
        is_without = operator in {Operator.NOT, Operator.NONE} or (operator is Operator.EMPTY and is_yes(values))
        return not_(among) if is_without else among

    def _fitting(self, asking: Asking, operator: Operator, values: Iterable[str]) -> Any:
        """The linked records that a condition means, under the guard."""
        linked = aliased(Record, flat=True)
        seen = select(linked.id).where(linked.kind.in_(self.leads_to))
        if operator is Operator.EMPTY:
            return seen
        if operator is Operator.CONTAINS:
            return seen.where(compare_text(linked.name, operator, list(values)))
        return seen.where(linked.id.in_([self.resolve(asking, value) for value in values]))

    def _linking(self, ids: Any) -> Any:
        links = self.table()
        return select(links.c.record_id).where(links.c[self.to].in_(ids))

    def resolve(self, asking: Asking, value: str) -> int:
        return int(value) if is_id(value) else self._named(asking, value)
