"""What is switched off is nowhere, and comes back as it was (SET-1, SAL-2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.domain.settings import set_setting
from app.kernel.settings import get_setting
from app.models import Company
from app.records.kinds import declared_kinds, register_kind
from tests.api_client import Api
from tests.conftest import House


def switch(house: House, name: str, on: str, who: str = "administrator") -> int:
    return house.client(who).post(f"/settings/features/{name}", data={"on": on}).status_code


def test_customer_status_that_is_off_stands_nowhere(house: House) -> None:
    company = house.add("company", name="Alfa", customer_status="current")
    api = Api(house, "owner")
    assert switch(house, "customer_status", "false") == 303
    browser = house.client("owner")
    for page in ("/companies/list/", f"/companies/edit/{company}", f"/companies/show/{company}"):
        assert "customer_status" not in browser.get(page).text
        assert "Customer status" not in browser.get(page).text
    assert browser.get("/companies/list/?customer_status.is=current").status_code == 400
    assert "customer_status" not in api.get(f"companies/{company}").json
    assert api.ask("PATCH", f"companies/{company}", json={"customer_status": "former"}).status_code == 422
    assert "customer_status" not in str(api.get("_openapi").json)


def test_customer_status_switched_on_again_has_every_value(house: House) -> None:
    company = house.add("company", name="Alfa", customer_status="current")
    switch(house, "customer_status", "false")
    house.client("owner").post(f"/companies/edit/{company}", data={"name": "Beta"})
    switch(house, "customer_status", "true")
    with house.session() as session:
        found = session.get_one(Company, company)
        assert (found.name, found.customer_status) == ("Beta", "current")
    assert "Beta" in house.client("owner").get("/companies/list/?customer_status.is=current").text


@pytest.mark.parametrize("who", ["manager", "owner", "agent"])
def test_only_administrators_switch(sqlite_house: House, who: str) -> None:
    assert switch(sqlite_house, "customer_status", "false", who) == 403
    with sqlite_house.session() as session:
        assert get_setting(session, "features.customer_status") is True


def test_a_feature_that_nobody_knows_is_not_there(sqlite_house: House) -> None:
    assert switch(sqlite_house, "time_travel", "true") == 404


@pytest.fixture
def switchable_companies() -> Iterator[None]:
    """Companies belong to a feature for a while."""
    declared = next(one for one in declared_kinds() if one.name == "company")
    register_kind(replace(declared, feature="meetings", by_name={}))
    yield
    register_kind(declared)


@pytest.mark.usefixtures("switchable_companies")
def test_a_kind_that_is_off_is_nowhere_and_neither_is_what_leads_to_it(sqlite_house: House) -> None:
    company = sqlite_house.add("company", name="Alfa")
    person = sqlite_house.add("person", last_name="Kowal", company=str(company))
    api, browser = Api(sqlite_house, "owner"), sqlite_house.client("owner")
    assert browser.get(f"/companies/show/{company}").status_code == 200
    with sqlite_house.writing() as asking:
        set_setting(asking.session, "features.meetings", "false")
    for page in ("/companies/list/", f"/companies/show/{company}", "/companies/add", f"/r/{company}"):
        assert browser.get(page).status_code == 404
    assert api.get("companies/").status_code == 404
    assert browser.post(f"/companies/delete/{company}").status_code == 404
    menu = browser.get("/").text
    assert "/companies/" not in menu
    assert "Alfa" not in menu
    assert browser.get(f"/persons/show/{person}").status_code == 200
    assert "company" not in api.get(f"persons/{person}").json
    assert api.get("search?q=Alfa").json["count"] == 0
    assert browser.get("/persons/list/?company.city.is=Radom").status_code == 400
