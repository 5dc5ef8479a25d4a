"""The registry of kinds. A kind is declared once, in ``app.views``, and everything generated is generated from here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.kernel.errors import BadQuery
from app.kernel.messages import Message, say
from app.models import Record

if TYPE_CHECKING:
    from app.records.fields import Field


@dataclass(frozen=True)
class FormSection:
    """A heading of the form and the profile, and the fields below it."""

    label: Message
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """One kind of record: its words, its fields and their places.

    ``name`` is the word in the database and the filter language, ``plural`` that of the REST path, ``route`` the base of its pages.
    ``count`` gives "12 persons". ``columns`` stand in the list, ``quick`` in the short form for adding (REC-10), ``sections`` in the
    full one; ``acts`` names its mass actions beside those of every kind. ``avatar`` is the shape: circle, square, or icon.
    """

    name: str
    plural: str
    route: str
    model: type[Record]
    icon: str
    label: Message
    label_plural: Message
    new_label: Message
    count: Callable[[int], Message]
    fields: tuple[Field, ...]
    columns: tuple[str, ...]
    quick: tuple[str, ...]
    sections: tuple[FormSection, ...]
    acts: tuple[str, ...] = ()
    avatar: str = "icon"
    key: str = ""
    by_name: dict[str, Field] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self.by_name.update({one.name: one for one in self.fields})

    @property
    def is_contact(self) -> bool:
        """Has channels, groups and managers."""
        return "groups" in self.by_name

    def field(self, name: str) -> Field:
        """The field of that name; raises ``BadQuery`` naming it where there is none."""
        try:
            return self.by_name[name]
        except KeyError:
            raise BadQuery(
                say("There is no field named “%(name)s” here. Check the address of the page.", name=name)
            ) from None


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> Kind:
    """Make a kind known; declaring it twice replaces it."""
    _kinds[kind.name] = kind
    return kind


def forget_kind(name: str) -> None:
    """Take a kind out again (tests add kinds of their own)."""
    _kinds.pop(name, None)


def kinds() -> Iterator[Kind]:
    """All kinds in the order in which they were declared."""
    return iter(list(_kinds.values()))


def kind(name: str) -> Kind:
    """The kind of that name; raises ``BadQuery`` where there is none."""
    try:
        return _kinds[name]
    except KeyError:
        raise BadQuery(say("There is no kind of record named “%(name)s”.", name=name)) from None


def kind_of(record: Record) -> Kind:
    """The kind of a record."""
    return kind(record.kind)
