"""Form and profile of a kind as an administrator has arranged them; the declaration where nobody has (SET-1).

A place in a section is a field, or a line of fields that stand side by side and move together; it is named by its first field. What
the arrangement does not know, because it came later, stands in the section that its declaration names, else in a last one: never lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.kernel.messages import Message, Words, say
from app.kernel.viewer import AnySession
from app.models import FormLayout
from app.records.kinds import FormSection, Kind, Line

KEPT = "layouts"
MORE = say("More")
Place = str | Line


@dataclass
class LaidSection:
    """A section as arranged. ``key`` is the word of the declared section that it is, none for one of the administrator's own;
    without a ``label`` it is called as declared. ``places`` are names."""

    key: str = ""
    label: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    is_aside: bool = False
    places: list[str] = field(default_factory=list)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LaidSection:
        return cls(**{name: data[name] for name in ("key", "label", "labels", "is_aside", "places") if name in data})


@dataclass
class Layout:
    """Everything about one kind: its sections, the places that are in none, the fields of the short form."""

    sections: list[LaidSection]
    hidden: list[str]
    quick: list[str]


def sections_of(session: AnySession, kind: Kind) -> tuple[FormSection, ...]:
    """The sections of form and profile."""
    layout = stored_layout(session, kind.name)
    return kind.sections if layout is None else arranged(kind, layout)


def quick_of(session: AnySession, kind: Kind) -> tuple[str, ...]:
    """The fields of the short form; what must be filled in is always among them."""
    layout = stored_layout(session, kind.name)
    if layout is None:
        return kind.quick
    needed = [name for name in kind.quick if kind.field(name).is_required or name in kind.named_by]
    return tuple(dict.fromkeys([*(name for name in layout.quick if name in kind.by_name), *needed]))


def stored_layout(session: AnySession, kind_name: str) -> Layout | None:
    """What an administrator has arranged; None where it is as declared. All are read at once and kept for the session."""
    kept: dict[str, Layout] | None = session.info.get(KEPT)
    if kept is None:
        rows = session.scalars(select(FormLayout))
        kept = session.info[KEPT] = {row.kind: _layout(row) for row in rows}
    return kept.get(kind_name)


def forget_layouts(session: AnySession) -> None:
    """Read them anew: one was changed through this session."""
    session.info.pop(KEPT, None)


def _layout(row: FormLayout) -> Layout:
    return Layout([LaidSection.from_json(one) for one in row.sections], list(row.hidden), list(row.quick))


def declared_layout(kind: Kind) -> Layout:
    """The declaration in the same form, to begin from."""
    sections = [
        LaidSection(key=one.label.msgid, is_aside=one.is_aside, places=[name_of(place) for place in one.fields])
        for one in kind.sections
    ]
    return Layout(sections, [], list(kind.quick))


def complete(kind: Kind, layout: Layout) -> Layout:
    """The arrangement with what came later in its place, and without what is gone: for showing and changing it."""
    known = places_of(kind)
    laid = [
        LaidSection(one.key, one.label, one.labels, one.is_aside, [name for name in one.places if name in known])
        for one in layout.sections
    ]
    hidden = [name for name in layout.hidden if name in known]
    placed = {name for one in laid for name in one.places}.union(hidden)
    for section in kind.sections:
        left = [name for place in section.fields if (name := name_of(place)) not in placed]
        if left:
            _home(laid, section.label.msgid).places.extend(left)
    return Layout(laid, hidden, layout.quick)


def _home(laid: list[LaidSection], key: str) -> LaidSection:
    for wanted in (key, MORE.msgid):
        found = next((one for one in laid if one.key == wanted), None)
        if found is not None:
            return found
    laid.append(LaidSection(key=MORE.msgid))
    return laid[-1]


def arranged(kind: Kind, layout: Layout) -> tuple[FormSection, ...]:
    """The sections of a kind by an arrangement."""
    known, declared = places_of(kind), {one.label.msgid: one for one in kind.sections}
    return tuple(
        FormSection(
            label_of(kind, one),
            tuple(known[name] for name in one.places),
            one.is_aside,
            declared[one.key].note if one.key in declared else None,
        )
        for one in complete(kind, layout).sections
    )


def label_of(kind: Kind, section: LaidSection) -> Message:
    """What a section is called: as the administrator wrote, else as declared."""
    if section.label:
        return Words(section.label, labels=section.labels)
    return next((one.label for one in kind.sections if one.label.msgid == section.key), MORE)


def places_of(kind: Kind) -> dict[str, Place]:
    """Every place of the declared sections, by its name."""
    return {name_of(place): place for section in kind.sections for place in section.fields}


def name_of(place: Place) -> str:
    """The field that a place is named by."""
    return place.fields[0] if isinstance(place, Line) else place


def fields_of(place: Place) -> Sequence[str]:
    """The fields of a place."""
    return place.fields if isinstance(place, Line) else (place,)


def needed_places(kind: Kind) -> Iterator[str]:
    """The places that cannot be left out: a record has no name, or cannot be saved, without them."""
    for name, place in places_of(kind).items():
        if any(kind.field(one).is_required or one in kind.named_by for one in fields_of(place)):
            yield name
