"""What roles, teams, managers and invitations open, and that what is told of it is what holds (ACC-1, ACC-4, ACC-5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.kernel.errors import Forbidden
from app.kernel.viewer import Act, Grant, Reach, Right, Viewer, as_system, session_for
from app.models import AccountType, Group, Operation, Participant, Person, Record, Role, User
from app.records import narrowing
from app.records.access import allowed_ids, is_locked, run_checked
from app.records.bulk import set_value
from app.records.fields import Asking
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.quick_find import NEWEST, quick_find
from app.records.reasons import facts_of, reasons
from app.records.rights import RoleRights, read_rights
from app.records.saving import add_record, change_record
from app.records.search import count_of, page_ids
from tests.conftest import House

SEEN = {"none": Reach.NONE, "managed": Reach.OWNED | Reach.MANAGED, "all": Reach.OWNED | Reach.ALL}


def give_roles(house: House, name: str, *roles: str) -> None:
    with house.app.app_context(), as_system(house.engine) as session:
        user = session.scalars(select(User).where(User.username == name)).one()
        user.roles = list(session.scalars(select(Role).where(Role.name.in_(roles))))
        session.commit()


def make_team(house: House, name: str, members: tuple[str, ...], *, leader: str = "", above: str = "") -> int:
    with house.app.app_context(), as_system(house.engine) as session:
        users = {one.username: one for one in session.scalars(select(User))}
        parent = session.scalars(select(Group).where(Group.name == above)).first()
        team = Group(name=name, leader=users.get(leader), parent=parent)
        session.add(team)
        session.flush()
        team.users = [users[one] for one in members]
        session.commit()
        return int(team.id)


def account_type(house: House, label: str) -> int:
    with house.asking() as asking:
        return asking.session.scalars(select(AccountType.id).where(AccountType.label == label)).one()


def invite(house: House, record_id: int, **whom: Any) -> None:
    with house.writing("owner") as asking:
        asking.session.add(Participant(record_id=record_id, **whom))


def sees(house: House, name: str, record_id: int, right: Right = Right.SEE) -> bool:
    with house.asking(name) as asking:
        return record_id in allowed_ids(asking.session, asking.viewer, right, [record_id])


# --- account types and managers -------------------------------------------------------------------------------------------


def test_reader_of_partners_reads_partners_alone(house: House) -> None:
    partner = house.add("company", name="Partner", account_type=account_type(house, "Partner"))
    customer = house.add("company", name="Customer", account_type=account_type(house, "Customer"))
    give_roles(house, "outsider", "Account Partner Reader")
    assert sees(house, "outsider", partner)
    assert not sees(house, "outsider", partner, Right.EDIT)
    assert not sees(house, "outsider", customer)
    with house.asking("outsider") as asking:
        assert page_ids(asking, parse_query(kind("company"), [])) == [partner]


def test_manager_of_a_contact_reaches_it_only_by_a_role(house: House) -> None:
    customer = account_type(house, "Customer")
    fields = {"visibility": "nonpublic", "account_type": customer, "managers": ["outsider"]}
    managed = house.add("company", name="Managed", **fields)
    hidden = house.add("company", name="Hidden", **{**fields, "visibility": "hidden"})
    assert not sees(house, "outsider", managed)
    give_roles(house, "outsider", "User", "Account Customer Manager")
    assert sees(house, "outsider", managed, Right.EDIT)
    assert not sees(house, "outsider", managed, Right.DELETE)
    assert not sees(house, "outsider", hidden)


# --- teams ----------------------------------------------------------------------------------------------------------------


def test_invited_team_lets_its_members_in_but_not_to_what_is_hidden(house: House) -> None:
    team = make_team(house, "North", ("outsider",))
    shown = house.add("person", last_name="Shown", visibility="nonpublic")
    hidden = house.add("person", last_name="Hidden", visibility="hidden")
    for record_id in (shown, hidden):
        assert not sees(house, "outsider", record_id)
        invite(house, record_id, group_id=team, may_edit=True)
    assert sees(house, "outsider", shown, Right.EDIT)
    assert not sees(house, "outsider", shown, Right.DELETE)
    assert not sees(house, "outsider", hidden)
    assert not sees(house, "participant", shown)


def test_team_above_is_invited_with_the_teams_below_it(house: House) -> None:
    above = make_team(house, "Sales", ("participant",))
    below = make_team(house, "North", ("outsider",), above="Sales")
    by_above, by_below = (house.add("person", last_name=name, visibility="nonpublic") for name in ("Above", "Below"))
    invite(house, by_above, group_id=above)
    invite(house, by_below, group_id=below)
    assert [sees(house, "outsider", one) for one in (by_above, by_below)] == [True, True]
    assert [sees(house, "participant", one) for one in (by_above, by_below)] == [True, False]


def test_leader_reaches_what_members_own_in_teams_below_too(house: House) -> None:
    make_team(house, "Sales", ("participant",), leader="participant")
    make_team(house, "North", ("owner",), above="Sales")
    shown = house.add("person", last_name="Shown", visibility="nonpublic")
    hidden = house.add("person", last_name="Hidden", visibility="hidden")
    assert sees(house, "participant", shown, Right.DELETE)
    assert not sees(house, "participant", hidden)
    assert not sees(house, "outsider", shown)


def test_role_of_a_team_is_a_role_of_its_members(house: House) -> None:
    person = house.add("person", last_name="Open")
    make_team(house, "North", ("nobody",))
    assert not sees(house, "nobody", person)
    with house.app.app_context(), as_system(house.engine) as session:
        team = session.scalars(select(Group).where(Group.name == "North")).one()
        team.roles = [session.scalars(select(Role).where(Role.name == "User")).one()]
        session.commit()
    assert sees(house, "nobody", person)


# --- acts -----------------------------------------------------------------------------------------------------------------


def test_adding_needs_the_right_to_edit_the_kind(house: House) -> None:
    give_roles(house, "outsider", "Translator")
    with pytest.raises(Forbidden), house.writing("outsider") as asking:
        add_record(asking, kind("person"), {"last_name": "New"})


def test_owner_is_changed_only_by_who_may(house: House) -> None:
    owned, free = house.add("person", last_name="Owned"), house.add("person", last_name="Free", owner=None)
    with pytest.raises(Forbidden), house.writing("agent") as asking:
        change_record(asking, kind("person"), asking.session.get_one(Person, owned), {"owner": "agent"})
    with house.writing("agent") as asking:
        change_record(asking, kind("person"), asking.session.get_one(Person, free), {"owner": "me"})
        assert set_value(asking.session, [owned], Record.__table__.c.owner_id, asking.viewer.user_id) == 0
    with house.writing("outsider") as asking:
        assert set_value(asking.session, [owned, free], Record.__table__.c.owner_id, asking.viewer.user_id) == 2


@pytest.mark.parametrize("change", [{"owner": "me"}, {"visibility": "public"}, {"visibility": "hidden"}])
def test_who_was_invited_to_edit_does_not_help_themselves_to_the_rest(house: House, change: dict[str, str]) -> None:
    """As owner, or with the record open to all, they could delete it."""
    person = house.add("person", last_name="Shared", visibility="nonpublic")
    invite(house, person, user_id=house.viewer("participant").user_id, may_edit=True)
    record = Record.__table__
    with pytest.raises(Forbidden), house.writing("participant") as asking:
        change_record(asking, kind("person"), asking.session.get_one(Person, person), change)
    with house.writing("participant") as asking:
        assert set_value(asking.session, [person], record.c.owner_id, asking.viewer.user_id) == 0
        assert set_value(asking.session, [person], record.c.visibility, "public") == 0
        change_record(asking, kind("person"), asking.session.get_one(Person, person), {"city": "Łódź"})
    with house.writing("owner") as asking:
        change_record(asking, kind("person"), asking.session.get_one(Person, person), change | {"owner": "owner"})


def test_rights_of_a_role_come_back_as_they_were_kept() -> None:
    given = RoleRights((Grant("*", None, SEEN["all"]), Grant("person", 3, SEEN["managed"])), frozenset({Act.MASS}))
    assert read_rights(given.as_json()) == given
    assert read_rights({"rows": [], "acts": ["mass", "flying"]}).acts == {Act.MASS}


# --- locked lines ---------------------------------------------------------------------------------------------------------


def test_locked_are_non_public_records_that_one_does_not_see(house: House) -> None:
    made = {
        name: house.add("person", last_name=name, visibility=name, owner=who)
        for name, who in (("public", "owner"), ("nonpublic", "owner"), ("hidden", "owner"))
    }
    made["mine"] = house.add("person", last_name="mine", visibility="nonpublic", owner="outsider")
    record = Record.__table__
    with house.asking("outsider") as asking:
        locked = select(record.c.id).where(is_locked(asking.viewer, record.c))
        assert run_checked(asking.session, locked).scalars().all() == [made["nonpublic"]]
    with house.asking("nobody") as asking:
        assert run_checked(asking.session, select(record.c.id).where(is_locked(asking.viewer, record.c))).all() == []


# --- what is told is what holds -------------------------------------------------------------------------------------------

PEOPLE = ("owner", "participant", "outsider", "agent")
reach = st.sampled_from([Reach.NONE, Reach.OWNED, Reach.MANAGED | Reach.OWNED, Reach.OWNED | Reach.ALL, Reach.ALL])


@pytest.fixture
def world(house: House) -> House:
    """Companies of every visibility and account type, owned, managed, and shared in many ways."""
    make_team(house, "North", ())
    types, turn = ("Customer", "Partner", None), 0
    for visibility in ("public", "nonpublic", "hidden"):
        for label in types:
            for owner in ("owner", "participant"):
                turn += 1
                made = house.add(
                    "company",
                    name=f"{visibility} {label} {owner}",
                    visibility=visibility,
                    owner=owner,
                    account_type=label and account_type(house, label),
                    managers=[PEOPLE[turn % 4]] if turn % 3 else [],
                )
                share(house, made, turn)
    return house


def share(house: House, record_id: int, turn: int) -> None:
    ids = {name: house.viewer(name).user_id for name in PEOPLE}
    with house.writing("administrator") as asking:
        if turn % 2:
            invited = Participant(record_id=record_id, user_id=ids[PEOPLE[turn // 2 % 4]], may_edit=turn % 4 == 1)
            asking.session.add(invited)
        if turn % 3 == 0:
            team = asking.session.scalars(select(Group.id)).first()
            asking.session.add(Participant(record_id=record_id, group_id=team, may_delete=turn % 2 == 0))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_reasons_criterion_and_narrowed_lists_say_the_same(world: House, data: st.DataObject) -> None:
    types = [None, account_type(world, "Customer"), account_type(world, "Partner")]
    grants = [
        Grant("company", type_id, data.draw(reach), data.draw(reach), data.draw(reach))
        for type_id in data.draw(st.sets(st.sampled_from(types)))
    ]
    name = data.draw(st.sampled_from(PEOPLE))
    viewer = replace(
        world.viewer(name),
        grants=frozenset([*grants, Grant("task", None, Reach.OWNED)]),
        group_ids=frozenset(data.draw(st.sampled_from([(), (1,)]))),
        led_user_ids=frozenset(data.draw(st.sampled_from([(), (world.viewer("participant").user_id or 0,)]))),
    )
    with world.app.app_context(), as_system(world.engine) as system:
        facts = {one.id: facts_of(system, one) for one in system.scalars(select(Record))}
    with world.app.app_context(), session_for(world.engine, viewer) as session:
        for right in Right:
            told = {one for one, fact in facts.items() if reasons(viewer, fact, right)}
            assert allowed_ids(session, viewer, right, list(facts)) == told
            if right is Right.SEE:
                assert listed(Asking(session, viewer)) == [told, told]


def listed(asking: Asking) -> list[set[int]]:
    """What a list shows, narrowed and not."""
    query, found = parse_query(kind("company"), [("page_size", "100")]), []
    for most in (narrowing.FEW, -1):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(narrowing, "FEW", most)
            narrowing._known.clear()
            found.append(set(page_ids(asking, query)))
            assert count_of(asking, query) == (len(found[-1]), False)
    narrowing._known.clear()
    return found


def test_viewer_without_grants_reaches_nothing(world: House) -> None:
    viewer = Viewer(user_id=world.viewer("owner").user_id, grants=frozenset())
    with world.app.app_context(), session_for(world.engine, viewer) as session:
        assert session.scalars(select(Record)).all() == []


def test_what_is_added_is_in_a_narrowed_list_at_once(house: House) -> None:
    with house.asking("owner") as asking:
        assert page_ids(asking, parse_query(kind("person"), [])) == []
    made = house.add("person", last_name="New", visibility="hidden")
    with house.writing("owner", Operation.ADDED) as asking:
        assert page_ids(asking, parse_query(kind("person"), [])) == [made]


def test_who_sees_few_finds_their_own_among_many_of_that_name(house: House) -> None:
    """The first of that name, and those touched last, are all hidden from them."""
    own = house.add("person", by="outsider", last_name="Kozak", visibility="hidden")
    with house.writing("administrator", Operation.ADDED) as asking:
        for number in range(NEWEST + 5):
            add_record(asking, kind("person"), {"last_name": f"Ko{number:03}", "visibility": "hidden"})
    with house.asking("outsider") as asking:
        assert [one.id for one in quick_find(asking, "ko", ["person"], 8).best] == [own]
