"""Every filter that people are promised by its name (FLT-3), each asked of two records of which one fits.

Segments and relations join when there are segments and relations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import update

from app.domain.custom_fields import add_custom_field
from app.kernel.clock import now
from app.models import Deal, Operation, Record
from app.records.access import run_checked
from app.records.changes import change_set
from app.records.filters import parse_query
from app.records.kinds import kind
from app.records.search import count_of, list_page
from tests.conftest import House, backends, make_house

LATELY = now().date() - timedelta(days=2)


@dataclass(frozen=True)
class Pair:
    """A house with two records of every kind: one that the filters mean, and one that they do not."""

    house: House
    meant: dict[str, int]
    other: dict[str, int]


@pytest.fixture(scope="module", params=backends())
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Only read."""
    house, pull_down = make_house(request.param, tmp_path_factory.mktemp("named"))
    with house.asking() as asking, change_set(asking.session, Operation.ADDED):
        for name in ("person", "company"):
            given = {"kind": name, "key": "size", "type": "number", "label": "Size"}
            add_custom_field(asking.session, given)
    yield Pair(house, _fill(house, "owner", _meant()), _aged(house, _fill(house, "manager", _other())))
    pull_down()


def _contact() -> dict[str, Any]:
    return {
        "address1": "ul. Długa 7",
        "postal_code": "90-001",
        "city": "Łódź",
        "province": "łódzkie",
        "country": "PL",
        "emails": ["biuro@tkalnia.test"],
        "phones": ["22 555 01 01", {"value": "+48 601 555 014", "type": "office_fax"}],
        "source": "Website",
        "stage": "Lead",
        "tags": ["VIP"],
        "groups": ["Distributors"],
        "managers": ["owner"],
        "account_type": "Partner",
        "visibility": "nonpublic",
        "cf.size": 40,
    }


def _meant() -> dict[str, dict[str, Any]]:
    return {
        "product": {"name": "Linen cloth"},
        "company": {"name": "Tkalnia Wrona", "customer_status": "current", **_contact()},
        "person": {"first_name": "Maja", "last_name": "Wrona", "position": "Engineer", **_contact()},
        "space": {"name": "Weaving"},
        "deal": {"name": "Looms", "value": 12000, "currency": "EUR", "stage": "Offer", "expected_close": str(LATELY)},
        "line_item": {"name": "Cloth", "price": 250, "billing": "recurring", "period": "month", "state": "realised"},
        "task": {
            "name": "Call back",
            "priority": "high",
            "due_date": str(LATELY),
            "state": "done",
            "assignee": "owner",
        },
    }


def _other() -> dict[str, dict[str, Any]]:
    common = {"owner": "outsider", "city": "Kraków", "country": "DE", "source": "LinkedIn", "stage": "Lost"}
    common |= {"phones": ["+49 30 901820"], "tags": ["Later"], "account_type": "Customer", "cf.size": 4}
    return {
        "product": {"name": "Wool"},
        "company": {"name": "Papiernia Sowa", "customer_status": "former", **common},
        "person": {"first_name": "Jan", "last_name": "Sowa", "position": "Office manager", **common},
        "space": {"name": "Paper mill"},
        "deal": {
            "name": "Pulp",
            "value": 800,
            "currency": "EUR",
            "stage": "Closing",
            "state": "won",
            "owner": "outsider",
            "expected_close": str(LATELY - timedelta(days=90)),
        },
        "line_item": {"name": "Pulp", "price": 9, "state": "forecast"},
        "task": {"name": "Write", "priority": "low", "due_date": str(LATELY + timedelta(days=90)), "owner": "outsider"},
    }


def _fill(house: House, by: str, values: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Add them in order, each linked with those before it."""
    made: dict[str, int] = {}
    for name, given in values.items():
        links = {field: one for field, one in made.items() if field in kind(name).by_name}
        made[name] = house.add(name, by=by, **links, **given)
    return made


def _aged(house: House, made: dict[str, int]) -> dict[str, int]:
    """The same, as if nothing had happened to them for a year."""
    long_ago = now() - timedelta(days=400)
    record, deal = Record.__table__, Deal.__table__
    with house.asking() as asking:
        when = {"created_at": long_ago, "changed_at": long_ago, "last_activity_at": long_ago}
        run_checked(asking.session, update(record).where(record.c.id.in_(list(made.values()))).values(**when))
        run_checked(asking.session, update(deal).where(deal.c.id == made["deal"]).values(state_changed_at=long_ago))
    return made


CONTACTS = (
    *("address1.contains=dluga", "postal_code.is=90-001", "city.is=Łódź", "province.starts=łódz", "country.is=PL"),
    *("emails.contains=tkalnia", "phones.contains=601 555", "phones.is=%2B48601555014", "phones.is=22 555 01 01"),
    *("source.is=Website", "stage.is=Lead", "tags.any=VIP", "groups.any=Distributors", "cf.size.from=10"),
    *("managers.any=me", "managers.is=owner", "owner.is=me", "owner.not=outsider", "visibility.is=nonpublic"),
    *("created_on.from=LATELY", "created_on.within=last_30_days", "created_by.is=me"),
    *("changed_on.within=last_30_days", "changed_by.is=owner", "last_activity.within=last_30_days"),
    *("account_type.is=Partner", "expected_revenue.from=10000", "finished_tasks.from=1"),
    *("finished_task_on.within=last_30_days", "finished_task_on.from=LATELY"),
)
NAMED = {
    "person": (
        *("first_name.is=Maja", "last_name.contains=wron", "company.contains=tkalnia", "position.is=Engineer"),
        *("company.name.starts=Tkal", "company.customer_status.is=current", *CONTACTS),
    ),
    "company": ("name.contains=tkalnia", "customer_status.is=current", *CONTACTS),
    "deal": (
        *("company.customer_status.is=current", "state_changed.within=last_30_days", "state.is=open"),
        *("state_changed.from=LATELY", "stage.is=Offer"),
    ),
    "task": (
        *("name.contains=call", "priority.is=high", "assignee.is=me", "assignee.not=none", "due_date.is=LATELY"),
        *("due_date.from=LATELY&due_date.to=LATELY", "due_date.within=last_30_days", "done_on.empty=no"),
        "created_on.within=last_30_days",
    ),
    "line_item": (
        *("product.contains=linen", "product.name.is=Linen cloth", "price.from=100", "deal.state.is=open"),
        *("deal.stage.is=Offer", "created_on.within=last_30_days", "deal.state_changed.within=last_30_days"),
        *("deal.expected_close.from=LATELY", "deal.owner.is=me", "state.is=realised"),
    ),
}


@pytest.mark.parametrize(("of", "text"), [(of, text) for of, texts in NAMED.items() for text in texts])
def test_named_filter_finds_the_one_that_it_means(pair: Pair, of: str, text: str) -> None:
    with pair.house.asking("owner") as asking:
        query = parse_query(kind(of), parse_qsl(text.replace("LATELY", str(LATELY))))
        found = [row.id for row in list_page(asking, query, ("name",)).rows]
        assert found == [pair.meant[of]]
        assert count_of(asking, query) == (1, False)


@pytest.mark.parametrize("of", NAMED)
def test_without_a_filter_both_are_seen(pair: Pair, of: str) -> None:
    with pair.house.asking("owner") as asking:
        found = {row.id for row in list_page(asking, parse_query(kind(of), []), ("name",)).rows}
    assert found == {pair.meant[of], pair.other[of]}


def test_what_nobody_owns_is_found(pair: Pair) -> None:
    nobodys = pair.house.add("space", by="manager", name="Common", owner="none")
    with pair.house.asking("owner") as asking:
        found = list_page(asking, parse_query(kind("space"), [("owner.is", "none")]), ("name",)).rows
        assert [row.id for row in found] == [nobodys]
