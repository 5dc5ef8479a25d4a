"""The page of the relation map: from a record, from a filtered list, of everything, and the way between two records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, render_template, request

from app.domain.export_csv import PlainCsv
from app.domain.export_tables import TableLook
from app.domain.exporting import write_table
from app.domain.relation_map import MOST_DEPTH, MOST_NODES, TEXT, Node
from app.domain.relation_path import Path, ends_of_path, find_path
from app.domain.saved_filters import filters_for
from app.kernel.errors import BadQuery, Forbidden
from app.kernel.messages import say
from app.panel.exports import may_export
from app.panel.map_view import MapView, cells_of
from app.panel.map_words import MapAsked, numbers_in, read_map, refuse_while_off
from app.panel.suggest import is_open
from app.records.fields import Asking
from app.records.kinds import Kind, kinds
from app.records.relation_lines import seen_among

BASE = "/relations/map"
VIEW_WORDS = frozenset({"show", "off", "everything"})
"""Words that choose how the map is shown: as a table, less some types, of the whole house."""
HEADINGS = (
    *(say("Kind"), say("Name"), say("Number"), say("Role")),
    say("Relation type"),
    *(say("Role"), say("Kind"), say("Name"), say("Number")),
)


def map_page(asking: Asking) -> str:
    """The page that the address asks for; with no record and no list in it, the choice of one."""
    page = _page(asking)
    if page is None:
        return render_template("pages/relation_map_begin.html", **_beginnings(asking))
    template = "pages/relation_map_table.html" if page.is_table else "pages/relation_map.html"
    return render_template(template, page=page, view=page.view, most=MOST_NODES, finder_source=source_of_records())


def map_data(asking: Asking) -> Response:
    """Nodes and lines alone, for what is opened on a map that is there already."""
    page = _page(asking)
    return jsonify(page.view.drawn() if page else {})


def map_table(asking: Asking) -> Response:
    """The table as a file; raises ``Forbidden`` where a kind on it is not the user's to export."""
    page = _page(asking)
    rows = page.view.rows if page else []
    if page and not page.may_export:
        raise Forbidden(say("Your role does not allow this. Ask an administrator."))
    labels = {TEXT: say("Free text"), **{one.name: one.label for one in kinds()}}
    look = TableLook([str(one) for one in HEADINGS], asking.viewer.language, asking.viewer.time_zone)
    made = Response(b"".join(write_table(look, "csv", cells_of(rows, labels))), mimetype=PlainCsv.mimetype)
    made.headers["Content-Disposition"] = 'attachment; filename="relation-map.csv"'
    return made


@dataclass(frozen=True)
class MapPage:
    """One map as an address asks for it. With ``ends`` it is the way between two records."""

    asking: Asking
    asked: MapAsked
    show: str = ""
    off: tuple[str, ...] = ()
    is_everything: bool = False
    ends: tuple[Node, Node] | None = None

    @property
    def is_table(self) -> bool:
        return self.show == "table"

    @cached_property
    def path(self) -> Path | None:
        """The way, where two ends were given."""
        if self.ends is None:
            return None
        first, last = (one.record_id or 0 for one in self.ends)
        return find_path(self.asking, first, last, self.asked.wanted(self.asking))

    @cached_property
    def view(self) -> MapView:
        found = self.path.as_map(self.ends) if self.path and self.ends else self.asked.found(self.asking)
        return MapView(found, self.asked.wanted(self.asking), frozenset(self.off), not self.is_everything)

    @cached_property
    def centre(self) -> Node | None:
        """The record round which the map is."""
        if self.ends or len(self.asked.records) != 1:
            return None
        return next(one for one in self.view.found.nodes if one.record_id == self.asked.records[0])

    @property
    def kind(self) -> Kind | None:
        """That of the list from which the map is made."""
        return self.asked.query.kind if self.asked.query else None

    @property
    def list_url(self) -> str:
        assert self.kind is not None
        return f"{self.kind.route}/list/?{urlencode(self.asked.filter_words)}"

    @property
    def depths(self) -> range:
        return range(1, MOST_DEPTH + 1)

    @property
    def may_export(self) -> bool:
        return all(may_export(self.view.kinds[one.kind]) for one in self.view.found.nodes if one.kind != TEXT)

    def pairs(self, **other: Any) -> list[tuple[str, str]]:
        """The words of this page's address, with others in their place; None takes one out."""
        own: dict[str, Any] = {
            "record": ",".join(map(str, self.asked.records)),
            "from": self.ends[0].id if self.ends else "",
            "to": self.ends[1].id if self.ends else "",
            "everything": "yes" if self.is_everything else "",
            "kind": self.kind.name if self.kind else "",
            "depth": "" if self.ends or self.is_everything else str(self.asked.depth),
            "as_of": self.asked.as_of.isoformat() if self.asked.as_of else "",
            "types": ",".join(self.asked.types),
            "links": "" if self.asked.with_links else "no",
            "off": ",".join(self.off),
            "show": self.show,
        }
        words = [(word, str(value)) for word, value in {**own, **other}.items() if value]
        return [*words, *self.asked.filter_words]

    def url(self, path: str = "", **other: Any) -> str:
        return f"{BASE}{path}?{urlencode(self.pairs(**other))}"


def _page(asking: Asking) -> MapPage | None:
    refuse_while_off()
    pairs = list(request.args.items(multi=True))
    own = {word: value for word, value in pairs if word in VIEW_WORDS}
    rest = [(word, value) for word, value in pairs if word not in VIEW_WORDS and value]
    if own.get("show", "") not in {"", "table"} or own.get("everything", "") not in {"", "yes"}:
        raise BadQuery(say("There is no such view of the map."))
    asked = read_map(asking, rest, has_links=True)
    off = tuple(one for one in own.get("off", "").split(",") if one)
    page = MapPage(asking, asked, own.get("show", ""), off, own.get("everything") == "yes")
    numbers = [one for word in ("from", "to") for one in numbers_in(request.args.getlist(word), word)]
    if len(numbers) == 2:
        return replace(page, ends=ends_of_path(asking, *numbers), asked=replace(asked, records=(), query=None))
    return page if asked.records or asked.query or page.is_everything else None


def _beginnings(asking: Asking) -> dict[str, Any]:
    """What a map can begin with: a record that is looked up, or a saved filter."""
    opened = [one for one in kinds() if is_open(one)]
    kept = [(one, filters_for(asking, one)) for one in opened if not one.host]
    numbers = [one for word in ("from", "to") for one in numbers_in(request.args.getlist(word), word)]
    named: Sequence[Any] = list(seen_among(asking.session, numbers).values())
    return {"finder_source": source_of_records(), "kept": [pair for pair in kept if pair[1]], "named": named}


def source_of_records() -> str:
    """What a look-up calls all kinds that stand on a map."""
    return ",".join(one.name for one in kinds() if is_open(one) and not one.host)
