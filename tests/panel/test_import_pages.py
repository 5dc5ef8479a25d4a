"""The pages of an import: choose, review, start, mend (IMP-1 to IMP-4, IMP-6)."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain import import_files
from app.jobs.runner import run_all_jobs
from app.models import ImportFile, Job
from tests.conftest import House
from tests.data.hostile_tables import NO_TABLES
from tests.data.linkedin import linkedin_export
from tests.importing import names, table

PEOPLE = table("Name;E-mail;City", "Żaneta Źrebiec;z@z.test;Łódź", "Noam Ben-Ari;no-address;Haifa")


def upload(client: FlaskClient, content: bytes | str, name: str = "people.csv", kind: str = "person") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post("/imports/", data={"kind": kind, "file": (io.BytesIO(data), name)})


def work_off(house: House) -> None:
    with house.app.app_context():
        run_all_jobs(house.engine)


def imported(house: House, client: FlaskClient, content: bytes | str, **chosen: Any) -> str:
    """Import a file by its pages; the address of its job."""
    review = upload(client, content).location
    job = client.post(review, data={"act": "start", **chosen}).location
    work_off(house)
    return str(job)


def test_file_goes_from_the_upload_by_the_review_to_its_result(house: House) -> None:
    client = house.client("owner")
    review = upload(client, linkedin_export(), "Connections.csv").location
    assert 'value="first_name" selected' in client.get(review).text
    job = client.post(review, data={"act": "start"}).location
    assert client.get(review).location == job
    work_off(house)
    page = client.get(job).text
    assert 'data-added="10"' in page
    records = re.search(r'href="(/persons/list/\?change_set\.is=\d+)"', page)
    assert records is not None
    assert 'data-count="10"' in client.get(records[1]).text


def test_starting_twice_imports_once(sqlite_house: House) -> None:
    client = sqlite_house.client("owner")
    review = upload(client, PEOPLE).location
    first, second = (client.post(review, data={"act": "start"}).location for _ in range(2))
    assert first == second
    with sqlite_house.asking() as asking:
        assert len(asking.session.scalars(select(Job)).all()) == 1


def test_review_says_what_becomes_of_the_first_rows(sqlite_house: House) -> None:
    client = sqlite_house.client("owner")
    page = client.get(upload(client, PEOPLE).location).text
    assert "An address needs an @" in page
    assert "Import 1 row<" in page


def test_another_encoding_shows_the_file_anew(sqlite_house: House) -> None:
    client = sqlite_house.client("owner")
    review = upload(client, PEOPLE.encode("cp1250")).location
    assert "Żaneta Źrebiec</bdi>" in client.get(review).text
    page = client.post(review, data={"act": "preview", "encoding": "windows-1255"}).text
    assert "Żaneta Źrebiec</bdi>" not in page
    assert "Żaneta Źrebiec</bdi>" in client.post(review, data={"act": "preview", "encoding": "windows-1250"}).text


def test_choices_of_the_review_are_kept(sqlite_house: House) -> None:
    client = sqlite_house.client("owner")
    review = upload(client, PEOPLE).location
    columns = {"column-0": "name", "column-1": "", "column-2": "province"}
    client.post(review, data={"act": "preview", **columns, "groups": "Fair", "tags.text": "vip, new"})
    page = client.get(review).text
    assert 'value="province" selected' in page
    client.post(review, data={"act": "start"})
    work_off(sqlite_house)
    assert names(sqlite_house) == ["Żaneta Źrebiec", "Noam Ben-Ari"]
    assert (
        'data-count="2"'
        in client.get("/persons/list/?groups.any=Fair&tags.all=vip,new&province.is=Haifa&match=any").text
    )


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"column-0": "", "column-1": "", "column-2": "city"}, "Choose the column that holds the name"),
        ({"column-0": "name", "column-1": "city", "column-2": "city"}, "Two columns go into the same field"),
        ({"column-0": "salary"}, "There is no field named"),
        ({"header_row": "9"}, "cannot be the header"),
        ({"header_row": "x"}, "whole number"),
        ({"encoding": "klingon"}, "no encoding"),
        ({"delimiter": "x"}, "divided by"),
        ({"on_duplicate": "merge"}, "choose skip, update or add"),
        ({"dates": "year"}, "begin with the day or the month"),
        ({"column-0": "name", "policy-0": "guess"}, "overwrites or fills"),
        ({"owner": "stranger"}, "no user named"),
    ],
)
def test_choices_that_cannot_work_are_told_in_the_review(
    sqlite_house: House, chosen: dict[str, str], sentence: str
) -> None:
    client = sqlite_house.client("owner")
    answer = client.post(upload(client, PEOPLE).location, data={"act": "start", **chosen})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("name", sorted(NO_TABLES))
def test_files_that_are_no_tables_get_a_sentence_at_the_form(sqlite_house: House, name: str) -> None:
    content, word = NO_TABLES[name]
    answer = upload(sqlite_house.client("owner"), content)
    assert answer.status_code == 422
    assert word in answer.text
    with sqlite_house.asking() as asking:
        assert asking.session.scalars(select(ImportFile)).all() == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"one,two,three\nfour,five,six\n", "no header"),
        (b"Name," + b",".join(b"column %d" % number for number in range(500)) + b"\nAda,x", "at most 200 columns"),
    ],
)
def test_tables_that_cannot_be_imported_get_a_sentence(sqlite_house: House, content: bytes, sentence: str) -> None:
    answer = upload(sqlite_house.client("owner"), content)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_header_without_rows_is_told_before_the_start(sqlite_house: House) -> None:
    client = sqlite_house.client("owner")
    review = upload(client, "First name;Last name;E-mail\n").location
    answer = client.post(review, data={"act": "start"})
    assert answer.status_code == 422
    assert "There are no rows below the header." in answer.text


def test_too_large_file_is_told_at_the_form(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_files, "LARGEST", 1000)
    answer = upload(sqlite_house.client("owner"), PEOPLE * 50)
    assert answer.status_code == 422
    assert "larger than" in answer.text


def test_nothing_chosen_is_told_at_the_form(sqlite_house: House) -> None:
    answer = sqlite_house.client("owner").post("/imports/", data={"kind": "person"})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_file_of_somebody_else_does_not_exist(house: House) -> None:
    review = upload(house.client("owner"), PEOPLE).location
    for path in (review, f"{review}/bad-rows"):
        assert house.client("outsider").get(path).status_code == 404
    assert house.client("outsider").post(review, data={"act": "start"}).status_code == 404
    assert house.client("administrator").get(review).status_code == 200


def test_agents_do_not_import(sqlite_house: House) -> None:
    assert upload(sqlite_house.client("agent"), PEOPLE).status_code in {302, 403}
    with sqlite_house.asking() as asking:
        assert asking.session.scalars(select(ImportFile)).all() == []


def test_same_file_is_recognised_with_when_and_by_whom(house: House) -> None:
    imported(house, house.client("owner"), PEOPLE)
    client = house.client("manager")
    assert "by Owner Test" in client.get(upload(client, PEOPLE, "other.csv").location).text
    assert "by Owner Test" not in client.get(upload(client, PEOPLE + "\n").location).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16", "iso-8859-2"])
def test_bad_rows_come_back_in_the_form_of_the_file_and_go_in_mended(sqlite_house: House, encoding: str) -> None:
    client = sqlite_house.client("owner")
    job = imported(sqlite_house, client, PEOPLE.replace("Noam", "Łucja").encode(encoding))
    bad = re.search(r'href="(/imports/\d+/bad-rows)"', client.get(job).text)
    assert bad is not None
    content = client.get(bad[1]).data
    assert content.startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
    rows = list(csv.reader(io.StringIO(content.decode(encoding)), delimiter=";"))
    assert rows[0] == ["Name", "E-mail", "City", "What is wrong"]
    assert rows[1][:3] == ["Łucja Ben-Ari", "no-address", "Haifa"]
    assert "@" in rows[1][3]
    mended = content.decode(encoding).replace("no-address", "lucja@b.test").encode(encoding)
    imported(sqlite_house, client, mended)
    assert names(sqlite_house) == ["Żaneta Źrebiec", "Łucja Ben-Ari"]


def test_list_shows_my_imports_with_their_results(sqlite_house: House) -> None:
    client = sqlite_house.client("owner")
    imported(sqlite_house, client, PEOPLE)
    page = client.get("/imports/").text
    assert "people.csv" in page
    assert "1 added" in page
    assert "people.csv" not in sqlite_house.client("outsider").get("/imports/").text


@pytest.mark.parametrize("language", ["pl", "he"])
def test_pages_are_there_in_every_language(sqlite_house: House, language: str) -> None:
    client = sqlite_house.client("owner")
    client.get(f"/lang/{language}")
    review = upload(client, PEOPLE).location
    for path in ("/imports/", review):
        assert f'lang="{language}"' in client.get(path).text


DEALS = table(
    "Nazwa szansy;Kontrahent;Wartość;Waluta;Status;Przewidywane zamknięcie",
    "Dostawa szkła;Huta Krosienko;12 000,50;PLN;Wygrana;07.03.2026",
    "Drugi piec;Huta Krosienko;7;EUR;Otwarta;",
    "Trzeci piec;Nieznana;1;PLN;;",
)


def test_deals_with_polish_headers_go_from_their_list_to_their_list(house: House) -> None:
    company = house.add("company", name="Huta Krosienko")
    house.add("deal", name="Drugi piec", company=company, value="5", currency="EUR")
    client = house.client("owner")
    client.get("/lang/pl")
    assert "/imports/?kind=deal" in client.get("/deals/list/").text
    assert '<option value="deal" selected>' in client.get("/imports/?kind=deal").text
    review = upload(client, DEALS, "szanse.csv", "deal").location
    page = client.get(review).text
    chosen = re.findall(r'<option value="([^"]+)" selected', page[page.index('name="column-0"') :])
    assert chosen == ["name", "company", "value", "currency", "state", "expected_close"]
    page = client.post(review, data={"act": "preview", "on_duplicate": "update"}).text
    assert re.search(r'v-old[^>]*>5\.00</bdi><bdi class="v-new">7<', page)
    assert "„Nieznana”" in page
    job = client.post(review, data={"act": "start", "on_duplicate": "update"}).location
    work_off(house)
    page = client.get(job).text
    assert [f'data-{one}="1"' in page for one in ("added", "updated", "failed")] == [True, True, True]
    records = re.search(r'href="(/deals/list/\?change_set\.is=\d+)"', page)
    assert records is not None
    assert "Dostawa szkła" in client.get(records[1]).text


def test_kinds_that_are_parts_of_others_are_not_offered(sqlite_house: House) -> None:
    client = sqlite_house.client("owner")
    assert 'value="line_item"' not in client.get("/imports/").text
    assert "/imports/?kind" not in client.get("/finance/list/").text
    assert "cannot be imported" in upload(client, DEALS, kind="line_item").text
    agent = sqlite_house.client("agent")
    assert "/imports/?kind" not in agent.get("/deals/list/").text
