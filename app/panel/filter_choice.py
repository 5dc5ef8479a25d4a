"""Which fields stand in the filter panel, in which order: each user's own choice, kept with the user (FLT-4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from app.kernel.errors import BadQuery
from app.kernel.messages import Message
from app.panel.list_links import Listing
from app.panel.list_tabs import rest_of
from app.panel.signs import thread_of_path
from app.records.field_types import SECTION_LABELS, Section
from app.records.fields import Asking, Field
from app.records.filters import path_label, resolve_path, split_path
from app.records.kinds import Kind, kind

KEPT = "panel_fields"
MOST_FIELDS = 100

Path = tuple[str, ...]


@dataclass(frozen=True)
class PanelField:
    """A field that may stand in the panel."""

    word: str
    label: Message
    icon: str
    is_chosen: bool
    thread: str = ""


@dataclass(frozen=True)
class PanelGroup:
    """The fields of one section, chosen ones first in the user's order."""

    label: Message
    fields: Sequence[PanelField]


def chosen_paths(of_kind: Kind) -> list[Path] | None:
    """The fields of the user's panel for that kind, in order; None for one who chose nothing. What is gone is left out."""
    kept = (getattr(g.get("user"), "choices", None) or {}).get(KEPT) or {}
    words = kept.get(of_kind.name)
    return None if words is None else [path for path, _ in _known(of_kind, words)]


def _known(of_kind: Kind, words: Iterable[str]) -> Iterable[tuple[Path, list[Field]]]:
    for word in dict.fromkeys(words):
        path = path_of(of_kind, word)
        try:
            fields = resolve_path(of_kind, path)
        except BadQuery:
            continue
        if fields[-1].is_filterable:
            yield path, fields


def path_of(of_kind: Kind, word: str) -> Path:
    """A word such as ``company.city`` as the names of fields; a name may hold a dot of its own."""
    return (word,) if word in of_kind.by_name else split_path(word)


def keep_panel(of_kind: Kind, words: Sequence[str] | None) -> None:
    """Keep the user's choice for that kind; None forgets it."""
    choices = dict(g.user.choices or {})
    panels = dict(choices.get(KEPT) or {})
    if words is None:
        panels.pop(of_kind.name, None)
    else:
        panels[of_kind.name] = [".".join(path) for path, _ in _known(of_kind, words[:MOST_FIELDS])]
    g.user.choices = {**choices, KEPT: panels}


def panel_choice_context(_asking: Asking, listing: Listing) -> dict[str, Any]:
    """Everything that can stand in the panel: the kind's own fields and those of records it leads to."""
    of_kind = kind(listing.kind.name)
    chosen = chosen_paths(of_kind)
    groups = list(_groups(of_kind, chosen))
    number = sum(one.is_chosen for group in groups for one in group.fields)
    return {"groups": groups, "number": number, "is_chosen": chosen is not None, "rest": rest_of(listing)}


def _groups(of_kind: Kind, chosen: list[Path] | None) -> Iterable[PanelGroup]:
    own = [((one.name,), [one]) for one in of_kind.fields if one.is_filterable]
    linked = [
        ((link.name, one.name), [link, one])
        for link in of_kind.fields
        if link.way_to
        for one in kind(link.way_to).fields
        if one.is_filterable
    ]
    every = dict([*own, *linked])
    extra = {path: resolve_path(of_kind, path) for path in chosen or [] if path not in every}
    places = {path: place for place, path in enumerate(chosen if chosen is not None else [path for path, _ in own])}
    for section in Section:
        mine = {path: fields for path, fields in {**every, **extra}.items() if fields[-1].section is section}
        shown = sorted((path for path in mine if path in places), key=lambda path: places[path])
        rest = [path for path in mine if path not in places]
        made = [_field(path, mine[path], is_chosen=path in places) for path in [*shown, *rest]]
        if made:
            yield PanelGroup(SECTION_LABELS[section], made)


def _field(path: Path, fields: list[Field], *, is_chosen: bool) -> PanelField:
    return PanelField(
        ".".join(path), path_label(fields), fields[-1].icon or "filter", is_chosen, thread_of_path(fields)
    )
