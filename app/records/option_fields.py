"""One or several choices of a set that administrators word: kept by their numbers, named by their words in any language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, not_, or_

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.viewer import Viewer
from app.records import custom_values as custom
from app.records import field_types as types
from app.records.field_types import FieldType, Operator
from app.records.fields import Asking, compare_ids, is_yes
from app.records.many_fields import split_words
from app.records.value_base import ValueField, is_empty
from app.records.vocabulary import Word, find_word


@dataclass(frozen=True, kw_only=True)
class Options(ValueField):
    """What both have in common. ``choices`` come in their order, those with ``is_offered`` False are former ones."""

    choices: tuple[Word, ...] = ()

    def option(self, value: str) -> Word:
        """The choice of these words or this number; raises ``Invalid`` naming those there are."""
        found = find_word(self.choices, value)
        if found is None:
            names = ", ".join(one.name for one in self.choices if one.is_offered)
            raise Invalid(say("“%(value)s” is not one of: %(choices)s.", value=value, choices=names), self.name)
        return found

    def by_id(self, one_id: Any) -> Word | None:
        """The choice of that number; None where it is gone."""
        return next((one for one in self.choices if one.id == one_id), None)


@dataclass(frozen=True, kw_only=True)
class OptionField(Options):
    """One choice; its value is the choice."""

    sort: str = custom.ID
    type: FieldType = types.OPTION

    def parse(self, asking: Asking, raw: Any) -> Word | None:
        given = super().parse(asking, raw)
        return None if given is None else self.option(given)

    def kept(self, value: Any) -> Any:
        return None if value is None else value.id

    def restored(self, kept: Any) -> Any:
        return self.by_id(kept)

    def plain(self, value: Any) -> str:
        return str(value.name)

    def words(self, viewer: Viewer, value: Any) -> str:
        return str(value.label(viewer.language))

    def api(self, record: Any) -> Any:
        return self.text(record) or None

    def compare_to(self, asking: Asking, column: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        if operator is Operator.EMPTY:
            return is_empty(column, values)
        return compare_ids(column, operator, [self.option(value).id for value in values])

    def order_by(self, record: Any) -> tuple[Any, ColumnElement[Any]] | None:
        """In the order that administrators gave the choices."""
        place = super().order_by(record)
        if place is None or not self.choices:
            return place
        return place[0], case({one.id: number for number, one in enumerate(self.choices)}, value=place[1])


@dataclass(frozen=True, kw_only=True)
class OptionsField(Options):
    """Several choices, in the order of the set; custom values alone."""

    sort: str = custom.LIST
    is_sortable: bool = False
    type: FieldType = types.OPTIONS

    def parse(self, asking: Asking, raw: Any) -> list[Word]:
        words = [self.option(word) for word in split_words(raw)]
        if self.is_required and not words:
            raise Invalid(say("Fill this in."), self.name)
        return self._in_order({one.id for one in words})

    def _in_order(self, ids: Any) -> list[Word]:
        return [one for one in self.choices if one.id in ids]

    def kept(self, value: Any) -> Any:
        return [one.id for one in value or ()] or None

    def restored(self, kept: Any) -> list[Word]:
        return self._in_order(set(kept)) if isinstance(kept, list) else []

    def plain(self, value: Any) -> str:
        return ", ".join(one.name for one in value)

    def words(self, viewer: Viewer, value: Any) -> str:
        return ", ".join(one.label(viewer.language) for one in value)

    def api(self, record: Any) -> Any:
        return [one.name for one in self.read(record)]

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        if operator is Operator.EMPTY:
            without = self.expression(record).is_(None)
            return without if is_yes(values) else not_(without)
        each = [self.holds(record, self.option(value).id) for value in values]
        if operator is Operator.ALL:
            return and_(*each)
        return not_(or_(*each)) if operator is Operator.NONE else or_(*each)

    def holds(self, record: Any, one_id: int) -> ColumnElement[bool]:
        """Records that have this choice among theirs."""
        return custom.holds(record, self.key, one_id)

    def has(self, record: Any, value: Any) -> ColumnElement[bool]:
        if not value:
            return self.expression(record).is_(None)
        ids = {one.id for one in value}
        others = [one.id for one in self.choices if one.id not in ids]
        wanted = [self.holds(record, one_id) for one_id in sorted(ids)]
        return and_(*wanted, *(not_(self.holds(record, one_id)) for one_id in others))
