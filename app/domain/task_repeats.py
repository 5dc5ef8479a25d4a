"""Tasks that repeat: finishing one makes the next, which takes the rule over (REC-8)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import inspect, select

from app.kernel.clock import today
from app.models import Participant, RecordTag, Repeat, Task, TaskAttendee, TaskContact, TaskState
from app.records.fields import Asking
from app.records.many_ids import among

OWN = frozenset(
    {"id", "version", "state", "done_at", "due_date", "created_at", "created_by_id", "changed_at", "changed_by_id"}
)
"""What the next one does not take over."""
LINKS = {
    "tag_links": (RecordTag, ("tag_id",)),
    "attendee_links": (TaskAttendee, ("user_id",)),
    "contact_links": (TaskContact, ("contact_id",)),
    "participants": (Participant, ("user_id", "may_edit", "may_delete")),
}


def repeat_finished(asking: Asking, ids: Sequence[int]) -> None:
    """Make the next task of each of these that is done and repeats. The rule goes on to it: a task that is opened and finished
    again makes no second one."""
    finished = select(Task).where(
        among(asking.session, Task.id, ids), Task.state == TaskState.DONE, Task.repeat.is_not(None)
    )
    for task in asking.session.scalars(finished).all():
        asking.session.add(_next(asking, task))
        task.repeat = None
    asking.session.flush()


def _next(asking: Asking, task: Task) -> Task:
    columns = inspect(Task).column_attrs
    copied = {one.key: getattr(task, one.key) for one in columns if one.key not in OWN}
    following = Task(**copied, state=TaskState.OPEN, due_date=next_due(task, today(asking.viewer.time_zone)))
    for name, (link, values) in LINKS.items():
        rows = getattr(task, name)
        setattr(following, name, [link(**{value: getattr(row, value) for value in values}) for row in rows])
    return following


def next_due(task: Task, now: date) -> date:
    """The day of the series behind the task's own that is not past yet; without a day of its own it counts from today."""
    assert task.repeat is not None
    start, times = task.due_date or now, 1
    while (day := after(start, task.repeat, times * task.repeat_every)) < now:
        times += 1
    return day


def after(start: date, unit: Repeat, count: int) -> date:
    """So many days, weeks, months or years later; in a month that is too short its last day."""
    if unit in {Repeat.DAY, Repeat.WEEK}:
        return start + timedelta(days=count * (7 if unit is Repeat.WEEK else 1))
    months = start.year * 12 + start.month - 1 + count * (12 if unit is Repeat.YEAR else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
