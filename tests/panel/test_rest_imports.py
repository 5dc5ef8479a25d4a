"""Imports over the REST API."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.jobs.runner import Runner
from tests.api_client import Api
from tests.conftest import House

FILE = "First Name,Last Name,Company,City\nAda,Łącka,Żuraw,Łódź\nשרה,כהן,Żuraw,חיפה\n,,Empty,\n"


def send(api: Api, text: str | bytes = FILE, **form: Any) -> TestResponse:
    content = text if isinstance(text, bytes) else text.encode()
    data = {"kind": "person", "file": (io.BytesIO(content), "people.csv"), **form}
    return api.post("imports/", data=data, content_type="multipart/form-data")


def finish(house: House) -> None:
    with house.app.app_context():
        Runner(house.engine, pause=0).run_all()


def test_file_becomes_a_job_with_its_result(house: House) -> None:
    api = Api(house, "owner")
    started = send(api, tags="imported, api")
    assert started.status_code == 202, started.json
    assert set(started.json) == {"id"}
    finish(house)
    job = api.get(f"jobs/{started.json['id']}").json
    assert (job["state"], job["result"]["rows"], job["result"]["added"], job["result"]["failed"]) == ("done", 3, 2, 1)
    assert job["result"]["errors"][0]["row"] == 4
    assert api.get("persons/?tags.all=imported,api&company.name.contains=zuraw").json["count"] == 2
    assert api.get(f"changesets/{job['result']['changeset']}").json["via"] == "api"


def test_mapping_says_which_column_goes_where(sqlite_house: House) -> None:
    api = Api(sqlite_house, "owner")
    started = send(
        api, "Surname;Seat\nNowak;Gdańsk\n", mapping='{"Surname": "last_name", "Seat": "city"}', header_row="1"
    )
    assert started.status_code == 202, started.json
    finish(sqlite_house)
    assert api.get("persons/?columns=city").json["result"][0]["city"] == "Gdańsk"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"kind": "nothing"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"file": "text"}, "file"),
        ({"text": ""}, None),
        ({"text": b"\x00\x01\x02\xff" * 50}, None),
        ({"encoding": "klingon"}, None),
        ({"header_row": "x"}, "header_row"),
        ({"header_row": "99999999999"}, "header_row"),
        ({"mapping": "{"}, "mapping"),
        ({"mapping": "[1]"}, "mapping"),
        ({"mapping": '{"Nowhere": "city"}'}, "mapping"),
        ({"mapping": '{"City": "nothing"}'}, None),
        ({"on_duplicate": "explode"}, "on_duplicate"),
        ({"owner": "ghost"}, "owner"),
        ({"surprise": "1"}, "surprise"),
    ],
)
def test_file_that_cannot_be_imported_is_refused(sqlite_house: House, form: dict[str, Any], field: str | None) -> None:
    api = Api(sqlite_house, "owner")
    answer = send(api, **form)
    assert answer.status_code == 422, answer.json
    assert answer.json["message"]
    assert field is None or field in answer.json["errors"]
    assert api.get("jobs/1").status_code == 404


def test_who_may_not_import_meets_403(sqlite_house: House) -> None:
    assert send(Api(sqlite_house, "agent")).status_code == 403


def test_body_that_is_no_form_is_refused(sqlite_house: House) -> None:
    assert Api(sqlite_house, "owner").post("imports/", {"kind": "person"}).status_code == 422
