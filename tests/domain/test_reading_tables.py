"""CSV of six encodings, four delimiters and any header is read, LinkedIn's export as it is (IMP-1, IMP-2)."""

from __future__ import annotations

import codecs
import csv
import io
import tracemalloc
from pathlib import Path

import pytest

from app.domain.import_mapping import map_headers
from app.domain.reading_encodings import encoding_named
from app.domain.reading_tables import ReadOptions, count_rows, iter_rows, read_preview
from app.kernel.errors import Invalid
from app.records.kinds import declared
from tests.contract.samples import every_kind
from tests.data.linkedin import CONNECTIONS, HEADER, HEADER_ROW, linkedin_export

every_kind()  # a header is told by what the kinds call their fields

SAMPLE = Path(__file__).parents[2] / "docs/samples/linkedin-connections.csv"

POLISH = [
    ["Imię", "Nazwisko", "Stanowisko", "Firma"],
    ["Łukasz", "Źrebiec", "Główny księgowy", "Huta Świętokrzyska"],
    ["Żaneta", "Mąkosa", "Inżynier, nadzór", "Gdańska Stocznia „Północ”"],
    ["Józef", "Ćwikła", "", "Dąb; Śliwa i Syn"],
]
HEBREW = [
    ["שם פרטי", "שם משפחה", "תפקיד", "חברה"],
    ["נועם", "כהן", "מנהל רכש", "אופטיקה גליל"],
    ["דנה", "לוי", 'סמנכ"ל, מכירות', 'נגב סולאר בע"מ'],
    ["שירה", "בן-ארי", "", "מים; כנרת"],
]
PLAIN = {"iso-8859-2": str.maketrans("„”", '""'), "iso-8859-8": {}}

WIDE_AND_MARKED = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]


def _written(table: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(table)
    return text.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("codec", "table"),
    [(codec, table) for codec in WIDE_AND_MARKED for table in (POLISH, HEBREW)]
    + [(codec, POLISH) for codec in ("windows-1250", "iso-8859-2")]
    + [(codec, HEBREW) for codec in ("windows-1255", "iso-8859-8")],
)
def test_encoding_delimiter_and_header_are_found(codec: str, table: list[list[str]], delimiter: str) -> None:
    table = [[cell.translate(PLAIN.get(codec, {})) for cell in row] for row in table]
    preview = read_preview(_written(table, delimiter).encode(codec))
    assert preview.headers == table[0]
    assert preview.rows == list(enumerate(table[1:], start=2))
    assert preview.delimiter == delimiter
    assert preview.header_row == 1
    assert not preview.warnings
    assert preview.candidates[0].encoding == preview.encoding
    assert preview.candidates[0].fits
    assert preview.candidates[0].confidence > 0.9


@pytest.mark.parametrize(
    ("codec", "table", "encoding"),
    [
        ("utf-8-sig", POLISH, "utf-8"),
        ("utf-16", HEBREW, "utf-16"),
        ("cp1250", POLISH, "windows-1250"),
        ("iso8859-2", POLISH, "iso-8859-2"),
        ("cp1255", HEBREW, "windows-1255"),
    ],
)
def test_the_encoding_found_is_the_one_used(codec: str, table: list[list[str]], encoding: str) -> None:
    table = [[cell.translate(PLAIN["iso-8859-2"]) for cell in row] for row in table]
    assert read_preview(_written(table).encode(codec)).encoding == encoding


@pytest.mark.parametrize("encoding", ["windows-1250", "iso-8859-2", "windows-1255", "iso-8859-8", "utf-8", "utf-16"])
def test_an_encoding_can_be_chosen(encoding: str) -> None:
    table = HEBREW if encoding in {"windows-1255", "iso-8859-8"} else POLISH
    table = [[cell.translate(PLAIN["iso-8859-2"]) for cell in row] for row in table]
    preview = read_preview(_written(table).encode(encoding), ReadOptions(encoding=encoding.upper()))
    assert preview.encoding == encoding
    assert preview.headers == table[0]


def test_points_tell_windows_hebrew() -> None:
    data = "שם,עיר\nשָׁלוֹם,חיפה\n".encode("cp1255")
    assert read_preview(data).rows == [(2, ["שָׁלוֹם", "חיפה"])]


def test_candidates_show_the_same_telling_line() -> None:
    data = "Imię;Miasto\nJan;Radom\nŻaneta;Łódź\n".encode("cp1250")
    samples = {candidate.encoding: candidate.sample for candidate in read_preview(data).candidates}
    assert samples["windows-1250"] == "Żaneta;Łódź"
    assert samples["utf-8"] == "�aneta;��d�"
    assert samples["iso-8859-2"] == "Żaneta;Łód□"
    assert len(samples) == 6


def test_an_accent_near_the_end_of_a_long_file_counts() -> None:
    table = [["Imię", "Nazwisko"], *([["Jan", "Kos"]] * 200_000), ["Żaneta", "Łoś"]]
    assert read_preview(_written(table).encode("cp1250")).encoding == "windows-1250"
    assert read_preview(_written(table).encode()).encoding == "utf-8"


def test_encodings_go_by_many_names() -> None:
    names = ("CP1250", "win-1250", "latin2", "UTF8", "utf_16_le", "ISO-8859-8-I")
    known = [encoding_named(name) for name in names if name != "win-1250"]
    assert known == ["windows-1250", "iso-8859-2", "utf-8", "utf-16", "iso-8859-8"]
    with pytest.raises(Invalid) as caught:
        encoding_named("EBCDIC-CP-IT")
    assert caught.value.field == "encoding"


def test_linkedins_export_is_read_as_it_is() -> None:
    data = linkedin_export()
    preview = read_preview(data)
    assert (preview.encoding, preview.delimiter, preview.header_row) == ("utf-8", ",", HEADER_ROW)
    assert preview.headers == list(HEADER)
    assert list(iter_rows(data, preview.options)) == list(enumerate(map(list, CONNECTIONS), start=HEADER_ROW + 1))
    targets = {mapping.header: mapping.target for mapping in map_headers(preview.headers, declared("person"))}
    assert targets == {
        "First Name": "first_name",
        "Last Name": "last_name",
        "URL": None,
        "Email Address": "emails",
        "Company": "company",
        "Position": "position",
        "Connected On": None,
    }


def test_an_export_saved_again_by_a_spreadsheet_is_read_too() -> None:
    text = linkedin_export().decode().replace("\n", "\r\n")
    assert read_preview(codecs.BOM_UTF8 + text.encode()).headers == list(HEADER)
    rows = list(csv.reader(io.StringIO(linkedin_export().decode(), newline="")))
    assert read_preview(_written([row + [""] * (7 - len(row)) for row in rows], ";").encode()).header_row == HEADER_ROW


def test_the_sample_in_the_docs_is_of_that_form() -> None:
    preview = read_preview(SAMPLE)
    assert preview.header_row == HEADER_ROW
    assert preview.headers == list(HEADER)
    assert count_rows(SAMPLE, preview.options) >= 20
    assert not [cells for _, cells in iter_rows(SAMPLE, preview.options) if not cells[0]]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("Foo,Bar\n1,a@b.test\n2,c@d.test\n", 1),
        ("Export of 12 March\n\nImię,Miasto\nEwa,Łódź\n", 3),
        ("Customers 2026;;\nName;City;Phone\nEwa;Radom;600\n", 2),
        ("x,First name\ny,Ewa\n", 1),
        ('\ufeff"First name",City\nEwa,Radom\n', 1),
    ],
)
def test_the_header_is_found(text: str, row: int) -> None:
    assert read_preview(text.encode()).header_row == row


def test_header_and_delimiter_can_be_chosen() -> None:
    data = b"Anna;Lis\nEwa;Kos, K.\n"
    preview = read_preview(data, ReadOptions(header_row=0))
    assert preview.headers == ["A", "B"]
    assert preview.rows == [(1, ["Anna", "Lis"]), (2, ["Ewa", "Kos, K."])]
    assert read_preview(data, ReadOptions(header_row=1)).headers == ["Anna", "Lis"]
    assert read_preview(data, ReadOptions(header_row=0, delimiter=",")).headers == ["A", "B"]
    for options in (ReadOptions(header_row=3), ReadOptions(header_row=0, delimiter="x")):
        with pytest.raises(Invalid) as caught:
            read_preview(data, options)
        assert caught.value.field in {"header_row", "delimiter"}


def test_options_survive_being_stored() -> None:
    options = read_preview(linkedin_export()).options
    assert ReadOptions.from_json(options.to_json()) == options
    assert options == ReadOptions("utf-8", ",", HEADER_ROW)


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    data = b'Name,City\nAnna,"Lodz\nBaluty"\n\n,,\nEwa,Radom\n'
    assert list(iter_rows(data, ReadOptions())) == [(2, ["Anna", "Lodz\nBaluty"]), (5, ["Ewa", "Radom"])]


def test_a_hundred_thousand_rows_need_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    table = [["Imię", "Nazwisko", "Miasto"], *(["Łukasz", f"Źrebiec{n}", "Łódź"] for n in range(100_000))]
    path.write_bytes(_written(table).encode("cp1250"))
    tracemalloc.start()
    try:
        assert count_rows(path, read_preview(path).options) == 100_000
        assert tracemalloc.get_traced_memory()[1] < 12 * 1024 * 1024
    finally:
        tracemalloc.stop()
