"""An administrator looks with the eyes of another user: sees what they see, and changes nothing (ACC-7)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.kernel.viewer import Right, as_system
from app.models import Change, Person, Record, User
from app.records.access import reach, run_checked
from app.records.ways_in import ways_in
from tests.conftest import House
from tests.records.test_rights import PEOPLE, world  # noqa: F401 - a fixture


def user_id(house: House, name: str) -> int:
    return house.viewer(name).user_id or 0


@pytest.fixture
def person(house: House) -> dict[str, int]:
    return {
        "open": house.add("person", last_name="Openly"),
        "hidden": house.add("person", last_name="Concealed", visibility="hidden"),
    }


def test_lists_profiles_and_search_are_those_of_the_other(house: House, person: dict[str, int]) -> None:
    client, outsider = house.client("administrator"), house.client("outsider")
    assert "Concealed" in client.get("/persons/list/").text
    answer = client.get(f"/access/as/{user_id(house, 'outsider')}?to=/persons/list/")
    assert (answer.status_code, answer.location) == (303, "/persons/list/")
    page = client.get("/persons/list/").text
    assert "Openly" in page
    assert "Concealed" not in page
    assert "You see what Outsider Test sees." in page
    for path in (
        f"/persons/show/{person['hidden']}",
        "/users/list/",
        "/settings/features/",
        "/mine/",
        "/jobs/",
        "/settings/keys/",
    ):
        assert client.get(path).status_code in {302, 403, 404}, path
    assert (
        client.get(f"/persons/show/{person['hidden']}").status_code
        == outsider.get(f"/persons/show/{person['hidden']}").status_code
    )


def test_nothing_can_be_changed_and_nothing_is_noted(house: House, person: dict[str, int]) -> None:
    client = house.client("administrator")
    client.get(f"/access/as/{user_id(house, 'owner')}")
    with house.asking() as asking:
        before = asking.session.scalar(select(func.count()).select_from(Change))
    for path in (
        f"/persons/edit/{person['open']}",
        "/persons/add",
        f"/persons/delete/{person['open']}",
        "/shell/choices",
    ):
        answer = client.post(path, data={"last_name": "Stolen", "theme": "dark"})
        assert answer.status_code == 403, path
        assert "You are looking with the eyes of Owner Test" in answer.text
    assert client.patch(f"/api/v1/persons/{person['open']}", json={"last_name": "Stolen"}).status_code in {401, 403}
    client.get(f"/persons/show/{person['open']}")
    with house.asking() as asking:
        assert asking.session.scalar(select(func.count()).select_from(Change)) == before
        assert asking.session.get_one(Person, person["open"]).last_name == "Openly"
        for name in ("owner", "administrator"):
            user = asking.session.get_one(User, user_id_in(asking.session, name))
            assert not (user.choices or {}).get("recent")


def user_id_in(session, name):  # type: ignore[no-untyped-def]
    return session.scalars(select(User.id).where(User.username == name)).one()


def test_back_to_one_s_own(house: House, person: dict[str, int]) -> None:
    client, other = house.client("administrator"), user_id(house, "outsider")
    client.get(f"/access/as/{other}")
    assert client.post("/access/back").location == f"/users/show/{other}"
    assert "Concealed" in client.get("/persons/list/").text


def test_signing_out_ends_it(house: House, person: dict[str, int]) -> None:
    client = house.client("administrator")
    client.get(f"/access/as/{user_id(house, 'outsider')}")
    assert client.post("/logout/").status_code in {302, 303}
    client.post("/login/", data={"username": "administrator", "password": "correct horse 1"})
    assert "Concealed" in client.get("/persons/list/").text


def test_who_lost_the_role_meanwhile_is_themselves_again(house: House, person: dict[str, int]) -> None:
    client = house.client("administrator")
    client.get(f"/access/as/{user_id(house, 'owner')}")
    assert "Concealed" in client.get("/persons/list/").text
    with house.app.app_context(), as_system(house.engine) as session:
        user = session.scalars(select(User).where(User.username == "administrator")).one()
        user.roles = list(session.scalars(select(User).where(User.username == "outsider")).one().roles)
        session.commit()
    assert "Concealed" not in client.get("/persons/list/").text


@pytest.mark.parametrize("name", ["manager", "outsider", "nobody"])
def test_nobody_else_looks_with_other_eyes(house: House, person: dict[str, int], name: str) -> None:
    client = house.client(name)
    assert client.get(f"/access/as/{user_id(house, 'owner')}").status_code in {302, 403}
    assert "Concealed" not in client.get("/persons/list/").text


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", ""])
def test_it_leads_to_pages_of_this_installation_alone(house: House, to: str) -> None:
    answer = house.client("administrator").get("/access/as/" + str(user_id(house, "owner")), query_string={"to": to})
    assert (answer.status_code, answer.location) == (303, "/")


def test_who_cannot_sign_in_has_no_eyes_here(house: House) -> None:
    client, other = house.client("administrator"), user_id(house, "outsider")
    client.post(f"/users/disable/{other}")
    assert client.get(f"/access/as/{other}").status_code == 422
    assert client.get("/access/as/99999").status_code == 404


def test_all_ways_in_together_are_the_rule(world: House) -> None:  # noqa: F811
    record = Record.__table__
    for name in (*PEOPLE, "manager", "administrator"):
        viewer = world.viewer(name)
        with world.asking("administrator") as asking:
            ways = ways_in(viewer, record.c)
            found = {
                one
                for way in ways.values()
                for one in run_checked(asking.session, select(record.c.id).where(way)).scalars()
            }
            rule = set(
                run_checked(asking.session, select(record.c.id).where(reach(viewer, Right.SEE, record.c))).scalars()
            )
            assert found == rule
            assert rule
