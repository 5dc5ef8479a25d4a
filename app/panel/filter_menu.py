"""The *Filter* menu: every field that can be asked, by sections, and the fields of linked records one step deeper (FLT-7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from app.kernel.errors import BadQuery
from app.kernel.messages import Message, say
from app.panel.list_links import Listing
from app.panel.signs import thread_of_field
from app.records.field_types import SECTION_LABELS, Section
from app.records.fields import Field
from app.records.filters import MAX_DEPTH, resolve_path, split_path
from app.records.kinds import Kind, kind


@dataclass(frozen=True)
class Item:
    """A field to pick: ``url`` begins a condition on it; a relation type has a dot in its colour, ``thread``, instead of an icon."""

    label: Message
    icon: str
    url: str
    thread: str = ""


@dataclass(frozen=True)
class Deeper:
    """The fields of a linked record: as a list at once, or to be fetched from ``url`` where they lie deeper still."""

    word: str
    label: Message
    icon: str
    url: str
    number: int
    thread: str = ""


@dataclass(frozen=True)
class MenuSection:
    """One section of the menu."""

    section: Section
    items: list[Item]

    @property
    def label(self) -> Message:
        return SECTION_LABELS[self.section]


@dataclass(frozen=True)
class FilterMenu:
    """The fields at one place: of the kind itself (``path`` empty), or of the record that a path leads to."""

    listing: Listing
    path: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """The kind whose fields these are; raises ``BadQuery`` where the path leads nowhere."""
        if not self.path:
            return self.listing.kind
        last = resolve_path(self.listing.kind, self.path)[-1]
        if not last.way_to:
            raise BadQuery(say("The field “%(name)s” does not lead to other records.", name=self.path[-1]))
        return kind(last.way_to)

    @cached_property
    def fields(self) -> list[Field]:
        return [one for one in self.kind.fields if one.is_filterable]

    @cached_property
    def sections(self) -> list[MenuSection]:
        """The sections that have fields, in their fixed order."""
        made = [MenuSection(section, self._items(section)) for section in Section]
        return [section for section in made if section.items]

    def _items(self, section: Section) -> list[Item]:
        return [self._item(one) for one in self.fields if one.section is section]

    def _item(self, of: Field) -> Item:
        word = ".".join((*self.path, of.name))
        return Item(of.label, of.icon or "filter", self.start + quote(word), thread_of_field(of))

    @cached_property
    def start(self) -> str:
        """The address that begins a condition, up to the field."""
        return self.listing.url(None, ask="")

    @cached_property
    def deeper(self) -> list[Deeper]:
        """Links to the fields of linked records, while a path may grow."""
        links = [one for one in self.fields if one.way_to]
        return [self._deeper(one) for one in links] if len(self.path) < MAX_DEPTH else []

    def _deeper(self, of: Field) -> Deeper:
        path = (*self.path, of.name)
        word = ".".join(path)
        number = len(FilterMenu(self.listing, path).fields)
        url = self.listing.url(None, part="menu", under=word)
        return Deeper(word, of.label, of.icon or "link", url, number, thread_of_field(of))

    @property
    def related(self) -> list[Deeper]:
        """Those of ``deeper`` that lead over a relation type."""
        return [one for one in self.deeper if one.thread]

    def at(self, word: str) -> FilterMenu:
        """The menu one or more steps deeper; this one where no word leads on."""
        return FilterMenu(self.listing, split_path(word)) if word else self
