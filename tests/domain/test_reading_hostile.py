"""No file breaks the reader: a sentence for what is no table, every row accounted for in what is a bad one (IMP-2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reading_encodings import ENCODINGS, UNREADABLE
from app.domain.reading_layout import DELIMITERS
from app.domain.reading_tables import ReadOptions, count_rows, iter_rows, read_preview, unreadable
from app.kernel.errors import Invalid
from tests.data.hostile_tables import BROKEN, NO_TABLES

ALL = {name: data for name, (data, _) in (*NO_TABLES.items(), *BROKEN.items())}


def _everything(data: bytes, options: ReadOptions) -> None:
    """Read it all; whatever is wrong is an ``Invalid`` at a field."""
    try:
        preview = read_preview(data, options)
        rows = list(iter_rows(data, preview.options))
    except Invalid as error:
        _check_sentence(error)
        return
    numbers = [number for number, _ in rows]
    assert numbers == sorted(set(numbers))
    assert all(len(cells) >= len(preview.headers) for _, cells in rows if preview.header_row)
    assert [number for number, _ in preview.rows] == numbers[: len(preview.rows)]


def _check_sentence(error: Invalid) -> None:
    assert error.field in {"file", "header_row"}
    assert error.message.msgid.endswith(".")


def test_there_are_enough_of_them() -> None:
    assert len(NO_TABLES) + len(BROKEN) >= 60


@pytest.mark.parametrize("name", NO_TABLES)
def test_what_is_no_table_is_answered_with_a_sentence(name: str) -> None:
    data, part = NO_TABLES[name]
    with pytest.raises(Invalid) as caught:
        count_rows(data, ReadOptions())
    assert part in caught.value.message.msgid
    assert caught.value.field == "file"


@pytest.mark.parametrize("name", BROKEN)
def test_a_bad_table_gives_all_its_rows(name: str) -> None:
    data, rows = BROKEN[name]
    assert count_rows(data, ReadOptions()) == rows


@pytest.mark.parametrize("name", ALL)
def test_no_choice_of_options_breaks_it(name: str) -> None:
    data = ALL[name][:100_000]
    for encoding in ENCODINGS:
        _everything(data, ReadOptions(encoding=encoding))
    for delimiter in DELIMITERS:
        _everything(data, ReadOptions(delimiter=delimiter))
    for header_row in (0, 1, 2, 9, -1):
        _everything(data, ReadOptions(header_row=header_row))


@given(st.binary(max_size=2000))
def test_no_bytes_break_it(data: bytes) -> None:
    _everything(data, ReadOptions())
    _everything(b"First name,Last name\n" + data, ReadOptions())


@given(st.text(alphabet='ab",;\n\r\t|\0', max_size=200))
def test_no_quoting_breaks_it_or_loses_letters(text: str) -> None:
    data = ("Email,City\n" + text).encode()
    _everything(data, ReadOptions())
    rows = list(iter_rows(data, ReadOptions("utf-8", ",", 1)))
    letters = [char for _, cells in rows for cell in cells for char in cell if char in "ab"]
    assert letters == [char for char in text if char in "ab"]


def test_a_quote_left_open_spoils_only_its_own_row() -> None:
    rows = dict(iter_rows(BROKEN["quote never closed"][0], ReadOptions()))
    assert rows[2] == ["Anna", "Lis", "a@lis.test"]
    assert rows[3] == rows[2002] == ["Ewa", "Kos", "e@lis.test"]


def test_quotes_inside_words_stay() -> None:
    rows = dict(iter_rows(BROKEN["inches"][0], ReadOptions()))
    assert rows[2][0] == 'Anna 5"'
    assert rows[4][0] == 'Jan "Jas"'


def test_ragged_rows_are_filled_and_surplus_is_kept() -> None:
    rows = dict(iter_rows(BROKEN["ragged"][0], ReadOptions()))
    assert rows == {
        2: ["Anna", "", ""],
        3: ["Ewa", "Lis", "e@lis.test", "more", "and more"],
        5: ["Jan", "Kos", ""],
    }


def test_a_row_in_another_encoding_is_marked_and_the_others_are_read() -> None:
    data = BROKEN["UTF-8 with one bad row"][0]
    preview = read_preview(data, ReadOptions(rows=100))
    assert preview.encoding == "utf-8"
    bad = {number: unreadable(cells) for number, cells in iter_rows(data, preview.options) if unreadable(cells)}
    assert bad == {32: [0]}
    assert any("cannot be read in this encoding" in warning.msgid for warning in preview.warnings)


def test_a_wrong_choice_of_encoding_still_shows_a_preview() -> None:
    data = "Imię;Nazwisko;Firma\nŻaneta;Łoś;Huta\n".encode("cp1250")
    preview = read_preview(data, ReadOptions(encoding="utf-8"))
    assert preview.encoding == "utf-8"
    assert UNREADABLE in preview.rows[0][1][0]


def test_what_was_mended_is_said() -> None:
    def warned(name: str) -> str:
        return " ".join(warning.msgid for warning in read_preview(BROKEN[name][0]).warnings)

    assert "NUL" in warned("NUL here and there")
    assert "does not close" in warned("quote never closed")
    assert "more or fewer cells" in warned("ragged")
    assert "no rows below" in warned("header alone")
    assert "above the header" in warned("header after empty lines")
    assert not warned("mixed line ends")


def test_a_missing_file_is_no_fault_of_the_program() -> None:
    with pytest.raises(Invalid):
        read_preview("/nowhere/at/all.csv")
    with pytest.raises(Invalid):
        read_preview("/")
