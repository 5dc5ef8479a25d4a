"""The fields of spaces: projects and other common places (REC-6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.phones import read_number
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.models import Record, Space, SpaceCaller, SpaceGroup, SpaceMember, SpaceState
from app.records.clock_field import ClockField
from app.records.common_fields import common_fields, name_field
from app.records.field_types import Section
from app.records.fields import Field
from app.records.link_fields import DictionaryField
from app.records.many_fields import UsersField
from app.records.saving import in_force
from app.records.text_fields import LongTextField, PhoneField
from app.records.value_fields import DateField, NumberField, YesNoField

STARTS_ON = DateField(name="starts_on", label=say("Starts on"), section=Section.DATES, icon="calendar", model=Space)
ENDS_ON = DateField(name="ends_on", label=say("Ends on"), section=Section.DATES, icon="calendar-due", model=Space)

HAS_CALLS = YesNoField(
    name="has_calls",
    label=say("Phone meetings"),
    section=Section.ADDITIONAL,
    icon="headset",
    help=say("Without them an automatic meeting cannot be placed here"),
    model=Space,
)

SPACE_FIELDS: tuple[Field, ...] = (
    name_field(is_required=True, is_massable=False, icon="stack-2"),
    DictionaryField(name="state", label=say("State"), icon="flag", model=Space, dictionary=SpaceState),
    DictionaryField(name="group", label=say("Group"), icon="category", model=Space, dictionary=SpaceGroup),
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
    HAS_CALLS,
    UsersField(
        name="callers",
        label=say("Served by"),
        section=Section.USERS,
        icon="headset",
        model=Space,
        links="caller_links",
        link=SpaceCaller,
        to="user_id",
    ),
    PhoneField(
        name="caller_number",
        label=say("Caller number"),
        section=Section.ADDITIONAL,
        icon="phone-outgoing",
        model=Space,
        read_number=read_number,
        is_massable=False,
    ),
    ClockField(name="calls_from", label=say("Calls from"), section=Section.ADDITIONAL, icon="clock-play", model=Space),
    ClockField(name="calls_to", label=say("Calls until"), section=Section.ADDITIONAL, icon="clock-stop", model=Space),
    NumberField(
        name="call_retries",
        label=say("Retries"),
        section=Section.ADDITIONAL,
        icon="refresh",
        help=say("How often a call that nobody answers is tried again"),
        model=Space,
        minimum=Decimal(0),
        maximum=Decimal(20),
    ),
    LongTextField(
        name="description", label=say("Description"), section=Section.ADDITIONAL, icon="align-left", model=Space
    ),
    *common_fields(),
)


def check_space(record: Record | None, values: dict[str, Any]) -> None:
    """A space ends no earlier than it begins, and its hours of calls likewise."""
    first, last = (in_force(record, values, name) for name in ("starts_on", "ends_on"))
    if {"starts_on", "ends_on"} & values.keys() and isinstance(first, date) and isinstance(last, date) and last < first:
        raise Invalid(say("It cannot end before it starts."), "ends_on")
    opens, closes = (in_force(record, values, name) for name in ("calls_from", "calls_to"))
    if {"calls_from", "calls_to"} & values.keys() and opens and closes and closes < opens:
        raise Invalid(say("The hours of calls end before they begin."), "calls_to")


def why_no_calls(space: Space) -> Message | None:
    """What keeps a space from serving automatic phone meetings; None where nothing does."""
    name = space.name
    if not space.has_calls:
        return say("“%(name)s” has no phone meetings. Switch them on there, or choose the manual mode.", name=name)
    if not space.callers:
        return say(
            "Nobody serves the phone meetings of “%(name)s”. Say who does, or choose the manual mode.", name=name
        )
    if not space.caller_number:
        return say("“%(name)s” has no caller number. Write it there, or choose the manual mode.", name=name)
    return None
