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
    {
        "id",
        "version",
        "state",
        "done_at",
        "due_date",
        "repeat_day",
        "created_at",
        "created_by_id",
        "changed_at",
        "changed_by_id",
    }
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
    due = next_due(task, today(asking.viewer.time_zone))
    following = Task(**copied, state=TaskState.OPEN, due_date=due, repeat_day=meant_day(task))
    for name, (link, values) in LINKS.items():
        rows = getattr(task, name)
        setattr(following, name, [link(**{value: getattr(row, value) for value in values}) for row in rows])
    return following


def next_due(task: Task, now: date) -> date:
    """The day of the series behind the task's own that is not past yet; without a day of its own it counts from today."""
    assert task.repeat is not None
    start, times, meant = task.due_date or now, 1, meant_day(task)
    while (day := after(start, task.repeat, times * task.repeat_every, meant)) < now:
        times += 1
    return day


def meant_day(task: Task) -> int | None:
    """The day of the month that a series is about where a short month cut it, such as the 31st for a task due on 30 April. Any
    other day that somebody chose since counts for itself."""
    due = task.due_date
    if due is None or task.repeat not in {Repeat.MONTH, Repeat.YEAR}:
        return None
    is_cut = due.day == _length(due.year, due.month) and (task.repeat_day or 0) > due.day
    return task.repeat_day if is_cut else due.day


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def after(start: date, unit: Repeat, count: int, day: int | None = None) -> date:
    """So many days, weeks, months or years later, months and years on that ``day``; in a month that is too short its last one."""
    if unit in {Repeat.DAY, Repeat.WEEK}:
        return start + timedelta(days=count * (7 if unit is Repeat.WEEK else 1))
    months = start.year * 12 + start.month - 1 + count * (12 if unit is Repeat.YEAR else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day or start.day, _length(year, month + 1)))
