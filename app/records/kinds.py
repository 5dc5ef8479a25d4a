"""The registry of kinds. A kind is declared once, in ``app.views``, and everything generated is generated from here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from app.kernel.errors import BadQuery, NotFound
from app.kernel.messages import Message, say
from app.kernel.viewer import current_session
from app.models import Record
from app.records.features import features_off

if TYPE_CHECKING:
    from app.kernel.viewer import AnySession
    from app.records.fields import Asking, Field
    from app.records.link_fields import RecordField


Check = Callable[["Record | None", dict[str, Any]], None]
"""A rule over several fields: gets the record (None for a new one) and the parsed values, may put one in its proper form,
and raises ``Invalid`` naming the field. Asked wherever values are written one record at a time."""


Complete = Callable[["Asking", "Record | None", dict[str, Any]], None]
"""Puts among the parsed values those that follow from them and were not given; asked before the rules."""


Follow = Callable[["Asking", Sequence[int]], None]
"""What comes of a change in records that were there: gets their ids once the new values are written, in the same change set."""


@dataclass(frozen=True)
class Card:
    """How records of a kind stand on the profile of a record that they name: the fields beside the name, and the amount whose sums
    stand in the heading. ``total_of`` chooses what is summed, as conditions of a query; ``total_words`` says so.
    """

    fields: tuple[str, ...] = ()
    total: str = ""
    total_of: tuple[tuple[str, str], ...] = ()
    total_words: Callable[[str], Message] | None = None


@dataclass(frozen=True)
class SetRule:
    """What giving one field a value in many records at once has to keep: whom it leaves as they are, by the value and the others that
    are set with it, and which columns (by attribute) it sets too."""

    skips: Callable[[Asking, Any, dict[str, Any]], list[Any]] | None = None
    also: Callable[[Any], dict[str, Any]] | None = None


@dataclass(frozen=True)
class Same:
    """When a row of a file is a record that is here already: all of ``fields`` are filled in and agree and, where ``sharing`` names
    fields of numbers or addresses, one of them is in common. ``reason`` says so to people."""

    fields: tuple[str, ...]
    reason: Message
    sharing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Importing:
    """How records of a kind come in from files. ``same`` are the rules for what is here already, the first that finds one decides, and
    ``same_words`` tell them; ``words`` are names of columns, by field, beside the labels; links named in ``makes`` are found by their
    names, else made."""

    same: tuple[Same, ...] = ()
    same_words: Message | None = None
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    makes: tuple[str, ...] = ()


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
    ``sections`` in the full one; ``acts`` names its mass actions beside those of every kind, ``sort`` the fields that its
    list begins sorted by, the name where there are none. ``named_by`` are the fields
    that its name is made of; ``hints`` those that tell records of one name apart in look-ups, the first that has a value;
    ``completes`` fill in what follows from other values, ``checks`` are rules over several fields, ``set_rules`` those of mass actions
    by field, ``follows`` is what comes of a change. Choosing such a record in a form fills empty fields of the names in ``proposes``.
    ``card`` says how it stands on the profiles of others. ``host`` names the field
    that leads to the record whose part this one is: it has no owner and no visibility of its own. ``importing`` says how it is
    imported; with None it is not, nor is a part of another. ``avatar`` is the shape: circle, square, or icon,
    ``map_shape`` that of its node on the relation map, by Cytoscape's names; menus show kinds by
    ``place``, under ``label_menu`` where the plural is long;
    those that are not ``is_in_menu`` are reached from elsewhere; global search finds those that are ``is_searched``. While
    its ``feature`` is off the kind is nowhere, and nothing of it is deleted.
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
    sort: tuple[str, ...] = ()
    named_by: tuple[str, ...] = ("name",)
    hints: tuple[str, ...] = ()
    proposes: tuple[str, ...] = ()
    completes: tuple[Complete, ...] = ()
    checks: tuple[Check, ...] = ()
    follows: tuple[Follow, ...] = ()
    card: Card = Card()
    set_rules: dict[str, SetRule] = field(default_factory=dict, compare=False)
    host: str = ""
    importing: Importing | None = field(default=Importing(), compare=False)
    is_in_menu: bool = True
    label_menu: Message | None = None
    is_searched: bool = True
    avatar: str = "icon"
    map_shape: str = "ellipse"
    key: str = ""
    place: int = 100
    feature: str = ""
    by_name: dict[str, Field] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self.by_name.update({one.name: one for one in self.fields})

    @property
    def is_contact(self) -> bool:
        """Has channels, groups and managers."""
        return "groups" in self.by_name

    @property
    def is_imported(self) -> bool:
        """Whether its records come in from files."""
        return self.importing is not None and not self.host

    def field(self, name: str) -> Field:
        """The field of that name; raises ``BadQuery`` naming it where there is none."""
        try:
            return self.by_name[name]
        except KeyError:
            raise BadQuery(
                say("There is no field named “%(name)s” here. Check the address of the page.", name=name)
            ) from None


_kinds: dict[str, Kind] = {}
_generation = [0]

Shaping = Callable[["AnySession"], Mapping[str, Kind]]
_shapings: list[Shaping] = []


def register_kind(kind: Kind) -> Kind:
    """Make a kind known; declaring it twice replaces it."""
    _kinds[kind.name] = kind
    _generation[0] += 1
    return kind


def forget_kind(name: str) -> None:
    """Take a kind out again (tests add kinds of their own)."""
    _kinds.pop(name, None)
    _generation[0] += 1


def generation() -> int:
    """Another number whenever other kinds are declared."""
    return _generation[0]


def declared(name: str) -> Kind:
    """A kind as the program declares it, without what this installation adds."""
    return _kinds[name]


def kinds_by_name() -> Mapping[str, Kind]:
    """All of them by name."""
    return _kinds


def shape_kinds(shaping: Shaping) -> None:
    """Say what gives the kinds of an installation (``records.custom_kinds``)."""
    _shapings[:] = [shaping]


def _in_force() -> Mapping[str, Kind]:
    """The kinds of the installation that is asked just now; outside of any, those that are declared."""
    session = current_session()
    return _shapings[0](session) if session is not None and _shapings else _kinds


def declared_kinds() -> Iterator[Kind]:
    """All kinds as they were declared, switched off or not, in the order of the menu."""
    return iter(sorted(_kinds.values(), key=lambda one: (one.place, one.name)))


def kinds() -> Iterator[Kind]:
    """All kinds that are switched on, in the order of the menu, as this installation and this viewer have them."""
    off = features_off()
    ordered = sorted(_in_force().values(), key=lambda one: (one.place, one.name))
    return (_without(one, off) for one in ordered if one.feature not in off)


def every_kind_name() -> tuple[str, ...]:
    """The names of all kinds, those that are switched off too."""
    return tuple(_kinds)


def name_of_plural(plural: str) -> str:
    """The name of the kind whose plural this is; raises ``KeyError``."""
    return {one.plural: one.name for one in _kinds.values()}[plural]


def guarding_kind(name: str) -> str:
    """The name of the kind whose rights hold for this one: of what it is a part of, else its own."""
    declared = _kinds[name]
    return cast("RecordField", declared.field(declared.host)).to if declared.host else name


def kind(name: str) -> Kind:
    """The kind of that name, with its custom fields; raises ``BadQuery`` where there is none, ``NotFound`` where it is switched
    off. Not to be kept beyond the request."""
    try:
        found = _in_force()[name]
    except KeyError:
        raise BadQuery(say("There is no kind of record named “%(name)s”.", name=name)) from None
    off = features_off()
    if found.feature in off:
        raise NotFound
    return _without(found, off)


def is_on(name: str) -> bool:
    """Whether there is a kind of that name, and it is switched on."""
    return name in _kinds and _kinds[name].feature not in features_off()


def kind_of(record: Record) -> Kind:
    """The kind of a record."""
    return kind(record.kind)


# --- what is switched off ------------------------------------------------------------------------------------------------

_reduced: dict[tuple[int, frozenset[str]], tuple[Kind, Kind]] = {}
MOST_REDUCED = 500


def _without(whole: Kind, off: frozenset[str]) -> Kind:
    """The kind without the fields that belong to what is switched off, or lead to a kind that is."""
    if not off:
        return whole
    kept = _reduced.get((id(whole), off))
    if kept is None or kept[0] is not whole:
        if len(_reduced) > MOST_REDUCED:
            _reduced.clear()
        kept = _reduced[id(whole), off] = (whole, _reduce(whole, off))
    return kept[1]


def _reduce(declared: Kind, off: frozenset[str]) -> Kind:
    away = {one.name for one in _kinds.values() if one.feature in off}
    fields = tuple(one for one in declared.fields if one.feature not in off and getattr(one, "to", "") not in away)
    names = {one.name for one in fields}
    sections = tuple(replace(one, fields=_only(one.fields, names)) for one in declared.sections)
    return replace(
        declared,
        fields=fields,
        columns=tuple(one for one in declared.columns if one.partition(".")[0] in names),
        quick=tuple(one for one in declared.quick if one in names),
        hints=tuple(one for one in declared.hints if one in names),
        proposes=tuple(one for one in declared.proposes if one in names),
        sections=sections,
        by_name={},
    )


def _only(places: tuple[str | Line, ...], names: set[str]) -> tuple[str | Line, ...]:
    """Those of the places that hold a field of ``names``; a line keeps those of its fields."""
    kept = (
        replace(one, fields=tuple(name for name in one.fields if name in names)) if isinstance(one, Line) else one
        for one in places
    )
    return tuple(one for one in kept if (one.fields if isinstance(one, Line) else one in names))


class KindNow:
    """For a class attribute: the kind of that name as it is for whoever asks now."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, _thing: object, _owner: type) -> Kind:
        return kind(self.name)
