"""A relation map as the page shows it: legend, counts, rows of the table, and what the script draws (REL-8)."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.domain.relation_map import TEXT, Edge, Node, RelationMap
from app.kernel.messages import Message, Words, say
from app.kernel.text import sort_key
from app.models import Side
from app.records.kinds import Kind, kinds
from app.records.relation_lines import LINK_COLOR, LINKS, Wanted

LINKS_LABEL = say("Employment, deals and other links")


@dataclass(frozen=True)
class LegendLine:
    """One line of the legend: a relation type, or all links."""

    key: str
    label: Message | Words
    color: str
    count: int
    is_off: bool


@dataclass(frozen=True)
class Row:
    """One line of the table; without ``target`` a record that has none."""

    source: Node
    target: Node | None = None
    type: LegendLine | None = None
    edge: Edge | None = None
    source_label: Message | Words | None = None
    target_label: Message | Words | None = None


@dataclass(frozen=True)
class MapView:
    """``off`` names what is switched off in the legend; ``is_rooted`` says that the map begins somewhere, at ``found.starts``."""

    found: RelationMap
    wanted: Wanted
    off: frozenset[str] = frozenset()
    is_rooted: bool = True

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        return {one.name: one for one in kinds()}

    def group(self, edge: Edge) -> str:
        """Its line of the legend."""
        return LINKS if edge.type in self.wanted.links else edge.type

    @cached_property
    def legend(self) -> list[LegendLine]:
        """What there is on the map, in the order of the types."""
        counted = Counter(self.group(edge) for edge in self.found.edges)
        lines = [
            LegendLine(one.key, one.label, one.color, counted[one.key], one.key in self.off)
            for one in self.wanted.ties.values()
            if counted[one.key]
        ]
        if counted[LINKS]:
            lines.append(LegendLine(LINKS, LINKS_LABEL, LINK_COLOR, counted[LINKS], LINKS in self.off))
        return lines

    @property
    def off_count(self) -> int:
        return sum(one.is_off for one in self.legend)

    @cached_property
    def legend_kinds(self) -> list[Kind]:
        """The kinds of the records on the map."""
        present = {one.kind for one in self.found.nodes}
        return [one for one in self.kinds.values() if one.name in present]

    @property
    def has_texts(self) -> bool:
        return any(one.kind == TEXT for one in self.found.nodes)

    @cached_property
    def edges(self) -> list[Edge]:
        """The lines that are switched on."""
        return [one for one in self.found.edges if self.group(one) not in self.off]

    @cached_property
    def nodes(self) -> list[Node]:
        """What can be reached by them."""
        reached = self._reached()
        return [one for one in self.found.nodes if one.id in reached]

    def _reached(self) -> set[str]:
        beside: dict[str, list[str]] = defaultdict(list)
        for one in self.edges:
            beside[one.source].append(one.target)
            beside[one.target].append(one.source)
        if not self.is_rooted:
            return set(beside)
        reached = {str(one) for one in self.found.starts}
        waiting = deque(reached)
        while waiting:
            for far in beside[waiting.popleft()]:
                if far not in reached:
                    reached.add(far)
                    waiting.append(far)
        return reached

    @cached_property
    def rows(self) -> list[Row]:
        """The table: every line that is shown, by name; then the records that have none."""
        nodes, legend = {one.id: one for one in self.nodes}, {one.key: one for one in self.legend}
        rows = [
            Row(
                nodes[one.source],
                nodes[one.target],
                legend[self.group(one)],
                one,
                self.wanted.label(one.type, Side.PRIMARY),
                self.wanted.label(one.type, Side.SECONDARY),
            )
            for one in self.edges
            if one.source in nodes and one.target in nodes
        ]
        places = {one.key: place for place, one in enumerate(self.legend)}
        rows.sort(
            key=lambda row: (*_by_name(row.source), places[row.type.key] if row.type else 0, *_by_name(row.target))
        )
        met = {one.id for row in rows for one in (row.source, row.target) if one}
        return rows + [Row(one) for one in sorted(self.nodes, key=_by_name) if one.id not in met]

    @property
    def line_count(self) -> int:
        return sum(row.edge is not None for row in self.rows)

    # --- for the script

    def drawn(self) -> dict[str, Any]:
        """Nodes and lines, switched off or not: the switches work without asking again."""
        return {
            "nodes": [{"id": one.id, "kind": one.kind, "name": one.name, "step": one.step} for one in self.found.nodes],
            "edges": [self._drawn_edge(one) for one in self.found.edges],
            "kinds": {
                name: {"icon": one.icon, "shape": one.map_shape, "label": str(one.label)}
                for name, one in self.kinds.items()
            },
            "starts": [str(one) for one in self.found.starts],
            "rooted": self.is_rooted,
            "off": sorted(self.off),
            "left": self.found.left_out,
        }

    def _drawn_edge(self, one: Edge) -> dict[str, Any]:
        return {
            "id": f"e{one.id}",
            "group": self.group(one),
            "source": one.source,
            "target": one.target,
            "color": self.wanted.color(one.type),
            "arrow": one.type not in self.wanted.links and not self.wanted.is_symmetric(one.type),
        }


def _by_name(node: Node | None) -> tuple[str, str]:
    return (sort_key(node.name), node.id) if node else ("", "")


def cells_of(rows: Iterable[Row], kind_labels: dict[str, Any]) -> list[Sequence[Any]]:
    """The table for a file."""
    return [
        [
            *_node_cells(row.source, kind_labels),
            str(row.source_label or ""),
            str(row.type.label) if row.type else "",
            str(row.target_label or ""),
            *_node_cells(row.target, kind_labels),
        ]
        for row in rows
    ]


def _node_cells(node: Node | None, kind_labels: dict[str, Any]) -> list[Any]:
    if node is None:
        return ["", "", ""]
    return [str(kind_labels[node.kind]), node.name, str(node.record_id or "")]
