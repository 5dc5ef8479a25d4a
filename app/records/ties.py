"""Relation types as the program works with them: what joins what, and how it reads from either side (REL-2).

``custom_kinds`` reads them with the custom fields and keeps them as long; ``ties_in`` gives those of the installation that is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.errors import Invalid
from app.kernel.messages import Message, Words, say
from app.kernel.viewer import AnySession
from app.models import Side
from app.records.features import features_off
from app.records.kinds import is_on

FEATURE = "relations"
PREFIX = "relation"
"""Before the key, where a type is a field: ``relation.headquarters``."""


@dataclass(frozen=True)
class FormPlace:
    """Where a type is a field: in this section of the form of the kind, for a record that stands on ``side``. Without a section it
    stands under *Relations*."""

    kind: str
    side: Side
    section: str = ""


@dataclass(frozen=True)
class Tie:
    """One relation type. ``labels`` say what the record on a side is to the other one."""

    id: int
    key: str
    kinds: Mapping[Side, str]
    labels: Mapping[Side, Words]
    color: str
    sort: int
    is_symmetric: bool
    has_free_text: bool
    has_one: Mapping[Side, bool]
    """Whether there is at most one record on that side for each on the other."""
    is_acyclic: bool
    forms: tuple[FormPlace, ...]

    def __hash__(self) -> int:
        return hash((self.id, self.key))

    @property
    def name(self) -> str:
        """Its name in filters, columns and imports."""
        return f"{PREFIX}.{self.key}"

    @property
    def label(self) -> Message:
        """*Headquarters – Branch*; one word where both sides read the same."""
        if self.is_symmetric:
            return self.labels[Side.PRIMARY]
        return say(
            "%(primary)s – %(secondary)s",
            primary=self.labels[Side.PRIMARY],
            secondary=self.labels[Side.SECONDARY],
        )

    def sides_of(self, kind_name: str) -> tuple[Side, ...]:
        """The sides on which a record of this kind can stand; of a symmetric type only the first, since both are one."""
        sides = tuple(side for side in Side if self.kinds[side] == kind_name)
        return sides[:1] if self.is_symmetric else sides

    def label_of(self, side: Side) -> Words:
        """What the record on this side is to the other one."""
        return self.labels[Side.PRIMARY if self.is_symmetric else side]


def opposite(side: Side) -> Side:
    """The other side."""
    return Side.SECONDARY if side is Side.PRIMARY else Side.PRIMARY


def tie_of(row: Any) -> Tie:
    """A row of ``relation_type`` as plain values."""
    return Tie(
        id=row.id,
        key=row.key,
        kinds={Side.PRIMARY: row.primary_kind, Side.SECONDARY: row.secondary_kind},
        labels={
            Side.PRIMARY: Words(row.primary_label, labels=row.primary_labels or {}),
            Side.SECONDARY: Words(row.secondary_label, labels=row.secondary_labels or {}),
        },
        color=row.color,
        sort=row.sort,
        is_symmetric=row.is_symmetric,
        has_free_text=row.has_free_text,
        has_one={Side.PRIMARY: row.has_one_primary, Side.SECONDARY: row.has_one_secondary},
        is_acyclic=row.is_acyclic,
        forms=tuple(FormPlace(one["kind"], Side(one["side"]), one.get("section") or "") for one in row.forms or ()),
    )


Reading = Callable[[AnySession], Mapping[int, Tie]]
_readings: list[Reading] = []


def read_ties_by(reading: Reading) -> None:
    """Say what gives the types of an installation (``records.custom_kinds``)."""
    _readings[:] = [reading]


def is_switched_on() -> bool:
    """Whether there are relations at all (REL-1)."""
    return FEATURE not in features_off()


def ties_in(session: AnySession) -> Mapping[int, Tie]:
    """The types in force by number, in their order; none while relations are switched off. Those that join a kind which is switched
    off are left out."""
    if not is_switched_on():
        return {}
    return {
        one.id: one
        for one in _readings[0](session).values()
        if all(is_on(kind_name) for kind_name in one.kinds.values())
    }


def tie_named(session: AnySession, key: str) -> Tie:
    """The type of that key; raises ``Invalid``."""
    for one in ties_in(session).values():
        if one.key == key:
            return one
    raise Invalid(say("There is no relation type with the key “%(key)s”.", key=key), "type")
