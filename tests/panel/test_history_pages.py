"""The change history, and what lies in the trash, as pages (HIS-2, HIS-3)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select, update

from app.kernel.clock import now
from app.models import Change, Contact, Phone, Record
from app.records.access import run_checked
from tests.conftest import House
from tests.undoing import any_record, edit, mass, trash

RECORD = Record.__table__


@pytest.fixture
def person(house: House) -> int:
    return house.add("person", first_name="Noam", last_name="Ben-Ari", city="Łódź", phones=["+48 601 555 014"])


def test_history_tells_who_did_what(house: House, person: int) -> None:
    done = edit(house, person, city="Gdańsk")
    page = house.client("administrator").get(f"/history/list/?set={done}").text
    for mark in ("Owner Test", "Noam Ben-Ari", "Gdańsk", "Łódź", f"/history/sets/{done}", "1 of 1 can go back"):
        assert mark in page, mark
    single = house.client("administrator").get("/history/list/?tab=changes").text
    assert "Gdańsk" in single


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("user=owner", True),
        ("user=manager", False),
        ("operation=edited,added", True),
        ("operation=mass", False),
        ("kind=person", True),
        ("kind=company", False),
        ("via=page", True),
        ("via=api", False),
        ("from=2020-01-01", True),
        ("to=2020-01-01", False),
        ("record=1", True),
    ],
)
def test_conditions_work_by_address(sqlite_house: House, words: str, is_found: bool) -> None:
    sqlite_house.add("person", last_name="Findling")
    client = sqlite_house.client("administrator")
    for tab in ("", "&tab=changes"):
        page = client.get(f"/history/list/?{words}{tab}").text
        assert ("<tr data-id=" in page) is is_found, tab
        assert "data-chip" in page


def test_unknown_word_is_refused(sqlite_house: House) -> None:
    client = sqlite_house.client("administrator")
    for words in ("nonsense=1", "operation=flown", "record=x", "page=0", "from=tomorrow"):
        assert client.get(f"/history/list/?{words}").status_code == 400, words


@pytest.mark.parametrize("stranger", ["manager", "owner", "agent", "nobody"])
def test_history_is_for_administrators(sqlite_house: House, stranger: str) -> None:
    answer = sqlite_house.client(stranger).get("/history/list/")
    assert answer.status_code in {302, 403}
    assert sqlite_house.client(stranger).get("/history/export.xlsx").status_code in {302, 403}


def test_history_is_exported_as_a_sheet(sqlite_house: House) -> None:
    person = sqlite_house.add("person", last_name="Findling", city="Łódź")
    edit(sqlite_house, person, city="=1+1")
    answer = sqlite_house.client("administrator").get("/history/export.xlsx?record=" + str(person))
    rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert rows[0][0] == "When"
    assert [row[4:8] for row in rows[1:2]] == [("Findling", "City", "Łódź", "=1+1")]


def test_everything_deleted_lies_in_one_place(house: House, person: int) -> None:
    company = house.add("company", name="Works")
    for one in (person, company):
        trash(house, one)
    client = house.client("owner")
    everything = client.get("/trash/").text
    assert "Noam Ben-Ari" in everything
    assert "Works" in everything
    assert "Works" not in client.get("/trash/?kind=person").text
    client.post(f"/persons/restore/{person}")
    assert f'data-id="{person}"' not in client.get("/trash/?kind=person").text


def test_hidden_record_in_the_trash_is_nobody_elses(house: House) -> None:
    hidden = house.add("person", last_name="Secret", visibility="hidden")
    trash(house, hidden)
    assert "Secret" not in house.client("outsider").get("/trash/").text


def test_removed_for_good_with_all_that_hung_on_it(house: House, person: int) -> None:
    company = house.add("company", name="Old employer")
    worker = house.add("person", last_name="Worker", company=company)
    for one in (person, company):
        trash(house, one)
    long_ago = now() - timedelta(days=40)
    with house.session() as session:
        run_checked(session, update(RECORD).where(RECORD.c.id.in_([person, company])).values(deleted_at=long_ago))
    client = house.client("administrator")
    refused = client.post("/trash/purge", data={"typed": "3"})
    assert refused.status_code == 422
    assert "Type 2" in refused.text
    assert client.post("/trash/purge", data={"typed": "2"}).status_code == 303
    with house.session() as session:
        assert run_checked(session, select(RECORD.c.id)).scalars().all() == [worker]
        assert any_record(session, worker).company is None
        assert session.scalar(select(func.count()).select_from(Phone)) == 0
        left = run_checked(session, select(Change.__table__.c.record_id).distinct()).scalars()
        assert {one for one in left if one} == {worker}
        assert run_checked(session, select(Contact.__table__.c.id)).scalars().all() == [worker]


def test_what_was_deleted_lately_stays(house: House, person: int) -> None:
    trash(house, person)
    client = house.client("administrator")
    client.post("/trash/purge", data={"typed": "0"})
    with house.session() as session:
        assert any_record(session, person).deleted_at is not None


def test_only_administrators_remove_for_good(sqlite_house: House) -> None:
    for name in ("manager", "owner"):
        assert sqlite_house.client(name).post("/trash/purge", data={"typed": "0"}).status_code in {302, 403}


def test_summary_of_a_mass_action_counts_its_records(house: House, person: int) -> None:
    other = house.add("person", last_name="Second", city="Opole")
    mass(house, [person, other], "set", field="city", value="Gdańsk")
    page = house.client("administrator").get("/history/list/?operation=mass").text
    assert "2 persons" in page
    assert "City: Gdańsk" in page
