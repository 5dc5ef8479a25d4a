"""The card of a record that is chosen on the relation map: its main facts, and what it is related to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from app.domain.relation_map import Edge, Node, map_of_records
from app.kernel.errors import NotFound
from app.kernel.messages import Message, Words
from app.models import Side
from app.panel.map_words import read_map, refuse_while_off
from app.panel.profiles import Profile
from app.panel.rest_base import storable_id
from app.records.access import Scope
from app.records.fields import Asking
from app.records.kinds import kind
from app.records.relation_lines import Wanted, seen_among
from app.records.search import load_rows

MOST_SHOWN = 8
FACTS = 3


@dataclass(frozen=True)
class Beside:
    """What stands at the other end of a line, and what it is to the record of the card."""

    node: Node
    label: Message | Words
    color: str


def card(asking: Asking, record_id: int) -> str:
    """The card; raises ``NotFound`` where the viewer does not see the record. The address says as of which day."""
    refuse_while_off()
    asked = read_map(asking, [(word, value) for word, value in request.args.items(multi=True) if value], has_links=True)
    seen = seen_among(asking.session, [storable_id(record_id)]).get(record_id)
    if seen is None:
        raise NotFound
    of, wanted = kind(seen.kind), asked.wanted(asking)
    found = map_of_records(asking, [record_id], wanted, 1)
    nodes = {one.id: one for one in found.nodes}
    own = [edge for edge in found.edges if str(record_id) in {edge.source, edge.target}]
    fields = [of.field(name) for name in of.hints if name in of.by_name]
    record = load_rows(asking, of, [record_id], [one.name for one in fields], scope=Scope.LIVE)[0]
    facts = [one for one in fields if one.read(record) not in (None, "", [])][:FACTS]
    beside = [_beside(edge, str(record_id), nodes, wanted) for edge in own]
    context: dict[str, Any] = {
        "profile": Profile(asking, of, record),
        "facts": facts,
        "shown": beside[:MOST_SHOWN],
        "more": len(beside) - MOST_SHOWN,
        "neighbours": ",".join(one for one in nodes if one != str(record_id)),
    }
    return render_template("panel/map_card.html", record=record, kind=of, **context)


def _beside(edge: Edge, own: str, nodes: dict[str, Node], wanted: Wanted) -> Beside:
    far, side = (edge.target, Side.SECONDARY) if edge.source == own else (edge.source, Side.PRIMARY)
    return Beside(nodes[far], wanted.label(edge.type, side), wanted.color(edge.type))
