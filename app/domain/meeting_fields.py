"""The fields of phone meetings (REC-9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.domain.phones import parse_phone
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.kernel.settings import get_setting
from app.kernel.viewer import AnySession
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


def read_number(session: AnySession, text: str) -> tuple[str, str | None]:
    """A number as typed and as E.164, read as people of the installation's country write it."""
    return parse_phone(text, get_setting(session, "installation.region"))


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
    StateField(name="mode", label=say("Mode"), icon="robot", model=Meeting, enum=MeetingMode, labels=MODE_LABELS),
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
    RecordField(name="space", label=say("Project"), icon="stack-2", model=Meeting, to="space", target=Space),
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
    """A meeting ends no earlier than it begins."""
    first, last = (in_force(record, values, name) for name in ("starts_at", "ends_at"))
    is_asked = {"starts_at", "ends_at"} & values.keys() and isinstance(first, datetime) and isinstance(last, datetime)
    if is_asked and last < first:
        raise Invalid(say("It cannot end before it starts."), "ends_at")
