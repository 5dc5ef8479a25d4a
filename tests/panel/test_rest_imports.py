"""Imports over the REST API."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from pathlib import Path
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


class Slow(io.BytesIO):
    """A body that notes, while it is being read, whether anybody else could write."""

    def __init__(self, content: bytes, path: Path) -> None:
        super().__init__(content)
        self.path = path
        self.was_locked: list[bool] = []

    def readinto(self, buffer: Any) -> int:
        self.look()
        return super().readinto(buffer)

    def read(self, size: int | None = -1) -> bytes:
        self.look()
        return super().read(size)

    def look(self) -> None:
        with closing(sqlite3.connect(self.path, timeout=0, isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
                self.was_locked.append(False)
            except sqlite3.OperationalError:
                self.was_locked.append(True)


@pytest.mark.parametrize("mimetype", ["multipart/form-data; boundary=x", "application/json"])
def test_slow_sender_keeps_nobody_from_writing(sqlite_house: House, tmp_path: Path, mimetype: str) -> None:
    content = b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nperson\r\n--x--\r\n'
    sent = Slow(content, tmp_path / "splot.db")
    path = "imports/" if mimetype.startswith("multipart") else "persons/"
    answer = Api(sqlite_house, "owner").post(
        path, input_stream=sent, content_type=mimetype, headers={"Content-Length": str(len(content))}
    )
    assert answer.status_code in {400, 422}
    assert sent.was_locked
    assert not any(sent.was_locked)
