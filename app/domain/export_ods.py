"""Tables as ODS, for LibreOffice: cells with their types, right to left in Hebrew (I18N-5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from xml.sax.saxutils import quoteattr

from app.domain.export_sheets import GAP, MOST_ROWS, escaped, is_day, is_moment, is_number, zipped
from app.domain.export_tables import Cells, TableFormat, is_text, local

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("style", "style"),
        ("table", "table"),
        ("text", "text"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
        ("config", "config"),
        ("manifest", "manifest"),
    )
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    f'{_XML}<manifest:manifest {_NAMES} manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
STYLES = f'{_XML}<office:document-styles {_NAMES} office:version="1.2"><office:styles/></office:document-styles>'
CELL_STYLES = (
    '<number:date-style style:name="day-n"><number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>'
    '<number:date-style style:name="moment-n"><number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>'
    '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/></number:date-style>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="day-n"/>'
    '<style:style style:name="moment" style:family="table-cell" style:data-style-name="moment-n"/>'
    '<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>'
)
CENTIMETRES = 0.22
"""The width of a character of the usual size."""
_SPACES = re.compile(f"(?<![^{GAP}\n]) | (?= )| (?=[{GAP}\n]|$)")
"""Spaces that XML readers would drop: at an edge, and all but the last of several."""


class Ods(TableFormat):
    """One sheet."""

    suffix = "ods"
    mimetype = MIMETYPE
    most_rows = MOST_ROWS

    def head(self) -> bytes:
        mode = "rl-tb" if self.look.is_rtl else "lr-tb"
        widths = "".join(
            f'<style:style style:name="c{place}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{width * CENTIMETRES:.2f}cm"/></style:style>'
            for place, width in enumerate(self.look.widths)
        )
        columns = "".join(
            f'<table:table-column table:style-name="c{place}"/>' for place in range(len(self.look.widths))
        )
        heads = "".join(_text_cells(self.look.headings, ' table:style-name="head"'))
        return (
            f'{_XML}<office:document-content {_NAMES} office:version="1.2"><office:automatic-styles>{CELL_STYLES}{widths}'
            '<style:style style:name="sheet" style:family="table"><style:table-properties table:display="true" '
            f'style:writing-mode="{mode}"/></style:style></office:automatic-styles><office:body><office:spreadsheet>'
            f'<table:table table:name={quoteattr(self.look.title)} table:style-name="sheet">'
            f"{columns or _unstyled(len(self.look.headings))}<table:table-header-rows><table:table-row>{heads}</table:table-row>"
            "</table:table-header-rows>"
        ).encode()

    def rows(self, columns: Sequence[Cells], number: int) -> bytes:
        made = [self._column(cells) for cells in columns]
        lines = "</table:table-row><table:table-row>".join(map("".join, zip(*made, strict=True)))
        return f"<table:table-row>{lines}</table:table-row>".encode() if lines else b""

    def tail(self) -> bytes:
        return b"</table:table></office:spreadsheet></office:body></office:document-content>"

    def file(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        others = {
            "META-INF/manifest.xml": MANIFEST,
            "styles.xml": STYLES,
            "settings.xml": _settings(self.look.title),
        }
        small = [(path, content.encode()) for path, content in others.items()]
        return zipped(("mimetype", MIMETYPE.encode()), small, "content.xml", pieces)

    def _column(self, cells: Cells) -> list[str]:
        return _text_cells(cells) if is_text(cells) else [self._cell(cell) for cell in cells]  # type: ignore[arg-type]

    def _cell(self, cell: object) -> str:
        if is_number(cell):
            return f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
        if is_moment(cell) or is_day(cell):
            return self._date_cell(cell)  # type: ignore[arg-type]
        return _text_cells(["" if cell is None else str(cell)])[0]

    def _date_cell(self, cell: date) -> str:
        is_whole = not isinstance(cell, datetime)
        seen = local(cell, self.look.zone) if isinstance(cell, datetime) else cell
        style = "day" if is_whole else "moment"
        return (
            f'<table:table-cell table:style-name="{style}" office:value-type="date" office:date-value="{seen.isoformat()}">'
            f"<text:p>{seen.isoformat() if is_whole else f'{seen:%Y-%m-%d %H:%M}'}</text:p></table:table-cell>"
        )


def _text_cells(cells: Sequence[str | None], style: str = "") -> list[str]:
    joined = _SPACES.sub("<text:s/>", GAP.join(escaped([cell or "" for cell in cells])))
    if "\n" in joined or "\t" in joined or "\r" in joined:
        joined = (
            joined.replace("\r\n", "\n")
            .replace("\r", "\n")
            .replace("\t", "<text:tab/>")
            .replace("\n", "</text:p><text:p>")
        )
    start = f'<table:table-cell{style} office:value-type="string"><text:p>'
    return [
        f"{start}{text}</text:p></table:table-cell>" if text else f"<table:table-cell{style}/>"
        for text in joined.split(GAP)
    ]


def _unstyled(count: int) -> str:
    return f'<table:table-column table:number-columns-repeated="{max(count, 1)}"/>'


def _settings(title: str) -> str:
    """The head stays while one scrolls."""
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="{type_}">{value}</config:config-item>'
        for name, type_, value in (
            ("VerticalSplitMode", "short", 2),
            ("VerticalSplitPosition", "int", 1),
            ("ActiveSplitRange", "short", 2),
            ("PositionBottom", "int", 1),
        )
    )
    return (
        f'{_XML}<office:document-settings {_NAMES} xmlns:ooo="http://openoffice.org/2004/office" office:version="1.2">'
        '<office:settings><config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed '
        'config:name="Views"><config:config-item-map-entry><config:config-item-map-named config:name="Tables">'
        f"<config:config-item-map-entry config:name={quoteattr(title)}>{items}</config:config-item-map-entry>"
        "</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>"
        "</config:config-item-set></office:settings></office:document-settings>"
    )
