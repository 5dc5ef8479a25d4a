"""Which values can be edited where they stand, and which fields such an edit opens."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel.errors import BadQuery, Invalid
from app.kernel.messages import say
from app.panel.controls import BY_TYPE
from app.records.fields import Field, NameField
from app.records.kinds import Kind

MOST_FIELDS = 12
READ_ONLY = say("This value is kept by the program, so it cannot be changed by hand.")


def opens_in_place(kind: Kind, of: Field) -> bool:
    """Whether a click on the value of this field opens a control; lists and profiles mark such values."""
    return all(_has_control(one) for one in _parts(kind, of))


def fields_of(kind: Kind, names: Sequence[str]) -> list[Field]:
    """The fields that an edit of ``names`` opens: themselves, or those that a name is made of.

    :raises Invalid: saying why, where one of them is not edited by hand
    """
    if len(names) > MOST_FIELDS:
        raise BadQuery(say("At most %(count)s fields can be edited at once.", count=MOST_FIELDS))
    found = [one for name in dict.fromkeys(names) for one in _parts(kind, kind.field(name))]
    if not all(_has_control(one) for one in found):
        raise Invalid(READ_ONLY)
    return found


def _parts(kind: Kind, of: Field) -> list[Field]:
    if isinstance(of, NameField) and not of.is_editable:
        return [kind.field(name) for name in kind.named_by]
    return [of]


def _has_control(of: Field) -> bool:
    return of.is_editable and of.type.name in BY_TYPE
