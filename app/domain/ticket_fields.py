"""The fields of tickets (REC-7)."""

from __future__ import annotations

from app.kernel.messages import Message, say
from app.models import Contact, Priority, Ticket, TicketKind, TicketState
from app.records.common_fields import common_fields, name_field
from app.records.field_types import Section
from app.records.fields import Field
from app.records.link_fields import DictionaryField, RecordField, UserField
from app.records.state_fields import StateField
from app.records.text_fields import LongTextField

PRIORITY_LABELS: dict[Priority, Message] = {
    Priority.LOW: say("Low"),
    Priority.NORMAL: say("Medium"),
    Priority.HIGH: say("High"),
    Priority.URGENT: say("Urgent"),
}
PRIORITY_COLORS = {"low": "slate", "normal": "woad", "high": "saffron", "urgent": "madder"}


STATE = DictionaryField(name="state", label=say("State"), icon="flag", model=Ticket, dictionary=TicketState)

TICKET_FIELDS: tuple[Field, ...] = (
    name_field(label=say("Subject"), is_required=True, is_massable=False, icon="ticket"),
    DictionaryField(name="ticket_kind", label=say("Ticket kind"), icon="category", model=Ticket, dictionary=TicketKind),
    STATE,
    StateField(
        name="priority",
        label=say("Priority"),
        icon="urgent",
        model=Ticket,
        enum=Priority,
        labels=PRIORITY_LABELS,
        colors=PRIORITY_COLORS,
    ),
    RecordField(
        name="contact",
        label=say("Contact"),
        icon="user",
        model=Ticket,
        to="person",
        also=("company",),
        target=Contact,
    ),
    UserField(
        name="assignee",
        label=say("Assignee"),
        section=Section.USERS,
        icon="user-check",
        model=Ticket,
        is_on_record=False,
    ),
    LongTextField(
        name="description", label=say("Description"), section=Section.ADDITIONAL, icon="align-left", model=Ticket
    ),
    *common_fields(),
)
