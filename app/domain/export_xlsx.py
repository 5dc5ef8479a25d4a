"""Tables as XLSX: cells with their types, the head held while one scrolls, right to left in Hebrew (I18N-5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from xml.sax.saxutils import quoteattr

from app.domain.export_sheets import MOST_ROWS, escaped, is_day, is_moment, is_number, shortened, zipped
from app.domain.export_tables import Cells, TableFormat, is_text, local
from app.domain.export_text import SUSPECT

EPOCH = date(1899, 12, 30)
DAY, MOMENT, HEADING, QUOTED = 1, 2, 3, 4
"""Styles of cells. Excel takes a quoted one for text also after somebody has edited it."""
SECONDS = 86_400
FIRST_SURE_DAY = 61
"""Excel counts days from 1900 on, with one in February that never was; dates before it are written out."""
_UNDERSCORE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SHEETS}.styles+xml"/></Types>'
)
RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
PARTS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Xlsx(TableFormat):
    """One sheet. Texts stand in their cells, never in a table of their own, so that rows are made one stretch after the other."""

    suffix = "xlsx"
    mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    most_rows = MOST_ROWS

    def head(self) -> bytes:
        rtl = ' rightToLeft="1"' if self.look.is_rtl else ""
        view = (
            f'<sheetViews><sheetView workbookViewId="0"{rtl}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
            'state="frozen"/></sheetView></sheetViews>'
        )
        heads = self._texts(self.look.headings, _start(HEADING))
        row = "".join(
            cell.replace("#", f"{letter}1", 1) for cell, letter in zip(heads, _letters(len(heads)), strict=True)
        )
        return (f'{_XML}<worksheet xmlns="{_MAIN}">{view}{self._widths()}<sheetData><row r="1">{row}</row>').encode()

    def _widths(self) -> str:
        columns = "".join(
            f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
            for place, width in enumerate(self.look.widths, 1)
        )
        return f"<cols>{columns}</cols>" if columns else ""

    def rows(self, columns: Sequence[Cells], number: int) -> bytes:
        made = [self._column(cells) for cells in columns]
        first = number + 2
        lines = []
        letters = _letters(len(made))
        for place, row in enumerate(zip(*made, strict=True), first):
            cells = [
                cell.replace("#", f"{letter}{place}", 1) for letter, cell in zip(letters, row, strict=True) if cell
            ]
            lines.append(f'<row r="{place}">{"".join(cells)}</row>')
        return "".join(lines).encode()

    def tail(self) -> bytes:
        return b"</sheetData></worksheet>"

    def file(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        name = quoteattr(_sheet_name(self.look.title))
        workbook = (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
            f'<sheets><sheet name={name} sheetId="1" r:id="rId1"/></sheets></workbook>'
        )
        others = {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS,
            "xl/workbook.xml": workbook,
            "xl/_rels/workbook.xml.rels": PARTS,
            "xl/styles.xml": STYLES,
        }
        small = [(path, content.encode()) for path, content in others.items()]
        return zipped(None, small, "xl/worksheets/sheet1.xml", pieces)

    # --- cells: "#" stands for their place

    def _column(self, cells: Cells) -> list[str]:
        if is_text(cells):
            return self._texts(cells, _start())  # type: ignore[arg-type]
        return [self._cell(cell) for cell in cells]

    def _texts(self, cells: Sequence[str | None], start: str) -> list[str]:
        texts = escaped([shortened(cell) if cell else "" for cell in cells])
        texts = [_UNDERSCORE.sub("_x005F_", text) if "_x" in text else text for text in texts]
        return [_text_cell(text, start) if text else "" for text in texts]

    def _cell(self, cell: object) -> str:
        if cell is None:
            return ""
        if is_number(cell):
            return f'<c r="#"><v>{cell}</v></c>'
        if is_moment(cell) or is_day(cell):
            return self._date_cell(cell)  # type: ignore[arg-type]
        return self._texts([str(cell)], _start())[0]

    def _date_cell(self, cell: date) -> str:
        seen = local(cell, self.look.zone) if isinstance(cell, datetime) else cell
        passed = seen.toordinal() - EPOCH.toordinal()
        if passed < FIRST_SURE_DAY:
            return self._texts([cell.isoformat()], _start())[0]
        if not isinstance(seen, datetime):
            return f'<c r="#" s="{DAY}"><v>{passed}</v></c>'
        part = (seen.hour * 3600 + seen.minute * 60 + seen.second) / SECONDS
        return f'<c r="#" s="{MOMENT}"><v>{passed + part:.10f}</v></c>'


def _start(style: int = 0) -> str:
    styled = f' s="{style}"' if style else ""
    return f'<c r="#"{styled} t="inlineStr"><is><t xml:space="preserve">'


_PLAIN, _QUOTED = _start(), _start(QUOTED)


def _text_cell(text: str, start: str) -> str:
    if text[0] in SUSPECT and start == _PLAIN:
        start = _QUOTED
    return f"{start}{text}</t></is></c>"


def _letters(count: int) -> list[str]:
    """A … Z, AA …: the names of the first ``count`` columns."""
    names: list[str] = []
    for place in range(count):
        name, left = "", place
        while left >= 0:
            name = chr(65 + left % 26) + name
            left = left // 26 - 1
        names.append(name)
    return names


def _sheet_name(title: str) -> str:
    """Excel takes at most 31 signs, and some not at all."""
    return re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")[:31] or "Splot"
