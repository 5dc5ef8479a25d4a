"""Files that are no table of text, told by their first bytes, each with a sentence on what it is and what to do (IMP-1)."""

from __future__ import annotations

import re

from app.domain.reading_encodings import wide_codec
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say

HEAD = 64 * 1024
"""How many first bytes are enough to tell."""

_CONTROLS = bytes((*range(9), *range(14, 32), 127))

_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
}

_OTHERS = (
    b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh91AY", b"\xfd7zXZ\x00", b"\x7fELF", b"SQLite format 3\x00", b"OggS\x00",
    b"ID3\x03", b"ID3\x04", b"fLaC\x00", b"wOFF\x00", b"wOF2\x00",
)  # fmt: skip

_TEXTS = (
    (re.compile(rb"(?:<!doctype html|<html|<head|<body|<table)", re.IGNORECASE), "HTML"),
    (re.compile(rb"<\?xml|<[a-z][\w:]*[\s>]", re.IGNORECASE), "XML"),
    (re.compile(rb"\{\s*[\"}]|\[\s*[\[{\"\]\d]"), "JSON"),
    (re.compile(rb"begin:vcard", re.IGNORECASE), "vCard"),
    (re.compile(rb"begin:vcalendar", re.IGNORECASE), "iCalendar"),
    (re.compile(rb"\{\\rtf"), "RTF"),
)


def refuse_no_table(head: bytes) -> None:
    """Pass what may be a table of text; ``head`` is the first ``HEAD`` bytes.

    :raises Invalid: for workbooks, archives, pictures, documents and other files, naming what they are
    """
    if message := _known_file(head) or _other_text(head) or _no_text(head):
        raise Invalid(message, "file")


def _known_file(head: bytes) -> Message | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(head)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _workbook("Excel 97–2003")
    if head.startswith(b"%PDF-"):
        return say("This is a PDF document, not a table. Export the data as CSV from where the document was made.")
    for mark, name in _PICTURES.items():
        if head.startswith(mark):
            return _picture(name)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _picture("WebP")
    is_program = head.startswith(b"MZ") and b"\x00" in head[:256]
    if is_program or head.startswith(_OTHERS) or (head[:2] == b"\x00\x00" and head[4:8] == b"ftyp"):
        return _not_text()
    return None


def _archive(head: bytes) -> Message:
    is_open_document = b"application/vnd.oasis.opendocument" in head[:200]
    if is_open_document and b"spreadsheet" in head[:200]:
        return _workbook("ODS")
    is_text = b"word/" in head or b"ppt/" in head
    if b"xl/" in head or (b"[Content_Types].xml" in head and not is_text):
        return _workbook("XLSX")
    if is_text or is_open_document:
        return say("This is a document, not a table. Save its table as CSV and choose that file.")
    return say("This is a ZIP archive. Unpack it and choose the CSV file inside; in LinkedIn's it is Connections.csv.")


def _workbook(name: str) -> Message:
    return say(
        "This is a workbook (%(type)s), not a CSV file. Open it, save the sheet as CSV UTF-8 and choose that file.",
        type=name,
    )


def _picture(name: str) -> Message:
    return say("This is a picture (%(type)s), not a table. Choose a CSV file.", type=name)


def _other_text(head: bytes) -> Message | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200]
    for pattern, name in _TEXTS:
        if pattern.match(start):
            return say("This file is %(type)s, not a table. Export the data as CSV and choose that file.", type=name)
    return None


def _no_text(head: bytes) -> Message | None:
    """Control characters in numbers that no text has; in UTF-16 they are halves of letters."""
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return say("This file is in UTF-32, which cannot be read. Save it as UTF-8 and choose it again.")
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return _not_text() if controls > max(16, len(head) // 50) and not wide_codec(head) else None


def _not_text() -> Message:
    return say("This file is not text. Choose a CSV file.")
