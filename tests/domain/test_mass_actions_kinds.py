"""Mass actions of deals, tickets, tasks and contacts: what they set, what they set along, and whom they leave alone (MAS-2)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.domain.mass_actions import action_named, preview, seal
from app.jobs.mass import start
from app.kernel.errors import BadQuery, Invalid
from app.models import Company, Deal, DealStage, Pipeline, Task, Ticket, TicketState
from app.records.kinds import kind
from tests.conftest import House


def act(house: House, of: str, ids: list[int], action: str, by: str = "owner", **values: Any) -> dict[str, Any]:
    """The result of an act on these records."""
    with house.asking(by) as asking:
        selection = seal(asking, kind(of), ids)
        return start(asking, selection, action_named(kind(of), action), values).result


def reasons(house: House, of: str, ids: list[int], action: str, **values: Any) -> dict[str, int]:
    """How many would stay, by reason."""
    with house.asking("owner") as asking:
        seen = preview(asking, seal(asking, kind(of), ids), action_named(kind(of), action), values)
        return {"changes": seen.changes, **{reason.code: reason.count for reason in seen.reasons}}


def test_state_of_deals_is_set_with_its_date_and_reason(house: House) -> None:
    ids = [house.add("deal", name=name) for name in ("Looms", "Dye house")]
    with house.asking() as asking:
        before = asking.session.get_one(Deal, ids[0]).state_changed_at
    assert act(house, "deal", ids, "state", state="lost", why="Price")["changed"] == 2
    with house.asking() as asking:
        deal = asking.session.get_one(Deal, ids[0])
        assert (deal.state, deal.reason.label) == ("lost", "Price")
        assert deal.state_changed_at > before
    act(house, "deal", ids[:1], "state", state="open")
    with house.asking() as asking:
        assert asking.session.get_one(Deal, ids[0]).reason_id is None


def test_deals_are_not_lost_without_a_reason(house: House) -> None:
    ids = [house.add("deal", name=name) for name in ("Looms", "Dye house")]
    with house.asking("owner") as asking, pytest.raises(Invalid) as error:
        action_named(kind("deal"), "state").check(asking, kind("deal"), {"state": "lost"})
    assert "why" in error.value.errors
    act(house, "deal", ids[:1], "set", reason="Price")
    assert reasons(house, "deal", ids, "set", state="lost") == {"changes": 1, "reason": 1}


def test_stage_of_another_pipeline_is_not_given(house: House) -> None:
    with house.writing() as asking:
        other = Pipeline(label="Renewals", sort=5)
        other.stages = [DealStage(label="First talk", sort=1)]
        asking.session.add(other)
    here, there = house.add("deal", name="Looms"), house.add("deal", name="Dye house", pipeline="Renewals")
    assert reasons(house, "deal", [here, there], "stage", stage="First talk") == {
        "changes": 0,
        "same": 1,
        "pipeline": 1,
    }
    assert act(house, "deal", [here, there], "stage", stage="Offer")["changed"] == 1


def test_tickets_go_only_where_their_state_leads(house: House) -> None:
    new, solved = house.add("ticket", name="Shade of lot 3317"), house.add("ticket", name="Late van", state="Solved")
    assert reasons(house, "ticket", [new, solved], "state", state="Solved") == {
        "changes": 0,
        "same": 1,
        "transition": 1,
    }
    result = act(house, "ticket", [new, solved], "state", state="Closed")
    assert (result["changed"], result["skipped"]) == (2, 0)
    result = act(house, "ticket", [new], "set", state="Solved")
    assert (result["changed"], result["skipped"]) == (0, 1)
    with house.asking() as asking:
        states = dict(asking.session.execute(select(Ticket.id, TicketState.label).join(Ticket.state)).all())
        assert (states[new], states[solved]) == ("Closed", "Closed")


def test_tasks_are_done_and_to_do_again(house: House) -> None:
    ids = [house.add("task", name=name, due_date="2026-03-07", due_time="9:05") for name in ("Call", "Write")]
    assert act(house, "task", ids, "done")["changed"] == 2
    with house.asking() as asking:
        assert all(task.done_at is not None for task in asking.session.scalars(select(Task)))
    assert act(house, "task", ids[:1], "reopen")["changed"] == 1
    act(house, "task", ids[:1], "due_date", due_date="")
    with house.asking() as asking:
        task = asking.session.get_one(Task, ids[0])
        assert (task.state, task.done_at, task.due_date, task.due_time) == ("open", None, None, None)


def test_preview_warns_of_managers_whom_no_role_lets_in(house: House) -> None:
    company = house.add("company", name="Sady")
    with house.asking("owner") as asking:
        selection = seal(asking, kind("company"), [company])
        action = action_named(kind("company"), "add_managers")
        told = preview(asking, selection, action, {"managers": ["manager", "outsider"]}).warnings
    assert [str(one) for one in told] == [
        "Outsider Test holds no role for what they manage: being manager alone lets nobody in."
    ]


def test_source_status_and_managers_of_contacts(house: House) -> None:
    ids = [house.add("company", name=name) for name in ("Linen Mill", "Paper Mill")]
    assert act(house, "company", ids, "customer_status", customer_status="current")["changed"] == 2
    assert act(house, "company", ids, "source", source="Website")["changed"] == 2
    assert act(house, "company", ids, "add_managers", managers=["manager", "agent"])["changed"] == 2
    assert reasons(house, "company", ids, "add_managers", managers="manager") == {"changes": 0, "same": 2}
    assert act(house, "company", ids[:1], "remove_managers", managers="agent")["changed"] == 1
    with house.asking() as asking:
        found = [asking.session.get_one(Company, one) for one in ids]
        assert [one.customer_status for one in found] == ["current", "current"]
        assert [[user.username for user in one.managers] for one in found] == [["manager"], ["agent", "manager"]]


def test_moving_leaves_the_group_and_joins_the_other(house: House) -> None:
    inside = house.add("person", last_name="Inside", groups=["Suppliers"])
    outside = house.add("person", last_name="Outside")
    result = act(house, "person", [inside, outside], "move", leave="Suppliers", groups="Customers")
    assert (result["changed"], result["skipped"]) == (1, 1)
    with house.asking() as asking:
        person = asking.session.get_one(kind("person").model, inside)
        assert [group.name for group in person.groups] == ["Customers"]


def test_line_items_have_no_owner_to_change(house: House) -> None:
    for name in ("owner", "visibility"):
        with pytest.raises(BadQuery):
            action_named(kind("line_item"), name)


def test_what_must_have_a_value_is_not_emptied(house: House) -> None:
    item = house.add("line_item", deal=house.add("deal", name="Looms"), name="Linen", price="10")
    with house.asking("owner") as asking, pytest.raises(Invalid) as error:
        action_named(kind("line_item"), "set").check(asking, kind("line_item"), {"price": None})
    assert "price" in error.value.errors
    assert act(house, "line_item", [item], "set", price="12,50")["changed"] == 1
