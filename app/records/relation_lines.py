"""The lines of which the relation map and the way between two records are made: relations, and the links that records have in their
own fields (employment, deals, tickets …).

Whoever asks names records that the viewer sees. Lines are read from their tables alone, and those are kept whose other ends the viewer
sees too: that asks the guard once a record, not twice a line. Where there are more lines than are looked at, they are read anew under
the guard, so that hidden ones take nobody's place and are not told of.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, inspect, literal, select, union_all
from sqlalchemy.orm import aliased

from app.kernel.messages import Message, Words
from app.kernel.viewer import AnySession
from app.models import Record, Relation, Side
from app.records.access import checked
from app.records.as_of import in_force
from app.records.kinds import Kind, kinds
from app.records.link_fields import RecordField
from app.records.many_ids import among
from app.records.ties import Tie, ties_in

LINKS = "links"
"""The word for all links in an address and in the legend."""
LINK_COLOR = "slate"


class Line(NamedTuple):
    """From the record on the primary side to that on the secondary one. A free text stands where there is no record."""

    id: str
    type: str
    source: int | None
    target: int | None
    text: str | None = None

    def far_from(self, record_id: int) -> int | None:
        """The record at the other end; None where a text stands there."""
        return self.target if self.source == record_id else self.source


@dataclass(frozen=True)
class Link:
    """A field by which records of a kind name another record."""

    kind: Kind
    field: RecordField

    @property
    def key(self) -> str:
        return f"{self.kind.name}.{self.field.name}"

    @property
    def label(self) -> Message:
        """What the record that is named is to the one that names it."""
        return self.field.label

    @cached_property
    def attribute(self) -> str:
        """The attribute of the model that holds the number."""
        return str(inspect(self.kind.model).get_property_by_column(self.field.foreign_key).key)


@dataclass(frozen=True)
class Wanted:
    """Which lines are looked for: relations of these types, by number, and these links, by key."""

    ties: Mapping[int, Tie]
    links: Mapping[str, Link]

    def is_symmetric(self, type_key: str) -> bool:
        return any(one.is_symmetric for one in self.ties.values() if one.key == type_key)

    def color(self, type_key: str) -> str:
        return next((one.color for one in self.ties.values() if one.key == type_key), LINK_COLOR)

    def label(self, type_key: str, side: Side) -> Message | Words:
        """What the record on that side of a line is to the one on the other."""
        if type_key in self.links:
            link = self.links[type_key]
            return link.label if side is Side.SECONDARY else link.kind.label
        return next(one.label_of(side) for one in self.ties.values() if one.key == type_key)


def wanted_lines(session: AnySession, types: Sequence[str] = (), *, with_links: bool) -> Wanted:
    """All types in force, or those of these keys."""
    ties = {one.id: one for one in ties_in(session).values() if not types or one.key in types}
    return Wanted(ties, {one.key: one for one in _links()} if with_links else {})


def _links() -> Iterable[Link]:
    """The fields of all kinds that are switched on; parts of other records stand on no map of their own."""
    for of in kinds():
        for one in of.fields if not of.host else ():
            if isinstance(one, RecordField) and not one.is_on_record:
                yield Link(of, one)


class Seen(NamedTuple):
    """A record that the viewer sees."""

    id: int
    kind: str
    name: str


@dataclass(frozen=True)
class Found:
    """Lines, the records at their ends that were not known before, and whether there are more lines."""

    lines: Sequence[Line]
    seen: Mapping[int, Seen]
    is_cut: bool


def seen_among(session: AnySession, ids: Iterable[int]) -> dict[int, Seen]:
    """Those of the records that the viewer sees."""
    ids = list(ids)
    if not ids:
        return {}
    wanted = select(Record.id, Record.kind, Record.name).where(among(session, Record.id, ids))
    on = {one.name for one in kinds()}
    return {row.id: Seen(*row) for row in session.execute(wanted) if row.kind in on}


def lines_touching(session: AnySession, ids: Sequence[int], known: Container[int], wanted: Wanted, most: int) -> Found:
    """The lines from these records to those that the viewer sees, at most ``most`` of each sort. ``ids`` and ``known`` are seen."""
    asked = [_relations(wanted, [among(session, end, ids)]) for end in (Relation.record_id, Relation.other_id)]
    found = _Reading(session, most)
    for one in asked if wanted.ties else ():
        found.relations(one, wanted)
    for is_own in (True, False) if wanted.links else ():
        found.links(wanted, is_own=is_own, ids=ids)
    return found.done(known)


def lines_between(session: AnySession, ids: Sequence[int], wanted: Wanted, most: int) -> Found:
    """The lines that have two of these records at their ends, or one and a text. All are seen."""
    ends = among(session, Relation.record_id, ids), among(session, Relation.other_id, ids)
    found = _Reading(session, most)
    if wanted.ties:
        found.relations(_relations(wanted, ends), wanted)
    if wanted.links:
        found.links(wanted, is_own=True, ids=ids)
    return found.done(set(ids), is_closed=True)


def any_lines(session: AnySession, wanted: Wanted, most: int) -> Found:
    """Relations of the whole house, as far as the number goes."""
    found = _Reading(session, most)
    if wanted.ties:
        found.relations(_relations(wanted, []), wanted, is_guarded=True)
    return found.done(())


# --- reading -------------------------------------------------------------------------------------------------------------


@dataclass
class _Reading:
    """Reads lines, up to a number of each sort."""

    session: AnySession
    most: int
    lines: dict[str, Line] = field(default_factory=dict)
    is_cut: bool = False

    def relations(self, statement: Select[Any], wanted: Wanted, *, is_guarded: bool = False) -> None:
        statement = statement.where(in_force(self.session, Relation))
        plain = None if is_guarded else checked(statement)
        for row in self._rows(plain, lambda: statement):
            line = _line(wanted.ties[row.type_id], row)
            self.lines[line.id] = line

    def links(self, wanted: Wanted, *, is_own: bool, ids: Sequence[int]) -> None:
        """The links of these records (``is_own``), or those that lead to them."""

        def united(read: Callable[[Link], tuple[Select[Any], Any, Any]]) -> Select[Any]:
            read_all = (read(one) for one in wanted.links.values())
            parts = [part.where(among(self.session, own if is_own else named, ids)) for part, own, named in read_all]
            every = union_all(*parts).subquery()
            return cast("Select[Any]", select(every.c.key, every.c.holder, every.c.named))

        for row in self._rows(checked(united(_bare_links)), lambda: united(_guarded_links)):
            line = Line(f"{row.key}-{row.holder}", row.key, row.holder, row.named)
            self.lines[line.id] = line

    def _rows(self, plain: Any, guarded: Callable[[], Any]) -> Sequence[Any]:
        if plain is not None:
            rows = self.session.execute(plain.limit(self.most + 1)).all()
            if len(rows) <= self.most:
                return rows
        rows = self.session.execute(guarded().limit(self.most + 1)).all()
        self.is_cut |= len(rows) > self.most
        return rows[: self.most]

    def done(self, known: Container[int], *, is_closed: bool = False) -> Found:
        """What the viewer sees of it; with ``is_closed`` no record beside those that are known."""
        if is_closed:
            return Found([one for one in self.lines.values() if _are_in(known, one)], {}, self.is_cut)
        ends = {one for line in self.lines.values() for one in (line.source, line.target) if one is not None}
        seen = seen_among(self.session, (one for one in ends if one not in known))
        hidden = {one for one in ends if one not in seen and one not in known}
        lines = [one for one in self.lines.values() if one.source not in hidden and one.target not in hidden]
        return Found(lines, seen, self.is_cut)


def _are_in(known: Container[int], line: Line) -> bool:
    return all(one is None or one in known for one in (line.source, line.target))


def _relations(wanted: Wanted, conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    columns = (Relation.id, Relation.type_id, Relation.record_id, Relation.other_id, Relation.text, Relation.is_turned)
    return cast("Select[Any]", select(*columns).where(*conditions, Relation.type_id.in_(list(wanted.ties))))


def _line(tie: Tie, row: Any) -> Line:
    if row.text is not None and row.is_turned:
        return Line(str(row.id), tie.key, None, row.record_id, row.text)
    return Line(str(row.id), tie.key, row.record_id, row.other_id, row.text)


def _bare_links(link: Link) -> tuple[Select[Any], Any, Any]:
    """From the table that holds them, and no other; with its two numbers."""
    holder, named = link.field.table().c.id, link.field.foreign_key
    statement = select(literal(link.key).label("key"), holder.label("holder"), named.label("named"))
    return statement.where(named.is_not(None)), holder, named


def _guarded_links(link: Link) -> tuple[Select[Any], Any, Any]:
    """Through the records at both ends, which the guard then looks at."""
    holder: Any = aliased(link.kind.model, flat=True)
    named: Any = aliased(Record, flat=True)
    number = getattr(holder, link.attribute)
    statement = select(literal(link.key).label("key"), holder.id.label("holder"), named.id.label("named"))
    return statement.join_from(holder, named, named.id == number), holder.id, number
