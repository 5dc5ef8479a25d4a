"""Tables as CSV (LST-3, I18N-5): plain for programs, and as Excel opens it by a double click."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from app.domain.export_tables import Cells, TableFormat, is_text, local
from app.domain.export_text import ILLEGAL, SUSPECT, harmless

SEMICOLON = frozenset({"pl"})
"""Languages whose decimal comma makes Excel divide cells by semicolons."""


class PlainCsv(TableFormat):
    """UTF-8 without a mark, commas, ISO dates and decimal points, whoever asks."""

    suffix = "csv"
    mimetype = "text/csv"
    is_typed = False
    delimiter = ","

    def head(self) -> bytes:
        return self.rows([[heading] for heading in self.look.headings], 0)

    def rows(self, columns: Sequence[Cells], number: int) -> bytes:
        text = io.StringIO()
        csv.writer(text, delimiter=self.delimiter).writerows(zip(*map(self._column, columns), strict=True))
        return ILLEGAL.sub("", text.getvalue()).encode()

    def _column(self, cells: Cells) -> Cells:
        if not is_text(cells):
            return [self._cell(cell) for cell in cells]
        return [harmless(cell) if cell and cell[0] in SUSPECT else cell for cell in cells]  # type: ignore[arg-type, index]

    def _cell(self, cell: object) -> object:
        return harmless(cell) if isinstance(cell, str) else cell


class ExcelCsv(PlainCsv):
    """With the mark by which Excel knows UTF-8, and numbers as the user's Excel reads them."""

    is_typed = True

    @property
    def delimiter(self) -> str:  # type: ignore[override]
        return ";" if self.look.language in SEMICOLON else ","

    def head(self) -> bytes:
        return "\ufeff".encode() + super().head()

    def _cell(self, cell: object) -> object:
        if isinstance(cell, datetime):
            return local(cell, self.look.zone).isoformat(" ")
        if isinstance(cell, date):
            return cell.isoformat()
        if isinstance(cell, float | Decimal) and self.delimiter == ";":
            return str(cell).replace(".", ",")
        return super()._cell(cell)
