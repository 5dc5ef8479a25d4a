"""Where the columns of a file can go: the fields of a kind, as it declares them (IMP-3, SET-2)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.person_names import LAST_FIRST
from app.kernel.messages import Message, say
from app.records.fields import Field
from app.records.kinds import Kind
from app.records.many_fields import ChannelField, ManyField

RECORD_NUMBER = "id"
"""The target that says which record a row is about."""

WHOLE_NAME = "name"


@dataclass(frozen=True)
class Target:
    """Something that a column can go into, with its words for people."""

    word: str
    label: Message


def importable_fields(of: Kind) -> list[Field]:
    """The fields that a file can fill: those that the viewer writes."""
    return [one for one in of.fields if one.is_editable]


def has_whole_name(of: Kind) -> bool:
    """Whether its name is made of parts, so that a whole one has to be taken apart."""
    return len(of.named_by) > 1


def takes_several(of: Kind, target: str) -> bool:
    """Whether several columns may go into one target."""
    return isinstance(of.by_name.get(target), ManyField | ChannelField)


def naming(of: Kind) -> set[str]:
    """The targets that give a record its name."""
    return {WHOLE_NAME, *of.named_by}


def targets(of: Kind) -> list[Target]:
    """Everything that a column can go into, whole names first, then the kind's fields in their order."""
    whole = [
        Target(WHOLE_NAME, say("Whole name")),
        Target(f"{WHOLE_NAME}:{LAST_FIRST}", say("Whole name, last name first")),
    ]
    fields = [target for one in importable_fields(of) for target in _targets_of(one)]
    return [*(whole if has_whole_name(of) else ()), *fields, Target(RECORD_NUMBER, say("Record number"))]


def _targets_of(one: Field) -> list[Target]:
    labels = one.type_labels if isinstance(one, ChannelField) else {}
    typed = [
        Target(f"{one.name}:{member.value}", say("%(field)s: %(type)s", field=one.label, type=words))
        for member, words in labels.items()
    ]
    return [Target(one.name, one.label), *typed]
