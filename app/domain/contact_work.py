"""What contacts tell of their deals and tasks, as columns and filters (FLT-3)."""

from __future__ import annotations

from app.kernel.messages import say
from app.models import Deal, DealState, Task, TaskState
from app.records.field_types import Section
from app.records.fields import Field
from app.records.reverse_fields import CountField, SumField, WhenField


def work_fields(link: str) -> tuple[Field, ...]:
    """``link`` is the column by which deals and tasks name the contact."""
    return (
        SumField(
            name="expected_revenue",
            label=say("Expected revenue"),
            section=Section.OTHER,
            icon="coins",
            help=say("The sum of open deals, in one currency"),
            source=Deal,
            link=link,
            state=DealState.OPEN,
            amount="value",
            feature="deals",
        ),
        CountField(
            name="deals",
            label=say("Number of deals"),
            section=Section.OTHER,
            icon="coin",
            source=Deal,
            link=link,
            feature="deals",
        ),
        CountField(
            name="finished_tasks",
            label=say("Finished tasks"),
            section=Section.OTHER,
            icon="checkbox",
            source=Task,
            link=link,
            state=TaskState.DONE,
            feature="tasks",
        ),
        WhenField(
            name="finished_task_on",
            label=say("Task finished on"),
            section=Section.OTHER,
            icon="calendar-check",
            source=Task,
            link=link,
            state=TaskState.DONE,
            at="done_at",
            feature="tasks",
        ),
    )
