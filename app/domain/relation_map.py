"""The neighbourhood of records as nodes and lines, breadth first (REL-8). Bounded: so many nodes, so many lines a step; what did not
fit is counted as far as it was met. Nothing that the viewer may not see is in it, is counted, or is passed through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.kernel.errors import NotFound
from app.kernel.viewer import AnySession
from app.records.fields import Asking
from app.records.filters import Query
from app.records.relation_lines import (
    Found,
    Line,
    Seen,
    Wanted,
    any_lines,
    lines_between,
    lines_touching,
    seen_among,
)
from app.records.search import COUNT_CAP, count_of, sorted_ids_of

MOST_NODES = 2000
MOST_DEPTH = 4
MOST_LINES = 10_000
TEXT = "text"
"""The kind of a node that is a free text."""


@dataclass(frozen=True)
class Node:
    """A record, by its number, or a free text, by that of its relation. ``step`` says how far from where the map begins."""

    id: str
    kind: str
    name: str
    step: int

    @property
    def record_id(self) -> int | None:
        return None if self.kind == TEXT else int(self.id)


@dataclass(frozen=True)
class Edge:
    """A line between two nodes, from the primary side to the secondary one."""

    id: str
    type: str
    source: str
    target: str


@dataclass(frozen=True)
class RelationMap:
    """``left_out`` is how many records were met that found no room; there may be more (``is_left_out_more``)."""

    nodes: Sequence[Node] = ()
    edges: Sequence[Edge] = ()
    starts: Sequence[int] = ()
    left_out: int = 0
    is_left_out_more: bool = False

    @property
    def is_truncated(self) -> bool:
        return bool(self.left_out) or self.is_left_out_more


def map_of_records(asking: Asking, ids: Sequence[int], wanted: Wanted, depth: int) -> RelationMap:
    """Round these records; raises ``NotFound`` where the viewer does not see one of them."""
    draft = _Draft(asking.session, wanted)
    draft.begin(ids)
    if len(draft.known) < len(set(ids)):
        raise NotFound
    return draft.grow(depth)


def map_of_list(asking: Asking, query: Query, wanted: Wanted, depth: int) -> RelationMap:
    """Round the records of a list, those first that stand first in it."""
    ids = asking.session.scalars(sorted_ids_of(asking, query).limit(MOST_NODES + 1)).all()
    draft = _Draft(asking.session, wanted)
    draft.begin(ids[:MOST_NODES])
    if len(ids) > MOST_NODES:
        count, is_capped = count_of(asking, query)
        draft.left_uncounted, draft.is_cut = count - MOST_NODES, is_capped or count >= COUNT_CAP
    return draft.grow(depth)


def map_of_all(asking: Asking, wanted: Wanted) -> RelationMap:
    """Whatever is related at all, as far as there is room."""
    draft = _Draft(asking.session, wanted)
    draft.put(any_lines(asking.session, wanted, MOST_LINES), step=0)
    return draft.done()


@dataclass
class _Draft:
    """A map that grows step by step."""

    session: AnySession
    wanted: Wanted
    known: dict[int, Node] = field(default_factory=dict)
    texts: dict[str, Node] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    left_texts: set[str] = field(default_factory=set)
    left_uncounted: int = 0
    is_cut: bool = False

    @property
    def room(self) -> int:
        return max(0, MOST_NODES - len(self.known) - len(self.texts))

    def grow(self, depth: int) -> RelationMap:
        """Go on from the newest records ``depth`` times; lines between what has been found come with the last."""
        newest = list(self.known)
        for step in range(1, depth + 1):
            if not newest or not self.room:
                break
            newest = self._step(newest, step)
        if self.known:
            self.put(lines_between(self.session, list(self.known), self.wanted, MOST_LINES), step=0)
        return self.done()

    def begin(self, ids: Iterable[int]) -> None:
        """Those of the records that are seen are where the map begins."""
        ids = list(dict.fromkeys(ids))
        seen = seen_among(self.session, ids)
        self._take([seen[one] for one in ids if one in seen], step=0)

    def _step(self, newest: Sequence[int], step: int) -> list[int]:
        before = set(self.known)
        self.put(lines_touching(self.session, newest, before, self.wanted, MOST_LINES), step)
        return [one for one in self.known if one not in before]

    def put(self, found: Found, step: int) -> None:
        """Make nodes and lines of what was found, as far as there is room."""
        self.is_cut |= found.is_cut
        ends = dict.fromkeys(one for line in found.lines for one in (line.source, line.target))
        self._take([found.seen[one] for one in ends if one is not None and one in found.seen], step)
        self.add(found.lines, step)

    def _take(self, seen: Sequence[Seen], step: int) -> None:
        room = self.room
        self.known.update({one.id: Node(str(one.id), one.kind, one.name, step) for one in seen[:room]})
        self.left.update(one.id for one in seen[room:])
        self.left -= self.known.keys()

    def add(self, lines: Iterable[Line], step: int) -> None:
        """Draw the lines whose ends are nodes, and make nodes of the texts at their ends."""
        for line in lines:
            ends = [self._end(line, number, step) for number in (line.source, line.target)]
            if ends[0] is not None and ends[1] is not None:
                self.edges[line.id] = Edge(line.id, line.type, ends[0], ends[1])

    def _end(self, line: Line, number: int | None, step: int) -> str | None:
        if number is not None:
            return str(number) if number in self.known else None
        text_id = f"{TEXT}-{line.id}"
        if text_id not in self.texts:
            if not self.room:
                self.left_texts.add(text_id)
                return None
            self.texts[text_id] = Node(text_id, TEXT, line.text or "", step)
        return text_id

    def done(self) -> RelationMap:
        """What has been found."""
        starts = [one.record_id for one in self.known.values() if one.step == 0 and one.record_id is not None]
        return RelationMap(
            nodes=[*self.known.values(), *self.texts.values()],
            edges=list(self.edges.values()),
            starts=starts,
            left_out=len(self.left) + len(self.left_texts) + self.left_uncounted,
            is_left_out_more=self.is_cut,
        )
