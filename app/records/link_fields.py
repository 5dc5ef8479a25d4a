"""Fields whose value is another row: dictionary entries, users, records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, inspect, not_, or_, select
from sqlalchemy.orm import aliased, load_only, selectinload

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.text import search_key
from app.kernel.viewer import Right
from app.models import Dictionary, Record, User
from app.records import field_types as types
from app.records.access import reach
from app.records.field_types import FieldType, Operator
from app.records.fields import Asking, Field, compare_ids, compare_text, is_yes, joined
from app.records.kinds import kind
from app.records.saving import add_record
from app.records.vocabulary import Word, find_word, known_words, words_in

NEW = "new:"
"""Before a name: make a record of that name."""


@dataclass(frozen=True, kw_only=True)
class LinkField(Field):
    """A many-to-one; ``attr`` names the relationship, the column is its foreign key."""

    is_on_record: bool = False

    @property
    def foreign_key(self) -> Any:
        """The foreign key's column."""
        assert self.model is not None
        return next(iter(inspect(self.model).relationships[self.attribute].local_columns))

    @property
    def kept_as(self) -> str:
        return str(self.foreign_key.name)

    def leading_to(self, asking: Asking, record: Any, ids: Any) -> ColumnElement[bool]:
        return self.over(record, self.key_of(record).in_(ids))

    def table(self) -> Any:
        return self.foreign_key.table

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        return self.over(record, self.compare_link(asking, self.key_of(record), operator, values))

    def inside(self, asking: Asking, operator: Operator, values: Sequence[str]) -> ColumnElement[bool] | None:
        is_told_there = not self.is_on_record and type(self).where is LinkField.where
        return self.compare_link(asking, self.foreign_key, operator, values) if is_told_there else None

    def key_of(self, record: Any) -> Any:
        """The foreign key: of ``record`` itself where it lies there, else the column of its own table."""
        return getattr(record, self.foreign_key.name) if self.is_on_record else self.foreign_key

    def over(self, record: Any, criterion: ColumnElement[bool]) -> ColumnElement[bool]:
        """A criterion on ``key_of`` as one over ``record``."""
        return criterion if self.is_on_record else self.of(record, criterion)

    def compare_link(
        self, asking: Asking, column: Any, operator: Operator, values: Sequence[str]
    ) -> ColumnElement[bool]:
        """The comparison over the foreign key."""
        without = self.is_without(asking, column)
        if operator is Operator.EMPTY:
            return without if is_yes(values) else not_(without)
        wanted = [self.resolve(asking, value) for value in values]
        if wanted == [None]:
            return without if operator in {Operator.IS, Operator.ANY} else not_(without)
        known = self.among(asking, [value for value in wanted if value is not None])
        criterion = compare_ids(column, operator, known)
        return or_(criterion, without) if None in wanted and operator is Operator.ANY else criterion

    def is_without(self, asking: Asking, column: Any) -> ColumnElement[bool]:
        """That nothing is linked, as far as the viewer can tell."""
        criterion: ColumnElement[bool] = column.is_(None)
        return criterion

    def among(self, asking: Asking, ids: list[int]) -> Any:
        """Those of ``ids`` that the viewer may ask for."""
        return ids

    def resolve(self, asking: Asking, value: str) -> int | None:
        """A word of the query as an id; ``none`` means without; raises ``Invalid``."""
        raise NotImplementedError

    def options(self) -> list[Any]:
        return [joined(getattr(self.model, self.attribute))]

    def text(self, record: Any) -> str:
        value = self.read(record)
        return "" if value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class DictionaryField(LinkField):
    """An entry of a dictionary: named by id or by its words in any language."""

    dictionary: type[Any]
    type: FieldType = types.DICTIONARY

    def entries(self, asking: Asking) -> Sequence[Any]:
        """All entries in their order; kept for the session, since one page asks several times."""
        cache = asking.session.info.setdefault("dictionaries", {})
        if self.dictionary not in cache:
            statement = select(self.dictionary).order_by(self.dictionary.sort, self.dictionary.label)
            cache[self.dictionary] = asking.session.scalars(statement).all()
        return cache[self.dictionary]

    def resolve(self, asking: Asking, value: str) -> int | None:
        if value == "none":
            return None
        found = find_word(words_in(asking, self.dictionary), value)
        if found is None:
            raise self._unknown(value)
        return found.id

    def parse(self, asking: Asking, raw: Any) -> Dictionary | None:
        value = super().parse(asking, raw["id"] if isinstance(raw, dict) else raw)
        return self._entry(asking, value) if value else None

    def _entry(self, asking: Asking, value: str) -> Dictionary:
        wanted = search_key(value)
        for entry in self.entries(asking):
            if wanted in {search_key(words) for words in (entry.label, *entry.labels.values())}:
                return entry
        for entry in self.entries(asking):
            if str(entry.id) == value:
                return entry
        raise self._unknown(value)

    def _unknown(self, value: str) -> Invalid:
        return Invalid(say("“%(value)s” is not in the list “%(field)s”.", value=value, field=self.label), self.name)

    def api(self, record: Any) -> Any:
        entry = self.read(record)
        return None if entry is None else entry.label

    def order_by(self, record: Any) -> tuple[Any, ColumnElement[Any]] | None:
        entries = self.dictionary.__table__
        place = select(entries.c.sort).where(entries.c.id == self.foreign_key).scalar_subquery()
        return self.table(), place


@dataclass(frozen=True, kw_only=True)
class UserField(LinkField):
    """A user: named by user name, by id, or as ``me`` and ``none``."""

    type: FieldType = types.USER
    is_on_record: bool = True

    def resolve(self, asking: Asking, value: str) -> int | None:
        return resolve_user(asking, value, self.name)

    def parse(self, asking: Asking, raw: Any) -> User | None:
        value = super().parse(asking, raw["username"] if isinstance(raw, dict) else raw)
        user_id = resolve_user(asking, value, self.name) if value else None
        return asking.session.get(User, user_id) if user_id else None

    def api(self, record: Any) -> Any:
        user = self.read(record)
        return None if user is None else {"username": user.username, "name": repr(user)}

    def text(self, record: Any) -> str:
        user = self.read(record)
        return "" if user is None else str(user.username)

    def options(self) -> list[Any]:
        return [joined(getattr(self.model, self.attribute), User.first_name, User.last_name, User.username)]

    def order_by(self, record: Any) -> tuple[Any, ColumnElement[Any]] | None:
        users = User.__table__
        name = select(func.splot_fold(users.c.last_name)).where(users.c.id == self.key_of(record)).scalar_subquery()
        return (None if self.is_on_record else self.table()), name


def resolve_user(asking: Asking, value: str, field: str) -> int | None:
    """A user's id by user name, full name or id; ``me`` is the viewer, ``none`` nobody; raises ``Invalid``."""
    if value in {"none", "me"}:
        return None if value == "none" else asking.viewer.user_id
    known = known_words(asking, User)
    if known is not None:
        return _known_user(known, value, field)
    found = asking.session.scalars(select(User.id).where(User.username == value)).first()
    if found is None:
        found = _user_by_name(asking, value)
    if found is None and is_id(value):
        found = asking.session.scalars(select(User.id).where(User.id == int(value))).first()
    if found is None:
        raise _no_user(value, field)
    return int(found)


def _no_user(value: str, field: str) -> Invalid:
    return Invalid(say("There is no user named “%(name)s”.", name=value), field)


def _known_user(users: Sequence[Word], value: str, field: str) -> int:
    """The same among users that have been read already: by user name, by full name where one has it, by id."""
    by_word = [user.id for user in users if user.word == value]
    by_name = [user.id for user in users if search_key(user.name) == search_key(value)]
    by_id = [user.id for user in users if str(user.id) == value]
    for found in (by_word, by_name, by_id):
        if len(found) == 1:
            return found[0]
    raise _no_user(value, field)


def is_id(value: str) -> bool:
    """Whether a word of the query can be a record's number, which is at most what the column holds."""
    return value.isascii() and value.isdigit() and len(value) < 10


def _user_by_name(asking: Asking, value: str) -> int | None:
    full = func.splot_fold(User.first_name + " " + User.last_name)
    ids = asking.session.scalars(select(User.id).where(full == search_key(value)).limit(2)).all()
    return ids[0] if len(ids) == 1 else None


@dataclass(frozen=True, kw_only=True)
class RecordField(LinkField):
    """A link to one record of kind ``to``: named by id, filtered by its name or through its own fields (``company.city``).

    Records of the kinds ``also`` may stand there too; the path then leads to the fields that ``to`` shares with them.
    """

    to: str
    target: type[Record]
    also: tuple[str, ...] = ()
    type: FieldType = types.RECORD

    @property
    def leads_to(self) -> tuple[str, ...]:
        """The kinds of the records that may stand there."""
        return (self.to, *self.also)

    @property
    def way_to(self) -> str:
        return self.to

    @property
    def source(self) -> str:
        """What look-ups call these kinds."""
        return ",".join(self.leads_to)

    def resolve(self, asking: Asking, value: str) -> int | None:
        if value == "none":
            return None
        if is_id(value):
            return int(value)
        wanted = (
            select(Record.id)
            .where(Record.kind.in_(self.leads_to), func.splot_fold(Record.name) == search_key(value))
            .limit(2)
        )
        found = asking.session.scalars(wanted).all()
        if len(found) != 1:
            raise Invalid(say("No single record is named “%(name)s”; give its number.", name=value), self.name)
        return int(found[0])

    def compare_link(
        self, asking: Asking, column: Any, operator: Operator, values: Sequence[str]
    ) -> ColumnElement[bool]:
        if operator is not Operator.CONTAINS:
            return super().compare_link(asking, column, operator, values)
        linked = aliased(Record, flat=True)
        return column.in_(self.linked_ids(linked, compare_text(linked.name, operator, values)))

    def is_without(self, asking: Asking, column: Any) -> ColumnElement[bool]:
        """A link to a record that the viewer may not see is none."""
        if asking.viewer.is_admin:
            return super().is_without(asking, column)
        seen = Record.__table__.alias("seen_link")
        link = select(seen.c.id).where(seen.c.id == column, reach(asking.viewer, Right.SEE, seen.c))
        return not_(link.correlate_except(seen).exists())

    def among(self, asking: Asking, ids: list[int]) -> Any:
        if asking.viewer.is_admin:
            return ids
        seen = Record.__table__.alias("seen_link")
        return select(seen.c.id).where(seen.c.id.in_(ids), reach(asking.viewer, Right.SEE, seen.c))

    def linked_ids(self, linked: Any, criterion: ColumnElement[bool]) -> Any:
        """Ids of the linked records that fit, under the guard: what a viewer may not see, no filter tells of."""
        return select(linked.id).where(linked.kind.in_(self.leads_to), criterion)

    def parse(self, asking: Asking, raw: Any) -> Record | None:
        """The record named; ``new:Name`` makes the missing one on the spot, by the rights to add one of its kind."""
        value = super().parse(asking, raw["id"] if isinstance(raw, dict) else raw)
        if not value:
            return None
        if value.startswith(NEW):
            return self._make(asking, value.removeprefix(NEW).strip())
        record_id = self.resolve(asking, value)
        record = asking.session.scalars(select(self.target).where(self.target.id == record_id)).first()
        if record is None:
            raise Invalid(say("That record does not exist, or it is not shared with you. Choose another."), self.name)
        return record

    def _make(self, asking: Asking, name: str) -> Record:
        of = kind(self.to)
        try:
            return add_record(asking, of, {of.named_by[0]: name})
        except Invalid as error:
            raise Invalid(error.message, self.name) from error

    def api(self, record: Any) -> Any:
        linked = self.read(record)
        return None if linked is None else {"id": linked.id, "name": linked.name}

    def options(self) -> list[Any]:
        return [
            selectinload(getattr(self.model, self.attribute)).options(
                load_only(self.target.name, self.target.deleted_at)
            )
        ]

    def order_by(self, record: Any) -> tuple[Any, ColumnElement[Any]] | None:
        linked = aliased(Record, flat=True)
        place = select(linked.sort_key).where(linked.id == self.key_of(record)).scalar_subquery()
        return (None if self.is_on_record else self.table()), place
