"""The registry of kinds. A kind is declared once, in ``app.views``, and everything generated is generated from here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.kernel.errors import BadQuery
from app.kernel.messages import Message, say
from app.models import Record

if TYPE_CHECKING:
    from app.records.fields import Field


Check = Callable[["Record | None", dict[str, Any]], None]
"""A rule over several fields: gets the record (None for a new one) and the parsed values, may put one in its proper form,
and raises ``Invalid`` naming the field. Asked wherever values are written one record at a time."""


@dataclass(frozen=True)
class Line:
    """Fields that stand side by side under one label. ``shape`` says which is wide: even, first, or last."""

    label: Message
    fields: tuple[str, ...]
    shape: str = "even"


@dataclass(frozen=True)
class FormSection:
    """A heading of the form and the profile, and the fields below it. ``is_aside`` puts it into the second column of a wide form;
    ``note`` stands beside the heading of the form."""

    label: Message
    fields: tuple[str | Line, ...]
    is_aside: bool = False
    note: Message | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Its fields one by one."""
        return tuple(name for one in self.fields for name in (one.fields if isinstance(one, Line) else (one,)))


@dataclass(frozen=True)
class Kind:
    """One kind of record: its words, its fields and their places.

    ``name`` is the word in the database and the filter language, ``plural`` that of the REST path, ``route`` the base of
    its pages. ``count`` gives "12 persons". ``columns`` stand in the list, ``quick`` in the short form for adding (REC-10),
    ``sections`` in the full one; ``acts`` names its mass actions beside those of every kind. ``named_by`` are the fields
    that its name is made of; ``hints`` those that tell records of one name apart in look-ups, the first that has a value;
    ``checks`` are rules over several fields. ``avatar`` is the shape: circle, square, or icon; menus show kinds by ``place``.
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
    named_by: tuple[str, ...] = ("name",)
    hints: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    avatar: str = "icon"
    key: str = ""
    place: int = 100
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
    """All kinds in the order of the menu."""
    return iter(sorted(_kinds.values(), key=lambda one: (one.place, one.name)))


def kind(name: str) -> Kind:
    """The kind of that name; raises ``BadQuery`` where there is none."""
    try:
        return _kinds[name]
    except KeyError:
        raise BadQuery(say("There is no kind of record named “%(name)s”.", name=name)) from None


def kind_of(record: Record) -> Kind:
    """The kind of a record."""
    return kind(record.kind)
