"""What administrators allow of visibility, and who takes part in new records (ACC-2)."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.viewer import as_system
from app.models import Participant, Record
from tests.conftest import House
from tests.importing import counts, run_import, table
from tests.records.test_rights import make_team

PANEL = "/settings/visibility/"


def allow(house: House, kind: str, *allowed: str, default: str = "", **more: str) -> int:
    data = {"allowed.sent": "1", "allowed": list(allowed), "default": default or allowed[0], **more}
    return house.client("administrator").post(PANEL + kind, data=data).status_code


def found(house: House, record_id: int) -> tuple[str, set[tuple[str, bool, bool]]]:
    """Visibility and participants of a record."""
    with house.app.app_context(), as_system(house.engine) as session:
        shown = session.scalars(select(Record.visibility).where(Record.id == record_id)).one()
        rows = session.scalars(select(Participant).where(Participant.record_id == record_id))
        return shown, {(str(one.user or one.group.name), one.may_edit, one.may_delete) for one in rows}


def last(house: House) -> int:
    with house.app.app_context(), as_system(house.engine) as session:
        return session.scalars(select(Record.id).order_by(Record.id.desc())).first() or 0


def api_add(client: FlaskClient, **values: str) -> int:
    answer = client.post("/api/v1/persons/", json={"last_name": "Kot", **values})
    return int(answer.json["id"]) if answer.status_code == 201 else answer.status_code * -1


def test_new_records_begin_as_the_policy_says_and_old_ones_stay(house: House) -> None:
    old = house.add("person", last_name="Old")
    assert allow(house, "person", "nonpublic", "hidden", default="nonpublic") == 303
    owner = house.client("owner")
    made = api_add(owner)
    owner.post("/persons/add", data={"last_name": "Form"})
    company = house.add("company", name="Mill")
    assert [found(house, one)[0] for one in (old, made, last(house) - 1, company)] == [
        "public",
        "nonpublic",
        "nonpublic",
        "public",
    ]


def test_value_that_is_not_allowed_is_refused_everywhere_and_stays_where_it_stands(house: House) -> None:
    old = house.add("person", last_name="Old", visibility="hidden")
    allow(house, "person", "public", "nonpublic")
    owner = house.client("owner")
    assert api_add(owner, visibility="hidden") == -422
    assert owner.patch(f"/api/v1/persons/{old}", json={"visibility": "hidden", "city": "X"}).status_code == 200
    mass = {"action": "visibility", "ids": [old], "values": {"visibility": "hidden"}}
    assert owner.post("/api/v1/persons/mass", json=mass).status_code == 422
    page = owner.get(f"/persons/edit/{old}").text
    assert 'name="visibility" value="hidden" checked' in page
    fresh = house.add("person", last_name="New")
    assert 'name="visibility" value="hidden"' not in owner.get(f"/persons/edit/{fresh}").text
    assert 'name="visibility" value="hidden"' not in owner.get(f"/r/{fresh}/access").text


def test_field_is_not_shown_where_there_is_nothing_to_choose(house: House) -> None:
    allow(house, "person", "nonpublic")
    person = house.add("person", last_name="Kot")
    page = house.client("owner").get(f"/persons/edit/{person}").text
    assert 'name="visibility"' not in page
    assert found(house, person)[0] == "nonpublic"


def test_participants_of_the_policy_take_part_from_the_start(house: House) -> None:
    make_team(house, "North", ("owner", "outsider"))
    make_team(house, "South", ("participant",))
    admin = house.client("administrator")
    both = {"allowed.sent": "1", "allowed": ["public", "nonpublic"], "default": "nonpublic"}
    for button in (
        {"invite": "1", "who.text": "participant", "rights": "see"},
        {"invite": "1", "who.text": "owner", "rights": "delete"},
        {"team": "1", "rights": "edit"},
    ):
        assert admin.post(PANEL + "person", data={**both, **button}).status_code == 303
    expected = {("North", True, False), ("Participant Test", False, False)}
    assert found(house, house.add("person", last_name="Kot")) == ("nonpublic", expected)
    assert counts(run_import(house, table("last name", "Imported")))[0] == 1
    assert found(house, last(house)) == ("nonpublic", expected)
    assert admin.post(PANEL + "person", data={**both, "drop": "team"}).status_code == 303
    assert found(house, house.add("person", last_name="Lis"))[1] == {("Participant Test", False, False)}


def test_hidden_records_take_no_user_groups_of_the_policy(house: House) -> None:
    make_team(house, "North", ("owner",))
    allow(house, "person", "public", "hidden", default="hidden", team="1", rights="edit")
    assert found(house, house.add("person", last_name="Kot")) == ("hidden", set())


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"allowed.sent": "1", "default": "public"}, "Allow at least one visibility"),
        ({"allowed.sent": "1", "allowed": "public", "default": "hidden"}, "only with a visibility that is allowed"),
        ({"invite": "1", "who.text": "ghost"}, "There is no user named"),
    ],
)
def test_policy_that_cannot_be_says_why(sqlite_house: House, data: dict[str, str], sentence: str) -> None:
    answer = sqlite_house.client("administrator").post(PANEL + "person", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_policies_are_for_administrators_and_stand_in_the_history(sqlite_house: House) -> None:
    for name in ("manager", "owner"):
        client = sqlite_house.client(name)
        assert client.get(PANEL).status_code in {302, 403}
        assert client.post(PANEL + "person", data={"allowed.sent": "1", "allowed": "public"}).status_code in {302, 403}
    allow(sqlite_house, "person", "public")
    admin = sqlite_house.client("administrator")
    assert admin.get("/settings/visibility/").status_code == 200
    assert "about=setting%3Avisibility.person" in admin.get("/settings/").text
    assert "Setting" in admin.get("/history/list/?about=setting:visibility.person").text
