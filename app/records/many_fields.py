"""Fields with many values: tags, groups, managers, phones, e-mails. Their rows hang on the record and are guarded with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, func, not_, or_, select
from sqlalchemy.orm import selectinload

from app.kernel.errors import Invalid, SplotError
from app.kernel.messages import Message, say
from app.kernel.text import search_key, strip_controls
from app.kernel.viewer import AnySession
from app.models import Email, Phone, User
from app.records import field_types as types
from app.records.field_types import FieldType, Operator
from app.records.fields import Asking, Field, is_yes
from app.records.link_fields import resolve_user
from app.records.vocabulary import find_word, forget_words, words_in


def split_words(raw: Any) -> list[str]:
    """A list, or text with commas, semicolons or new lines between, as clean words without doubles."""
    parts: Iterable[Any] = (
        raw if isinstance(raw, list | tuple) else str(raw or "").replace(";", ",").replace("\n", ",").split(",")
    )
    words = [strip_controls(str(part)).strip() for part in parts]
    return list(dict.fromkeys(word for word in words if word))


@dataclass(frozen=True, kw_only=True)
class ManyField(Field):
    """Many-to-many over a table of links; ``links`` is the relationship, ``link`` its class, ``to`` its other column."""

    links: str
    link: type[Any]
    to: str
    is_sortable: bool = False

    def table(self) -> Table:
        return self.link.__table__

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        links = self.table()
        linked = select(links.c.record_id)
        if operator is Operator.EMPTY:
            has_none = record.id.not_in(linked)
            return has_none if is_yes(values) else record.id.in_(linked)
        ids = [self.resolve(asking, value) for value in values]
        column = links.c[self.to]
        if operator is Operator.ALL:
            return record.id.in_(
                linked.where(column.in_(ids)).group_by(links.c.record_id).having(func.count() == len(set(ids)))
            )
        among = record.id.in_(linked.where(column == ids[0] if len(ids) == 1 else column.in_(ids)))
        return not_(among) if operator in {Operator.NONE, Operator.NOT} else among

    def resolve(self, asking: Asking, value: str) -> int:
        """A word of the query as an id; raises ``Invalid``."""
        raise NotImplementedError

    def write(self, asking: Asking, record: Any, value: Sequence[Any]) -> None:
        """Make the links exactly these, touching only what differs."""
        links = getattr(record, self.links)
        wanted = {one.id: one for one in value}
        for link in [link for link in links if getattr(link, self.to) not in wanted]:
            links.remove(link)
        present = {getattr(link, self.to) for link in links}
        for one_id, one in wanted.items():
            if one_id not in present:
                links.append(self.link(**{self.to.removesuffix("_id"): one, self.to: one_id}))

    def text(self, record: Any) -> str:
        return ", ".join(str(one) for one in self.read(record))

    def api(self, record: Any) -> Any:
        return [str(one) for one in self.read(record)]

    def options(self) -> list[Any]:
        return [selectinload(getattr(self.model, self.links))]


@dataclass(frozen=True, kw_only=True)
class TokensField(ManyField):
    """Tags and groups: named by name or id; a name that is new is made on the spot by ``make`` (TAG-1, GRP-2), where ``may_make``
    lets the viewer of a session do so."""

    token: type[Any]
    make: Any
    may_make: Callable[[AnySession], bool] = lambda _session: True
    type: FieldType = types.TOKENS

    def entries(self, asking: Asking) -> list[Any]:
        """All tokens by name; kept for the session."""
        cache = asking.session.info.setdefault("tokens", {})
        if self.token not in cache:
            cache[self.token] = list(asking.session.scalars(select(self.token).order_by(self.token.name_key)))
        return cache[self.token]

    def find(self, asking: Asking, value: str) -> Any | None:
        """The token of that name, else of that id."""
        entries = self.entries(asking)
        wanted = search_key(value)
        by_name = next((one for one in entries if one.name_key == wanted), None)
        return by_name or next((one for one in entries if str(one.id) == value), None)

    def resolve(self, asking: Asking, value: str) -> int:
        found = find_word(words_in(asking, self.token), value)
        if found is None:
            raise Invalid(say("There is no “%(name)s” in “%(field)s”.", name=value, field=self.label), self.name)
        return found.id

    def parse(self, asking: Asking, raw: Any) -> list[Any]:
        return [self.find(asking, word) or self._make(asking, word) for word in split_words(raw)]

    def _make(self, asking: Asking, word: str) -> Any:
        try:
            made = self.make(asking.session, word)
        except SplotError as error:
            raise Invalid(error.message, self.name) from error
        self.entries(asking).append(made)
        forget_words(asking)
        return made


@dataclass(frozen=True, kw_only=True)
class UsersField(ManyField):
    """Several users, such as the managers of a contact."""

    type: FieldType = types.USERS

    def resolve(self, asking: Asking, value: str) -> int:
        user_id = resolve_user(asking, value, self.name)
        if user_id is None:
            raise Invalid(say("Name a user."), self.name)
        return user_id

    def parse(self, asking: Asking, raw: Any) -> list[Any]:
        ids = [self.resolve(asking, word) for word in split_words(raw)]
        return [asking.session.get(User, user_id) for user_id in ids]

    def api(self, record: Any) -> Any:
        return [user.username for user in self.read(record)]

    def text(self, record: Any) -> str:
        return ", ".join(user.username for user in self.read(record))

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        if list(values) == ["none"]:
            return super().where(asking, record, Operator.EMPTY, ["yes"])
        return super().where(asking, record, operator, values)


@dataclass(frozen=True, kw_only=True)
class ChannelField(Field):
    """Phones or e-mails: rows with a type, one of them the main one (REC-2). ``rows`` in and out are dictionaries.

    ``identity`` names the column that makes a row the same row after an edit, ``compared_by`` those by which rows of two records are
    the same, the first that is filled; ``split`` takes the text of several apart.
    """

    row: type[Any]
    read_row: Any
    type_labels: Mapping[Any, Message]
    identity: str = "number"
    compared_by: tuple[str, ...] = ()
    split: Callable[[str], list[str]] = split_words
    is_sortable: bool = False
    is_massable: bool = False

    def table(self) -> Table:
        return self.row.__table__

    def key_of(self, row: Mapping[str, Any]) -> str:
        """By what a row is compared with those of others."""
        return str(next(filter(None, (row[name] for name in self.compared_by))))

    def parse(self, asking: Asking, raw: Any) -> list[dict[str, Any]]:
        """Rows as clean dictionaries of the row's columns; errors name the row as ``emails.1``."""
        entries = raw if isinstance(raw, list) else split_words(raw)
        rows: list[dict[str, Any]] = []
        errors: dict[str, list[Any]] = {}
        for number, entry in enumerate(entries):
            try:
                row = self.read_row(asking.session, entry if isinstance(entry, dict) else {"value": entry})
            except Invalid as error:
                errors[f"{self.name}.{number}"] = [error.message]
                continue
            if row:
                rows.append(row)
        if errors:
            raise Invalid.many(errors)
        return _with_one_main(rows)

    def write(self, asking: Asking, record: Any, value: list[dict[str, Any]]) -> None:
        """Bring the rows in line with ``value``: a row whose number or address stays is kept, the others are used again in order."""
        rows = getattr(record, self.attribute)
        kept = self._kept(list(rows), value)
        for place, given in enumerate(value):
            wanted = {**given, "sort": place}
            if place not in kept:
                rows.append(self.row(**wanted))
                continue
            for key, new in wanted.items():
                if getattr(kept[place], key) != new:
                    setattr(kept[place], key, new)
        remaining = list(kept.values())
        for row in [row for row in rows if row.id is not None and row not in remaining]:
            rows.remove(row)

    def _kept(self, rows: list[Any], value: list[dict[str, Any]]) -> dict[int, Any]:
        """Which present row serves which place of ``value``."""
        kept: dict[int, Any] = {}
        for place, given in enumerate(value):
            same = next((row for row in rows if getattr(row, self.identity) == given[self.identity]), None)
            if same is not None:
                kept[place] = same
                rows.remove(same)
        for place in range(len(value)):
            if place not in kept and rows:
                kept[place] = rows.pop(0)
        return kept

    def text(self, record: Any) -> str:
        return ", ".join(str(row) for row in self.read(record))

    def options(self) -> list[Any]:
        return [selectinload(getattr(self.model, self.attribute))]

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        rows = self.table()
        if operator is Operator.EMPTY:
            without = record.id.not_in(select(rows.c.record_id))
            return without if is_yes(values) else not_(without)
        return record.id.in_(select(rows.c.record_id).where(self.compare(asking, operator, values)))


def _with_one_main(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    main = next((row for row in rows if row.get("is_main")), rows[0] if rows else None)
    for row in rows:
        row["is_main"] = row is main
    return rows


@dataclass(frozen=True, kw_only=True)
class EmailsField(ChannelField):
    type: FieldType = types.EMAILS
    identity: str = "address"
    compared_by: tuple[str, ...] = ("address_key",)

    def compare(self, asking: Asking, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        column = Email.__table__.c.address_key
        text = values[0].strip().casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        before = "" if operator in {Operator.IS, Operator.STARTS} else "%"
        after = "" if operator in {Operator.IS, Operator.ENDS} else "%"
        if operator is Operator.IS:
            return column == values[0].strip().casefold()
        return column.like(f"{before}{text}{after}", escape="\\")

    def api(self, record: Any) -> Any:
        return [{"value": row.address, "type": row.type.value, "main": row.is_main} for row in self.read(record)]


@dataclass(frozen=True, kw_only=True)
class PhonesField(ChannelField):
    """Numbers are found as typed and as E.164, by their digits alone."""

    type: FieldType = types.PHONES
    compared_by: tuple[str, ...] = ("e164", "number")

    def compare(self, asking: Asking, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        phones = Phone.__table__
        digits = "".join(sign for sign in values[0] if sign.isdigit())
        if not digits:
            raise Invalid(say("Write digits of the number."), self.name)
        if operator is Operator.IS:
            row = self.read_row(asking.session, {"value": values[0]})
            return or_(phones.c.e164 == row["e164"], phones.c.number == values[0])
        before = "" if operator is Operator.STARTS else "%"
        return or_(
            phones.c.e164.like(f"+{digits}%" if not before else f"%{digits}%"),
            phones.c.number.like(f"{before}{digits}%"),
        )

    def api(self, record: Any) -> Any:
        return [
            {"value": row.number, "type": row.type.value, "e164": row.e164, "main": row.is_main}
            for row in self.read(record)
        ]
