"""Roles as administrators edit them: the grid, its preview, what is refused, and that all of it stands in the history (ACC-4)."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.role_changes import SHIPPED_NAMES
from app.domain.role_grid import LEVELS, REACHES, Level, level_of, rows_of, with_row
from app.domain.roles import SHIPPED
from app.jobs.undo import start_undo
from app.kernel.viewer import Act, Grant, Reach, Right, as_system
from app.models import Change, ChangeSet, Keepsake, ListDefault, Operation, Role, User
from app.records.rights import EVERY, RoleRights, read_rights
from app.records.role_names import LABELS
from tests.conftest import House
from tests.records.test_rights import give_roles, make_team, sees

OWN = {"row.*.see": "own", "row.*.edit": "own", "row.*.delete": "own"}


def role_id(house: House, name: str) -> int:
    with house.app.app_context(), as_system(house.engine) as session:
        return session.scalars(select(Role.id).where(Role.name == name)).one()


def rights(house: House, name: str) -> RoleRights:
    with house.app.app_context(), as_system(house.engine) as session:
        return read_rights(session.scalars(select(Role.rights).where(Role.name == name)).one())


def send(client: FlaskClient, path: str, name: str, **more: Any) -> Any:
    return client.post(path, data={"name": name, "rows": ["*"], **OWN, **more})


def grid(*rows: str, **levels: str) -> dict[str, Any]:
    return {"rows": ["*", *rows], **OWN, **{f"row.{key}": level for key, level in levels.items()}}


# --- what a grid says -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", list(Level))
def test_every_level_comes_back_as_it_was_chosen(level: Level) -> None:
    assert level_of(REACHES[level]) is level
    assert level in LEVELS


def test_reach_of_all_public_counts_those_that_one_owns() -> None:
    assert level_of(Reach.ALL) is Level.PUBLIC


def test_new_row_begins_with_what_held_there_before() -> None:
    given = with_row(RoleRights((Grant(EVERY, None, Reach.OWNED),)), "person", None)
    assert [(one.kind, one.see) for one in given.rows] == [(EVERY, Reach.OWNED), ("person", Reach.OWNED)]
    assert with_row(given, "person", None) == given


@pytest.mark.parametrize("name", list(SHIPPED))
def test_shipped_roles_have_a_grid_that_says_what_they_give(name: str) -> None:
    made = RoleRights(tuple(row.grant for row in rows_of(SHIPPED[name])), SHIPPED[name].acts)
    assert {one for one in made.rows if one.see} == {one for one in SHIPPED[name].rows if one.see}


# --- making, changing -----------------------------------------------------------------------------------------------------


def test_role_made_by_hand_gives_what_its_grid_says(house: House) -> None:
    person, company = house.add("person", last_name="Open"), house.add("company", name="Open")
    client = house.client("administrator")
    sent = {
        **grid("person", **{"person.see": "public", "person.edit": "no", "person.delete": "no"}),
        "acts": ["export"],
    }
    assert client.post("/roles/add", data={"name": "Reader of persons", **sent}).status_code == 303
    give_roles(house, "outsider", "Reader of persons")
    assert sees(house, "outsider", person)
    assert not sees(house, "outsider", person, Right.EDIT)
    assert not sees(house, "outsider", company)
    assert house.viewer("outsider").acts == {Act.EXPORT}
    page = client.get("/roles/list/").text
    assert "Persons: see all public, edit and delete no" in page


def test_saving_says_how_many_users_it_touches_and_stands_in_the_history(house: House) -> None:
    make_team(house, "North", ("agent",))
    with house.app.app_context(), as_system(house.engine) as session:
        from app.models import Group

        team = session.scalars(select(Group)).one()
        team.roles = list(session.scalars(select(Role).where(Role.name == "User")))
        session.commit()
    number, before = role_id(house, "User"), rights(house, "User")
    client = house.client("administrator")
    answer = client.post(f"/roles/edit/{number}", data={"name": "User", "rows": ["*"], **OWN}, follow_redirects=True)
    assert "Saved. It changes what 4 users see and do." in answer.text
    after = rights(house, "User")
    with house.asking() as asking:
        change = asking.session.scalars(select(Change).where(Change.subject == "ab_role")).one()
        assert (change.field, change.operation, change.change_set.user.username) == (
            "rights",
            Operation.EDITED,
            "administrator",
        )
        assert read_rights(change.old) == before
        assert read_rights(change.new) == after != before


def test_change_of_rights_can_be_undone(house: House) -> None:
    before = rights(house, "User")
    house.client("administrator").post(
        f"/roles/edit/{role_id(house, 'User')}", data={"name": "User", "rows": ["*"], **OWN}
    )
    assert rights(house, "User") != before
    with house.asking() as asking:
        found = asking.session.scalars(select(ChangeSet).order_by(ChangeSet.id.desc())).first()
        assert found is not None
        start_undo(asking, found)
    assert rights(house, "User") == before


def test_history_tells_of_a_role_by_name(house: House) -> None:
    client = house.client("administrator")
    client.post("/roles/add", data={"name": "Night shift", **grid()})
    page = client.get("/history/list/?about=ab_role").text
    assert "Night shift" in page
    assert "Test" in client.get("/settings/").text


def test_history_says_what_was_before_and_after(house: House) -> None:
    client, number = house.client("administrator"), role_id(house, "User")
    client.post(
        f"/roles/edit/{number}", data={"name": "User", **grid("person", **{"person.see": "public"}), "acts": ["mass"]}
    )
    with house.asking() as asking:
        done = asking.session.scalars(select(ChangeSet.id).order_by(ChangeSet.id.desc())).first()
    page = client.get(f"/history/list/?set={done}&part=side").text
    assert "all public / all public / all public" in page
    assert "own / own / own" in page
    assert "all public / no / no" in page
    assert "Mass actions, Import, Export, Changing owners, API keys" in page
    assert ">User</" in page


def test_row_more_or_less_is_not_saved_and_keeps_what_was_typed(house: House) -> None:
    client = house.client("administrator")
    answer = send(client, "/roles/add", "Half made", more="1", add_row="company")
    assert answer.status_code == 200
    assert 'name="row.company.see"' in answer.text
    assert 'value="Half made"' in answer.text
    fewer = client.post("/roles/add", data={"name": "Half made", **grid("company"), "drop_row": "company"})
    assert 'name="row.company.see"' not in fewer.text
    with house.app.app_context(), as_system(house.engine) as session:
        assert session.scalars(select(Role).where(Role.name == "Half made")).first() is None


def test_copy_begins_with_the_rights_of_the_other(house: House) -> None:
    page = house.client("administrator").get(f"/roles/add?copy={role_id(house, 'Account Partner Reader')}").text
    assert "Account Partner Reader, copy" in page
    assert "Persons › Partner" in page


# --- what is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("  ", "at least one letter"), ("x" * 65, "at most 64"), ("aGENT", "There is a role named")],
)
def test_wrong_name_is_said_at_its_field_and_nothing_typed_is_lost(house: House, name: str, sentence: str) -> None:
    answer = house.client("administrator").post("/roles/add", data={"name": name, **grid("person")})
    assert answer.status_code in {409, 422}
    assert sentence in answer.text
    assert 'name="row.person.see"' in answer.text


def test_nobody_edits_what_they_do_not_see(house: House) -> None:
    sent = {"name": "Blind", "rows": ["*"], "row.*.see": "own", "row.*.edit": "public", "row.*.delete": "no"}
    answer = house.client("administrator").post("/roles/add", data=sent)
    assert answer.status_code == 422
    assert "Nobody can edit what they do not see." in answer.text


def test_admin_cannot_be_narrowed_and_shipped_roles_keep_their_names(house: House) -> None:
    client, admin = house.client("administrator"), role_id(house, "Admin")
    send(client, f"/roles/edit/{admin}", "Admin")
    assert rights(house, "Admin") == SHIPPED["Admin"]
    answer = send(client, f"/roles/edit/{role_id(house, 'Agent')}", "Spy")
    assert (answer.status_code, "keeps its name" in answer.text) == (422, True)
    assert client.post(f"/roles/delete/{admin}").status_code == 422
    assert role_id(house, "Admin") == admin


def test_role_that_somebody_has_is_removed_only_for_another(house: House) -> None:
    client = house.client("administrator")
    send(client, "/roles/add", "Own alone")
    number = role_id(house, "Own alone")
    give_roles(house, "outsider", "Own alone")
    make_team(house, "North", ())
    with house.writing() as asking:
        asking.session.add(ListDefault(kind="person", what=Keepsake.VIEW, role="Own alone"))
    answer = client.post(f"/roles/delete/{number}")
    assert (answer.status_code, "still has this role" in answer.text) == (422, True)
    client.post(f"/roles/delete/{number}", data={"instead": role_id(house, "Agent")})
    assert house.viewer("outsider").roles == {"Agent"}
    with house.asking() as asking:
        assert asking.session.scalars(select(ListDefault)).all() == []
        assert asking.session.scalars(select(Role).where(Role.name == "Own alone")).first() is None


def test_renamed_role_keeps_what_its_lists_begin_with(house: House) -> None:
    client = house.client("administrator")
    send(client, "/roles/add", "Old name")
    with house.writing() as asking:
        asking.session.add(ListDefault(kind="person", what=Keepsake.VIEW, role="Old name"))
    send(client, f"/roles/edit/{role_id(house, 'Old name')}", "New name")
    with house.asking() as asking:
        assert asking.session.scalars(select(ListDefault.role)).all() == ["New name"]


# --- what would this user see ---------------------------------------------------------------------------------------------


def test_preview_counts_before_and_after_and_saves_nothing(house: House) -> None:
    for number in range(3):
        house.add("company", name=f"Public {number}")
    house.add("company", by="outsider", name="Own")
    house.add("company", name="Hidden", visibility="hidden")
    before = rights(house, "User")
    sent = {"name": "User", **grid(), "user": house.viewer("outsider").user_id}
    page = house.client("administrator").post(f"/roles/preview/{role_id(house, 'User')}", data=sent)
    cells = page.text.split("Companies</th>")[1].split("</tr>")[0]
    assert ['num">4<' in cells, "<b>1</b>" in cells] == [True, True]
    assert rights(house, "User") == before


def test_preview_of_a_user_without_the_role_says_that_nothing_changes(house: House) -> None:
    sent = {"name": "User", **grid(), "user": house.viewer("agent").user_id}
    page = house.client("administrator").post(f"/roles/preview/{role_id(house, 'User')}", data=sent).text
    assert "does not have this role" in page


def test_unknown_rows_levels_and_users_are_passed_over(house: House) -> None:
    sent = {
        "name": "Odd",
        "rows": ["*", "ship", "person:999", "ship:x"],
        "row.*.see": "ocean",
        "user": "nobody",
        "acts": "fly",
    }
    assert house.client("administrator").post("/roles/preview/0", data=sent).status_code == 200
    assert house.client("administrator").post("/roles/preview/99999", data=sent).status_code == 404
    assert house.client("administrator").get("/roles/show/99999").status_code == 404


@pytest.mark.parametrize("name", ["manager", "outsider", "nobody"])
def test_others_reach_nothing_of_roles(house: House, name: str) -> None:
    client, number = house.client(name), role_id(house, "User")
    for path in (f"/roles/preview/{number}", f"/roles/edit/{number}", f"/roles/delete/{number}", "/roles/add"):
        assert client.post(path, data={"name": "stolen", **grid()}).status_code in {302, 403}


def test_only_administrators_change_roles_below_the_pages_too(house: House) -> None:
    from app.domain.role_changes import add_role
    from app.kernel.errors import Forbidden

    with pytest.raises(Forbidden), house.writing("manager") as asking:
        add_role(asking.session, "Mine", RoleRights())
    with house.asking() as asking:
        assert "Mine" not in asking.session.scalars(select(Role.name)).all()
        assert asking.session.scalars(select(User.id)).first()


# --- what roles are called ---------------------------------------------------------------------------------------------------


def test_every_shipped_role_has_a_name_in_the_language_of_the_page(sqlite_house: House) -> None:
    assert set(LABELS) == SHIPPED_NAMES
    client = sqlite_house.client("administrator")
    client.get("/lang/pl")
    agent = role_id(sqlite_house, "Agent")
    for path, words in (
        ("/roles/list/", "Menedżer kont partnerskich"),
        ("/users/list/", "<bdi>Administrator</bdi>"),
        ("/users/add", "Czytelnik kont klientów"),
        ("/groups/add", "Tłumacz"),
        (f"/roles/add?copy={role_id(sqlite_house, 'Translator')}", "Tłumacz, kopia"),
    ):
        assert words in client.get(path).text, path
    answer = client.post(f"/roles/edit/{agent}", data={"name": "Agent", "rows": ["*"], "row.*.see": "own"})
    assert answer.status_code == 303
