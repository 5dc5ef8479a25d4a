"""The filter language: ``field.operator=value``, read once and used by lists, counts, mass actions,
exports and the API (mechanism 3).

A ``Query`` is a value object: what the words of an address mean for one kind. ``criterion`` makes it SQL over ``record``; the access
guard stays outside of it, so that *match any* can never widen what a viewer sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ColumnElement, Table, and_, or_
from sqlalchemy.orm import aliased

from app.kernel.errors import BadQuery, Invalid
from app.kernel.messages import Message, say
from app.kernel.text import strip_controls
from app.models import Record, Side
from app.records.as_of import ask_as_of
from app.records.days import parse_day
from app.records.field_types import MANY_VALUES, Operator
from app.records.fields import Asking, Field
from app.records.joining import asked_of_each
from app.records.kinds import Kind, kind
from app.records.search_text import text_criterion

MAX_PAGE_SIZE = 500
MAX_PAGE = 10_000_000
MAX_ID = 999_999_999
MAX_CONDITIONS = 40
MAX_VALUES = 500
MAX_LENGTH = 1000
MAX_DEPTH = 3
OTHER_WORDS = frozenset(
    {
        *("view", "columns", "widths", "filter", "saved", "panel", "chips", "count", "ask", "at", "part", "under"),
        *("choose", "group", "format"),
    }
)
"""Words of an address that choose how something is shown, not what."""

CUSTOM, RELATION = "cf", "relation"
SIDES = frozenset(Side)

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Condition:
    """``path`` names the fields from the kind to the value: one for its own field, more for a linked record's."""

    path: tuple[str, ...]
    operator: Operator
    values: tuple[str, ...]

    @property
    def word(self) -> str:
        """As it stands before ``=`` in an address."""
        return ".".join((*self.path, self.operator.value))

    @property
    def value(self) -> str:
        return ",".join(self.values)


@dataclass(frozen=True)
class Query:
    """What a list is asked for. ``after`` and ``before`` say beside which record the page stands (``records.paging``)."""

    kind: Kind = field(compare=False)
    conditions: tuple[Condition, ...] = ()
    match_any: bool = False
    text: str = ""
    sort: tuple[str, ...] = ()
    page: int = 1
    page_size: int = 50
    is_trash: bool = False
    after: int = 0
    before: int = 0
    as_of: date | None = None
    """The day for which relations are asked; today where none is named (REL-10)."""

    def pairs(self, *, with_page: bool = True) -> list[tuple[str, str]]:
        """As the pairs of an address; ``parse_query`` of them gives an equal query."""
        pairs = [(condition.word, condition.value) for condition in self.conditions]
        pairs += [("match", "any")] if self.match_any else []
        pairs += [("q", self.text)] if self.text else []
        pairs += [("deleted", "1")] if self.is_trash else []
        pairs += [("as_of", self.as_of.isoformat())] if self.as_of else []
        pairs += [("sort", ",".join(self.sort))] if self.sort else []
        if with_page:
            pairs += self._place()
            pairs += [("page_size", str(self.page_size))] if self.page_size != 50 else []
        return pairs

    def _place(self) -> list[tuple[str, str]]:
        """Which page: its number, and the record beside it where it was reached from its neighbour. The first has no cursor."""
        if self.page == 1:
            return []
        cursor = [("after", str(self.after))] if self.after else [("before", str(self.before))] if self.before else []
        return [("page", str(self.page)), *cursor]

    def at_page(self, page: int, *, after: int = 0, before: int = 0) -> Query:
        """Another page of the same list, by its number or beside a record."""
        return replace(self, page=page, after=after, before=before)

    def filter_text(self) -> str:
        """Only what chooses records, as an address's query: the form in which selections and saved filters are kept."""
        return urlencode([pair for pair in self.pairs(with_page=False) if pair[0] != "sort"])

    def without(self, number: int) -> Query:
        """The query less its condition of that number, on its first page."""
        kept = tuple(condition for place, condition in enumerate(self.conditions) if place != number)
        return replace(self, conditions=kept, page=1)

    def searching(self, text: str) -> Query:
        """The query with another text to search for, on its first page."""
        return replace(self, text=text, page=1)

    @property
    def is_filtered(self) -> bool:
        return bool(self.conditions or self.text)


def parse_query(kind: Kind, pairs: Pairs, *, page_size: int = 50) -> Query:
    """Read the words of an address; raises ``BadQuery`` with a sentence that names what is unknown, never ignores it."""
    query = Query(kind=kind, page_size=page_size, sort=())
    conditions: list[Condition] = []
    for word, typed in pairs:
        value = strip_controls(typed)
        if word in READERS:
            query = READERS[word](query, value)
        elif word not in OTHER_WORDS:
            conditions.append(read_condition(kind, word, value))
    if len(conditions) > MAX_CONDITIONS:
        raise BadQuery(say("A list takes at most %(count)s conditions at once.", count=MAX_CONDITIONS))
    return replace(
        query, conditions=tuple(condition for condition in conditions if condition.values or _asks_empty(condition))
    )


def parse_filter(kind: Kind, text: str) -> Query:
    """A query from the form in which filters are kept."""
    return parse_query(kind, parse_qsl(text, keep_blank_values=True))


def _asks_empty(condition: Condition) -> bool:
    return condition.operator is Operator.EMPTY


def read_condition(kind: Kind, word: str, value: str) -> Condition:
    """One pair of an address; raises ``BadQuery`` naming what is unknown."""
    *path, name = split_path(word)
    if name not in Operator.__members__.values():
        raise BadQuery(say("“%(word)s” is not a filter. Write field.operator=value, such as city.is=Łódź.", word=word))
    if not path:
        raise BadQuery(say("“%(word)s” lacks the name of a field before its operator.", word=word))
    operator = Operator(name)
    found = resolve_path(kind, path)[-1]
    if operator not in found.operators or not found.is_filterable:
        raise BadQuery(
            say(
                "The field “%(field)s” cannot be asked with “%(operator)s”.",
                field=".".join(path),
                operator=operator.value,
            )
        )
    values = value.split(",") if operator in MANY_VALUES else [value]
    if len(values) > MAX_VALUES:
        raise BadQuery(say("A condition takes at most %(count)s values.", count=MAX_VALUES))
    if any(len(one) > MAX_LENGTH for one in values):
        raise BadQuery(say("A value takes at most %(count)s characters.", count=MAX_LENGTH))
    return Condition(tuple(path), operator, tuple(one.strip() for one in values if one.strip()))


def split_path(word: str) -> tuple[str, ...]:
    """The names along a path. Those of a custom field, ``cf.<key>``, and of a relation type, ``relation.<key>`` or
    ``relation.<key>.primary``, hold dots of their own."""
    parts: list[str] = []
    for part in word.split("."):
        if parts and _goes_on(parts[-1], part):
            parts[-1] = f"{parts[-1]}.{part}"
        else:
            parts.append(part)
    return tuple(parts)


def _goes_on(name: str, part: str) -> bool:
    """Whether a name that has begun so goes on with ``part``."""
    if name in {CUSTOM, RELATION}:
        return True
    return name.startswith(f"{RELATION}.") and name.count(".") == 1 and part in SIDES


def resolve_path(kind_: Kind, path: Sequence[str]) -> list[Field]:
    """The fields along a path such as ``company.city``; raises ``BadQuery`` at the first that is unknown or leads nowhere."""
    if len(path) > MAX_DEPTH + 1:
        raise BadQuery(say("A path goes at most three links deep."))
    fields: list[Field] = []
    for place, name in enumerate(path):
        found = kind_.field(name)
        fields.append(found)
        if place < len(path) - 1:
            if not found.way_to:
                raise BadQuery(say("The field “%(name)s” does not lead to other records.", name=name))
            kind_ = kind(found.way_to)
    return fields


def path_label(fields: Sequence[Field]) -> Message:
    """*Company › City*."""
    if len(fields) == 1:
        return fields[0].label
    return say("%(first)s › %(rest)s", first=fields[0].label, rest=path_label(fields[1:]))


# --- words beside the conditions -----------------------------------------------------------------------------------------


def _read_match(query: Query, value: str) -> Query:
    if value not in {"all", "any"}:
        raise BadQuery(say("“match” is either all or any."))
    return replace(query, match_any=value == "any")


def _read_sort(query: Query, value: str) -> Query:
    words = tuple(word.strip() for word in value.split(",") if word.strip())
    for word in words:
        found = query.kind.field(word.removeprefix("-"))
        if not found.is_sortable:
            raise BadQuery(say("A list cannot be sorted by “%(field)s”.", field=word.removeprefix("-")))
    return replace(query, sort=words)


def _whole_number(word: str, value: str, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10) or not 1 <= int(value) <= most:
        raise BadQuery(say("“%(word)s” takes a whole number from 1 to %(most)s.", word=word, most=most))
    return int(value)


def _read_page(query: Query, value: str) -> Query:
    return replace(query, page=_whole_number("page", value, MAX_PAGE))


def _read_page_size(query: Query, value: str) -> Query:
    return replace(query, page_size=_whole_number("page_size", value, MAX_PAGE_SIZE))


def _read_day(query: Query, value: str) -> Query:
    try:
        return replace(query, as_of=parse_day(value, "as_of") if value else None)
    except Invalid as error:
        raise BadQuery(error.message) from error


READERS: dict[str, Any] = {
    "as_of": _read_day,
    "match": _read_match,
    "sort": _read_sort,
    "page": _read_page,
    "page_size": _read_page_size,
    "after": lambda query, value: replace(query, after=_whole_number("after", value, MAX_ID)),
    "before": lambda query, value: replace(query, before=_whole_number("before", value, MAX_ID)),
    "q": lambda query, value: replace(query, text=value.strip()[:200]),
    "deleted": lambda query, value: replace(query, is_trash=value in {"1", "yes", "true"}),
}


# --- to SQL ------------------------------------------------------------------------------------------------------------


def criterion(asking: Asking, query: Query, record: Any, *, is_frequent: bool = False) -> list[ColumnElement[bool]]:
    """The query's conditions over ``record``; raises ``BadQuery`` where a value does not fit its field.

    Where many match (``is_frequent``) they are asked of one record after another, as a list is walked in its order.
    """
    if query.as_of is not None:
        ask_as_of(asking.session, query.as_of)
    made = _conditions_sql(asking, query, record)
    if query.match_any and made:
        made = [or_(*made)]
    if is_frequent:
        made = [asked_of_each(one) for one in made]
    if query.text:
        made.append(text_criterion(asking.session, record, query.text, is_frequent=is_frequent))
    return made


def _conditions_sql(asking: Asking, query: Query, record: Any) -> list[ColumnElement[bool]]:
    """The conditions, those inside one table together: a planner takes seconds to order forty subqueries of it (docs/decisions.md)."""
    made: list[ColumnElement[bool]] = []
    together: dict[Table, tuple[Field, list[ColumnElement[bool]]]] = {}
    for condition in query.conditions:
        with _told_as_bad_query():
            first, *rest = resolve_path(query.kind, condition.path)
            inside = None if rest else first.inside(asking, condition.operator, list(condition.values))
        if inside is None:
            made.append(condition_sql(asking, query.kind, condition, record))
        else:
            together.setdefault(first.table(), (first, []))[1].append(inside)
    combine = or_ if query.match_any else and_
    return [*made, *(first.of(record, combine(*inside)) for first, inside in together.values())]


def condition_sql(asking: Asking, kind: Kind, condition: Condition, record: Any) -> ColumnElement[bool]:
    """One condition over ``record``; raises ``BadQuery`` where its value does not fit or names what is gone."""
    with _told_as_bad_query():
        return _at_path(asking, resolve_path(kind, condition.path), condition, record)


@contextmanager
def _told_as_bad_query() -> Iterator[None]:
    try:
        yield
    except Invalid as error:
        raise BadQuery(error.message, error.field) from error


def _at_path(asking: Asking, fields: list[Field], condition: Condition, record: Any) -> ColumnElement[bool]:
    first, *rest = fields
    if not rest:
        return first.where(asking, record, condition.operator, list(condition.values))
    linked = aliased(Record, flat=True)
    ids = first.linked_ids(linked, _at_path(asking, rest, condition, linked))
    return first.leading_to(asking, record, ids)
