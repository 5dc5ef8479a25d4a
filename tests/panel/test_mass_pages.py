"""The mass bar's pages, with and without scripts, and the pages of jobs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.jobs.runner import run_all_jobs
from app.kernel.clock import now
from app.models import Job, JobIssue, JobState, Person
from tests.conftest import House
from tests.jobs.works import WRONG, Counting, begin

JSON = {"Accept": "application/json"}


@pytest.fixture
def ids(sqlite_house: House) -> list[int]:
    return [sqlite_house.add("person", last_name=name, city="Łódź") for name in ("Alpha", "Beta", "Gamma")]


@pytest.fixture
def client(sqlite_house: House, ids: list[int]) -> FlaskClient:
    return sqlite_house.client("owner")


def preview(client: FlaskClient, action: str, **form: Any) -> str:
    answer = client.post("/persons/mass/preview", data={"action": action, **form})
    assert answer.status_code == 200, answer.text
    return answer.text


def selection_in(page: str) -> str:
    found = re.search(r'name="selection" value="(\d+)"', page)
    assert found, page
    return found[1]


def test_page_without_scripts_asks_then_tells_then_does(client: FlaskClient, ids: list[int]) -> None:
    page = preview(client, "tag", ids=ids[:2])
    assert "Show what will change" in page
    page = preview(client, "tag", selection=selection_in(page), tags="VIP", asked="1")
    assert "Tag 2 persons" in page
    form = {"action": "tag", "selection": selection_in(page), "tags": "VIP", "next": "/persons/list/?q=a"}
    answer = client.post("/persons/mass", data=form)
    assert (answer.status_code, answer.location) == (303, "/persons/list/?q=a")
    assert "Tags added to 2 persons" in client.get("/persons/list/").text


def test_all_that_match_are_selected_by_their_filter(client: FlaskClient) -> None:
    page = preview(client, "delete", all="1", filter="city.is=Łódź")
    assert "Delete 3 persons" in page


def test_all_that_would_change_are_listed_by_pages(sqlite_house: House, client: FlaskClient) -> None:
    names = [f"Row {number:03}" for number in range(102)]
    many = [sqlite_house.add("person", last_name=name, city="Zgierz") for name in names]
    page = preview(client, "owner", ids=many, owner="manager", asked="1")
    assert 'formaction="/persons/mass/rows"' in page
    form = {"action": "owner", "selection": selection_in(page), "owner": "manager"}
    shown = [client.post("/persons/mass/rows", data={**form, "page": number}).text for number in ("1", "2", "3")]
    assert [sum(name in one for name in names) for one in shown] == [100, 2, 0]
    assert "102 persons" in shown[0]
    assert 'value="manager"' in shown[0]


def test_few_rows_need_no_page_of_their_own(client: FlaskClient, ids: list[int]) -> None:
    assert "/mass/rows" not in preview(client, "owner", ids=ids, owner="manager", asked="1")


@pytest.mark.parametrize("page", ["0", "x", "-1", "9" * 30])
def test_no_page_number_breaks_the_rows(client: FlaskClient, ids: list[int], page: str) -> None:
    form = {"action": "delete", "selection": selection_in(preview(client, "delete", ids=ids)), "page": page}
    assert client.post("/persons/mass/rows", data=form).status_code in {200, 400}


def test_rows_of_a_selection_are_its_makers_alone(sqlite_house: House, client: FlaskClient, ids: list[int]) -> None:
    form = {"action": "delete", "selection": selection_in(preview(client, "delete", ids=ids))}
    assert client.post("/persons/mass/rows", data=form).status_code == 200
    assert sqlite_house.client("manager").post("/persons/mass/rows", data=form).status_code == 404


def test_script_gets_the_drawer_and_then_where_to_go(client: FlaskClient, ids: list[int]) -> None:
    answer = client.post("/persons/mass/preview", data={"action": "delete", "ids": ids}, headers=JSON)
    drawer = answer.json["html"]
    assert "<html" not in drawer
    form = {"action": "delete", "selection": selection_in(drawer)}
    assert client.post("/persons/mass", data=form, headers=JSON).json == {"go": "/persons/list/"}


def test_skipped_records_stand_on_the_result_page_with_links(sqlite_house: House, ids: list[int]) -> None:
    client = sqlite_house.client("agent")
    page = preview(client, "delete", ids=[*ids, sqlite_house.add("person", by="agent", last_name="Own")])
    assert "No right to delete" in page
    form = {"action": "delete", "selection": selection_in(page)}
    answer = client.post("/persons/mass", data=form, follow_redirects=True)
    assert answer.request.path.startswith("/jobs/")
    assert 'data-state="done"' in answer.text
    assert f'href="/r/{ids[0]}"' in answer.text


def test_set_that_changed_is_asked_about_again(sqlite_house: House, client: FlaskClient) -> None:
    page = preview(client, "delete", all="1", filter="city.is=Łódź")
    sqlite_house.add("person", last_name="Late", city="Łódź")
    form = {"action": "delete", "selection": selection_in(page)}
    again = client.post("/persons/mass", data=form)
    assert again.status_code == 200
    assert "3 → 4, 1 is new" in again.text
    assert client.post("/persons/mass", data=form).status_code == 303


def test_started_selection_leads_to_its_job(client: FlaskClient, ids: list[int]) -> None:
    form = {"action": "delete", "selection": selection_in(preview(client, "delete", ids=ids))}
    assert client.post("/persons/mass", data=form).status_code == 303
    assert client.post("/persons/mass", data=form).status_code == 303


def test_wrong_value_is_told_at_its_control(client: FlaskClient, ids: list[int]) -> None:
    page = preview(client, "untag", ids=ids, tags="unknown", asked="1")
    assert 'aria-invalid="true"' in page
    form = {"action": "untag", "selection": selection_in(page), "tags": "unknown", "asked": "1"}
    assert "There is no “unknown”" in client.post("/persons/mass", data=form).text


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"action": "delete"}, 400),
        ({"action": "explode", "ids": "1"}, 400),
        ({"action": "delete", "ids": "x"}, 400),
        ({"action": "delete", "all": "1", "filter": "nonsense.is=1"}, 400),
        ({"action": "delete", "selection": "99999"}, 404),
    ],
)
def test_nonsense_is_refused_with_a_sentence(client: FlaskClient, form: dict[str, str], status: int) -> None:
    answer = client.post("/persons/mass/preview", data=form, headers=JSON)
    assert answer.status_code == status
    assert answer.json["message"]


def test_selection_of_somebody_else_is_not_found(sqlite_house: House, client: FlaskClient, ids: list[int]) -> None:
    page = preview(client, "delete", ids=ids)
    form = {"action": "delete", "selection": selection_in(page)}
    for other in ("outsider", "administrator"):
        assert sqlite_house.client(other).post("/persons/mass", data=form).status_code == 404


@pytest.mark.parametrize("action", ["owner", "tag", "untag", "group", "ungroup", "set", "delete", "visibility"])
def test_every_action_has_its_drawer(client: FlaskClient, ids: list[int], action: str) -> None:
    assert 'id="mass-title"' in preview(client, action, ids=ids)


# --- jobs ----------------------------------------------------------------------------------------------------------------


def test_job_page_tells_state_and_can_be_cancelled(sqlite_house: House) -> None:
    job = begin(sqlite_house)
    client = sqlite_house.client("owner")
    page = client.get(f"/jobs/{job}").text
    assert f'data-job="{job}" data-state="queued"' in page
    assert client.get(f"/jobs/{job}.json").json["state"] == "queued"
    assert client.post(f"/jobs/{job}/cancel").status_code == 303
    assert client.get(f"/jobs/{job}?format=json").json["state"] == "cancelled"


def test_failed_job_tells_why(sqlite_house: House) -> None:
    job = begin(sqlite_house)
    Counting.failing[:] = [WRONG]
    run_all_jobs(sqlite_house.engine)
    assert "This cannot be done." in sqlite_house.client("owner").get(f"/jobs/{job}").text


def test_jobs_of_others_are_not_shown(sqlite_house: House) -> None:
    job = begin(sqlite_house)
    stranger = sqlite_house.client("outsider")
    assert stranger.get(f"/jobs/{job}").status_code == 404
    assert f"/jobs/{job}" not in stranger.get("/jobs/").text
    assert f"/jobs/{job}" in sqlite_house.client("owner").get("/jobs/").text


def test_issues_come_as_a_file(sqlite_house: House, ids: list[int]) -> None:
    client = sqlite_house.client("agent")
    form = {"action": "delete", "selection": selection_in(preview(client, "delete", ids=ids))}
    page = client.post("/persons/mass", data=form, follow_redirects=True)
    answer = client.get(f"{page.request.path}/issues.csv")
    assert answer.text.splitlines()[0] == "\ufeffrow,record,column,value,reason"
    assert answer.text.splitlines()[1] == f",{ids[0]},,,No right to delete"


def test_ring_tells_how_far_how_long_and_what_went_wrong(sqlite_house: House, ids: list[int]) -> None:
    job = begin(sqlite_house)
    with sqlite_house.asking("owner") as asking:
        running = asking.session.get(Job, job)
        assert running is not None
        running.total, running.done, running.state = 1200, 300, JobState.RUNNING
        running.created_at = now() - timedelta(minutes=5)
        asking.session.add(JobIssue(job_id=job, record_id=ids[0], reason={"text": "x"}))
    (told,) = sqlite_house.client("owner").get("/shell/jobs").json
    assert (told["said"], told["left"], told["wrong"]) == (
        "300 of 1,200",
        "about 15 minutes left",
        "1 could not be done",
    )
    assert sqlite_house.client("owner").post(told["cancel_url"]).status_code == 303
    assert sqlite_house.client("owner").get("/shell/jobs").json == []


@pytest.mark.parametrize("path", ["/persons/mass/preview", "/api/v1/persons/mass"])
def test_a_million_ids_are_refused_as_a_whole(
    sqlite_house: House, client: FlaskClient, ids: list[int], path: str
) -> None:
    million = ",".join(map(str, range(1, 1_000_001)))
    if path.startswith("/api"):
        body = f'{{"ids": [{million}], "action": "delete", "values": {{}}}}'
        answer = client.post(path, data=body, content_type="application/json")
    else:
        answer = client.post(path, data={"action": "delete", "ids": million}, headers=JSON)
    assert answer.status_code in {400, 413}
    assert answer.json["message"]
    with sqlite_house.asking() as asking:
        assert asking.session.scalar(select(func.count()).select_from(Job)) == 0
        assert asking.session.scalar(select(func.count()).select_from(Person)) == len(ids)
