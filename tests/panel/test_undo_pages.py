"""Undo from toasts, from the page of a set, over the API and from the command line."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from app.cli_undo import undo as undo_command
from tests.api_client import Api
from tests.conftest import House
from tests.undoing import any_record, edit, last_set, mass


@pytest.fixture
def person(house: House) -> int:
    return house.add("person", first_name="Noam", last_name="Ben-Ari", city="Łódź")


def city(house: House, record_id: int) -> str:
    with house.session() as session:
        return str(any_record(session, record_id).city)


def undo_form(page: str) -> str:
    """Where *Undo* of the newest message posts to."""
    found = re.findall(r'<form method="post" action="(/history/sets/\d+/undo)"', page)
    assert found, "no way back"
    return str(found[-1])


def test_edit_says_so_with_a_way_back(house: House, person: int) -> None:
    client = house.client("owner")
    done = client.post(
        f"/persons/edit/{person}", data={"last_name": "Ben-Ari", "first_name": "Gil"}, follow_redirects=True
    )
    back = client.post(undo_form(done.text), headers={"Referer": f"http://localhost/persons/edit/{person}"})
    assert back.status_code == 303
    assert back.location.endswith(f"/persons/show/{person}")
    page = client.get(back.location).text
    assert "Noam Ben-Ari" in page
    assert undo_form(page), "the undo can be undone too"


def test_deleting_and_adding_to_a_group_can_be_taken_back(house: House, person: int) -> None:
    client = house.client("owner")
    for url, data in (
        (f"/persons/delete/{person}", {}),
        (f"/r/{person}/add/groups", {"groups.text": "Fair"}),
    ):
        page = client.post(url, data=data, follow_redirects=True).text
        assert "Undo" in page
        client.post(undo_form(page))
    with house.session() as session:
        found = any_record(session, person)
        assert (found.deleted_at, found.groups) == (None, [])


def test_page_of_a_set_says_what_goes_back_what_stays_and_why(house: House, person: int) -> None:
    others = [house.add("person", last_name=name, city="Opole") for name in ("Second", "Third")]
    done = mass(house, [person, *others], "set", field="city", value="Gdańsk")
    edit(house, others[0], by="manager", city="Poznań")
    house.client("owner").post(f"/persons/delete/{others[1]}")
    page = house.client("owner").get(f"/history/sets/{done}").text
    for mark in ('data-back="1"', 'data-kept="1"', 'data-blocked="1"', "Poznań", "Manager Test", "Restore it first"):
        assert mark in page, mark
    ticked = re.findall(r'name="also" value="([^"]*)"', page)
    assert ticked == [f"record.{others[0]}.city"]
    house.client("owner").post(f"/history/sets/{done}/undo", data={"also": ticked, "reason": "by mistake"})
    assert [city(house, one) for one in (person, *others)] == ["Łódź", "Opole", "Gdańsk"]
    again = house.client("owner").get(f"/history/sets/{done}").text
    assert "Undone on" in again
    assert "Owner Test" in again
    assert "Undo the undo" in again


def test_second_undo_says_that_it_was_undone(house: House, person: int) -> None:
    done = edit(house, person, city="Gdańsk")
    client = house.client("owner")
    client.post(f"/history/sets/{done}/undo")
    again = client.post(f"/history/sets/{done}/undo", follow_redirects=True)
    assert "This was undone already." in again.text


@pytest.mark.parametrize("stranger", ["outsider", "manager", "agent"])
def test_strangers_neither_see_nor_undo_a_set(house: House, person: int, stranger: str) -> None:
    done = edit(house, person, city="Gdańsk")
    client = house.client(stranger)
    assert client.get(f"/history/sets/{done}").status_code == 404
    assert client.post(f"/history/sets/{done}/undo").status_code == 404
    assert city(house, person) == "Gdańsk"


def test_hidden_record_has_no_name_on_the_page(house: House, person: int) -> None:
    done = edit(house, person, by="outsider", city="Gdańsk")
    edit(house, person, visibility="hidden")
    page = house.client("outsider").get(f"/history/sets/{done}").text
    assert "Ben-Ari" not in page
    assert "No longer there, or not shared with you." in page


def test_large_set_is_undone_by_a_job(house: House, person: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.jobs import undo
    from app.jobs.runner import run_all_jobs

    done = edit(house, person, city="Gdańsk")
    monkeypatch.setattr(undo, "MOST_AT_ONCE", 0)
    client = house.client("owner")
    answer = client.post(f"/history/sets/{done}/undo")
    assert answer.location.startswith("/jobs/")
    assert city(house, person) == "Gdańsk"
    run_all_jobs(house.engine)
    page = client.get(answer.location).text
    assert 'data-state="done"' in page
    assert 'data-undone="1"' in page
    assert city(house, person) == "Łódź"


def test_api_undoes_and_tells_what_stayed(house: House, person: int) -> None:
    done = edit(house, person, city="Gdańsk", first_name="Gil")
    edit(house, person, city="Opole")
    owner = Api(house, "owner")
    answer = owner.post(f"changesets/{done}/undo", {"reason": "wrong file"})
    assert answer.status_code == 200
    assert answer.json == {
        "changeset": last_set(house),
        "undone": 1,
        "kept": [{"record": person, "field": "city", "reason": "Changed since."}],
        "blocked": [],
    }
    told = owner.get(f"changesets/{last_set(house)}").json
    assert (told["operation"], told["undoes"], told["reason"]) == ("undone", done, "wrong file")
    assert owner.ask("POST", f"changesets/{done}/undo").status_code == 409
    assert owner.post("changesets/999999/undo").status_code == 404
    assert Api(house, "outsider").post(f"changesets/{done}/undo").status_code == 404


def test_api_answers_with_a_job_where_there_is_much(house: House, person: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.jobs import undo
    from app.jobs.runner import run_all_jobs

    done = edit(house, person, city="Gdańsk")
    monkeypatch.setattr(undo, "MOST_AT_ONCE", 0)
    owner = Api(house, "owner")
    answer = owner.post(f"changesets/{done}/undo")
    assert answer.status_code == 202
    run_all_jobs(house.engine)
    job = owner.get(f"jobs/{answer.json['id']}").json
    assert job["state"] == "done"
    assert (job["result"]["undone"], job["result"]["kept"], job["result"]["blocked"]) == (1, [], [])


def test_command_undoes_and_prints_the_contract(house: House, person: int, monkeypatch: pytest.MonkeyPatch) -> None:
    done = edit(house, person, city="Gdańsk")
    monkeypatch.setattr("app.cli.make_app", lambda: house.app)
    told = CliRunner().invoke(undo_command, [str(done), "--json"], catch_exceptions=False)
    result = json.loads(told.stdout)
    assert set(result) == {"changeset", "undone", "kept", "blocked"}
    assert result["undone"] == 1
    assert city(house, person) == "Łódź"
