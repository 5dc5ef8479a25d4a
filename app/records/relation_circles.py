"""Relations that close a circle, among many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.records.relation_fit import Line


def closing(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Each that closes a circle with those before it, which stay, and the first of these on the way back from its end."""
    inside = _knots(lines)
    staying: defaultdict[int | None, list[Line]] = defaultdict(list)
    for line in lines:
        if inside.get(line.record_id) != inside.get(line.other_id or 0, -1):
            continue
        way = _way_back(staying, line)
        if way is None:
            staying[line.record_id].append(line)
        else:
            yield line, way


def _way_back(staying: defaultdict[int | None, list[Line]], line: Line) -> Line | None:
    """The first step of a way from the end of the line to its beginning."""
    seen = {line.other_id}
    waiting: list[tuple[int | None, Line | None]] = [(line.other_id, None)]
    while waiting:
        place, first = waiting.pop()
        for step in staying[place]:
            if not step.overlaps(line):
                continue
            if step.other_id == line.record_id:
                return first or step
            if step.other_id not in seen:
                seen.add(step.other_id)
                waiting.append((step.other_id, first or step))
    return None


def _knots(lines: Sequence[Line]) -> dict[int, int]:
    """A number for each record, the same for those that lead to each other: only among these are circles (Kosaraju)."""
    ahead, back = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for line in lines:
        ahead[line.record_id].append(line.other_id or 0)
        back[line.other_id or 0].append(line.record_id)
    found: dict[int, int] = {}
    for start in reversed(_left_last(ahead)):
        waiting = [start] if start not in found else []
        while waiting:
            place = waiting.pop()
            found[place] = start
            waiting += [one for one in back[place] if one not in found]
    return found


def _left_last(ahead: defaultdict[int, list[int]]) -> list[int]:
    """The records in the order in which a walk, deep before wide, leaves them."""
    seen: set[int] = set()
    left: list[int] = []
    for start in list(ahead):
        waiting = [(start, False)]
        while waiting:
            place, is_left = waiting.pop()
            if is_left:
                left.append(place)
            elif place not in seen:
                seen.add(place)
                waiting += [(place, True), *((one, False) for one in ahead[place])]
    return left
