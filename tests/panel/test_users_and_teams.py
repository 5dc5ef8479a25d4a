"""Users and teams as administrators keep them, and what is refused with a sentence (ACC-4, ACC-5)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.domain.teams import read_tree
from app.kernel.viewer import as_system
from app.models import Change, ChangeSet, Group, Participant, Role, User
from tests.conftest import PASSWORD, House
from tests.records.test_rights import give_roles, make_team, sees

OLA = {
    "first_name": "Ola",
    "last_name": "Lis",
    "username": "ola",
    "email": "ola@example.test",
    "password": "marble kite 27",
}


def user_id(house: House, name: str) -> int:
    return house.viewer(name).user_id or 0


def role_ids(house: House, *names: str) -> list[int]:
    with house.app.app_context(), as_system(house.engine) as session:
        return list(session.scalars(select(Role.id).where(Role.name.in_(names))))


def form_of(house: House, name: str, **other: Any) -> dict[str, Any]:
    with house.app.app_context(), as_system(house.engine) as session:
        user = session.scalars(select(User).where(User.username == name)).one()
        kept = {
            "first_name": user.first_name,
            "last_name": user.last_name,
            "username": user.username,
            "email": user.email,
        }
        return {**kept, "roles": [one.id for one in user.roles], "teams": [one.id for one in user.groups], **other}


# --- users ----------------------------------------------------------------------------------------------------------------


def test_user_who_is_added_signs_in_and_stands_in_the_history_without_password(house: House) -> None:
    team = make_team(house, "North", ())
    sent = {
        **OLA,
        "roles": role_ids(house, "Agent", "User"),
        "teams": [team],
        "language": "pl",
        "time_zone": "Asia/Jerusalem",
    }
    assert house.client("administrator").post("/users/add", data=sent).status_code == 303
    made = house.viewer("ola")
    assert (made.roles, made.group_ids) == ({"Agent", "User"}, {team})
    assert (made.language, made.time_zone) == ("pl", "Asia/Jerusalem")
    client = house.app.test_client()
    assert client.post("/login/", data={"username": "ola", "password": OLA["password"]}).status_code == 302
    with house.asking() as asking:
        changes = asking.session.scalars(select(Change).where(Change.subject.startswith("ab_"))).all()
        assert sorted(one.subject for one in changes) == ["ab_user", "ab_user_group", "ab_user_role", "ab_user_role"]
        assert "password" not in next(one.new for one in changes if one.subject == "ab_user")


def test_history_names_who_got_which_role_and_team(house: House) -> None:
    team, client = make_team(house, "North", ()), house.client("administrator")
    sent = form_of(house, "owner", roles=role_ids(house, "Agent"), teams=[team], last_name="Renamed")
    client.post(f"/users/edit/{user_id(house, 'owner')}", data=sent)
    with house.asking() as asking:
        done = asking.session.scalars(select(ChangeSet.id).order_by(ChangeSet.id.desc())).first()
    page = client.get(f"/history/list/?set={done}&part=side").text
    for words in ("Owner Renamed", ">Agent<", ">User<", ">North<", ">Test<", ">Renamed<"):
        assert words in page, words
    client.post(f"/groups/delete/{team}")
    assert client.get("/history/list/?tab=changes&about=ab_group,ab_user_group").status_code == 200


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"username": "OWNER"}, "There is a user named"),
        ({"username": "o l a"}, "without spaces"),
        ({"email": "owner@LOCALHOST"}, "Another user has this address"),
        ({"email": "nowhere"}, "Write an e-mail address"),
        ({"first_name": " ", "last_name": ""}, "Write a name."),
        ({"password": ""}, "Write a password."),
        ({"password": "password"}, "among the first"),
        ({"time_zone": "Mars/Base"}, "There is no time zone named"),
        ({"roles": ["999999"]}, "One of the roles is no longer there"),
        ({"first_name": "x" * 65}, "at most 64"),
    ],
)
def test_wrong_value_is_told_at_its_field_and_what_was_typed_stays(house: House, other: Any, sentence: str) -> None:
    answer = house.client("administrator").post("/users/add", data={**OLA, **other})
    assert answer.status_code in {409, 422}
    assert sentence in answer.text
    assert 'value="Lis"' in answer.text or other.get("last_name") == ""
    assert OLA["password"] not in answer.text
    with house.asking() as asking:
        assert asking.session.scalars(select(User).where(User.email == "ola@example.test")).first() is None


def test_last_administrator_keeps_the_role(house: House) -> None:
    client = house.client("administrator")
    answer = client.post(
        f"/users/edit/{user_id(house, 'administrator')}",
        data=form_of(house, "administrator", roles=role_ids(house, "User"), last_name="Renamed"),
    )
    assert answer.status_code == 422
    assert "Nobody would be an administrator any more." in answer.text
    assert 'value="Renamed"' in answer.text
    assert house.viewer("administrator").is_admin
    assert "Renamed" not in house.viewer("administrator").name


def test_administrator_by_a_team_counts_and_the_team_cannot_let_go_of_the_last(house: House) -> None:
    client, admin = house.client("administrator"), role_ids(house, "Admin")[0]
    team = make_team(house, "Keepers", ("owner",))
    sent = {"name": "Keepers", "members": [user_id(house, "owner")], "roles": [admin]}
    assert client.post(f"/groups/edit/{team}", data=sent).status_code == 303
    pk = user_id(house, "administrator")
    assert client.post(f"/users/edit/{pk}", data=form_of(house, "administrator", roles=[])).status_code == 303
    other = house.client("owner")
    answer = other.post(f"/groups/edit/{team}", data={**sent, "roles": []})
    assert (answer.status_code, "Nobody would be" in answer.text) == (422, True)
    assert other.post(f"/groups/delete/{team}").status_code == 422
    assert house.viewer("owner").is_admin


def test_one_cannot_disable_oneself_nor_the_last_administrator(house: House) -> None:
    client = house.client("administrator")
    answer = client.post(f"/users/disable/{user_id(house, 'administrator')}")
    assert (answer.status_code, "You cannot disable yourself" in answer.text) == (422, True)
    give_roles(house, "owner", "Admin")
    assert house.client("owner").post(f"/users/disable/{user_id(house, 'administrator')}").status_code == 303
    assert client.get("/persons/list/").status_code == 302
    refused = house.app.test_client().post("/login/", data={"username": "administrator", "password": PASSWORD})
    assert "logout" not in refused.text


def test_undo_never_leaves_nobody_to_administer(house: House) -> None:
    client = house.client("administrator")
    admin = role_ids(house, "Admin")
    client.post(f"/users/edit/{user_id(house, 'owner')}", data=form_of(house, "owner", roles=admin))
    with house.asking() as asking:
        given = asking.session.scalars(select(ChangeSet.id).order_by(ChangeSet.id.desc())).first()
    other = house.client("owner")
    other.post(f"/users/edit/{user_id(house, 'administrator')}", data=form_of(house, "administrator", roles=[]))
    answer = other.post(f"/history/sets/{given}/undo", follow_redirects=True)
    assert "Nobody would be an administrator any more." in answer.text
    assert house.viewer("owner").is_admin


def test_list_finds_users_by_name_role_team_and_state(house: House) -> None:
    make_team(house, "North", ("agent",))
    client = house.client("administrator")
    client.post(f"/users/disable/{user_id(house, 'outsider')}")

    def shown(words: str) -> set[str]:
        page = client.get(f"/users/list/?{words}").text
        return {
            name
            for name in ("agent", "owner", "outsider", "participant", "manager")
            if f"{name.title()} Test</bdi>" in page
        }

    assert shown("q=part+tes") == {"participant"}
    assert shown("q=%25") == set()
    assert shown(f"role={role_ids(house, 'User')[0]}") == {"owner", "participant", "outsider"}
    assert shown("state=off") == {"outsider"}
    with house.asking() as asking:
        team = asking.session.scalars(select(Group.id)).one()
    assert shown(f"team={team}") == {"agent"}


def test_page_of_a_user_tells_what_they_see_and_why(house: House) -> None:
    house.add("person", last_name="Open")
    house.add("person", last_name="Hidden", visibility="hidden")
    house.add("person", by="outsider", last_name="Own")
    page = house.client("administrator").get(f"/users/show/{user_id(house, 'outsider')}").text
    row = page.split("Persons<small")[1].split("</tr>")[0]
    assert "public, by a role 2 · owned 1" in row
    assert 'num">2<' in row


# --- teams ----------------------------------------------------------------------------------------------------------------


def test_leader_becomes_a_member_and_reaches_what_members_own(house: House) -> None:
    person = house.add("person", last_name="Shown", visibility="nonpublic")
    sent = {"name": "North", "leader_id": user_id(house, "participant"), "members": [user_id(house, "owner")]}
    assert house.client("administrator").post("/groups/add", data=sent).status_code == 303
    assert sees(house, "participant", person)
    with house.asking() as asking:
        team = asking.session.scalars(select(Group)).one()
        assert {one.username for one in team.users} == {"participant", "owner"}


def test_team_cannot_stand_below_one_of_its_own(house: House) -> None:
    above, below = make_team(house, "Sales", ()), make_team(house, "North", (), above="Sales")
    client = house.client("administrator")
    for parent in (above, below):
        answer = client.post(f"/groups/edit/{above}", data={"name": "Sales", "parent_id": parent})
        assert answer.status_code == 422
        assert "cannot stand below itself" in answer.text
    with house.asking() as asking:
        assert read_tree(asking.session).above == {above: None, below: above}


def test_leader_leaves_a_team_only_when_another_leads_it(house: House) -> None:
    make_team(house, "North", ("owner",), leader="owner")
    answer = house.client("administrator").post(
        f"/users/edit/{user_id(house, 'owner')}", data=form_of(house, "owner", teams=[])
    )
    assert (answer.status_code, "Choose another leader first." in answer.text) == (422, True)


def test_disabled_user_is_not_made_a_leader(house: House) -> None:
    client, team = house.client("administrator"), make_team(house, "North", ())
    client.post(f"/users/disable/{user_id(house, 'owner')}")
    answer = client.post(f"/groups/edit/{team}", data={"name": "North", "leader_id": user_id(house, "owner")})
    assert (answer.status_code, "cannot sign in" in answer.text) == (422, True)


def test_removed_team_leaves_its_teams_above_and_its_invitations_end_and_all_of_it_comes_back(house: House) -> None:
    above = make_team(house, "Company", ())
    team = make_team(house, "Sales", ("outsider",), leader="outsider", above="Company")
    below = make_team(house, "North", (), above="Sales")
    person = house.add("person", last_name="Shared", visibility="nonpublic")
    with house.writing("owner") as asking:
        asking.session.add(Participant(record_id=person, group_id=team, may_edit=True))
    client = house.client("administrator")
    assert client.post(f"/groups/delete/{team}").status_code == 303
    assert not sees(house, "outsider", person)
    with house.asking() as asking:
        assert read_tree(asking.session).above == {above: None, below: above}
        done = asking.session.scalars(select(ChangeSet.id).order_by(ChangeSet.id.desc())).first()
    client.post(f"/history/sets/{done}/undo")
    with house.asking() as asking:
        tree = read_tree(asking.session)
        assert tree.above == {above: None, team: above, below: team}
        assert tree.leader[team] == user_id_of(asking, "outsider")
    assert sees(house, "outsider", person)


def user_id_of(asking: Any, name: str) -> int:
    return int(asking.session.scalars(select(User.id).where(User.username == name)).one())


@pytest.mark.parametrize(("name", "sentence"), [("", "at least one letter"), ("nORTH", "There is a team named")])
def test_wrong_name_of_a_team_is_told_at_its_field(house: House, name: str, sentence: str) -> None:
    make_team(house, "North", ())
    answer = house.client("administrator").post("/groups/add", data={"name": name, "label": "Kept label"})
    assert (answer.status_code, sentence in answer.text, "Kept label" in answer.text) == (422, True, True)


@pytest.mark.parametrize("name", ["manager", "outsider"])
def test_others_change_neither_users_nor_teams(house: House, name: str) -> None:
    client, team = house.client(name), make_team(house, "North", ())
    for path in ("/users/add", f"/users/disable/{user_id(house, 'owner')}", "/groups/add", f"/groups/delete/{team}"):
        assert client.post(path, data=OLA).status_code in {302, 403}
    assert house.viewer("owner").roles == {"User"}
