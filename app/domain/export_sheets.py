"""What both kinds of sheet share: cells made column by column, and a ZIP file that is sent while it is made."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.domain.export_text import ILLEGAL

GAP = "\x00"
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_575
SWIFT = 3
"""Of zlib's levels: half the time of its own choice, and files a tenth larger."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)

Wrap = Callable[[str], str]


def escaped(texts: Sequence[str]) -> list[str]:
    """Texts as XML holds them, all at once: what it cannot hold is left out."""
    joined = GAP.join(texts)
    if joined.count(GAP) >= max(len(texts), 1):
        joined = GAP.join(text.replace(GAP, "") for text in texts)
    return escape(_legal(joined), quote=False).split(GAP)


def _legal(joined: str) -> str:
    return GAP.join(ILLEGAL.sub("", part) for part in joined.split(GAP)) if _ILLEGAL_BUT_GAP.search(joined) else joined


_ILLEGAL_BUT_GAP = re.compile(ILLEGAL.pattern.replace("\x00-", "\x01-"))


def shortened(text: str) -> str:
    """As much of a text as a cell of Excel holds."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def is_number(cell: object) -> bool:
    """Whether a cell is counted with. A figure that a spreadsheet would round stays text."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return False
    return len(str(cell).strip("-0.").replace(".", "")) <= 15 and "n" not in str(cell).lower()


def is_moment(cell: object) -> bool:
    return isinstance(cell, datetime)


def is_day(cell: object) -> bool:
    return isinstance(cell, date) and not isinstance(cell, datetime)


class _Out(io.RawIOBase):
    """Where the ZIP file is written to: what has come so far is taken off again and again."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._place = 0

    def writable(self) -> bool:
        return True

    def write(self, part: object) -> int:
        data = bytes(part)  # type: ignore[call-overload]
        self._parts.append(data)
        self._place += len(data)
        return len(data)

    def tell(self) -> int:
        return self._place

    def taken(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def zipped(
    first: tuple[str, bytes] | None, others: Sequence[tuple[str, bytes]], large: str, pieces: Iterable[bytes]
) -> Iterator[bytes]:
    """A ZIP file piece by piece: ``first`` not compressed and with its size before it (as OpenDocument asks of ``mimetype``), small
    files, then ``large``, made of ``pieces``."""
    out = _Out()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=SWIFT) as archive:
        if first is not None:
            _stored(archive, out, *first)
        for name, content in others:
            archive.writestr(_entry(name), content, ZIP_DEFLATED, SWIFT)
        with archive.open(_entry(large), "w", force_zip64=False) as file:
            for piece in pieces:
                file.write(piece)
                if data := out.taken():
                    yield data
    yield out.taken()


def _entry(name: str) -> ZipInfo:
    info = ZipInfo(name, LONG_AGO)
    info.compress_type = ZIP_DEFLATED
    return info


def _stored(archive: ZipFile, out: _Out, name: str, content: bytes) -> None:
    info = ZipInfo(name, LONG_AGO)
    info.header_offset = out.tell()
    info.CRC, info.file_size, info.compress_size = zlib.crc32(content), len(content), len(content)
    out.write(info.FileHeader(zip64=False) + content)
    archive.filelist.append(info)
    archive.NameToInfo[name] = info
    archive.start_dir = out.tell()
