"""Contacts asked for by their deals and tasks, and deals by their company (FLT-3)."""

from __future__ import annotations

from typing import Any

from app.domain.exporting import all_columns
from app.kernel.clock import today
from app.panel.rest_records import told
from app.records.columns import column_of
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.search import list_page
from app.records.table_reading import TableReader
from tests.conftest import House


def found(house: House, of: str, *pairs: tuple[str, str], by: str = "owner") -> set[str]:
    with house.asking(by) as asking:
        return {row.name for row in list_page(asking, parse_query(kind(of), pairs), ("name",)).rows}


WORK = ("expected_revenue", "deals", "finished_tasks", "finished_task_on")


def shown(house: House, *ids: int, by: str = "owner") -> list[dict[str, Any]]:
    """What the list of companies and the REST API show of these in the columns about their work."""
    with house.asking(by) as asking:
        page = list_page(asking, parse_query(kind("company"), []), WORK)
        rows = {row.id: told(kind("company"), row, WORK) for row in page.rows}
        return [{name: rows[one][name] for name in WORK} for one in ids]


def test_columns_tell_what_the_viewer_sees_of_deals_and_tasks(house: House) -> None:
    linen, paper = (house.add("company", name=name) for name in ("Linen", "Paper"))
    for value, currency in (("600", "PLN"), ("500.50", "PLN"), ("900", "EUR")):
        house.add("deal", name="Looms", company=linen, value=value, currency=currency)
    house.add("deal", name="Secret", company=linen, value="5000", currency="PLN", visibility="hidden")
    house.add("task", name="Call", company=linen, state="done")
    first, second = shown(house, linen, paper, by="outsider")
    day = first.pop("finished_task_on")
    assert day.startswith(str(today("UTC").year))
    assert first == {"expected_revenue": {"EUR": 900, "PLN": 1100.5}, "deals": 3, "finished_tasks": 1}
    assert second == {"expected_revenue": {}, "deals": 0, "finished_tasks": 0, "finished_task_on": None}
    assert shown(house, linen)[0]["deals"] == 4
    with house.asking("outsider") as asking:
        columns = [column_of(kind("company"), word) for word in ("name", *WORK[:2])]
        read = TableReader(asking, kind("company"), columns).read([linen, paper])
    assert [list(one) for one in read] == [["Linen", "Paper"], ["900.00 EUR, 1100.50 PLN", ""], ["3", "0"]]
    assert set(WORK) <= set(all_columns(kind("company")))
    row = house.client("outsider").get("/companies/list/?columns=name,expected_revenue,deals").text
    assert "€900.00 · PLN" in row


def test_expected_revenue_is_the_sum_of_open_deals_in_one_currency(house: House) -> None:
    linen, paper, wool = (house.add("company", name=name) for name in ("Linen", "Paper", "Wool"))
    for value, currency, state in (("600", "PLN", "open"), ("500", "PLN", "open"), ("900", "EUR", "won")):
        house.add("deal", name="Looms", company=linen, value=value, currency=currency, state=state)
    for currency in ("PLN", "EUR"):
        house.add("deal", name="Pulp", company=paper, value="700", currency=currency)
    house.add("deal", name="Secret", company=wool, value="5000", currency="PLN", visibility="hidden")
    assert found(house, "company", ("expected_revenue.from", "1000")) == {"Linen", "Wool"}
    assert found(house, "company", ("expected_revenue.from", "1000"), by="outsider") == {"Linen"}
    assert found(house, "company", ("expected_revenue.to", "1000"), by="outsider") == {"Paper", "Wool"}
    assert found(house, "company", ("expected_revenue.empty", "yes"), by="outsider") == {"Wool"}
    assert found(house, "company", ("deals.is", "3")) == {"Linen"}
    assert found(house, "company", ("deals.to", "0"), by="outsider") == {"Wool"}


def test_finished_tasks_are_counted_and_dated(house: House) -> None:
    anna, piotr = (house.add("person", last_name=name) for name in ("Anna", "Piotr"))
    for name in ("Call", "Write"):
        house.add("task", name=name, person=anna, state="done")
    house.add("task", name="Wait", person=piotr)
    assert found(house, "person", ("finished_tasks.from", "2")) == {"Anna"}
    assert found(house, "person", ("finished_tasks.is", "0")) == {"Piotr"}
    assert found(house, "person", ("finished_task_on.within", "today")) == {"Anna"}
    assert found(house, "person", ("finished_task_on.empty", "yes")) == {"Piotr"}


def test_deals_by_their_company_and_when_their_state_changed(house: House) -> None:
    customer = house.add("company", name="Linen", customer_status="current", source="Website")
    house.add("deal", name="Looms", company=customer)
    house.add("deal", name="Pulp")
    assert found(house, "deal", ("company.customer_status.is", "current")) == {"Looms"}
    assert found(house, "deal", ("source.is", "Website")) == {"Looms"}
    assert found(house, "deal", ("state_changed.within", "today")) == {"Looms", "Pulp"}
