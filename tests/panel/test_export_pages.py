"""Exporting a list from its header: the form, the file, who may (LST-3)."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from flask.testing import FlaskClient

from app.domain.saved_filters import keep_filter
from app.records.kinds import kind
from tests.conftest import House


def rows_of(client: FlaskClient, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.text)))


def names_in(client: FlaskClient, address: str) -> list[str]:
    head, *rows = rows_of(client, address)
    return [row[head.index("Name")] for row in rows]


def add_people(house: House) -> list[int]:
    company = house.add("company", name="Mosty", city="Kraków")
    return [
        house.add("person", first_name="Ewa", last_name="Wzorzec", city="Łódź", company=company, tags=["vip", "beta"]),
        house.add("person", first_name="Adam", last_name="Próba", city="Gdynia", phones=["+48 601 555 014"]),
        house.add("person", first_name="Zofia", last_name="Akacja", city="Łódź", visibility="hidden"),
    ]


def test_file_has_the_rows_and_columns_of_the_list_in_its_order(house: House) -> None:
    add_people(house)
    client = house.client("owner")
    head, *rows = rows_of(client, "/persons/export?format=csv")
    assert head == [str(kind("person").field(name).label) for name in kind("person").columns]
    assert [row[0] for row in rows] == ["Zofia Akacja", "Adam Próba", "Ewa Wzorzec"]
    assert rows[2][1] == "Mosty"
    assert rows[2][head.index("Tags")] == "beta, vip"
    assert rows[1][head.index("Phone")] == "+48 601 555 014"


def test_it_is_the_list_filtered_sorted_and_searched_alike(house: House) -> None:
    add_people(house)
    client = house.client("owner")
    assert names_in(client, "/persons/export?format=csv&city.is=Łódź&sort=-name") == ["Ewa Wzorzec", "Zofia Akacja"]
    assert names_in(client, "/persons/export?format=csv&q=wzor") == ["Ewa Wzorzec"]
    both = "city.is=Gdynia&company.city.contains=krak&match=any"
    assert names_in(client, f"/persons/export?format=csv&{both}") == ["Adam Próba", "Ewa Wzorzec"]


def test_saved_filter_gives_its_rows_and_its_name(house: House) -> None:
    add_people(house)
    with house.writing("owner") as asking:
        keep_filter(asking, kind("person"), "Z Łodzi", "city.is=Łódź")
    answer = house.client("owner").get(f"/persons/export?format=csv&filter={quote('Z Łodzi')}")
    assert "Adam" not in answer.text
    assert quote("Z Łodzi") in answer.headers["Content-Disposition"]


def test_fields_of_linked_records_are_columns_too(house: House) -> None:
    add_people(house)
    answer = rows_of(house.client("owner"), "/persons/export?format=csv&columns=name,company.city,company&q=wzorzec")
    assert answer == [["Name", "Company › City", "Company"], ["Ewa Wzorzec", "Kraków", "Mosty"]]


def test_only_what_was_ticked_or_stands_on_the_page(house: House) -> None:
    first, second, _ = add_people(house)
    client = house.client("owner")
    assert names_in(client, f"/persons/export?format=csv&rows=ticked&ids={second},{first}") == [
        "Adam Próba",
        "Ewa Wzorzec",
    ]
    assert names_in(client, "/persons/export?format=csv&rows=page&page=2&page_size=2") == ["Ewa Wzorzec"]


def test_trash_is_exported_from_the_trash(house: House) -> None:
    first, *_ = add_people(house)
    client = house.client("owner")
    client.post(f"/persons/delete/{first}")
    assert names_in(client, "/persons/export?format=csv&deleted=1") == ["Ewa Wzorzec"]
    assert "Ewa Wzorzec" not in names_in(client, "/persons/export?format=csv")


@pytest.mark.parametrize("format_", ["csv", "csv-excel", "xlsx", "ods"])
def test_what_an_outsider_may_not_see_is_in_no_file(house: House, format_: str) -> None:
    hidden = house.add("company", name="Canary Cage", city="Canarytown", visibility="hidden")
    person = house.add("person", first_name="Ewa", last_name="Wzorzec", company=hidden)
    secret = house.add("person", first_name="Canary", last_name="Bird", visibility="nonpublic")
    client = house.client("outsider")
    columns = "columns=name,company,company.city,company.phones"
    for rows in ("", f"&rows=ticked&ids={person},{secret}"):
        answer = client.get(f"/persons/export?format={format_}&{columns}{rows}")
        assert answer.status_code == 200
        assert b"anary" not in unpacked(answer.data)
        assert b"Wzorzec" in unpacked(answer.data)


def unpacked(data: bytes) -> bytes:
    from zipfile import ZipFile

    if data[:2] != b"PK":
        return data
    with ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("name", ["agent", "nobody"])
def test_role_without_the_right_has_no_button_and_gets_no_file(house: House, name: str) -> None:
    add_people(house)
    client = house.client(name)
    answer = client.get("/persons/export?format=csv")
    assert answer.status_code == 403
    assert b"Wzorzec" not in answer.data
    assert client.post("/persons/export", data={"format": "csv"}).status_code == 403
    assert b"/persons/export" not in client.get("/persons/list/").data


def test_form_stands_in_the_list_and_on_a_page_of_its_own(house: House) -> None:
    add_people(house)
    client = house.client("owner")
    page = client.get("/persons/list/?city.is=Łódź").text
    assert 'action="/persons/export"' in page
    assert 'name="city.is" value="Łódź"' in page
    assert "Export 2 persons" in page
    assert "Export 2 persons" in client.get("/persons/export?city.is=Łódź").text


def test_form_leads_to_the_file(house: House) -> None:
    add_people(house)
    sent = {"format": "csv", "fields": "all", "rows": "all", "city.is": "Łódź", "sort": "-name"}
    answer = house.client("owner").post("/persons/export", data=sent, follow_redirects=True)
    head, *rows = csv.reader(io.StringIO(answer.text))
    assert "External id" in head
    assert [row[0] for row in rows] == ["Ewa Wzorzec", "Zofia Akacja"]


@pytest.mark.parametrize(
    "words",
    [
        "format=pdf",
        "format=csv&columns=shoe",
        "format=csv&columns=city.name",
        "format=csv&fields=some",
        "format=csv&rows=odd",
        "format=csv&rows=ticked",
        "format=csv&rows=ticked&ids=x",
        "format=csv&shoe.is=4",
        "format=csv&owner.is=nobody-at-all",
        "format=csv&columns=change_set",
    ],
)
def test_what_cannot_be_read_is_told_and_no_file_begun(sqlite_house: House, words: str) -> None:
    answer = sqlite_house.client("owner").get(f"/persons/export?{words}")
    assert answer.status_code == 400
    assert "attachment" not in answer.headers.get("Content-Disposition", "")


def test_file_is_nobody_elses_and_named_in_any_letters(sqlite_house: House) -> None:
    client = sqlite_house.client("owner")
    client.get("/lang/he")
    answer = client.get("/persons/export?format=xlsx")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith(
        "attachment; filename=\"persons.xlsx\"; filename*=UTF-8''%D7"
    )
    sheet: Any = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "A2"


def test_name_of_a_filter_cannot_disguise_the_file(sqlite_house: House) -> None:
    with sqlite_house.writing("owner") as asking:
        kept = keep_filter(asking, kind("person"), 'a/b"c', "city.is=Łódź")
        kept.name = 'a/b"c\u202exslx.exe'
        number = kept.id
    answer = sqlite_house.client("owner").get(f"/persons/export?format=xlsx&filter={number}")
    shown = answer.headers["Content-Disposition"]
    assert "%E2%80%AE" not in shown
    assert "%2F" not in shown
    assert quote("a-b-cxslx.exe ") in shown


def test_excel_in_polish_reads_semicolons(sqlite_house: House) -> None:
    add_people(sqlite_house)
    client = sqlite_house.client("owner")
    client.get("/lang/pl")
    text = client.get("/persons/export?format=csv-excel").data.decode()
    assert text.startswith("\ufeffNazwa;")
    assert client.get("/persons/export?format=csv").data.decode().startswith("Nazwa,")


def test_sheet_has_the_units_the_widths_and_the_day_of_deletion(sqlite_house: House) -> None:
    deal = sqlite_house.add("deal", name="Looms")
    sqlite_house.add("line_item", name="Loom", deal=deal, quantity="2", price="100", discount="15")
    client = sqlite_house.client("owner")
    file = client.get("/finance/export?format=xlsx&columns=name,discount&widths=name:210,discount:70").data
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    assert [cell.value for cell in sheet[1]] == ["Name", "Discount (%)"]
    assert [round(sheet.column_dimensions[name].width) for name in "AB"] == [30, 10]
    page = client.get("/finance/list/").text
    assert "15%" in page
    client.post(f"/deals/delete/{deal}")
    head, row = rows_of(client, "/deals/export?format=csv&deleted=1&columns=name")
    assert head == ["Name", "Deleted on"]
    assert (row[0], row[1][:2]) == ("Looms", "20")


def test_profile_of_a_line_item_tells_its_total(sqlite_house: House) -> None:
    deal = sqlite_house.add("deal", name="Looms")
    item = sqlite_house.add(
        "line_item", name="Loom", deal=deal, quantity="2", price="100", discount="15", currency="EUR"
    )
    page = sqlite_house.client("owner").get(f"/finance/show/{item}").text
    assert "€170.00" in page
    assert "15%" in page
