"""Mass actions: who changes, who is skipped and why, sealed selections, history, and what becomes a job (MAS-1 to MAS-6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select

from app.domain.mass_actions import Selection, action_named, actions_for, drift, preview, seal, seal_again
from app.domain.settings import set_setting
from app.jobs.answers import job_answer
from app.jobs.mass import start
from app.jobs.runner import run_all_jobs
from app.kernel.clock import now
from app.kernel.errors import BadQuery, Conflict, Invalid
from app.models import Change, ChangeSet, Contact, ContactGroup, Job, JobItem, Participant, Person, Record, Tag
from app.records.bulk import insert_rows
from app.records.fields import Asking
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.search import count_of
from tests.conftest import House

PERSON = "person"


def act(
    house: House, by: str, action: str, raw: dict[str, Any], ids: Sequence[int], *, reason: str = ""
) -> dict[str, Any]:
    """Seal ids and do it; the job as the API answers it."""
    of = kind(PERSON)
    with house.asking(by) as asking:
        named = action_named(of, action)
        selection = seal(asking, of, ids, is_trash=action == "restore")
        return job_answer(asking, start(asking, selection, named, raw, reason=reason))


def reasons(house: House, by: str, action: str, raw: dict[str, Any], ids: Sequence[int]) -> dict[str, int]:
    """What a preview says: changes under an empty word, then the skipped by their reason."""
    with house.asking(by) as asking:
        seen = preview(asking, seal(asking, kind(PERSON), ids), action_named(kind(PERSON), action), raw)
        return {"": seen.changes, **{str(one.message): one.count for one in seen.reasons}}


def persons(house: House, *names: str, **values: Any) -> list[int]:
    return [house.add(PERSON, last_name=name, **values) for name in names]


def value(house: House, record_id: int, attribute: str) -> Any:
    with house.asking() as asking:
        return getattr(asking.session.get_one(Person, record_id), attribute)


def pour_in(house: House, count: int) -> None:
    """Many bare persons at once."""
    with house.writing("owner") as asking:
        common = {
            "kind": PERSON,
            "visibility": "public",
            "version": 1,
            "custom": {},
            "created_at": now(),
            "changed_at": now(),
        }
        rows = [{"name": f"N{n}", "sort_key": f"n{n:06}", "search_key": "n", **common} for n in range(count)]
        ids = insert_rows(asking.session, Record.__table__, rows)
        insert_rows(asking.session, Contact.__table__, [{"id": one} for one in ids])


# --- selections ----------------------------------------------------------------------------------------------------------


def test_selection_of_a_filter_holds_all_that_match(house: House) -> None:
    persons(house, "A", "B", city="Łódź")
    persons(house, "C", city="Gdynia")
    with house.asking("owner") as asking:
        assert seal(asking, kind(PERSON), parse_query(kind(PERSON), [("city.is", "Łódź")])).count == 2


def test_hidden_records_of_others_are_neither_counted_nor_changed(house: House) -> None:
    hidden = persons(house, "Canary", visibility="hidden")
    seen = persons(house, "Open")
    answer = act(house, "outsider", "tag", {"tag": "x"}, [*hidden, *seen])
    assert answer["result"]["matched"] == answer["result"]["changed"] == 1
    assert answer["result"]["skipped"] == []
    assert value(house, hidden[0], "version") == 1


def test_filter_through_a_hidden_company_selects_nothing(house: House) -> None:
    company = house.add("company", name="Canary Ltd", visibility="hidden")
    persons(house, "Open", company=company)
    with house.asking("outsider") as asking:
        query = parse_query(kind(PERSON), [("company.contains", "Canary")])
        assert seal(asking, kind(PERSON), query).count == 0


def test_ids_of_another_kind_are_not_selected(sqlite_house: House) -> None:
    company = sqlite_house.add("company", name="Firm")
    with sqlite_house.asking() as asking:
        assert seal(asking, kind(PERSON), [company, 999_999, -1, 2**40]).count == 0


def test_too_many_ids_are_refused(sqlite_house: House) -> None:
    with sqlite_house.asking() as asking, pytest.raises(BadQuery):
        seal(asking, kind(PERSON), list(range(1, 20_000)))


def test_selection_changed_since_says_how(house: House) -> None:
    first = persons(house, "A", "B", "C", city="Łódź")
    query = parse_query(kind(PERSON), [("city.is", "Łódź")])
    with house.asking("owner") as asking:
        selection = seal(asking, kind(PERSON), query)
        assert drift(asking, selection) is None
        number = selection.id
    act(house, "owner", "delete", {}, first[:1])
    persons(house, "D", "E", city="Łódź")
    with house.asking("owner") as asking:
        found = drift(asking, found_again(asking, number))
        assert found is not None
        assert (found.before, found.now, found.new, found.gone) == (3, 4, 2, 1)
        assert seal_again(asking, found_again(asking, number)).count == 4
        assert drift(asking, found_again(asking, number)) is None


def found_again(asking: Asking, number: int) -> Selection:
    from app.domain.mass_actions import find_selection

    return find_selection(asking, kind(PERSON), number)


def test_selection_is_used_once(house: House) -> None:
    ids = persons(house, "A")
    with house.asking("owner") as asking:
        selection = seal(asking, kind(PERSON), ids)
        start(asking, selection, action_named(kind(PERSON), "tag"), {"tag": "x"})
        with pytest.raises(Conflict):
            start(asking, selection, action_named(kind(PERSON), "tag"), {"tag": "y"})


def test_preview_writes_nothing_but_the_selection(house: House) -> None:
    ids = persons(house, "A")
    assert reasons(house, "owner", "group", {"group": "New one"}, ids) == {"": 1}
    with house.asking() as asking:
        assert asking.session.scalars(select(ContactGroup)).all() == []
        assert asking.session.scalar(select(func.count()).select_from(JobItem)) == 1


# --- who is skipped ------------------------------------------------------------------------------------------------------


def test_preview_tells_reasons_and_numbers(house: House) -> None:
    mine = persons(house, "A", "B")
    reader = persons(house, "Read only", visibility="hidden")
    guest = house.viewer("participant").user_id
    with house.writing("owner") as asking:
        asking.session.add(Participant(record_id=reader[0], user_id=guest))
    act(house, "owner", "tag", {"tag": "VIP"}, mine[:1])
    told = reasons(house, "participant", "tag", {"tag": "VIP"}, [*mine, *reader])
    assert told == {"": 1, "Tagged so already": 1, "No right to edit": 1}


def test_what_can_be_done_is_done_and_the_rest_is_reported(house: House) -> None:
    agents = persons(house, "Own", by="agent")
    others = persons(house, "Others")
    answer = act(house, "agent", "delete", {}, [*agents, *others])
    assert answer["state"] == "done"
    assert answer["result"]["changed"] == 1
    assert answer["result"]["skipped"] == [{"id": others[0], "reason": "No right to delete"}]


def test_record_deleted_after_sealing_is_skipped(house: House) -> None:
    ids = persons(house, "A", "B")
    with house.asking("owner") as asking:
        selection = seal(asking, kind(PERSON), ids).id
    act(house, "owner", "delete", {}, ids[:1])
    with house.asking("owner") as asking:
        job = start(asking, found_again(asking, selection), action_named(kind(PERSON), "tag"), {"tag": "x"})
        assert job_answer(asking, job)["result"]["skipped"] == [{"id": ids[0], "reason": "Deleted meanwhile"}]


def test_action_that_changes_nothing_leaves_no_change_set(house: House) -> None:
    ids = persons(house, "A", city="Łódź")
    answer = act(house, "owner", "set", {"city": "Łódź"}, ids)
    assert (answer["result"]["changed"], answer["result"]["changeset"]) == (0, None)


# --- what they do --------------------------------------------------------------------------------------------------------


def test_owner_changes_and_the_previous_one_stays_as_participant(house: House) -> None:
    ids = persons(house, "A", visibility="hidden")
    act(house, "owner", "owner", {"owner": "manager", "keep": "1"}, ids)
    assert value(house, ids[0], "owner_id") == house.viewer("manager").user_id
    previous = house.viewer("owner").user_id
    with house.asking() as asking:
        kept = asking.session.scalars(select(Participant)).one()
        assert (kept.user_id, kept.may_edit, kept.may_delete) == (previous, True, False)


def test_previous_owner_goes_where_the_choice_is_taken_away(house: House) -> None:
    ids = persons(house, "A", visibility="hidden")
    act(house, "owner", "owner", {"owner": "manager", "keep": False}, ids)
    with house.asking("owner") as asking:
        assert asking.session.get(Person, ids[0]) is None


def test_owner_who_takes_part_already_gets_the_right_to_edit(house: House) -> None:
    ids = persons(house, "A")
    with house.writing("owner") as asking:
        asking.session.add(Participant(record_id=ids[0], user_id=asking.viewer.user_id))
    act(house, "owner", "owner", {"owner": "none", "keep": True}, ids)
    with house.asking() as asking:
        assert [one.may_edit for one in asking.session.scalars(select(Participant))] == [True]


def test_tags_are_made_put_on_and_taken_off(house: House) -> None:
    ids = persons(house, "A", "B")
    act(house, "owner", "tag", {"tags": ["VIP", "Fair 2026"]}, ids)
    with house.asking() as asking:
        assert set(asking.session.scalars(select(Tag.name))) == {"VIP", "Fair 2026"}
    act(house, "owner", "untag", {"tags": "VIP"}, ids[:1])
    with house.asking("owner") as asking:
        of = kind(PERSON)
        assert count_of(asking, parse_query(of, [("tags.any", "VIP")])) == (1, False)
        assert count_of(asking, parse_query(of, [("tags.any", "Fair 2026")])) == (2, False)


def test_group_is_made_on_the_spot_and_left_again(house: House) -> None:
    ids = persons(house, "A", "B")
    assert act(house, "owner", "group", {"group": "Newsletter"}, ids)["result"]["changed"] == 2
    assert reasons(house, "owner", "group", {"group": "newsletter"}, ids) == {"": 0, "In the group already": 2}
    assert act(house, "owner", "ungroup", {"group": "Newsletter"}, ids)["result"]["changed"] == 2
    assert reasons(house, "owner", "ungroup", {"group": "Newsletter"}, ids) == {"": 0, "Not in the group": 2}


def test_new_group_needs_the_right_where_managers_keep_groups(house: House) -> None:
    ids = persons(house, "A")
    with house.writing("administrator") as asking:
        set_setting(asking.session, "groups.managers_only", "true")
    with pytest.raises(Invalid, match="Only managers"):
        act(house, "owner", "group", {"group": "Mine"}, ids)
    assert act(house, "manager", "group", {"group": "Theirs"}, ids)["result"]["changed"] == 1


def test_field_is_set_and_found_by_search_afterwards(house: House) -> None:
    ids = persons(house, "A", "B")
    act(house, "owner", "set", {"city": "Łódź"}, ids)
    with house.asking("owner") as asking:
        assert count_of(asking, parse_query(kind(PERSON), [("q", "lodz")])) == (2, False)


@pytest.mark.parametrize(
    ("raw", "attribute", "shown"),
    [({"stage": "Lead"}, "stage", "Lead"), ({"field": "country", "value": "Polska"}, "country", "PL")],
)
def test_fields_of_other_types_are_set(house: House, raw: dict[str, str], attribute: str, shown: str) -> None:
    ids = persons(house, "A")
    act(house, "owner", "set", raw, ids)
    with house.asking() as asking:
        assert str(getattr(asking.session.get_one(Person, ids[0]), attribute)) == shown


def test_visibility_changes(house: House) -> None:
    ids = persons(house, "A")
    act(house, "owner", "visibility", {"visibility": "hidden"}, ids)
    with house.asking("outsider") as asking:
        assert asking.session.get(Person, ids[0]) is None


def test_deleted_records_come_back(house: House) -> None:
    ids = persons(house, "A", "B")
    act(house, "owner", "delete", {}, ids)
    with house.asking("owner") as asking:
        assert count_of(asking, parse_query(kind(PERSON), [])) == (0, False)
    assert act(house, "owner", "restore", {}, ids)["result"]["changed"] == 2
    with house.asking("owner") as asking:
        assert count_of(asking, parse_query(kind(PERSON), [])) == (2, False)


@pytest.mark.parametrize(
    ("action", "raw", "place"),
    [
        ("owner", {}, "owner"),
        ("owner", {"owner": "nobody of that name"}, "owner"),
        ("tag", {"tags": ""}, "tags"),
        ("untag", {"tags": "unknown"}, "tags"),
        ("group", {"group": "!"}, "groups"),
        ("set", {}, "field"),
        ("set", {"name": "x"}, "field"),
        ("set", {"phones": "1"}, "field"),
        ("set", {"field": "stage", "value": "no such"}, "value"),
        ("set", {"company": "new:Made on the spot"}, "company"),
        ("visibility", {"visibility": "sideways"}, "visibility"),
    ],
)
def test_wrong_values_are_refused_at_their_place(
    sqlite_house: House, action: str, raw: dict[str, Any], place: str
) -> None:
    with sqlite_house.asking("owner") as asking, pytest.raises(Invalid) as refused:
        action_named(kind(PERSON), action).check(asking, kind(PERSON), raw)
    assert list(refused.value.errors) == [place]


def test_unknown_action_is_named(sqlite_house: House) -> None:
    with pytest.raises(BadQuery, match="mass action"):
        action_named(kind(PERSON), "explode")


def test_trash_has_restore_alone() -> None:
    assert [action.name for action in actions_for(kind(PERSON), is_trash=True)] == ["restore", "export"]


# --- history, and jobs ---------------------------------------------------------------------------------------------------


def test_history_has_a_line_for_each_changed_record(house: House) -> None:
    ids = persons(house, "A", "B", "C")
    set_id = act(house, "owner", "owner", {"owner": "manager"}, ids, reason="Territory change")["result"]["changeset"]
    before, after = house.viewer("owner").user_id, house.viewer("manager").user_id
    with house.asking() as asking:
        rows = asking.session.scalars(select(Change).where(Change.set_id == set_id, Change.field == "owner_id")).all()
        assert {row.record_id for row in rows} == set(ids)
        assert {(row.old, row.new) for row in rows} == {(before, after)}
        assert asking.session.get_one(ChangeSet, set_id).reason == "Territory change"


def test_up_to_500_are_done_at_once_and_more_become_a_job(house: House) -> None:
    pour_in(house, 500)
    with house.asking("owner") as asking:
        selection = seal(asking, kind(PERSON), parse_query(kind(PERSON), []))
        job = start(asking, selection, action_named(kind(PERSON), "tag"), {"tag": "few"})
        assert job_answer(asking, job)["state"] == "done"
    pour_in(house, 1)
    with house.asking("owner") as asking:
        selection = seal(asking, kind(PERSON), parse_query(kind(PERSON), []))
        job = start(asking, selection, action_named(kind(PERSON), "tag"), {"tag": "many"})
        number = job.id
        assert job_answer(asking, job)["state"] == "queued"
    run_all_jobs(house.engine)
    with house.asking("owner") as asking:
        assert job_answer(asking, asking.session.get_one(Job, number))["result"]["changed"] == 501


def test_job_has_one_change_set_over_its_chunks(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.jobs.mass.chunk_rows", lambda _session: 200)
    pour_in(house, 700)
    with house.asking("owner") as asking:
        selection = seal(asking, kind(PERSON), parse_query(kind(PERSON), []))
        number = start(asking, selection, action_named(kind(PERSON), "group"), {"group": "All"}).id
    run_all_jobs(house.engine)
    with house.asking() as asking:
        set_id = asking.session.get_one(Job, number).change_set_id
        counted = select(func.count()).where(Change.set_id == set_id, Change.subject == "group_member")
        assert asking.session.scalar(counted) == 700
        assert asking.session.get_one(ChangeSet, set_id).state.value == "closed"


def test_hiding_skips_what_nobody_owns(house: House) -> None:
    [owned, loose] = [*persons(house, "Owned"), *persons(house, "Loose", owner="none")]
    assert act(house, "owner", "visibility", {"visibility": "hidden"}, [owned, loose])["result"]["changed"] == 1
    assert (value(house, owned, "visibility"), value(house, loose, "visibility")) == ("hidden", "public")


@pytest.mark.parametrize(("action", "raw"), [("owner", {"owner": "none"}), ("set", {"owner": ""})])
def test_hidden_record_keeps_its_owner(house: House, action: str, raw: dict[str, Any]) -> None:
    [hidden, public] = [*persons(house, "Hidden", visibility="hidden"), *persons(house, "Public")]
    act(house, "owner", action, raw, [hidden, public])
    assert value(house, hidden, "owner_id") is not None
    assert value(house, public, "owner_id") is None


def test_values_set_with_a_new_owner_are_all_set(house: House) -> None:
    [hidden] = persons(house, "Hidden", visibility="hidden")
    act(house, "owner", "set", {"owner": "outsider", "city": "Łódź"}, [hidden])
    assert value(house, hidden, "city") == "Łódź"
    assert "lodz" in value(house, hidden, "search_key")
