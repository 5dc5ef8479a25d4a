"""A person's previous company is offered to be kept when they get another one (REL-2)."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient

from app.domain.relation_samples import FORMER_EMPLOYEE
from app.domain.relation_types import remove_relation_type
from app.domain.settings import set_setting
from app.kernel.clock import today
from app.models import Relation, RelationType
from tests.conftest import House
from tests.panel.test_cell_edits import Cell, hidden
from tests.records.test_relations import company, ends

QUESTION = "Keep Alfa as “Former company”?"


def leaves(client: FlaskClient, person: int, to: int | str) -> Any:
    """What the cell answers when the person gets another company."""
    name = "Somewhere" if to else ""
    return Cell(client, person, "company").send(company=str(to), company__text=name, company__was=name).json


def hired(house: House) -> tuple[int, int, int]:
    """Somebody of Alfa, Alfa, and Beta."""
    alfa, beta = company(house, "Alfa"), company(house, "Beta")
    return house.add("person", last_name="Lis", company=alfa), alfa, beta


def test_previous_company_is_kept_with_one_click_and_taken_back(house: House) -> None:
    person, alfa, beta = hired(house)
    client = house.client("owner")
    offered = leaves(client, person, beta)["offer"]
    assert (offered["text"], offered["values"]) == (QUESTION, {"company": str(alfa)})
    assert ends(house, person) == []
    answer = client.post(offered["url"], data=offered["values"])
    assert (answer.status_code, answer.location) == (303, f"/r/{person}")
    assert ends(house, person) == [("Former company", "Alfa")]
    with house.asking() as asking:
        assert asking.session.query(Relation).one().starts_on == today("Europe/Warsaw")
    page = client.get(f"/persons/show/{person}").text
    assert "Kept: Alfa as “Former company”." in page
    undo = re.search(r'action="(/history/sets/\d+/undo)"', page)
    assert undo is not None
    client.post(undo[1])
    assert ends(house, person) == []


def test_form_offers_it_on_the_next_page(sqlite_house: House) -> None:
    person, alfa, beta = hired(sqlite_house)
    client = sqlite_house.client("owner")
    sent = {"company": str(beta), "company.text": "Beta", "company.was": "Beta"}
    opened = hidden(client.get(f"/persons/edit/{person}").text)
    assert client.post(f"/persons/edit/{person}", data={**opened, **sent}).status_code == 303
    page = client.get(f"/persons/show/{person}").text
    assert QUESTION in page
    assert f'action="/persons/former-company/{person}"' in page
    assert f'name="company" value="{alfa}"' in page
    assert QUESTION not in client.get(f"/persons/show/{person}").text


def test_nothing_is_offered_where_nothing_is_to_be_kept(sqlite_house: House) -> None:
    person, alfa, beta = hired(sqlite_house)
    client = sqlite_house.client("owner")
    assert Cell(client, person, "last_name").send(last_name="Lisowska").json["offer"] is None
    offered = leaves(client, person, "")["offer"]
    client.post(offered["url"], data=offered["values"])
    assert leaves(client, person, alfa)["offer"] is None
    assert leaves(client, person, beta)["offer"] is None
    with sqlite_house.writing() as asking:
        remove_relation_type(asking.session, asking.session.query(RelationType).filter_by(key=FORMER_EMPLOYEE).one().id)
    assert leaves(client, person, alfa)["offer"] is None


def test_nobody_keeps_what_they_do_not_see_or_while_relations_are_off(sqlite_house: House) -> None:
    person, alfa, _ = hired(sqlite_house)
    unseen = company(sqlite_house, "Hidden", visibility="hidden")
    url = f"/persons/former-company/{person}"
    outsider, owner = sqlite_house.client("outsider"), sqlite_house.client("owner")
    assert outsider.post(url, data={"company": unseen}).status_code == 404
    for wrong in ("", "x", str(person), "999999"):
        assert owner.post(url, data={"company": wrong}).status_code == 404
    with sqlite_house.writing() as asking:
        set_setting(asking.session, "relations.enabled", "false")
    assert owner.post(url, data={"company": alfa}).status_code == 404
    assert sqlite_house.client("nobody").post(url, data={"company": alfa}).status_code in {302, 403}
