"""The relation map and the way between two records over the API (REL-8, REL-9)."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_appbuilder.api import expose

from app.domain.relation_map import MOST_DEPTH, Node, RelationMap
from app.domain.relation_path import Outcome, Path, Step, find_path
from app.kernel.errors import BadQuery
from app.kernel.messages import Message, say
from app.panel.boundary import asking
from app.panel.map_words import numbers_in, read_map, refuse_while_off
from app.panel.rest_base import Json, RestApi, answer, needs, refuse_words_but
from app.panel.rest_documents import answers, in_query, operation
from app.panel.rest_shapes import ID, TEXT
from app.records.relation_lines import Wanted, wanted_lines
from app.records.ties import is_switched_on

NODE_ID: Json = {
    "oneOf": [ID, TEXT],
    "description": "The number of a record; text- and that of its relation for a free text",
}
NODE: Json = {
    "type": "object",
    "required": ["id", "kind", "name"],
    "properties": {"id": NODE_ID, "kind": {**TEXT, "description": "text for a free text"}, "name": TEXT},
    "example": {"id": 12, "kind": "company", "name": "Tkalnia Wrona"},
}
EDGE: Json = {
    "type": "object",
    "required": ["id", "type", "source", "target", "color"],
    "properties": {
        "id": {"oneOf": [ID, TEXT], "description": "The number of a relation, or what tells a link from others"},
        "type": {**TEXT, "description": "The key of a relation type; for a link its kind and field"},
        "source": {**NODE_ID, "description": "On the primary side"},
        "target": {**NODE_ID, "description": "On the secondary side"},
        "color": TEXT,
    },
    "example": {"id": 4, "type": "headquarters_branch", "source": 12, "target": 15, "color": "indigo"},
}
MAP: Json = {
    "type": "object",
    "required": ["nodes", "edges", "truncated", "left_out"],
    "properties": {
        "nodes": {"type": "array", "items": NODE},
        "edges": {"type": "array", "items": EDGE},
        "truncated": {"type": "boolean", "description": "There was no room for everything"},
        "left_out": {"type": "integer", "minimum": 0, "description": "How many records, as far as they were met"},
    },
    "example": {
        "nodes": [NODE["example"], {"id": 15, "kind": "company", "name": "Tkalnia Wrona, Zgierz"}],
        "edges": [EDGE["example"]],
        "truncated": False,
        "left_out": 0,
    },
}
STEP: Json = {
    "type": "object",
    "required": ["from", "to", "type", "label", "text"],
    "properties": {
        "from": NODE,
        "to": NODE,
        "type": EDGE["properties"]["type"],
        "label": {**TEXT, "description": "What the second record is to the first"},
        "text": {**TEXT, "description": "The step as a sentence"},
    },
    "example": {
        "from": NODE["example"],
        "to": {"id": 15, "kind": "company", "name": "Tkalnia Wrona, Zgierz"},
        "type": "headquarters_branch",
        "label": "Branch",
        "text": "Tkalnia Wrona – Branch: Tkalnia Wrona, Zgierz",
    },
}
PATH: Json = {
    "type": "object",
    "required": ["steps", "outcome"],
    "properties": {
        "steps": {"type": "array", "items": STEP},
        "outcome": {
            "type": "string",
            "enum": [one.value for one in Outcome],
            "description": "not_connected: not within six steps; stopped: there was too much to look at",
        },
    },
    "example": {"steps": [STEP["example"]], "outcome": "found"},
}
FILTERS: Json = {
    "name": "filters",
    "in": "query",
    "required": False,
    "style": "form",
    "explode": True,
    "description": "With kind: field.operator=value, as in the list of that kind",
    "schema": {"type": "object", "additionalProperties": TEXT},
    "example": {"city.is": "Łódź"},
}
PARAMETERS = [
    in_query("record", ID, "Round this record; give it several times, or with commas, for several"),
    in_query("kind", TEXT, "Round the records of a list of this kind; with neither, whatever is related"),
    in_query("depth", {"type": "integer", "minimum": 1, "maximum": MOST_DEPTH}, "How many steps from there"),
    in_query("as_of", {"type": "string", "format": "date"}, "The relations of that day"),
    in_query("types", TEXT, "Only relations of these types, by key, with commas between"),
    in_query("links", {"type": "string", "enum": ["yes", "no"]}, "Employment, deals and other links too"),
    FILTERS,
]


class RelationMapApi(RestApi):
    """``/api/v1/relations/map`` and ``/api/v1/relations/path``"""

    route_base = "/api/v1/relations"
    class_permission_name = "records"

    @expose("/map", methods=["GET"])
    @needs("read")
    def map(self) -> Response:
        refuse_while_off()
        asked = read_map(asking(), _words("from", "to"))
        return answer(told_map(asked.found(asking()), asked.wanted(asking())))

    @expose("/path", methods=["GET"])
    @needs("read")
    def path(self) -> Response:
        refuse_while_off()
        refuse_words_but("from", "to")
        first, last = (_one_number(word) for word in ("from", "to"))
        return answer(told_path(find_path(asking(), first, last, wanted_lines(asking().session, with_links=True))))

    def document(self) -> Json:
        if not is_switched_on():
            return {}
        ends = [{**in_query(word, ID, "A record at the end"), "required": True} for word in ("from", "to")]
        found: Any = {"parameters": ends, "also": ("404",)}
        return {
            "/api/v1/relations/map": {
                "get": operation(
                    "The relation map",
                    "relations",
                    answers("200", "Nodes and lines", MAP),
                    parameters=PARAMETERS,
                    also=("404",),
                )
            },
            "/api/v1/relations/path": {
                "get": operation("How two records are connected", "relations", answers("200", "The way", PATH), **found)
            },
        }


def _words(*others: str) -> list[tuple[str, str]]:
    """The words of the address; raises ``BadQuery`` for those that only mean something elsewhere."""
    for word in others:
        if word in request.args:
            raise BadQuery(say("There is no parameter named “%(word)s” here.", word=word))
    return list(request.args.items(multi=True))


def _one_number(word: str) -> int:
    numbers = numbers_in(request.args.getlist(word), word)
    if len(numbers) != 1:
        raise BadQuery(say("“%(word)s” takes the number of a record or other thing.", word=word))
    return numbers[0]


def told_map(found: RelationMap, wanted: Wanted) -> Json:
    """A map as the API gives it."""
    edges = [
        {
            "id": _number(one.id),
            "type": one.type,
            "source": _number(one.source),
            "target": _number(one.target),
            "color": wanted.color(one.type),
        }
        for one in found.edges
    ]
    nodes = [_told_node(one) for one in found.nodes]
    return {"nodes": nodes, "edges": edges, "truncated": found.is_truncated, "left_out": found.left_out}


def told_path(found: Path) -> Json:
    """A way as the API gives it."""
    return {"steps": [_told_step(one) for one in found.steps], "outcome": found.outcome.value}


def step_sentence(step: Step) -> Message:
    """*Tkalnia – Branch: Zgierz*: what the second is to the first."""
    return say("%(first)s – %(label)s: %(second)s", first=step.source.name, label=step.label, second=step.target.name)


def _told_step(step: Step) -> Json:
    return {
        "from": _told_node(step.source),
        "to": _told_node(step.target),
        "type": step.edge.type,
        "label": str(step.label),
        "text": step_sentence(step),
    }


def _told_node(node: Node) -> Json:
    return {"id": _number(node.id), "kind": node.kind, "name": node.name}


def _number(word: str) -> int | str:
    return int(word) if word.isdigit() else word
