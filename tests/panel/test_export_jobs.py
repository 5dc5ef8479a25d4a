"""Long exports as jobs, exports of a sealed selection, and exports over the API (LST-3, MAS-2)."""

from __future__ import annotations

import csv
import io
import os
import re
import time
from datetime import timedelta

import pytest

from app.domain.settings import set_setting
from app.jobs import exports
from app.jobs.exports import FOLDER, forget_files
from app.jobs.runner import run_all_jobs
from app.kernel.database import files_of
from tests.api_client import Api
from tests.conftest import House

PEOPLE = 7


def fill(house: House, monkeypatch: pytest.MonkeyPatch, at_once: int = 3) -> list[int]:
    """Some people, and a house where four rows are many."""
    monkeypatch.setattr(exports, "STEP", 2)
    with house.writing("administrator") as asking:
        set_setting(asking.session, "exports.at_once", str(at_once))
    return [house.add("person", first_name="Osoba", last_name=f"Nr {number}", city="Łódź") for number in range(PEOPLE)]


def started(house: House, format_: str = "csv", by: str = "owner", **more: str) -> int:
    answer = house.client(by).post("/persons/export", data={"format": format_, "sort": "-name", **more})
    found = re.fullmatch(r"/jobs/(\d+)", answer.headers["Location"])
    assert found, answer.headers["Location"]
    return int(found[1])


def names_in(text: str) -> list[str]:
    return [row[0] for row in list(csv.reader(io.StringIO(text)))[1:]]


WANTED = [f"Osoba Nr {number}" for number in reversed(range(PEOPLE))]


@pytest.mark.parametrize("format_", ["csv", "xlsx", "ods"])
def test_long_list_is_written_by_a_job(house: House, monkeypatch: pytest.MonkeyPatch, format_: str) -> None:
    fill(house, monkeypatch)
    job = started(house, format_)
    client = house.client("owner")
    assert client.get(f"/jobs/{job}/file").status_code == 404
    with house.app.app_context():
        run_all_jobs(house.engine)
    page = client.get(f"/jobs/{job}").text
    assert f'href="/jobs/{job}/file"' in page
    assert "7 rows exported" in page
    answer = client.get(f"/jobs/{job}/file")
    assert "Persons%20" in answer.headers["Content-Disposition"]
    if format_ == "csv":
        assert names_in(answer.text) == WANTED
    else:
        from python_calamine import CalamineWorkbook

        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
        assert [row[0] for row in rows[1:]] == WANTED
    with house.asking() as asking:
        assert [one.suffix for one in (files_of(asking.session, FOLDER) / str(job)).iterdir()] == [f".{format_}"]


def test_file_is_its_makers_and_the_administrators(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(house, monkeypatch)
    job = started(house)
    with house.app.app_context():
        run_all_jobs(house.engine)
    statuses = {name: house.client(name).get(f"/jobs/{job}/file").status_code for name in ("administrator", "outsider")}
    assert statuses == {"administrator": 200, "outsider": 404}


def test_what_was_hidden_after_the_start_is_left_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = fill(house, monkeypatch)
    job = started(house, by="outsider")
    with house.writing("owner") as asking:
        from app.models import Person

        asking.session.get_one(Person, ids[3]).visibility = "hidden"
    with house.app.app_context():
        run_all_jobs(house.engine)
    assert names_in(house.client("outsider").get(f"/jobs/{job}/file").text) == [
        one for one in WANTED if one != "Osoba Nr 3"
    ]


def test_dead_workers_part_is_written_again_and_never_half_a_file(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(house, monkeypatch)
    job = started(house)
    run_chunk, deaths = exports.ExportWork.run_chunk, iter((True, False, True, False, False, True))

    def dying(work: exports.ExportWork, *given: object) -> None:
        if next(deaths, False):
            raise OSError("killed with the part written and nothing said of it")
        run_chunk(work, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(exports.ExportWork, "run_chunk", dying)
    with house.app.app_context():
        run_all_jobs(house.engine)
    assert names_in(house.client("owner").get(f"/jobs/{job}/file").text) == WANTED


def test_cancelled_export_leaves_no_file(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(house, monkeypatch)
    job = started(house)
    client = house.client("owner")
    client.post(f"/jobs/{job}/cancel")
    with house.app.app_context():
        run_all_jobs(house.engine)
    assert client.get(f"/jobs/{job}/file").status_code == 404
    with house.asking() as asking:
        assert not (files_of(asking.session, FOLDER) / str(job)).exists()


def test_files_go_after_some_days(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(sqlite_house, monkeypatch)
    job = started(sqlite_house)
    with sqlite_house.app.app_context():
        run_all_jobs(sqlite_house.engine)
    with sqlite_house.asking() as asking:
        folder = files_of(asking.session, FOLDER) / str(job)
        forget_files(asking.session)
        assert folder.exists()
        old = time.time() - timedelta(days=8).total_seconds()
        os.utime(folder, (old, old))
        forget_files(asking.session)
        assert not folder.exists()
    page = sqlite_house.client("owner").get(f"/jobs/{job}").text
    assert "The file has been removed" in page


def test_mass_bar_leads_to_the_form_and_its_sealed_rows(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = fill(house, monkeypatch)
    client = house.client("owner")
    sent = {"action": "export", "ids": f"{ids[4]},{ids[1]}"}
    form = client.post("/persons/mass/preview", data=sent, headers={"Accept": "application/json"}).json["go"]
    assert "Export 2 persons" in client.get(form).text
    selection = form.rpartition("=")[2]
    answer = client.post("/persons/export", data={"format": "csv", "selection": selection}, follow_redirects=True)
    assert names_in(answer.text) == ["Osoba Nr 4", "Osoba Nr 1"]
    assert house.client("outsider").get(f"/persons/export?format=csv&selection={selection}").status_code == 404


def test_selection_that_changed_is_asked_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = fill(house, monkeypatch)
    client = house.client("owner")
    sent = {"action": "export", "all": "1", "filter": "city.is=Łódź"}
    selection = (
        client.post("/persons/mass/preview", data=sent, follow_redirects=False).headers["Location"].rpartition("=")[2]
    )
    client.post(f"/persons/delete/{ids[0]}")
    answer = client.post("/persons/export", data={"format": "csv", "selection": selection})
    assert answer.status_code == 200
    assert "7 → 6" in answer.text
    answer = client.post("/persons/export", data={"format": "csv", "selection": selection})
    assert answer.headers["Location"].startswith("/jobs/")


def test_agent_has_no_export_in_the_mass_bar(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = fill(sqlite_house, monkeypatch)
    client = sqlite_house.client("agent")
    assert 'value="export"' not in client.get("/persons/list/").text
    answer = client.post("/persons/mass/preview", data={"action": "export", "ids": str(ids[0])})
    assert answer.status_code == 403
    refused = Api(sqlite_house, "agent").post("persons/mass", {"ids": ids, "action": "export"})
    assert refused.status_code == 403


# --- the API ---------------------------------------------------------------------------------------------------------------


def test_api_sends_all_that_match_whatever_their_number(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(house, monkeypatch)
    api = Api(house, "owner")
    answer = api.get("persons/export?format=csv&city.is=Łódź&sort=-name&columns=name,city")
    assert answer.mimetype == "text/csv"
    assert names_in(answer.text) == WANTED
    assert api.get("persons/export?format=xlsx").data[:2] == b"PK"
    assert "External id" in api.get("persons/export").text.splitlines()[0]


@pytest.mark.parametrize(
    ("name", "words", "status"),
    [
        ("agent", "", 403),
        ("owner", "format=pdf", 400),
        ("owner", "page=2", 400),
        ("owner", "shoe.is=4", 400),
        (None, "", 401),
    ],
)
def test_api_refuses(sqlite_house: House, name: str | None, words: str, status: int) -> None:
    assert Api(sqlite_house, name).get(f"persons/export?{words}").status_code == status


def test_api_exports_chosen_records_by_a_mass_action(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = fill(house, monkeypatch)
    api = Api(house, "owner")
    body = {"ids": ids[:5], "action": "export", "values": {"format": "csv", "columns": "name,company.city"}}
    job = api.post("persons/mass", body).json["id"]
    with house.app.app_context():
        run_all_jobs(house.engine)
    result = api.get(f"jobs/{job}").json["result"]
    assert result["rows"] == 5
    assert names_in(api.get(result["file"]).text) == [f"Osoba Nr {number}" for number in range(5)]
    assert api.post("persons/mass", {**body, "values": {"format": "pdf"}}).status_code == 422
