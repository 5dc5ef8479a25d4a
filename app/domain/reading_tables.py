"""Tables in text files (CSV and its kin) as rows of cells, whatever program wrote them (IMP-1, IMP-2).

``read_preview`` finds out how a file is to be read and shows what comes of it; ``iter_rows`` then walks the whole file by
the same options, row by row, with little memory. Rows are counted as in the file: the first row is 1, empty rows and rows
above the header count too, a cell of several lines does not. So the header of a plain file is row 1 and its data begin at
row 2; in LinkedIn's export the note, its text and the empty line above the header are rows 1 to 3, the header is row 4 and
the first person row 5, as a spreadsheet shows them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.reading_encodings import UNREADABLE, Candidate, Opener, encoding_named, open_text, rank
from app.domain.reading_layout import DELIMITERS, clean_header, find_delimiter, find_header, first_lines, rows_of
from app.domain.reading_refusals import HEAD, refuse_no_table
from app.domain.reading_rows import Rows
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say, say_n

Source = bytes | str | Path
NumberedRow = tuple[int, list[str]]


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file; what is none is found out. ``header_row`` counts from 1; 0 means that there is no header."""

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    rows: int = field(default=20, compare=False)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, to be kept with the file; ``from_json`` gives it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ReadOptions:
        return cls(data.get("encoding"), data.get("delimiter"), data.get("header_row"), data.get("rows") or 20)


@dataclass(frozen=True)
class Preview:
    """What is known of a file before it is read as a whole.

    ``candidates`` are all encodings, the likeliest first, each with the same line of the file. ``header_row`` counts as in
    the file, 0 where there is none; then the columns are called A, B, C. ``rows`` are the first ones with their numbers.
    """

    encoding: str
    candidates: list[Candidate]
    delimiter: str
    header_row: int
    headers: list[str]
    rows: list[NumberedRow]
    warnings: list[Message]

    @property
    def options(self) -> ReadOptions:
        """Everything found out and chosen, so that the file is read the same way every time."""
        return ReadOptions(self.encoding, self.delimiter, self.header_row)


def read_preview(source: Source, options: ReadOptions | None = None) -> Preview:
    """How ``source`` is read, and its first rows.

    :raises Invalid: for what is no table, is empty or has no header, and for options that do not fit
    """
    options = options or ReadOptions()
    opener = _opener(source)
    _refuse(opener)
    candidates = rank(opener)
    encoding = encoding_named(options.encoding) if options.encoding else candidates[0].encoding
    with open_text(opener, encoding) as text:
        sample = first_lines(text)
    if not sample.strip('\0\ufeff \t\r\n,;|"'):
        raise Invalid(say("This file is empty. Choose a file with a header and rows."), "file")
    delimiter = _delimiter(options.delimiter) if options.delimiter else find_delimiter(sample)
    header_row = _header_row(rows_of(sample, delimiter), options.header_row)
    preview = Preview(encoding, candidates, delimiter, header_row, [], [], [])
    return _filled(preview, opener, options.rows)


def iter_rows(source: Source, options: ReadOptions) -> Iterator[NumberedRow]:
    """Every row below the header as its number in the file and its cells, as written, quotes taken off.

    A short row is filled up to the header's width, a long one keeps its surplus cells unless they are empty. Rows without
    any text are passed over, but counted. Cells that the encoding could not read hold ``UNREADABLE``; see ``unreadable``.

    :raises Invalid: as ``read_preview``, and for a row too long to be one
    """
    if options.encoding is None or options.delimiter is None or options.header_row is None:
        options = read_preview(source, options).options
    return _rows(_opener(source), options)


def count_rows(source: Source, options: ReadOptions) -> int:
    """How many rows ``iter_rows`` gives; reads the file once, so that a bad end is known before anything is written."""
    return sum(1 for _ in iter_rows(source, options))


def unreadable(cells: Sequence[str]) -> list[int]:
    """The places of cells with characters that the chosen encoding does not have; to be reported, never to be kept."""
    return [place for place, cell in enumerate(cells) if UNREADABLE in cell]


def _opener(source: Source) -> Opener:
    if isinstance(source, bytes):
        return partial(io.BytesIO, source)
    return partial(_open_file, Path(source))


def _open_file(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError:
        raise Invalid(say("There is no file %(name)s that can be read.", name=path.name), "file") from None


def _refuse(opener: Opener) -> None:
    with opener() as stream:
        head = stream.read(HEAD)
    if not head:
        raise Invalid(say("This file is empty. Choose a file with a header and rows."), "file")
    refuse_no_table(head)


def _delimiter(typed: str) -> str:
    delimiter = {"\\t": "\t", "tab": "\t"}.get(typed.lower(), typed)
    if delimiter not in DELIMITERS:
        raise Invalid(
            say("Cells are divided by a comma, a semicolon, a bar or a tab. Choose one of them."), "delimiter"
        )
    return delimiter


def _header_row(rows: list[list[str]], wanted: int | None) -> int:
    """The header's number: the one wanted, if it is there, else the one found."""
    if wanted is None:
        found = find_header(rows)
        if found is None:
            raise Invalid(_no_header(rows), "file")
        return found + 1
    if wanted < 0 or wanted > len(rows) or (wanted and not any(cell.strip() for cell in rows[wanted - 1])):
        raise Invalid(
            say("Row %(row)s cannot be the header. Choose a row with the names of the columns.", row=wanted),
            "header_row",
        )
    return wanted


def _no_header(rows: list[list[str]]) -> Message:
    if all(len(row) < 2 for row in rows):
        return say(
            "This file does not look like a table. Its rows need cells divided by commas, semicolons, bars or tabs."
        )
    return say(
        "This file has no header. Add a first row with the names of the columns, such as First name, Last name, E-mail."
    )


def _filled(preview: Preview, opener: Opener, limit: int) -> Preview:
    """The preview with headers, first rows and what is to be said about them."""
    with open_text(opener, preview.encoding) as text:
        source = Rows(text, preview.delimiter)
        numbered = enumerate(source, start=1)
        header = (
            next((cells for number, cells in numbered if number == preview.header_row), [])
            if preview.header_row
            else []
        )
        rows = list(islice(_with_text(numbered), limit))
    width = max(map(len, [header, *(cells for _, cells in rows)])) if not preview.header_row else len(header)
    headers = clean_header(header) if preview.header_row else [_letters(place) for place in range(width)]
    shaped = [(number, _shaped(cells, width)) for number, cells in rows]
    return replace(preview, headers=headers, rows=shaped, warnings=_warnings(preview, header, rows, source))


def _warnings(preview: Preview, header: list[str], rows: list[NumberedRow], source: Rows) -> list[Message]:
    uneven = sum(bool(header) and len(_trimmed(cells, len(header))) != len(header) for _, cells in rows)
    strange = sum(bool(unreadable(cells)) for cells in [header, *(cells for _, cells in rows)])
    above = max(preview.header_row - 1, 0)
    found = [
        (
            above,
            say_n("%(num)s row above the header is left out.", "%(num)s rows above the header are left out.", above),
        ),
        (not rows, say("There are no rows below the header.")),
        (strange, say("Some characters cannot be read in this encoding. Choose another one.")),
        (uneven, say("Some rows have more or fewer cells than the header. Check the delimiter.")),
        (source.broken, say("Some rows have a quote that does not close. They are read as they stand.")),
        (source.zeros, say("The file has characters without meaning (NUL). They are left out.")),
    ]
    return [message for is_so, message in found if is_so]


def _rows(opener: Opener, options: ReadOptions) -> Iterator[NumberedRow]:
    header_row = options.header_row or 0
    with open_text(opener, options.encoding or "utf-8") as text:
        numbered = enumerate(Rows(text, options.delimiter or ","), start=1)
        width = next((len(cells) for number, cells in numbered if number == header_row), 0) if header_row else 0
        for number, cells in _with_text(numbered):
            yield number, _shaped(cells, width)


def _with_text(numbered: Iterator[NumberedRow]) -> Iterator[NumberedRow]:
    return ((number, cells) for number, cells in numbered if any(cell.strip() for cell in cells))


def _shaped(cells: list[str], width: int) -> list[str]:
    return _trimmed(cells, width) + [""] * (width - len(cells))


def _trimmed(cells: list[str], width: int) -> list[str]:
    """Without empty cells beyond the header's width."""
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _letters(place: int) -> str:
    """A column's name as spreadsheets count: A … Z, AA …"""
    name = ""
    while place >= 0:
        name = chr(ord("A") + place % 26) + name
        place = place // 26 - 1
    return name
