"""Which relations would no longer fit their type, were it otherwise: an answer for administrators, who see all of them (SET-5).

What has ended is history and stays as it was. Of relations that are in each other's way, the one that began last stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, union_all

from app.kernel.clock import today
from app.kernel.text import search_key
from app.kernel.viewer import AnySession, viewer_of
from app.models import Record, Relation, Side
from app.records.access import run_checked
from app.records.relation_circles import closing
from app.records.ties import Tie, opposite

relation = Relation.__table__.c
record = Record.__table__.c


class What(StrEnum):
    """What a type asks of its relations, in the order in which it is asked."""

    KIND = "kind"
    TEXT = "text"
    DOUBLE = "double"
    ONE = "one"
    CIRCLE = "circle"


class Rule(NamedTuple):
    """One demand: a kind on a side, no text, no double, one on a ``side`` (on either of a symmetric type, where it is None), no
    circle."""

    what: What
    side: Side | None = None
    kind: str = ""


class Line(NamedTuple):
    """A relation as far as this asks."""

    id: int
    record_id: int
    other_id: int | None
    text: str | None
    is_turned: bool
    starts_on: date | None
    ends_on: date | None

    def at(self, side: Side) -> int | None:
        """The record on that side; None where the text stands."""
        if self.text is None:
            return self.record_id if side is Side.PRIMARY else self.other_id
        return self.record_id if self.is_turned is (side is Side.SECONDARY) else None

    @property
    def age(self) -> tuple[date, int]:
        """The greater, the newer."""
        return self.starts_on or date.min, self.id

    def overlaps(self, other: Line) -> bool:
        """Whether both are in force on some day."""
        return _begins_before_end(self, other) and _begins_before_end(other, self)


class Misfit(NamedTuple):
    """A relation that would not fit, the record that has too much, and the relation in its way, where these are to blame."""

    relation: Line
    near_id: int | None = None
    way: Line | None = None


@dataclass
class Misfits:
    """Those of each rule; none is told twice."""

    by_rule: dict[Rule, list[Misfit]] = field(default_factory=dict)

    @property
    def all(self) -> list[Misfit]:
        return [one for found in self.by_rule.values() for one in found]

    def nears(self, rule: Rule) -> set[int]:
        """The records that have more than the rule lets them."""
        return {one.near_id for one in self.by_rule.get(rule, ()) if one.near_id is not None}

    def __len__(self) -> int:
        return sum(map(len, self.by_rule.values()))


def rules_of(tie: Tie) -> set[Rule]:
    """All that a type asks."""
    rules = {Rule(What.KIND, side, tie.kinds[side]) for side in Side}
    if not tie.has_free_text:
        rules.add(Rule(What.TEXT))
    if tie.is_symmetric:
        one = {Rule(What.ONE)} if tie.has_one[Side.PRIMARY] else set()
        return rules | {Rule(What.DOUBLE)} | one
    rules |= {Rule(What.ONE, side) for side in Side if tie.has_one[side]}
    return rules | ({Rule(What.CIRCLE)} if tie.is_acyclic else set())


def misfits(session: AnySession, before: Tie, after: Tie) -> Misfits:
    """The relations of ``before`` that do not fit what ``after`` asks anew."""
    found, gone = Misfits(), set[int]()
    asked = rules_of(after) - rules_of(before)
    for rule in sorted(asked, key=lambda one: (list(What).index(one.what), one.side or "")):
        lines = [line for line in _lines(session, before.id, rule) if line.id not in gone]
        unfit = list(FINDERS[rule.what](rule, lines))
        gone |= {one.relation.id for one in unfit}
        if unfit:
            found.by_rule[rule] = unfit
    return found


# --- what is read ----------------------------------------------------------------------------------------------------------


def _lines(session: AnySession, type_id: int, rule: Rule) -> list[Line]:
    """The relations that a rule may find wrong, and those that may be in their way."""
    columns = [relation[name] for name in Line._fields]
    day = today(viewer_of(session).time_zone)
    of_type = and_(relation.type_id == type_id, or_(relation.ends_on.is_(None), relation.ends_on > day))
    suspect = SUSPECTS[rule.what](rule, and_(of_type, _lives()))
    wanted = select(*columns).where(of_type, suspect)
    return [Line(*row) for row in run_checked(session, wanted)]


def _lives() -> ColumnElement[bool]:
    """Neither end is in the trash: what lies there is in nobody's way."""
    trash = select(record.id).where(record.deleted_at.is_not(None))
    return and_(relation.record_id.not_in(trash), or_(relation.other_id.is_(None), relation.other_id.not_in(trash)))


def _of_other_kind(rule: Rule, _of_type: ColumnElement[bool]) -> ColumnElement[bool]:
    others = select(record.id).where(record.kind != rule.kind)
    is_primary = rule.side is Side.PRIMARY
    as_pair = (relation.record_id if is_primary else relation.other_id).in_(others)
    beside_text = and_(relation.is_turned.is_(not is_primary), relation.record_id.in_(others))
    return or_(and_(relation.text.is_(None), as_pair), and_(relation.text.is_not(None), beside_text))


def _there_and_back(_rule: Rule, of_type: ColumnElement[bool]) -> ColumnElement[bool]:
    """Pairs that are tied both ways, and records with texts on both sides."""
    back = Relation.__table__.alias()
    same = and_(back.c.type_id == relation.type_id, back.c.record_id == relation.other_id)
    pairs = select(relation.id).join(back, and_(same, back.c.other_id == relation.record_id)).where(of_type)
    turned = select(relation.record_id).where(of_type, relation.text.is_not(None), relation.is_turned)
    pairs, turned = pairs.correlate(None), turned.correlate(None)
    return and_(_lives(), or_(relation.id.in_(pairs), and_(relation.text.is_not(None), relation.record_id.in_(turned))))


def _crowded(rule: Rule, of_type: ColumnElement[bool]) -> ColumnElement[bool]:
    """Relations of records that have several."""
    if rule.side is not None:
        near = _near(rule.side)
        several = select(near).where(of_type, near.is_not(None)).group_by(near).having(func.count() > 1)
        return and_(_lives(), near.in_(several.correlate(None)))
    ends: list[Select[Any]] = [
        select(column.label("near")).where(of_type, column.is_not(None))
        for column in (relation.record_id, relation.other_id)
    ]
    every = union_all(*ends).subquery()
    crowd = select(every.c.near).group_by(every.c.near).having(func.count() > 1)
    return and_(_lives(), or_(relation.record_id.in_(crowd), relation.other_id.in_(crowd)))


def _near(side: Side) -> Any:
    """The record that has somebody on ``side``."""
    is_turned = side is Side.PRIMARY
    pair = relation.other_id if side is Side.PRIMARY else relation.record_id
    return case((relation.text.is_(None), pair), (relation.is_turned.is_(is_turned), relation.record_id))


def _between(_rule: Rule, of_type: ColumnElement[bool]) -> ColumnElement[bool]:
    """Relations that others come before and behind: only these can close a circle."""
    above = select(relation.other_id).where(of_type, relation.other_id.is_not(None))
    below = select(relation.record_id).where(of_type, relation.other_id.is_not(None))
    ends = relation.record_id.in_(above.correlate(None)), relation.other_id.in_(below.correlate(None))
    return and_(_lives(), relation.text.is_(None), *ends)


SUSPECTS: dict[What, Callable[[Rule, ColumnElement[bool]], ColumnElement[bool]]] = {
    What.KIND: _of_other_kind,
    What.TEXT: lambda _rule, _of_type: relation.text.is_not(None),
    What.DOUBLE: _there_and_back,
    What.ONE: _crowded,
    What.CIRCLE: _between,
}


# --- what is wrong with it -------------------------------------------------------------------------------------------------


def _begins_before_end(one: Line, other: Line) -> bool:
    return one.starts_on is None or other.ends_on is None or one.starts_on < other.ends_on


def _all(_rule: Rule, lines: Sequence[Line]) -> Iterator[Misfit]:
    return (Misfit(line) for line in lines)


def _in_turn(lines: Iterable[Line], keys_of: Callable[[Line], list[Any]], *, tells_near: bool) -> Iterator[Misfit]:
    """The newest first: each stays that is in force at no time together with one that stays under the same key."""
    staying: defaultdict[Any, list[Line]] = defaultdict(list)
    for line in sorted(lines, key=lambda one: one.age, reverse=True):
        found = next(((key, one) for key in keys_of(line) for one in staying[key] if one.overlaps(line)), None)
        if found is not None:
            yield Misfit(line, found[0] if tells_near else None, found[1])
            continue
        for key in keys_of(line):
            staying[key].append(line)


def _doubles(_rule: Rule, lines: Sequence[Line]) -> Iterator[Misfit]:
    def key(line: Line) -> Any:
        if line.text is not None:
            return line.record_id, search_key(line.text)
        return frozenset({line.record_id, line.other_id})

    return _in_turn(lines, lambda line: [key(line)], tells_near=False)


def _seconds(rule: Rule, lines: Sequence[Line]) -> Iterator[Misfit]:
    def nears(line: Line) -> list[int]:
        ends = [line.at(side) for side in Side] if rule.side is None else [line.at(opposite(rule.side))]
        return [one for one in ends if one is not None]

    return _in_turn(lines, nears, tells_near=True)


def _circles(_rule: Rule, lines: Sequence[Line]) -> Iterator[Misfit]:
    newest_first = sorted(lines, key=lambda one: one.age, reverse=True)
    return (Misfit(line, None, way) for line, way in closing(newest_first))


FINDERS: dict[What, Callable[[Rule, Sequence[Line]], Iterator[Misfit]]] = {
    What.KIND: _all,
    What.TEXT: _all,
    What.DOUBLE: _doubles,
    What.ONE: _seconds,
    What.CIRCLE: _circles,
}
