"""Files that somebody will choose in the import some day, by name: broken, cut, mislabelled, absurd."""

from __future__ import annotations

import codecs
import gzip
import io
import random
import zipfile

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06"


def archive(**members: str) -> bytes:
    """A ZIP with these members, ``__`` in a name for a slash."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def open_document(mimetype: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("mimetype", mimetype)
        made.writestr("content.xml", "<office/>")
    return stream.getvalue()


_HEADER = b"First name,Last name,Email\n"
_NOISE = random.Random(11).randbytes(50_000)

NO_TABLES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "only a mark": (codecs.BOM_UTF8, "empty"),
    "only a wide mark": (codecs.BOM_UTF16_LE, "empty"),
    "blank lines": (b"\r\n\r\n  \n\t\n", "empty"),
    "only delimiters": (b",,,\n,,,\n;;;\n", "empty"),
    "only quotes": (b'"",""\n"",""\n', "empty"),
    "PNG": (PNG + _NOISE, "picture"),
    "PNG named csv": (PNG, "picture"),
    "JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + _NOISE, "picture"),
    "GIF": (b"GIF89a\x01\x00\x01\x00", "picture"),
    "WebP": (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "picture"),
    "TIFF": (b"II*\x00\x08\x00\x00\x00", "picture"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
    "XLSX": (archive(**{"[Content_Types].xml": "<Types/>", "xl__workbook.xml": "<workbook/>"}), "workbook"),
    "ODS": (open_document("application/vnd.oasis.opendocument.spreadsheet"), "workbook"),
    "ODT": (open_document("application/vnd.oasis.opendocument.text"), "document"),
    "DOCX": (archive(**{"[Content_Types].xml": "<Types/>", "word__document.xml": "<w/>"}), "document"),
    "XLS": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504, "workbook"),
    "LinkedIn's whole archive": (archive(**{"Connections.csv": "First Name,Last Name\n"}), "ZIP"),
    "empty ZIP": (b"PK\x05\x06" + b"\x00" * 18, "ZIP"),
    "gzip": (gzip.compress(_HEADER), "not text"),
    "program": (b"\x7fELF\x02\x01\x01" + b"\x00" * 64, "not text"),
    "Windows program": (b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 64, "not text"),
    "database": (b"SQLite format 3\x00" + b"\x10\x00\x01\x01" * 30, "not text"),
    "video": (b"\x00\x00\x00\x18ftypmp42\x00\x00", "not text"),
    "noise": (_NOISE, "not text"),
    "zeros": (b"\x00" * 5000, "not text"),
    "web page": (b"<!DOCTYPE html>\n<html><table><tr><td>Name</td></tr></table>", "not a table"),
    "web page named xls": (b"\xef\xbb\xbf  <HTML><body>First name,Last name", "not a table"),
    "XML bomb": (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>', "not a table"),
    "JSON": (b'[{"first_name": "Anna", "last_name": "Lis"}]', "not a table"),
    "vCard": (b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anna Lis\r\nEND:VCARD\r\n", "not a table"),
    "RTF": (b"{\\rtf1\\ansi First name}", "not a table"),
    "UTF-32": ("First name,Last name\nAnna,Lis\n".encode("utf-32"), "UTF-32"),
    "letter": (b"Dear Anna\n\nthank you for your letter\nof Monday\n\nYours\nEwa\n", "does not look like a table"),
    "letter with commas": (b"Dear Anna,\nthank you, it came, I read it.\nYours,\nEwa\n", "no header"),
    "no header": (b"Jan,Kowalski,jan@lis.test\nEwa,Nowak,ewa@lis.test\n", "no header"),
    "no header in Hebrew": ("נועם,כהן,03-5550171\nדנה,לוי,03-5550172\n".encode("cp1255"), "no header"),
    "numbers": (b"1,2,3\n4,5,6\n", "no header"),
    "a line without end": (b"First name,Last name\n" + b"x" * (5 * 1024 * 1024), "too long"),
    "one endless line": (b"a" * (9 * 1024 * 1024), "table"),
}
"""Name → bytes and a part of the sentence that answers it."""

BROKEN: dict[str, tuple[bytes, int]] = {
    "header alone": (_HEADER, 0),
    "header without line end": (b"First name,Last name,Email", 0),
    "ragged": (_HEADER + b"Anna\nEwa,Lis,e@lis.test,more,and more\n,,\nJan,Kos\n", 3),
    "NUL here and there": (
        b"First name,Last name,Email\nAn\x00na,Lis,\nEwa,Kos,\x00\n\x00\n" + b"Jan,Nowak,j@lis.test\n" * 50,
        52,
    ),
    "quote never closed": (_HEADER + b'Anna,"Lis,a@lis.test\n' + b"Ewa,Kos,e@lis.test\n" * 2000, 2001),
    "quote never closed at the end": (_HEADER + b"Ewa,Kos,e@lis.test\n" * 5 + b'Anna,"Lis,a@lis.test', 6),
    "inches": (_HEADER + b'Anna 5",Lis,\n"Ewa" K,Kos,\nJan "Jas",Nowak,\n', 3),
    "words after a closed quote": (_HEADER + b'"Anna, Maria" x,Lis,a@lis.test\nEwa,Kos,\n', 2),
    "quotes of every kind": (_HEADER + b'"""Anna""",Lis,\n\'Ewa\',Kos,\n"Jan","No""wak","j@lis.test"\n', 3),
    "cell of one megabyte": (_HEADER + b"Anna," + b"x" * 1024 * 1024 + b",\nEwa,Kos,\n", 2),
    "quoted cell of one megabyte": (_HEADER + b'Anna,"' + b"x, " * 350_000 + b'",\nEwa,Kos,\n', 2),
    "cell of many lines": (_HEADER + b'Anna,"Lis\n' + b"and so on\n" * 500 + b'",\nEwa,Kos,\n', 2),
    "a million commas": (_HEADER + b"," * 1_000_000 + b"\nEwa,Kos,\n", 1),
    "thousand columns": (b"Email," + b",".join(b"c%d" % n for n in range(1000)) + b"\na@lis.test\n", 1),
    "old Mac line ends": (b"First name,Last name\rAnna,Lis\rEwa,Kos\r", 2),
    "mixed line ends": (b"First name,Last name\r\nAnna,Lis\nEwa,Kos\rJan,Nowak", 3),
    "the same header twice": (b"Email,Email,Email\na@lis.test,b@lis.test,\n", 1),
    "header after empty lines": (b"\n\n\nFirst name;Last name\nAnna;Lis\n", 1),
    "one column": (b"Email\na@lis.test\nb@lis.test\n", 2),
    "told delimiter": (b"sep=|\r\nFirst name|Last name\r\nAnna, A.|Lis; L.\r\n", 1),
    "UTF-8 with one bad row": (_HEADER + "Żaneta,Lis,\n".encode() * 30 + "Żaneta,Kos,\n".encode("cp1250"), 31),
    "two code pages": (_HEADER + "Żaneta,Ślązak,\n".encode("cp1250") * 9 + "Żaneta,Ślązak,\n".encode("iso-8859-2"), 10),
    "cut in a character": (_HEADER + "Ewa,Łoś,\nŻaneta,Ż".encode()[:-1], 2),
    "cut in a wide character": ("First name,Last name\nAnna,Lis\nŻaneta,Kos".encode("utf-16")[:-1], 2),
    "wide without mark": ("First name;Last name\nAnna;Lis\nנועם;כהן\n".encode("utf-16-be"), 2),
    "every byte": (_HEADER + b"Anna,Lis," + bytes(b for b in range(0x20, 0x100) if b not in b'",\x7f') + b"\n" * 3, 1),
    "directions and formulas": (_HEADER + '=1+1,"\u202elis",@SUM(A1)\n-2,\u2066+3,\t=4\n'.encode(), 2),
    "nothing but spaces below": (_HEADER + b"  ,\t,\n , , \n", 0),
    "emoji": (_HEADER + "👩‍💻,🦊,\n".encode(), 1),
}
"""Name → bytes and how many rows come out of it."""
