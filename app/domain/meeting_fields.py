"""The fields of phone meetings (REC-9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.domain.phones import read_number
from app.domain.space_fields import why_no_calls
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.models import Contact, Meeting, MeetingMode, Record, Space, Ticket
from app.records.common_fields import common_fields, name_field
from app.records.field_types import Section
from app.records.fields import Asking, Field
from app.records.link_fields import RecordField, UserField
from app.records.saving import in_force
from app.records.state_fields import StateField
from app.records.text_fields import LongTextField, PhoneField
from app.records.value_fields import DateTimeField

MODE_LABELS: dict[MeetingMode, Message] = {MeetingMode.MANUAL: say("Manual"), MeetingMode.AUTOMATIC: say("Automatic")}


MODE = StateField(name="mode", label=say("Mode"), icon="robot", model=Meeting, enum=MeetingMode, labels=MODE_LABELS)
SPACE = RecordField(name="space", label=say("Project"), icon="stack-2", model=Meeting, to="space", target=Space)
STARTS_AT = DateTimeField(name="starts_at", label=say("From"), section=Section.DATES, icon="clock-play", model=Meeting)
ENDS_AT = DateTimeField(name="ends_at", label=say("To"), section=Section.DATES, icon="clock-stop", model=Meeting)

MEETING_FIELDS: tuple[Field, ...] = (
    name_field(is_required=True, is_massable=False, icon="headset"),
    PhoneField(
        name="phone_number",
        label=say("Phone number"),
        icon="phone",
        model=Meeting,
        read_number=read_number,
        is_massable=False,
    ),
    MODE,
    STARTS_AT,
    ENDS_AT,
    UserField(
        name="user", label=say("User"), section=Section.USERS, icon="user-check", model=Meeting, is_on_record=False
    ),
    RecordField(
        name="contact",
        label=say("Contact"),
        icon="user",
        model=Meeting,
        to="person",
        also=("company",),
        target=Contact,
    ),
    SPACE,
    RecordField(name="ticket", label=say("Ticket"), icon="ticket", model=Meeting, to="ticket", target=Ticket),
    LongTextField(
        name="information", label=say("Information"), section=Section.ADDITIONAL, icon="align-left", model=Meeting
    ),
    *common_fields(),
)


def complete_meeting(asking: Asking, record: Record | None, values: dict[str, Any]) -> None:
    """The contact's main number where none is given."""
    contact = values.get("contact")
    if contact is not None and not in_force(record, values, "phone_number") and contact.phones:
        main = next((one for one in contact.phones if one.is_main), contact.phones[0])
        values["phone_number"] = main.number


def check_meeting(record: Record | None, values: dict[str, Any]) -> None:
    """A meeting ends no earlier than it begins, and a machine calls only for a project that is set up for it (REC-6)."""
    first, last = (in_force(record, values, name) for name in ("starts_at", "ends_at"))
    is_asked = {"starts_at", "ends_at"} & values.keys() and isinstance(first, datetime) and isinstance(last, datetime)
    if is_asked and last < first:
        raise Invalid(say("It cannot end before it starts."), "ends_at")
    is_automatic = in_force(record, values, "mode") == MeetingMode.AUTOMATIC
    if not is_automatic or not {"mode", "space"} & values.keys():
        return
    space = in_force(record, values, "space")
    if space is None:
        raise Invalid(say("Only a project dials by itself: choose the project, or the manual mode."), "space")
    reason = why_no_calls(space) if isinstance(space, Space) else None
    if reason is not None:
        raise Invalid(reason, "space")
