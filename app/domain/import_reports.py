"""The rows that were not imported, as a file in the form of the one they came in, to be mended and imported again (IMP-4)."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from app.domain.import_options import REASON_HEADERS, ImportOptions
from app.domain.reading_tables import iter_rows
from app.kernel.messages import Message

PLAIN = str.maketrans(dict(zip("“”„’‘–—", '"""\'\'--', strict=True)) | {"…": "...", "\u200e": "", "\u200f": ""})
"""Typographic signs as old encodings have them."""


def bad_rows_file(
    source: Path,
    options: ImportOptions,
    headers: Sequence[str],
    reasons: Mapping[int, Sequence[Message]],
    language: str,
) -> Iterator[bytes]:
    """The header, then every row that has reasons, with the reasons in a last column; in the encoding of ``source``."""
    encoding = options.read.encoding or "utf-8"
    yield _mark(source, encoding)
    codec = codecs.getincrementalencoder(encoding)(errors="replace")
    header = [[*headers, REASON_HEADERS.get(language, REASON_HEADERS["en"])]] if options.read.header_row else []
    for row in (*header, *_rows(source, options, reasons, encoding)):
        yield codec.encode(_line(row, options.read.delimiter or ","))


def _mark(source: Path, encoding: str) -> bytes:
    """UTF-8's mark where the source has it; UTF-16's is written by its codec."""
    with source.open("rb") as file:
        has_mark = file.read(3) == codecs.BOM_UTF8
    return codecs.BOM_UTF8 if has_mark and encoding == "utf-8" else b""


def _rows(
    source: Path, options: ImportOptions, reasons: Mapping[int, Sequence[Message]], encoding: str
) -> Iterator[list[str]]:
    for number, cells in iter_rows(source, options.read):
        if number in reasons:
            yield [*cells, " ".join(_fitting(reason, encoding) for reason in reasons[number])]


def _fitting(reason: Message, encoding: str) -> str:
    """The sentence in the reader's language, in English where the encoding has not its letters."""
    for text in (str(reason), str(reason).translate(PLAIN)):
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            continue
        return text
    return english(reason).translate(PLAIN)


def english(reason: Message) -> str:
    """The sentence untranslated."""
    values = {key: english(value) if isinstance(value, Message) else value for key, value in reason.params.items()}
    if reason.plural is not None:
        return (reason.msgid if reason.n == 1 else reason.plural) % {"num": reason.n, **values}
    return reason.msgid % values if values else reason.msgid


def _line(cells: Iterable[str], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return text.getvalue()
