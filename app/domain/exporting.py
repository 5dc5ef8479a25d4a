"""Export of what a list shows (LST-3): its query, its columns, in any of the formats, with little memory whatever its length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from app.domain.export_csv import ExcelCsv, PlainCsv
from app.domain.export_ods import Ods
from app.domain.export_tables import TableFormat, TableLook
from app.domain.export_xlsx import Xlsx
from app.kernel.errors import BadQuery
from app.kernel.messages import Message, language_now, say
from app.records import field_types as types
from app.records.access import Scope
from app.records.columns import DELETED_ON, ListColumn, column_of
from app.records.field_types import FieldType
from app.records.fields import Asking, NameField
from app.records.filters import Query
from app.records.kinds import Kind
from app.records.search import sorted_ids_of
from app.records.table_reading import TableReader

STEP = 5_000
"""Rows read at once: as many as keep the statements few and the memory flat."""

PIECE = 1_000

FORMATS: dict[str, type[TableFormat]] = {"csv": PlainCsv, "csv-excel": ExcelCsv, "xlsx": Xlsx, "ods": Ods}
FORMAT_LABELS: dict[str, Message] = {
    "xlsx": say("Excel (XLSX)"),
    "ods": say("LibreOffice (ODS)"),
    "csv": say("CSV, plain"),
    "csv-excel": say("CSV for Excel"),
}
WIDTHS: dict[FieldType, int] = {
    types.MOMENT: 17,
    types.PHONES: 24,
    types.EMAILS: 30,
    types.TOKENS: 26,
    types.RECORD: 26,
}
USUAL_WIDTH, NAME_WIDTH, WIDEST_HEADING = 18, 28, 40
NARROWEST, PIXELS_A_LETTER = 4, 7


@dataclass(frozen=True)
class Export:
    """What to write of records of one kind: columns by their words, in a format. ``widths`` are chosen ones, in pixels."""

    kind: Kind
    columns: tuple[ListColumn, ...]
    format: str
    is_trash: bool = False
    widths: Mapping[str, int] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        return Scope.TRASH if self.is_trash else Scope.LIVE

    @property
    def words(self) -> list[str]:
        """The columns as an address names them."""
        return [column.word for column in self.columns if column.word]


def format_named(word: str) -> type[TableFormat]:
    """The format of that name; raises ``BadQuery``."""
    try:
        return FORMATS[word]
    except KeyError:
        raise BadQuery(
            say("“%(value)s” is not one of: %(choices)s.", value=word[:100], choices=", ".join(FORMATS)), "format"
        ) from None


def export_of(
    of: Kind,
    words: Sequence[str],
    format_: str,
    *,
    is_trash: bool = False,
    widths: Mapping[str, int] | None = None,
) -> Export:
    """An export of columns by their names, for the trash with the moment of deletion; raises ``BadQuery`` for what is unknown or has
    nothing to show."""
    format_named(format_)
    columns = [column_of(of, word) for word in dict.fromkeys(words)]
    return Export(of, (*columns, *([DELETED_ON] if is_trash else [])), format_, is_trash, widths or {})


def all_columns(of: Kind) -> tuple[str, ...]:
    """Every field that has a value to show, in the order of the declaration."""
    return tuple(field.name for field in of.fields if field.is_readable)


def made_for(asking: Asking, export: Export) -> TableFormat:
    """The format, ready to write: headings and clock as the viewer reads them. To be called where their language is spoken."""
    look = TableLook(
        [_heading(column) for column in export.columns],
        language_now(asking.viewer.language),
        asking.viewer.time_zone,
        str(export.kind.label_plural),
        [_width(column, export.widths.get(column.word)) for column in export.columns],
    )
    return format_named(export.format)(look)


def _heading(column: ListColumn) -> str:
    """What a column is called, with the unit that its bare figures lack."""
    unit = getattr(column.of, "unit", "")
    return f"{column.label} ({unit})" if unit else str(column.label)


def _width(column: ListColumn, pixels: int | None) -> int:
    """In letters, as sheets measure."""
    if pixels is not None:
        return max(NARROWEST, round(pixels / PIXELS_A_LETTER))
    usual = NAME_WIDTH if isinstance(column.of, NameField) else WIDTHS.get(column.of.type, USUAL_WIDTH)
    return max(usual, min(len(str(column.label)) + 3, WIDEST_HEADING))


def reader_for(asking: Asking, export: Export, format_: TableFormat) -> TableReader:
    """What reads the rows of an export."""
    return TableReader(
        asking, export.kind, export.columns, scope=export.scope, typed=format_.is_typed, language=format_.look.language
    )


def write_query(asking: Asking, query: Query, export: Export, format_: TableFormat) -> Iterator[bytes]:
    """All records that match, in the order of the list. The session is read from until the last byte is taken."""
    return write_records(asking, _portions(asking, query), export, format_)


def _portions(asking: Asking, query: Query) -> Iterator[Sequence[int]]:
    """The ids in their order, from one open cursor: no row comes twice or is left out because others change something meanwhile."""
    return asking.session.scalars(sorted_ids_of(asking, query).execution_options(yield_per=STEP)).partitions()


def write_records(
    asking: Asking, portions: Iterable[Sequence[int]], export: Export, format_: TableFormat
) -> Iterator[bytes]:
    """Records by their ids, in that order, less those that the viewer may not see."""
    reader = reader_for(asking, export, format_)
    return format_.file(_pieces(format_, (reader.read(ids) for ids in portions)))


def write_table(look: TableLook, format_: str, rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Rows of any table: texts, numbers, dates, moments and None under the headings of ``look``."""
    made, left = format_named(format_)(look), iter(rows)
    portions = iter(lambda: [list(cells) for cells in zip(*islice(left, STEP), strict=True)], [])
    return made.file(_pieces(made, portions))


def _pieces(format_: TableFormat, portions: Iterable[Sequence[Sequence[Any]]]) -> Iterator[bytes]:
    yield format_.head()
    done = 0
    for columns in portions:
        yield from rows_in_pieces(format_, columns, done)
        done += len(columns[0]) if columns else 0
    yield format_.tail()


def rows_in_pieces(format_: TableFormat, columns: Sequence[Sequence[Any]], done: int) -> Iterator[bytes]:
    """The rows of one step, with ``done`` rows before them. What is made of them is some times larger, so it is made bit by bit."""
    count = len(columns[0]) if columns else 0
    for first in range(0, count, PIECE):
        yield format_.rows([cells[first : first + PIECE] for cells in columns], done + first)
