"""The fields of tasks (REC-8)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.deal_checks import propose_company
from app.domain.ticket_fields import PRIORITY_COLORS, PRIORITY_LABELS
from app.kernel.clock import now
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.models import (
    Company,
    Contact,
    Deal,
    Person,
    Priority,
    Record,
    Repeat,
    Space,
    Task,
    TaskAttendee,
    TaskContact,
    TaskState,
    TaskType,
)
from app.records.clock_field import ClockField
from app.records.common_fields import common_fields, name_field
from app.records.field_types import Section
from app.records.fields import Asking, ChoiceField, Field
from app.records.link_fields import DictionaryField, RecordField, UserField
from app.records.many_fields import UsersField
from app.records.records_field import RecordsField
from app.records.saving import in_force
from app.records.state_fields import StateField
from app.records.text_fields import LongTextField
from app.records.value_fields import DateField, DateTimeField, NumberField

TASK_STATE_LABELS: dict[TaskState, Message] = {TaskState.OPEN: say("To do"), TaskState.DONE: say("Done")}
TASK_STATE_COLORS = {"open": "void", "done": "moss"}

REPEAT_LABELS: dict[Repeat, Message] = {
    Repeat.DAY: say("daily"),
    Repeat.WEEK: say("weekly"),
    Repeat.MONTH: say("monthly"),
    Repeat.YEAR: say("yearly"),
}


@dataclass(frozen=True, kw_only=True)
class EveryField(NumberField):
    """How many days, weeks, months or years lie between; nothing for a task that does not repeat."""

    def read(self, record: Any) -> Any:
        return super().read(record) if record.repeat else None


TASK_FIELDS: tuple[Field, ...] = (
    name_field(is_required=True, is_massable=False, icon="checkbox"),
    DictionaryField(name="type", label=say("Type"), icon="category", model=Task, dictionary=TaskType),
    StateField(
        name="priority",
        label=say("Priority"),
        icon="urgent",
        model=Task,
        enum=Priority,
        labels=PRIORITY_LABELS,
        colors=PRIORITY_COLORS,
    ),
    DateField(name="due_date", label=say("Due date"), section=Section.DATES, icon="calendar-due", model=Task),
    ClockField(name="due_time", label=say("Due time"), section=Section.DATES, icon="clock", model=Task),
    StateField(
        name="state",
        label=say("State"),
        icon="checkbox",
        model=Task,
        enum=TaskState,
        labels=TASK_STATE_LABELS,
        colors=TASK_STATE_COLORS,
    ),
    DateTimeField(
        name="done_on",
        attr="done_at",
        label=say("Done on"),
        section=Section.DATES,
        icon="calendar-check",
        model=Task,
        is_editable=False,
        is_massable=False,
    ),
    ChoiceField(
        name="repeat",
        label=say("Repeats"),
        section=Section.DATES,
        icon="repeat",
        help=say("Finishing it makes the next one"),
        model=Task,
        enum=Repeat,
        labels=REPEAT_LABELS,
    ),
    EveryField(
        name="repeat_every",
        label=say("Every how many"),
        section=Section.DATES,
        icon="repeat",
        help=say("2 with “weekly” means every second week"),
        model=Task,
        minimum=Decimal(1),
        maximum=Decimal(99),
        default="1",
    ),
    UserField(
        name="assignee",
        label=say("Assignee"),
        section=Section.USERS,
        icon="user-check",
        model=Task,
        is_on_record=False,
    ),
    UsersField(
        name="attendees",
        label=say("Attendees"),
        section=Section.USERS,
        icon="users",
        model=Task,
        links="attendee_links",
        link=TaskAttendee,
        to="user_id",
    ),
    RecordsField(
        name="contacts",
        label=say("Attending contacts"),
        label_there=say("Tasks that it attends"),
        section=Section.USERS,
        icon="users-plus",
        model=Task,
        links="contact_links",
        link=TaskContact,
        to="contact_id",
        leads_to=("person", "company"),
        target=Contact,
        is_massable=False,
    ),
    RecordField(name="person", label=say("Person"), icon="user", model=Task, to="person", target=Person),
    RecordField(name="company", label=say("Company"), icon="building", model=Task, to="company", target=Company),
    RecordField(name="deal", label=say("Deal"), icon="coin", model=Task, to="deal", target=Deal),
    RecordField(name="space", label=say("Space"), icon="stack-2", model=Task, to="space", target=Space),
    LongTextField(
        name="description", label=say("Description"), section=Section.ADDITIONAL, icon="align-left", model=Task
    ),
    *common_fields(),
)


def complete_task(asking: Asking, record: Record | None, values: dict[str, Any]) -> None:
    """The person's company, when it was done, and that it repeats each time where nothing else is said."""
    propose_company(record, values)
    if "repeat_every" in values and values["repeat_every"] is None:
        values["repeat_every"] = 1
    if "state" in values and values["state"] != getattr(record, "state", TaskState.OPEN):
        values["done_on"] = now() if values["state"] == TaskState.DONE else None


def check_task(record: Record | None, values: dict[str, Any]) -> None:
    """A time needs its day."""
    if not {"due_date", "due_time"} & values.keys():
        return
    if in_force(record, values, "due_time") and not in_force(record, values, "due_date"):
        raise Invalid(say("A time needs a day: write the due date too."), "due_date")
