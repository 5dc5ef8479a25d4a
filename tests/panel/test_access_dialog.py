"""Who can see a record: the card, the dialog as a page, and what it refuses (ACC-1, ACC-3, ACC-5)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.accounts import viewer_from
from app.domain.who_sees import everybody
from app.kernel.viewer import as_system
from app.models import AccountType, Change, Group, Participant, Record, Role, User, Visibility
from app.records.kinds import kind
from app.records.saving import add_record
from tests.conftest import House
from tests.panel.browser import Page, visit
from tests.records.test_rights import make_team


def guests(house: House, record_id: int) -> dict[str, tuple[bool, bool]]:
    """Who takes part, by name, with edit and delete."""
    with house.app.app_context(), as_system(house.engine) as session:
        rows = session.scalars(select(Participant).where(Participant.record_id == record_id))
        return {one.user.username if one.user else one.group.name: (one.may_edit, one.may_delete) for one in rows}


def visibility(house: House, record_id: int) -> Visibility:
    with house.app.app_context(), as_system(house.engine) as session:
        return Visibility(session.scalars(select(Record.visibility).where(Record.id == record_id)).one())


def user_id(house: House, name: str) -> int:
    return house.viewer(name).user_id or 0


def dialog(client: FlaskClient, record_id: int) -> Page:
    """The dialog, as a page without scripts."""
    return visit(client, f"/r/{record_id}/access")


def invite(client: FlaskClient, record_id: int, name: str, rights: str = "edit", **more: str) -> Page:
    """Invite and save, each with its button; what is refused comes back."""
    drawn = dialog(client, record_id).send(("invite", "1"), who__text=name, rights=rights, **more)
    return drawn.send(("save", "1")) if drawn.status == 200 else drawn


# --- without scripts --------------------------------------------------------------------------------------------------------


def test_owner_hides_a_contact_and_lets_one_colleague_in_by_name(house: House) -> None:
    person = house.add("person", last_name="Kot")
    owner, outsider = house.client("owner"), house.client("outsider")
    answer = invite(owner, person, "Outsider Test", "see", visibility="hidden")
    assert answer.status == 303
    assert (visibility(house, person), guests(house, person)) == (Visibility.HIDDEN, {"outsider": (False, False)})
    page = outsider.get(f"/r/{person}/access").text
    assert "participant" in page
    assert 'name="save"' not in page
    assert outsider.post(f"/r/{person}/access", data={"save": "1"}).status_code == 403
    assert house.client("participant").get(f"/r/{person}/access").status_code == 404


def test_access_is_one_change_set_and_goes_back_as_a_whole(house: House) -> None:
    person = house.add("person", last_name="Kot")
    make_team(house, "North", ("outsider",))
    owner = house.client("owner")
    drawn = dialog(owner, person).send(("invite", "1"), who__text="North", visibility="nonpublic")
    drawn = drawn.send(("invite", "1"), who__text="participant")
    assert guests(house, person) == {}
    assert drawn.send(("save", "1")).status == 303
    assert guests(house, person) == {"North": (True, False), "participant": (True, False)}
    story = owner.get(f"/persons/show/{person}").text
    assert "North: may edit" in story
    assert "Participant Test: may edit" in story
    with house.app.app_context(), as_system(house.engine) as session:
        sets = set(session.scalars(select(Change.set_id).where(Change.subject == "participant")))
    assert len(sets) == 1
    assert owner.post(f"/history/sets/{sets.pop()}/undo").status_code in {302, 303}
    assert (visibility(house, person), guests(house, person)) == (Visibility.PUBLIC, {})


def test_matrix_says_why_in_words(house: House) -> None:
    make_team(house, "North", ("owner", "outsider"), leader="outsider")
    person = house.add("person", last_name="Kot", visibility="nonpublic")
    invite(house.client("owner"), person, "participant", "delete")
    page = house.client("administrator").get(f"/r/{person}/access").text
    for words in ("owner", "participant"):
        assert f"</svg>{words}</span>" in page, words
    for words in ("leads North", "role Admin"):  # these come from elsewhere, where an administrator may change them
        assert re.search(rf'href="/users/show/\d+">{words}</a></span>', page), words
    assert "</svg>leads North</span>" in house.client("owner").get(f"/r/{person}/access").text
    assert "4 users reach this record" in page
    # the manager reaches non-public records of nobody; the nobody neither
    assert "Nobody Test" not in page
    assert "Nobody Test" in house.client("owner").get(f"/r/{person}/access?all=1").text


def test_card_of_the_profile_counts_whom_it_reaches(house: House) -> None:
    person = house.add("person", last_name="Kot", visibility="hidden")
    page = house.client("owner").get(f"/persons/show/{person}").text
    assert re.search(r'id="access".*?2 users.*?Owner and administrators', page, re.DOTALL)


def test_everybody_is_read_as_each_is_by_themselves(house: House) -> None:
    make_team(house, "Sales", ("participant",), leader="participant")
    north = make_team(house, "North", ("owner", "outsider"), above="Sales")
    with house.app.app_context(), as_system(house.engine) as session:
        session.get_one(Group, north).roles = list(session.scalars(select(Role).where(Role.name == "Manager")))
        session.commit()
        read = {one.id: one.viewer for one in everybody(session).people}
        for user in session.scalars(select(User)):
            one = viewer_from(session, user, "en")
            told = read[user.id]
            assert (told.grants, told.acts, told.roles) == (one.grants, one.acts, one.roles)
            assert (told.group_ids, told.led_user_ids) == (one.group_ids, one.led_user_ids)


# --- bad input --------------------------------------------------------------------------------------------------------------


def test_disabled_user_is_not_invited(house: House) -> None:
    person = house.add("person", last_name="Kot")
    with house.app.app_context(), as_system(house.engine) as session:
        session.scalars(select(User).where(User.username == "outsider")).one().active = False
        session.commit()
    answer = invite(house.client("owner"), person, "outsider")
    assert answer.status == 422
    assert "is disabled and cannot sign in" in answer.text
    assert 'value="outsider"' in answer.text


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("owner", "is the owner"), ("nobody at all", "There is no user named"), ("", "Write the name")],
)
def test_invitation_that_cannot_be_says_why(sqlite_house: House, name: str, sentence: str) -> None:
    person = sqlite_house.add("person", last_name="Kot")
    answer = invite(sqlite_house.client("owner"), person, name)
    assert answer.status == 422
    assert sentence in answer.text


def test_inviting_twice_says_so_and_other_rights_take_the_place_of_the_first(house: House) -> None:
    person = house.add("person", last_name="Kot")
    owner = house.client("owner")
    invite(owner, person, "outsider", "see")
    again = invite(owner, person, "outsider", "see")
    assert again.status == 422
    assert "takes part already" in again.text
    drawn = dialog(owner, person).send(("invite", "1"), who__text="outsider", rights="edit")
    assert "took part already and now has: Access, Edit" in drawn.text
    drawn.send(("save", "1"))
    assert guests(house, person) == {"outsider": (True, False)}


def test_hidden_record_takes_users_by_name_only(house: House) -> None:
    make_team(house, "North", ("outsider",))
    person = house.add("person", last_name="Kot", visibility="hidden")
    answer = invite(house.client("owner"), person, "North")
    assert answer.status == 422
    assert "by name only" in answer.text
    shown = house.add("person", last_name="Lis", visibility="nonpublic")
    invite(house.client("owner"), shown, "North")
    drawn = dialog(house.client("owner"), shown).send(visibility="hidden")
    assert "these stay outside: North" in drawn.text


def test_hiding_from_oneself_is_asked_first(house: House) -> None:
    person = house.add("person", last_name="Kot")
    outsider = house.client("outsider")
    asked = dialog(outsider, person).send(("save", "1"), visibility="hidden")
    assert asked.status == 422
    assert "You would no longer see this record yourself" in asked.text
    assert visibility(house, person) is Visibility.PUBLIC
    assert asked.send(("save", "1"), ("sure", "1")).answer.location.endswith("/persons/list/")
    assert visibility(house, person) is Visibility.HIDDEN


def test_forms_and_the_api_do_not_hide_from_whoever_saves(house: House) -> None:
    person = house.add("person", last_name="Kot")
    outsider = house.client("outsider")
    answer = outsider.patch(f"/api/v1/persons/{person}", json={"visibility": "nonpublic"})
    assert answer.status_code == 422
    assert "visibility" in answer.json["errors"]
    assert visibility(house, person) is Visibility.PUBLIC


def test_record_without_owner_is_not_hidden(house: House) -> None:
    person = house.add("person", last_name="Kot", owner=None)
    answer = dialog(house.client("administrator"), person).send(("save", "1"), visibility="hidden")
    assert answer.status == 422
    assert "A hidden record needs an owner" in answer.text


def test_nobody_gives_a_right_to_delete_that_they_lack(house: House) -> None:
    person = house.add("person", last_name="Kot", visibility="nonpublic")
    invite(house.client("owner"), person, "participant", "edit")
    answer = invite(house.client("participant"), person, "outsider", "delete")
    assert answer.status == 422
    assert "You may not delete this record yourself" in answer.text


def test_what_somebody_else_changed_meanwhile_is_not_lost(house: House) -> None:
    person = house.add("person", last_name="Kot")
    owner = house.client("owner")
    stale = dialog(owner, person)
    invite(house.client("administrator"), person, "outsider")
    answer = stale.send(("save", "1"), visibility="nonpublic")
    assert answer.status == 422
    assert "Somebody changed who sees this record meanwhile" in answer.text
    assert guests(house, person) == {"outsider": (True, False)}


def test_part_of_a_record_has_no_access_of_its_own(sqlite_house: House) -> None:
    deal = sqlite_house.add("deal", name="Loom")
    item = sqlite_house.add("line_item", deal=str(deal), name="Yarn", quantity="1", price="2")
    assert sqlite_house.client("owner").get(f"/r/{item}/access").status_code == 404


# --- managers ---------------------------------------------------------------------------------------------------------------


def test_manager_without_a_role_is_told_and_let_in_by_an_administrator(house: House) -> None:
    with house.asking() as asking:
        customer = asking.session.scalars(select(AccountType.id).where(AccountType.label == "Customer")).one()
    person = house.add("person", last_name="Kot", visibility="nonpublic", account_type=customer)
    owner, admin = house.client("owner"), house.client("administrator")
    said = owner.post(f"/r/{person}/add/managers", data={"managers.text": "outsider"}, follow_redirects=True).text
    assert "Outsider Test is a manager here, but holds no role" in said
    assert "Give Account Customer Manager" not in owner.get(f"/r/{person}/access").text
    assert owner.post(f"/r/{person}/access", data={"give": str(user_id(house, "outsider"))}).status_code == 403
    drawn = dialog(admin, person).send(("give", str(user_id(house, "outsider"))))
    assert "role, manages it" in drawn.text
    assert house.client("outsider").get(f"/persons/show/{person}").status_code == 200


# --- owners -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tick", "kept"), [("1", {"owner": (True, False)}), ("", {})])
def test_previous_owner_stays_unless_the_tick_goes(house: House, tick: str, kept: dict[str, Any]) -> None:
    person = house.add("person", last_name="Kot", visibility="hidden")
    owner = house.client("owner")
    page = visit(owner, f"/persons/edit/{person}")
    assert page.value("owner.keep") == "1"
    saved = page.send(owner="", owner__text="outsider", drop=[] if tick else [("owner.keep", "1")])
    assert saved.status == 303
    assert guests(house, person) == kept
    assert owner.get(saved.answer.location).status_code == 200
    assert (owner.get(f"/persons/show/{person}").status_code == 200) is bool(tick)


def test_api_keeps_the_previous_owner(house: House) -> None:
    person = house.add("person", last_name="Kot", visibility="hidden")
    assert house.client("owner").patch(f"/api/v1/persons/{person}", json={"owner": "outsider"}).status_code == 200
    assert guests(house, person) == {"owner": (True, False)}


def test_who_adds_for_somebody_else_keeps_what_is_not_public(house: House) -> None:
    with house.writing("owner") as asking:
        made = add_record(asking, kind("person"), {"last_name": "Kot", "owner": "outsider", "visibility": "hidden"}).id
    assert guests(house, made) == {"owner": (True, False)}
