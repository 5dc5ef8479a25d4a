"""Files of tables: nothing in them runs, everything comes back (LST-3, I18N-5)."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from python_calamine import CalamineWorkbook

from app.domain.export_tables import TableLook
from app.domain.export_text import ILLEGAL, harmless, plain
from app.domain.exporting import FORMATS, write_table
from app.domain.import_mapping import map_headers
from app.domain.reading_tables import ReadOptions, iter_rows, read_preview
from app.kernel.errors import Invalid
from app.records.kinds import kind
from tests.contract.samples import every_kind

LEADS = "=+-@\t\r＝＋－＠"
NASTY = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\x00=1",
    "\ufeff=1",
    "'=1",
    "''=1",
    "=cmd|' /C calc'!A0",
    "+972-50-123-4567",
]
PHONES = ["+48 601 555 014", "+48601555014", "+972-50-123-4567", "+972 50-123-4567, +48 22 555 01 01", "(+48) 601-555"]
SEEN = datetime(2026, 3, 7, 10, 14, 30, tzinfo=UTC).replace(tzinfo=None)
cells = some.builds(str.__add__, some.sampled_from(["", "'", " ", *LEADS]), some.text(max_size=12))


def written(format_: str, *rows: list[Any], language: str = "en") -> bytes:
    look = TableLook([f"Column {place}" for place in range(len(rows[0]))], language, "Europe/Warsaw", "Osoby [1]")
    return b"".join(write_table(look, format_, rows))


def read_csv(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))[1:]


def read_sheet(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1:]


@given(cells)
def test_no_text_begins_like_a_formula_and_each_comes_back(text: str) -> None:
    cell = harmless(text)
    assert plain(cell) == text
    seen = ILLEGAL.sub("", cell).lstrip(" \ufeff\u200b\u200e\u200f\u2028\xa0")
    assert seen[:1] not in set(LEADS) or cell.startswith("+")
    if cell.startswith("+"):
        assert set(cell) <= set("+0123456789, ")


@given(some.lists(cells, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_sheets_hold_every_text_as_text(texts: list[str]) -> None:
    kept = [ILLEGAL.sub("", text) for text in texts]
    data = written("xlsx", texts)
    assert b"<f" not in ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    row = openpyxl.load_workbook(io.BytesIO(data)).active[2]  # type: ignore[index]
    assert all(cell.data_type in {"s", "n"} and not isinstance(cell.value, int | float) for cell in row)
    lines = [text.replace("\r\n", "\n").replace("\r", "\n") for text in kept]
    assert [_read(cell.value) for cell in row] == lines
    content = ZipFile(io.BytesIO(written("ods", texts))).read("content.xml").decode()
    assert "formula" not in content
    assert 'value-type="float"' not in content


def _read(value: Any) -> str:
    import re

    text = "" if value is None else str(value)
    return re.sub("_x005F_", "_", text).replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("format_", ["csv", "csv-excel"])
def test_nasty_cells_are_harmless_in_csv(format_: str) -> None:
    for row, text in zip(read_csv(written(format_, *[[one] for one in NASTY])), NASTY, strict=True):
        assert row[0].startswith("'"), text


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_nasty_cells_stay_as_they_are_in_sheets(format_: str) -> None:
    wanted = [ILLEGAL.sub("", text).strip() for text in NASTY]
    assert [str(row[0]).strip() for row in read_sheet(written(format_, *[[one] for one in NASTY]))] == wanted


@pytest.mark.parametrize("format_", sorted(FORMATS))
@pytest.mark.parametrize("language", ["en", "pl", "he"])
def test_phones_come_back_unchanged(format_: str, language: str) -> None:
    rows = [[phone, "x"] for phone in PHONES]
    data = written(format_, *rows, language=language)
    if format_.startswith("csv"):
        read = [cells for _, cells in iter_rows(data, read_preview(data, ReadOptions(header_row=1)).options)]
        assert [plain(row[0]) for row in read] == PHONES
    else:
        assert [row[0] for row in read_sheet(data)] == PHONES


def test_numbers_and_dates_are_counted_with_in_sheets() -> None:
    moment = datetime(2026, 3, 7, 9, 14, 30, tzinfo=UTC)
    row = [Decimal("12.50"), 7, moment, date(2026, 3, 7), None, True, Decimal(1234567890123456789)]
    sheet: Any = openpyxl.load_workbook(io.BytesIO(written("xlsx", row))).active
    values = [cell.value for cell in sheet[2]]
    assert values[:4] == [12.5, 7, SEEN, SEEN.replace(hour=0, minute=0, second=0)]
    assert values[6] == "1234567890123456789"
    assert read_sheet(written("ods", row))[0][:4] == [12.5, 7.0, SEEN, date(2026, 3, 7)]


def test_csv_is_plain_for_programs_and_local_for_excel() -> None:
    row = [Decimal("-12.50"), datetime(2026, 3, 7, 9, 14, 30, tzinfo=UTC), date(2026, 3, 7)]
    assert read_csv(written("csv-excel", row, language="pl"), ";") == [["-12,50", "2026-03-07 10:14:30", "2026-03-07"]]
    assert read_csv(written("csv-excel", row, language="en")) == [["-12.50", "2026-03-07 10:14:30", "2026-03-07"]]


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_hebrew_sheets_run_from_the_right(format_: str) -> None:
    mark = {"xlsx": b'rightToLeft="1"', "ods": b'writing-mode="rl-tb"'}[format_]
    part = {"xlsx": "xl/worksheets/sheet1.xml", "ods": "content.xml"}[format_]
    for language, is_rtl in (("he", True), ("pl", False)):
        with ZipFile(io.BytesIO(written(format_, ["a"], language=language))) as archive:
            assert (mark in archive.read(part)) is is_rtl


def test_ods_begins_with_its_type_as_programs_look_for_it() -> None:
    data = written("ods", ["a"])
    assert data[30:38] == b"mimetype"
    assert data[38:84] == b"application/vnd.oasis.opendocument.spreadsheet"
    assert ZipFile(io.BytesIO(data)).testzip() is None


@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_long_table_is_written_with_little_memory(format_: str) -> None:
    def rows() -> Iterator[list[Any]]:
        for number in range(60_000):
            yield [f"Name {number}", f"someone{number}@one.test", "Łódź", number]

    look = TableLook(["Name", "E-mail", "City", "Number"])
    list(write_table(look, format_, [["a", "b", "c", 1]]))
    tracemalloc.start()
    size = sum(map(len, write_table(look, format_, rows())))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 500_000
    assert peak < 16_000_000


def test_sheet_says_when_a_list_is_too_long_for_it() -> None:
    for format_ in ("xlsx", "ods"):
        with pytest.raises(Invalid):
            FORMATS[format_](TableLook([])).check_size(1_048_576)
    FORMATS["csv"](TableLook([])).check_size(10_000_000)


def test_long_cell_is_cut_where_excel_would_call_the_file_broken() -> None:
    sheet: Any = openpyxl.load_workbook(io.BytesIO(written("xlsx", ["&" * 40_000]))).active
    assert len(sheet["A2"].value) == 32_767


@pytest.mark.parametrize("language", ["en", "pl", "he"])
def test_headings_are_known_to_the_import(sqlite_house: Any, language: str) -> None:
    from flask_babel import force_locale

    every_kind()
    of = kind("person")
    fields = [one for one in of.fields if one.is_editable and one.name != "visibility"]
    with sqlite_house.app.test_request_context(), force_locale(language):
        headings = [str(field.label) for field in fields]
    assert {field.name: one.target for field, one in zip(fields, map_headers(headings, of), strict=True)} == {
        field.name: field.name for field in fields
    }
