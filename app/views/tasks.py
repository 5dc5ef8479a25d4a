"""Tasks (REC-8)."""

from app.domain.contact_checks import check_owner
from app.domain.record_sections import OWNERSHIP, TAGS
from app.domain.set_rules import TASK_RULES
from app.domain.task_fields import TASK_FIELDS, check_task, complete_task
from app.domain.task_repeats import repeat_finished
from app.kernel.messages import say, say_n
from app.models import Task
from app.panel.view import RecordView
from app.records.kinds import Card, FormSection, Kind, Line


class TasksView(RecordView):
    kind = Kind(
        name="task",
        plural="tasks",
        route="/tasks",
        model=Task,
        icon="checkbox",
        place=70,
        feature="tasks",
        label=say("Task"),
        label_plural=say("Tasks"),
        new_label=say("New task"),
        count=lambda n: say_n("%(num)s task", "%(num)s tasks", n),
        fields=TASK_FIELDS,
        columns=(
            "name",
            "state",
            "due_date",
            "due_time",
            "priority",
            "type",
            "person",
            "company",
            "assignee",
            "last_activity",
        ),
        quick=("name", "type", "due_date", "priority", "assignee", "person", "company"),
        sections=(
            FormSection(
                say("Main data"),
                (
                    "name",
                    "type",
                    "state",
                    "priority",
                    Line(say("Due date, time"), ("due_date", "due_time"), "first"),
                    Line(say("Repeats, every"), ("repeat", "repeat_every"), "first"),
                ),
            ),
            FormSection(say("Who does it"), ("assignee", "attendees", "contacts")),
            FormSection(say("Description"), ("description",)),
            FormSection(say("What it belongs to"), ("person", "company", "deal", "space"), is_aside=True),
            TAGS,
            OWNERSHIP,
        ),
        card=Card(("state", "due_date", "due_time")),
        hints=("person", "company", "deal"),
        completes=(complete_task,),
        checks=(check_task, check_owner),
        follows=(repeat_finished,),
        set_rules=TASK_RULES,
        acts=("done", "reopen", "due_date"),
        sort=("state", "due_date"),
    )
