"""*How are these two connected?* (REL-9): the shortest way over relations, employment, deals and other links, found from both ends at
once. Bounded in steps and in lines that are looked at; never through what the viewer may not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.relation_map import Edge, Node, RelationMap
from app.kernel.errors import NotFound
from app.kernel.messages import Message, Words
from app.models import Side
from app.records.fields import Asking
from app.records.relation_lines import Line, Wanted, lines_touching, seen_among

MOST_STEPS = 6
MOST_LINES = 20_000
"""So many lines are looked at in all, the last step of them apart, which is cut there."""


class Outcome(StrEnum):
    FOUND = "found"
    NOT_CONNECTED = "not_connected"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Step:
    """One step of the way: ``label`` says what ``target`` is to ``source``."""

    edge: Edge
    source: Node
    target: Node
    label: Message | Words


@dataclass(frozen=True)
class Path:
    """The way, or why there is none: not connected within six steps, or stopped looking for there was too much."""

    outcome: Outcome
    steps: Sequence[Step] = ()

    def as_map(self, ends: Sequence[Node]) -> RelationMap:
        """The way as nodes and lines; the two ends alone where there is none."""
        nodes = {one.id: one for step in self.steps for one in (step.source, step.target)} or {o.id: o for o in ends}
        starts = [one.record_id for one in ends if one.record_id is not None]
        return RelationMap(list(nodes.values()), [step.edge for step in self.steps], starts)


def ends_of_path(asking: Asking, first: int, last: int) -> tuple[Node, Node]:
    """The two records; raises ``NotFound`` where the viewer does not see one of them."""
    found = _nodes(asking, [first, last])
    if first not in found or last not in found:
        raise NotFound
    return found[first], found[last]


def find_path(asking: Asking, first: int, last: int, wanted: Wanted) -> Path:
    """The shortest way from one record to the other; raises ``NotFound`` where the viewer does not see one of them."""
    ends_of_path(asking, first, last)
    if first == last:
        return Path(Outcome.FOUND)
    sides = (_Side.of(first), _Side.of(last))
    looked_at, is_cut = 0, False
    for _ in range(MOST_STEPS):
        near, far = sorted(sides, key=lambda one: len(one.newest))
        if not near.newest:
            break
        most = max(1, MOST_LINES - looked_at)
        found = lines_touching(
            asking.session, near.newest, sides[0].came_by.keys() | sides[1].came_by.keys(), wanted, most
        )
        looked_at += len(found.lines)
        is_cut |= found.is_cut
        if meeting := near.grow(found.lines, far):
            ways = [[*one.back(meeting)] for one in sides]
            return Path(Outcome.FOUND, _told(asking, wanted, [first, *_along(first, ways)], ways))
        if is_cut:
            break
    return Path(Outcome.STOPPED if is_cut else Outcome.NOT_CONNECTED)


@dataclass
class _Side:
    """What has been reached from one end: by which line, and from where."""

    newest: list[int]
    came_by: dict[int, tuple[int, Line] | None]
    far_off: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, start: int) -> _Side:
        return cls([start], {start: None}, {start: 0})

    def grow(self, lines: Sequence[Line], other: _Side) -> int | None:
        """Go one step on; where the other side is met, the record by which the way is shortest."""
        grown: list[int] = []
        newest = set(self.newest)
        for line in lines:
            for near in (line.source, line.target):
                far = line.far_from(near) if near is not None and near in newest else None
                if near is not None and far is not None and far not in self.came_by:
                    self.came_by[far] = (near, line)
                    self.far_off[far] = self.far_off[near] + 1
                    grown.append(far)
        self.newest = grown
        met = [one for one in grown if one in other.came_by]
        return min(met, key=lambda one: other.far_off[one]) if met else None

    def back(self, record_id: int) -> list[Line]:
        """The lines from this record back to the end."""
        lines: list[Line] = []
        came = self.came_by[record_id]
        while came is not None:
            record_id, line = came
            lines.append(line)
            came = self.came_by[record_id]
        return lines


def _along(first: int, ways: Sequence[Sequence[Line]]) -> list[int]:
    """The records behind the first one, in the order of the way."""
    found, here = [], first
    for line in [*reversed(ways[0]), *ways[1]]:
        far = line.far_from(here)
        assert far is not None
        found.append(here := far)
    return found


def _told(asking: Asking, wanted: Wanted, ids: Sequence[int], ways: Sequence[Sequence[Line]]) -> list[Step]:
    nodes = _nodes(asking, ids)
    steps = []
    for place, line in enumerate([*reversed(ways[0]), *ways[1]]):
        here, there = nodes[ids[place]], nodes[ids[place + 1]]
        side = Side.SECONDARY if line.target == there.record_id else Side.PRIMARY
        edge = Edge(line.id, line.type, str(line.source), str(line.target))
        steps.append(Step(edge, here, there, wanted.label(line.type, side)))
    return steps


def _nodes(asking: Asking, ids: Sequence[int]) -> dict[int, Node]:
    places = {one: place for place, one in enumerate(ids)}
    seen = seen_among(asking.session, ids).values()
    return {one.id: Node(str(one.id), one.kind, one.name, places[one.id]) for one in seen}
