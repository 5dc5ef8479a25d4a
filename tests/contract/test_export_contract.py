"""What every kind keeps when it is exported, by being declared: each format, each of the cast (LST-3, ACC-6)."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from app.domain.exporting import FORMATS, all_columns, export_of, made_for, write_query
from app.records.fields import Asking
from app.records.filters import parse_query
from app.records.kinds import Kind
from app.records.kinds import kind as kind_named
from app.records.search import find_by_id
from tests.conftest import House
from tests.contract.samples import LINKED
from tests.contract.test_kinds_contract import BY_KIND, add_hidden, add_sample, house  # noqa: F401 - the fixture


def names_of(of: Kind) -> list[str]:
    return list(dict.fromkeys(["name", *all_columns(of)]))


def exported(asking: Asking, of: Kind, format_: str, *pairs: tuple[str, str]) -> bytes:
    export = export_of(of, names_of(of), format_)
    return b"".join(write_query(asking, parse_query(of, pairs), export, made_for(asking, export)))


def cells_of(data: bytes, format_: str) -> list[list[Any]]:
    if format_.startswith("csv"):
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    if format_ == "xlsx":
        sheet: Any = openpyxl.load_workbook(io.BytesIO(data)).active
        return [[cell.value for cell in row] for row in sheet.rows]
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


@BY_KIND
def test_plain_csv_tells_each_value_as_its_field_does(house: House, kind: Kind) -> None:  # noqa: F811
    added = add_sample(house, kind)
    kind = kind_named(kind.name)
    with house.asking("owner") as asking:
        record = find_by_id(asking, kind, added)
        head, row = cells_of(exported(asking, kind, "csv", ("name.is", record.name), ("page_size", "1")), "csv")[:2]
        assert len(head) == len(row)
        assert row == [kind.field(name).text(record) for name in names_of(kind)]


@BY_KIND
@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_every_format_has_every_field(house: House, kind: Kind, format_: str) -> None:  # noqa: F811
    added = add_sample(house, kind)
    kind = kind_named(kind.name)
    with house.asking("owner") as asking:
        name = find_by_id(asking, kind, added).name
        head, row = cells_of(exported(asking, kind, format_, ("name.is", name)), format_)[:2]
        names = names_of(kind)
        units = {one: getattr(kind.field(one), "unit", "") for one in names}
        assert head == [
            f"{kind.field(one).label} ({units[one]})" if units[one] else str(kind.field(one).label) for one in names
        ]
        editable = [place for place, one in enumerate(names) if kind.field(one).is_editable]
        assert [names[place] for place in editable if row[place] in {"", None}] == []


@BY_KIND
@pytest.mark.parametrize("stranger", ["outsider", "manager", "agent", "nobody", "owner", "administrator"])
def test_hidden_record_is_in_nobodys_file_but_theirs(house: House, kind: Kind, stranger: str) -> None:  # noqa: F811
    def rows() -> int:
        with house.asking(stranger) as asking:
            lines = cells_of(exported(asking, kind_named(kind.name), "csv"), "csv")
            return len([line for line in lines if not str(line[0]).startswith(LINKED)])

    before = rows()
    add_hidden(house, kind)
    assert rows() - before == (1 if stranger in {"owner", "administrator"} else 0)
