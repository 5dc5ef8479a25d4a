"""What a leaving colleague leaves behind goes to others, as one change that can be undone (ACC-8)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

from app.jobs import hand_over as job_of
from app.jobs.runner import Runner
from app.jobs.undo import start_undo
from app.models import (
    ChangeSet,
    ContactManager,
    Group,
    Job,
    JobState,
    Keepsake,
    ListDefault,
    ListView,
    Meeting,
    Operation,
    Participant,
    Person,
    Record,
    SavedFilter,
    SetState,
    Task,
)
from tests.conftest import House
from tests.records.test_rights import make_team


@pytest.fixture
def left(house: House) -> dict[str, int]:
    """What owner leaves behind, and what stays."""
    made = {
        "person": house.add("person", last_name="Owned"),
        "company": house.add("company", name="Hidden", visibility="hidden"),
        "task": house.add("task", by="participant", name="Open", assignee="owner"),
        "done": house.add("task", by="participant", name="Done", assignee="owner", state="done"),
        "meeting": house.add("meeting", by="participant", name="To come", user="owner", starts_at="2099-01-01T10:00"),
        "past": house.add("meeting", by="participant", name="Past", user="owner", starts_at="2020-01-01T10:00"),
        "managed": house.add("company", by="participant", name="Managed", managers=["owner"]),
        "shared": house.add("person", by="participant", last_name="Shared", visibility="nonpublic"),
    }
    make_team(house, "North", ("owner",), leader="owner")
    me = house.viewer("owner").user_id
    with house.writing("participant") as asking:
        asking.session.add(Participant(record_id=made["shared"], user_id=me, may_edit=True))
    with house.writing("owner") as asking:
        asking.session.add(SavedFilter(kind="person", name="Mine", query="last_name.is=x", user_id=me, is_shared=True))
        asking.session.add(ListView(kind="person", name="Mine", user_id=me))
        asking.session.flush()
        asking.session.add(ListDefault(kind="person", what=Keepsake.VIEW, user_id=me))
    return made


def state(house: House) -> dict[str, Any]:
    """Who has what now, by user name."""
    names = {house.viewer(name).user_id: name for name in ("owner", "outsider", "participant", "agent")}
    with house.asking() as asking:
        session = asking.session
        records = {one.id: names.get(one.owner_id) for one in session.scalars(select(Record))}
        return {
            "records": records,
            "tasks": {one.id: names.get(one.assignee_id) for one in session.scalars(select(Task))},
            "meetings": {one.id: names.get(one.user_id) for one in session.scalars(select(Meeting))},
            "managers": sorted((one.record_id, names[one.user_id]) for one in session.scalars(select(ContactManager))),
            "guests": sorted((one.record_id, names[one.user_id]) for one in session.scalars(select(Participant))),
            "led": [names.get(one.leader_id) for one in session.scalars(select(Group))],
            "members": [sorted(one.username for one in team.users) for team in session.scalars(select(Group))],
            "kept": sorted(
                (model.__name__, names[one.user_id])
                for model in (SavedFilter, ListView, ListDefault)
                for one in session.scalars(select(model))
            ),
        }


def hand(house: House, **chosen: Any) -> Any:
    user_id = house.viewer("owner").user_id
    return house.client("administrator").post(f"/access/hand-over/{user_id}", data=chosen)


def user(house: House, name: str) -> str:
    return f"user:{house.viewer(name).user_id}"


def undo_last(house: House) -> None:
    with house.asking() as asking:
        found = asking.session.scalars(
            select(ChangeSet).where(ChangeSet.operation == Operation.MASS).order_by(ChangeSet.id.desc())
        ).first()
        assert found is not None
        assert found.state is SetState.CLOSED
        job = start_undo(asking, found)
        assert (job.state, job.result["kept"], job.result["blocked"]) == (JobState.DONE, 0, 0)


def test_everything_goes_to_one_and_all_of_it_comes_back(house: House, left: dict[str, int]) -> None:
    before = state(house)
    answer = hand(house, to=user(house, "outsider"))
    assert answer.status_code == 303
    after = state(house)
    assert after["records"][left["person"]] == after["records"][left["company"]] == "outsider"
    assert (after["tasks"][left["task"]], after["tasks"][left["done"]]) == ("outsider", "owner")
    assert (after["meetings"][left["meeting"]], after["meetings"][left["past"]]) == ("outsider", "owner")
    assert after["managers"] == [(left["managed"], "outsider")]
    assert after["guests"] == [(left["shared"], "outsider")]
    assert (after["led"], after["members"]) == (["outsider"], [["outsider", "owner"]])
    assert {name for _model, name in after["kept"]} == {"outsider"}
    page = house.client("administrator").get(answer.location).text
    assert "10 things handed over." in page
    assert "Persons owned" in page
    undo_last(house)
    assert state(house) == before


def test_it_comes_back_to_whoever_can_no_longer_sign_in(house: House, left: dict[str, int]) -> None:
    before = state(house)
    client = house.client("administrator")
    client.post(f"/users/disable/{house.viewer('owner').user_id}")
    hand(house, to=user(house, "outsider"))
    assert state(house) != before
    undo_last(house)
    assert state(house) == before


def test_each_part_may_go_to_another_or_stay(house: House, left: dict[str, int]) -> None:
    hand(
        house,
        to=user(house, "outsider"),
        **{"to.owned:company": user(house, "participant"), "to.filters": "stay", "to.led": "stay"},
    )
    after = state(house)
    assert after["records"][left["person"]] == "outsider"
    assert after["records"][left["company"]] == "participant"
    assert ("SavedFilter", "owner") in after["kept"]
    assert after["led"] == ["owner"]


def test_team_takes_evenly_and_never_whoever_leaves(house: House) -> None:
    for number in range(7):
        house.add("person", last_name=f"P{number}")
    make_team(house, "North", ("owner", "outsider", "agent", "participant"))
    with house.asking() as asking:
        team = asking.session.scalars(select(Group.id)).one()
    hand(house, to=f"team:{team}")
    assert sorted(Counter(state(house)["records"].values()).values()) == [2, 2, 3]
    assert "owner" not in state(house)["records"].values()


def test_previous_owner_stays_invited_where_that_is_ticked(house: House, left: dict[str, int]) -> None:
    hand(
        house, **{"to.owned:person": user(house, "outsider"), "to.owned:company": user(house, "outsider"), "keeps": "1"}
    )
    assert (left["company"], "owner") in state(house)["guests"]
    with house.asking("owner") as asking:
        assert asking.session.get(Record, left["company"]) is not None
        guest = asking.session.scalars(select(Participant).where(Participant.record_id == left["company"])).one()
        assert (guest.may_edit, guest.may_delete) == (True, False)


def test_many_records_go_on_as_a_job_and_are_one_change_set(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        house.add("person", last_name=f"P{number}")
    monkeypatch.setattr(job_of, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(job_of, "chunk_rows", lambda _session: 2)
    answer = hand(house, to=user(house, "outsider"))
    assert set(state(house)["records"].values()) == {"owner"}
    Runner(house.engine).run_all()
    assert set(state(house)["records"].values()) == {"outsider"}
    with house.asking() as asking:
        job = asking.session.scalars(select(Job).where(Job.type == "hand_over")).one()
        assert (job.state, job.result["handed"]) == (JobState.DONE, {"owned:person": 5})
        assert answer.location == f"/jobs/{job.id}"
    undo_last(house)
    assert set(state(house)["records"].values()) == {"owner"}


def test_what_others_took_meanwhile_stays_theirs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    persons = [house.add("person", last_name=f"P{number}") for number in range(3)]
    monkeypatch.setattr(job_of, "MOST_AT_ONCE", 0)
    hand(house, to=user(house, "outsider"))
    with house.writing() as asking:
        asking.session.get_one(Person, persons[0]).owner_id = house_user(house, "agent")
    Runner(house.engine).run_all()
    assert [state(house)["records"][one] for one in persons] == ["agent", "outsider", "outsider"]


def house_user(house: House, name: str) -> int:
    return house.viewer(name).user_id or 0


@pytest.mark.parametrize("to", ["", "user:999999", "team:999999", "stay", "user:x", "nobody", "user:²"])
def test_wrong_taker_is_refused_with_a_sentence_and_nothing_moves(house: House, left: dict[str, int], to: str) -> None:
    before = state(house)
    answer = hand(house, to=to)
    assert answer.status_code == 422
    assert any(words in answer.text for words in ("Choose", "Nothing is handed over."))
    assert state(house) == before


def test_disabled_user_takes_nothing(house: House, left: dict[str, int]) -> None:
    before, taker = state(house), user(house, "outsider")
    house.client("administrator").post(f"/users/disable/{house.viewer('outsider').user_id}")
    assert hand(house, to=taker).status_code == 422
    assert state(house)["records"] == before["records"]


@pytest.mark.parametrize("name", ["manager", "outsider"])
def test_only_administrators_hand_over_for_others(house: House, left: dict[str, int], name: str) -> None:
    before, url = state(house), f"/access/hand-over/{house.viewer('owner').user_id}"
    client = house.client(name)
    assert client.get(url).status_code in {302, 403}
    assert client.post(url, data={"to": user(house, name)}).status_code in {302, 403}
    assert state(house) == before


def test_page_counts_what_there_is(house: House, left: dict[str, int]) -> None:
    page = house.client("administrator").get(f"/access/hand-over/{house.viewer('owner').user_id}").text
    for label in (
        "Persons owned",
        "Companies owned",
        "Open tasks assigned",
        "Phone meetings to come",
        "Managed contacts",
        "Teams led",
    ):
        assert label in page
    assert (
        "Nothing to hand over"
        in house.client("administrator").get(f"/access/hand-over/{house.viewer('agent').user_id}").text
    )
