"""The column chooser: what a list shows, in order, and what it could show (LST-2). Every step is an address of the same list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.list_views import FIRST, MOST_COLUMNS, Layout
from app.kernel.errors import BadQuery
from app.kernel.messages import Message, say
from app.panel.list_links import Listing
from app.panel.list_tabs import content_words, differences, drop_url, rest_of
from app.panel.signs import thread_of_field
from app.panel.type_words import type_word
from app.records.access import is_kept_by
from app.records.columns import ListColumn, column_of
from app.records.field_types import SECTION_LABELS, Section
from app.records.fields import Asking, Field, NameField
from app.records.filters import MAX_DEPTH, path_label
from app.records.kinds import Kind, kind
from app.records.link_fields import RecordField

CHOOSE = "columns"
LABELS = {Section.RELATIONS: say("Relation types")}


@dataclass(frozen=True)
class Shown:
    """A column that is shown: where it can go."""

    word: str
    label: Message
    icon: str
    is_first: bool
    is_sorted: bool
    remove_url: str
    up_url: str
    down_url: str
    thread: str = ""
    of: Message | None = None


@dataclass(frozen=True)
class Addable:
    """A field that could be shown, or a linked record whose fields could (``number`` of them). ``type`` is told of custom fields and
    relations, whose dot has the colour ``thread``."""

    label: Message
    icon: str
    url: str
    of: Message | None = None
    number: int = 0
    type: Message | None = None
    thread: str = ""


@dataclass(frozen=True)
class Offered:
    """A section of what could be shown."""

    label: Message
    items: Sequence[Addable]


@dataclass(frozen=True)
class Chooser:
    """The chooser at one place: the kind's own fields, or those of the record that ``path`` leads to."""

    listing: Listing
    path: tuple[RecordField, ...] = ()

    @property
    def layout(self) -> Layout:
        assert self.listing.layout is not None
        return self.listing.layout

    @property
    def kind(self) -> Kind:
        return kind(self.path[-1].to) if self.path else kind(self.listing.kind.name)

    def _url(self, columns: Sequence[ListColumn]) -> str:
        words = {column.word for column in columns}
        widths = {word: width for word, width in self.layout.widths.items() if word in words}
        layout = replace(self.layout, columns=tuple(columns), widths=widths)
        return self.listing.laid_out(layout, choose=CHOOSE, **self._under)

    @property
    def _under(self) -> dict[str, str]:
        return {"under": ".".join(one.name for one in self.path)} if self.path else {}

    # --- shown

    @property
    def shown(self) -> list[Shown]:
        return [self._shown(place, column) for place, column in enumerate(self.layout.columns)]

    def _shown(self, place: int, column: ListColumn) -> Shown:
        columns = list(self.layout.columns)
        rest = [*columns[:place], *columns[place + 1 :]]
        is_first = column.word == FIRST
        up = [*rest[: place - 1], column, *rest[place - 1 :]]
        down = [*rest[: place + 1], column, *rest[place + 1 :]]
        return Shown(
            word=column.word,
            label=column.label,
            icon=icon_of(self.listing.kind, column),
            is_first=is_first,
            is_sorted=column.word in [word.removeprefix("-") for word in self.listing.query.sort],
            remove_url="" if is_first else self._url(rest),
            up_url="" if place < 2 else self._url(up),
            down_url="" if is_first or place == len(columns) - 1 else self._url(down),
            thread=thread_of_field(column.of),
            of=say("relation") if thread_of_field(column.of) else None,
        )

    # --- what can be added

    @property
    def has_room(self) -> bool:
        return len(self.layout.columns) < MOST_COLUMNS

    @property
    def sections(self) -> list[Offered]:
        """Fields that are not shown yet, by sections."""
        made = [
            Offered(LABELS.get(section, SECTION_LABELS[section]), list(self._items(section))) for section in Section
        ]
        return [one for one in made if one.items]

    def _items(self, section: Section) -> Iterable[Addable]:
        for of in self.fields:
            word = ".".join([*(link.name for link in self.path), of.name])
            if of.section is section and word not in self.layout.words:
                column = ListColumn(word, self.path, of)
                prefix = path_label(self.path) if self.path else None
                url = self._url([*self.layout.columns, column])
                yield Addable(
                    of.label, of.icon or "columns-3", url, prefix, type=type_word(of), thread=thread_of_field(of)
                )

    @property
    def fields(self) -> list[Field]:
        """Fields with something to show; the name of a linked record is its link already."""
        return [one for one in self.kind.fields if one.is_readable and not (self.path and isinstance(one, NameField))]

    @property
    def deeper(self) -> list[Addable]:
        """Linked records whose fields could be shown, while a path may grow."""
        links = [one for one in self.kind.fields if isinstance(one, RecordField)] if len(self.path) < MAX_DEPTH else []
        return [self._deeper(link) for link in links]

    def _deeper(self, link: RecordField) -> Addable:
        inner = Chooser(self.listing, (*self.path, link))
        return Addable(link.label, link.icon or "link", inner._url(self.layout.columns), number=len(inner.fields))

    @property
    def back_url(self) -> str:
        return Chooser(self.listing, self.path[:-1])._url(self.layout.columns) if self.path else ""

    @property
    def path_label(self) -> Message | None:
        return path_label(self.path) if self.path else None

    @property
    def number(self) -> int:
        """How many columns there are to choose from: own fields and those one link away."""
        own = Chooser(self.listing)
        return len(own.fields) + sum(one.number for one in own.deeper)


def icon_of(of_kind: Kind, column: ListColumn) -> str:
    """The sign at a column's head."""
    if column.word == FIRST:
        return of_kind.icon
    return column.of.icon or (column.links[-1].icon if column.links else "") or "columns-3"


def chooser_at(listing: Listing, word: str) -> Chooser:
    """The chooser below the path that ``under`` names; raises ``BadQuery`` where it leads nowhere."""
    if not word:
        return Chooser(listing)
    column = column_of(kind(listing.kind.name), word)
    if not isinstance(column.of, RecordField):
        raise BadQuery(say("The field “%(name)s” does not lead to other records.", name=word))
    return Chooser(listing, (*column.links, column.of))


def chooser_context(asking: Asking, listing: Listing) -> dict[str, Any]:
    """What the chooser's template shows."""
    view = listing.layout.view if listing.layout else None
    return {
        "chooser": chooser_at(listing, listing.flags.get("under", "")),
        "view": view,
        "may_save": view is not None and is_kept_by(asking.viewer, view),
        "may_keep": asking.viewer.works_here,
        "is_changed": bool(differences(listing)),
        "reset_url": drop_url(listing, choose=CHOOSE),
        "content": content_words(listing),
        "rest": rest_of(listing),
    }
