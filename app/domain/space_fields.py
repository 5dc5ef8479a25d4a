"""The fields of spaces: projects and other common places (REC-6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.models import Record, Space, SpaceMember, SpaceState
from app.records.common_fields import common_fields, name_field
from app.records.field_types import Section
from app.records.fields import Field
from app.records.link_fields import DictionaryField
from app.records.many_fields import UsersField
from app.records.saving import in_force
from app.records.text_fields import LongTextField
from app.records.value_fields import DateField

STARTS_ON = DateField(name="starts_on", label=say("Starts on"), section=Section.DATES, icon="calendar", model=Space)
ENDS_ON = DateField(name="ends_on", label=say("Ends on"), section=Section.DATES, icon="calendar-due", model=Space)

SPACE_FIELDS: tuple[Field, ...] = (
    name_field(is_required=True, is_massable=False, icon="stack-2"),
    DictionaryField(name="state", label=say("State"), icon="flag", model=Space, dictionary=SpaceState),
    STARTS_ON,
    ENDS_ON,
    UsersField(
        name="members",
        label=say("Members"),
        section=Section.USERS,
        icon="users",
        model=Space,
        links="member_links",
        link=SpaceMember,
        to="user_id",
    ),
    LongTextField(
        name="description", label=say("Description"), section=Section.ADDITIONAL, icon="align-left", model=Space
    ),
    *common_fields(),
)


def check_space(record: Record | None, values: dict[str, Any]) -> None:
    """A space ends no earlier than it begins."""
    first, last = (in_force(record, values, name) for name in ("starts_on", "ends_on"))
    if {"starts_on", "ends_on"} & values.keys() and isinstance(first, date) and isinstance(last, date) and last < first:
        raise Invalid(say("It cannot end before it starts."), "ends_on")
