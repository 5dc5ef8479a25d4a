"""Tasks that repeat, contacts who attend them, and spaces that a machine calls for (REC-6, REC-8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.domain.task_repeats import after
from app.kernel.clock import today
from app.kernel.errors import Invalid
from app.models import Repeat, Task, TaskState
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.saving import change_record
from app.records.search import find_by_id, list_page
from tests.conftest import House
from tests.domain.test_mass_actions_kinds import act, reasons
from tests.undoing import last_set, undo

TASK, SPACE, MEETING = "task", "space", "meeting"


@pytest.mark.parametrize(
    ("start", "unit", "count", "end"),
    [
        (date(2026, 1, 31), Repeat.MONTH, 1, date(2026, 2, 28)),
        (date(2026, 1, 31), Repeat.MONTH, 2, date(2026, 3, 31)),
        (date(2024, 2, 29), Repeat.YEAR, 1, date(2025, 2, 28)),
        (date(2026, 11, 30), Repeat.WEEK, 2, date(2026, 12, 14)),
        (date(2026, 12, 31), Repeat.DAY, 3, date(2027, 1, 3)),
    ],
)
def test_days_of_a_series(start: date, unit: Repeat, count: int, end: date) -> None:
    assert after(start, unit, count) == end


@pytest.mark.parametrize(
    ("unit", "due", "days"),
    [
        ("month", date(2030, 1, 31), [date(2030, 2, 28), date(2030, 3, 31), date(2030, 4, 30), date(2030, 5, 31)]),
        ("year", date(2032, 2, 29), [date(2033, 2, 28), date(2034, 2, 28), date(2035, 2, 28), date(2036, 2, 29)]),
    ],
)
def test_a_series_comes_back_to_the_day_that_was_meant(house: House, unit: str, due: date, days: list[date]) -> None:
    house.add(TASK, name="Pay", due_date=due.isoformat(), repeat=unit)
    for _ in days:
        change_open(house, {"state": "done"})
    with house.asking("owner") as asking:
        assert list(asking.session.scalars(select(Task.due_date).order_by(Task.id))) == [due, *days]


def test_a_day_chosen_since_counts_for_itself(house: House) -> None:
    house.add(TASK, name="Pay", due_date="2030-01-31", repeat="month")
    change_open(house, {"state": "done"})
    change_open(house, {"due_date": "2030-02-20"})
    change_open(house, {"state": "done"})
    with house.asking("owner") as asking:
        last = asking.session.scalars(select(Task.due_date).order_by(Task.id.desc())).first()
    assert last == date(2030, 3, 20)


def change_open(house: House, values: dict[str, str]) -> None:
    """Change the task that is still to be done."""
    with house.writing("owner") as asking:
        found = asking.session.scalars(select(Task.id).where(Task.state == TaskState.OPEN)).one()
        change_record(asking, kind(TASK), find_by_id(asking, kind(TASK), found), values)


def tasks(house: House) -> list[tuple[str, str | None]]:
    """State and rule of every task."""
    with house.asking("owner") as asking:
        return [tuple(row) for row in asking.session.execute(select(Task.state, Task.repeat).order_by(Task.id))]


def test_finishing_a_task_that_repeats_makes_the_next_and_an_undo_takes_it_back(house: House) -> None:
    contact = house.add("person", last_name="Wrona")
    late = today("UTC") - timedelta(days=9)
    values = {
        "due_date": late.isoformat(),
        "repeat": "week",
        "repeat_every": "1",
        "tags": ["Linen"],
        "attendees": ["manager"],
    }
    first = house.add(TASK, name="Call", contacts=[contact], **values)
    with house.writing("owner") as asking:
        change_record(asking, kind(TASK), find_by_id(asking, kind(TASK), first), {"state": "done"})
    with house.asking("owner") as asking:
        done, following = asking.session.scalars(select(Task).order_by(Task.id))
        assert (done.state, done.repeat) == ("done", None)
        assert (following.state, following.repeat, following.due_date) == ("open", "week", late + timedelta(days=14))
        assert following.owner_id == done.owner_id
        assert [tag.name for tag in following.tags] == ["Linen"]
        assert [user.username for user in following.attendees] == ["manager"]
        assert [one.id for one in following.contacts] == [contact]
        second = following.id
    with house.writing("owner") as asking:
        change_record(asking, kind(TASK), find_by_id(asking, kind(TASK), first), {"state": "open"})
    with house.writing("owner") as asking:
        change_record(asking, kind(TASK), find_by_id(asking, kind(TASK), first), {"state": "done"})
    assert len(tasks(house)) == 2
    act(house, TASK, [second], "done")
    assert tasks(house) == [("done", None), ("done", None), ("open", "week")]
    undo(house, last_set(house))
    assert tasks(house) == [("done", None), ("open", "week")]


def test_contacts_attend_and_the_unseen_ones_stay(house: House) -> None:
    seen, unseen = (
        house.add("person", last_name=name, visibility=who) for name, who in (("Wrona", "public"), ("Cień", "hidden"))
    )
    task = house.add(TASK, name="Meet", contacts=[seen, {"id": unseen}])

    def named(*pairs: tuple[str, str], by: str = "manager") -> list[int]:
        with house.asking(by) as asking:
            return [row.id for row in list_page(asking, parse_query(kind(TASK), pairs), ("contacts",)).rows]

    assert named(("contacts.contains", "wro")) == [task]
    assert named(("contacts.is", str(unseen))) == []
    assert named(("contacts.is", str(unseen)), by="owner") == [task]
    with house.writing("manager") as asking:
        record = find_by_id(asking, kind(TASK), task)
        field = kind(TASK).field("contacts")
        assert field.text(record) == "Wrona"
        with pytest.raises(Invalid):
            field.parse(asking, [unseen])
        change_record(asking, kind(TASK), record, {"contacts": []})
    assert named(("contacts.empty", "yes")) == [task]
    assert named(("contacts.is", str(unseen)), by="owner") == [task]
    card = house.client("owner").get(f"/persons/show/{unseen}").text
    assert "Meet" in card
    page = house.client("owner").get(f"/tasks/show/{task}").text
    assert "Cień" in page


def test_an_automatic_meeting_needs_a_project_that_is_set_up_for_it(house: House) -> None:
    bare = house.add(SPACE, name="Bare")
    ready = house.add(
        SPACE, name="Ready", has_calls="yes", callers=["agent"], caller_number="+48 601 555 014",
        calls_from="9:00", calls_to="17:00", call_retries="3",
    )  # fmt: skip
    for space, sentence in (("", "choose the project"), (bare, "has no phone meetings")):
        with pytest.raises(Invalid) as refused:
            house.add(MEETING, name="Call", mode="automatic", space=str(space))
        assert sentence in str(refused.value.errors["space"][0])
    meeting = house.add(MEETING, name="Call", mode="automatic", space=ready)
    manual = house.add(MEETING, name="Call", space=bare)
    with pytest.raises(Invalid) as refused:
        house.add(SPACE, name="Late", calls_from="17:00", calls_to="9:00")
    assert "calls_to" in refused.value.errors
    assert reasons(house, MEETING, [meeting, manual], "set", mode="automatic") == {"changes": 0, "same": 1, "calls": 1}
    assert reasons(house, MEETING, [meeting, manual], "set", space=str(bare)) == {"changes": 0, "same": 1, "calls": 1}
