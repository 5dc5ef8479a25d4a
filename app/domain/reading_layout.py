"""How a table lies in its text: what divides the cells, and which row is the header (IMP-2)."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from typing import TextIO

from app.domain.import_mapping import is_known_header
from app.domain.reading_rows import Rows
from app.kernel.text import search_key, strip_controls

DELIMITERS = (",", ";", "\t", "|")

_SAMPLE_LINES = 300
_SAMPLE_CHARS = 256 * 1024
_HEADER_WITHIN = 30
"""A header stands among the first rows; LinkedIn's is the fourth."""

_told = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)
_data = re.compile(r"@|\d")

Table = Sequence[Sequence[str]]


def first_lines(text: TextIO) -> str:
    """As much of the text as is needed to tell how it lies."""
    lines: list[str] = []
    size = 0
    while len(lines) < _SAMPLE_LINES and size < _SAMPLE_CHARS and (line := text.readline(_SAMPLE_CHARS)):
        lines.append(line)
        size += len(line)
    return "".join(lines)


def rows_of(sample: str, delimiter: str) -> list[list[str]]:
    """The rows of a sample, without the last one where the sample ends inside it."""
    rows = list(Rows(io.StringIO(sample, newline=""), delimiter))
    return rows[:-1] if len(sample) >= _SAMPLE_CHARS and len(rows) > 1 else rows


def find_delimiter(sample: str) -> str:
    """What divides the cells: as a first line ``sep=;`` says, else what makes known headers, else even rows."""
    told = _told.match(sample.split("\n", 1)[0])
    if told and told[1] in DELIMITERS:
        return told[1]
    return max(DELIMITERS, key=lambda delimiter: _likelihood(rows_of(sample, delimiter)))


def find_header(rows: Table) -> int | None:
    """The place of the header from 0: the row with most known names, else one of short names above rows of data."""
    width = _usual_width(rows)
    known = {
        place: _known_cells(row) for place, row in enumerate(rows[:_HEADER_WITHIN]) if len(_filled(row)) * 2 >= width
    }
    best = max(known, key=lambda place: known[place], default=None)
    if best is not None and known[best]:
        return best
    return next((place for place in known if _looks_like_header(rows, place)), None)


def clean_header(cells: Sequence[str]) -> list[str]:
    """The names of the columns as they are shown: on one line, without what cannot be seen."""
    return [" ".join(strip_controls(cell).replace("\u200b", "").split()) for cell in cells]


def _filled(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell.strip()]


def _known_cells(row: Sequence[str]) -> int:
    return sum(len(cell) <= 60 and is_known_header(cell) for cell in row)


def _usual_width(rows: Table) -> int:
    widths = Counter(len(row) for row in rows if _filled(row))
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _likelihood(rows: Table) -> tuple[int, float]:
    known = max((_known_cells(row) for row in rows[:_HEADER_WITHIN]), default=0)
    filled = [row for row in rows if _filled(row)]
    width = _usual_width(rows)
    if width < 2:
        return known, 0.0
    return known, sum(len(row) == width for row in filled) / len(filled) * min(width, 8)


def _looks_like_header(rows: Table, place: int) -> bool:
    """Short, different names without figures, and below at least one column of data: figures or addresses in every row."""
    header = rows[place]
    names = [search_key(cell) for cell in header]
    if len(names) < 2 or not all(names) or len(set(names)) < len(names):
        return False
    if any(_data.search(cell) or len(cell) > 60 for cell in header):
        return False
    below = [row for row in rows[place + 1 :] if _filled(row)]
    return bool(below) and any(_is_data(below, column) for column in range(len(header)))


def _is_data(below: Table, column: int) -> bool:
    cells = [row[column] for row in below if column < len(row) and row[column].strip()]
    return bool(cells) and all(_data.search(cell) for cell in cells)
