"""In which encoding a text file was written, judged by all its bytes and by how Polish and Hebrew words look (IMP-2)."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, TextIO

from app.kernel.errors import Invalid
from app.kernel.messages import say

ENCODINGS = {
    "utf-8": "UTF-8",
    "windows-1250": "Windows-1250",
    "iso-8859-2": "ISO-8859-2",
    "windows-1255": "Windows-1255",
    "iso-8859-8": "ISO-8859-8",
    "utf-16": "UTF-16",
}
"""The encodings that can be chosen, with their names for people. Where two read a file alike, the earlier one is taken."""

UNREADABLE = "\ufffd"
"""Stands where bytes mean nothing in the encoding."""

_SAMPLE_BYTES = 64 * 1024
_CHUNK = 1024 * 1024
_ASCII = bytes(range(0x80))

_polish = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_hebrew = frozenset(map(chr, range(0x5D0, 0x5EB)))
_finals = frozenset("ךםןףץ")
_quiet = frozenset("\u00a0–—‚„”“’‘…«»§°€₪®©™•\u200e\u200f")
_word = re.compile(r"[^\W\d_]+(?:['’׳״\"-][^\W\d_]+)*")
_niqqud = re.compile("[\u0591-\u05c7]")

Opener = Callable[[], BinaryIO]


@dataclass(frozen=True)
class Candidate:
    """One encoding as an answer: how sure, whether every byte means something in it, a line of the file read by it."""

    encoding: str
    label: str
    confidence: float
    fits: bool
    sample: str


@dataclass(frozen=True)
class _Scan:
    """What one walk through the file found; ``lines`` are the first ones with other than plain letters."""

    head: bytes
    used: frozenset[int]
    lines: list[bytes]
    is_utf8: bool


def encoding_named(name: str) -> str:
    """The encoding by any of its names (``cp1250``, ``UTF8``); raises ``Invalid`` for one that is not read here."""
    try:
        wanted = codecs.lookup(name.lower().removesuffix("-i")).name
    except (LookupError, ValueError):  # the latter for a name with NUL in it
        wanted = ""
    wanted = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(wanted, wanted)
    for encoding in ENCODINGS:
        if codecs.lookup(encoding).name == wanted:
            return encoding
    known = ", ".join(ENCODINGS.values())
    raise Invalid(
        say("%(name)s is no encoding that can be read. Choose one of: %(known)s.", name=name, known=known), "encoding"
    )


def rank(opener: Opener) -> list[Candidate]:
    """Every encoding, the likeliest first."""
    scan = _scan(opener)
    wide = wide_codec(scan.head)
    scores = {encoding: _score(encoding, scan, wide) for encoding in ENCODINGS}
    line = _telling_line(scan, wide)
    candidates = [
        Candidate(
            encoding,
            label,
            round(max(scores[encoding], 0.0), 2),
            _fits(encoding, scan, wide),
            _shown(line, encoding, wide),
        )
        for encoding, label in ENCODINGS.items()
    ]
    return sorted(candidates, key=lambda candidate: -scores[candidate.encoding])


def open_text(opener: Opener, encoding: str) -> TextIO:
    """The file as text with its own line ends and without byte order mark; what means nothing becomes ``UNREADABLE``."""
    stream = opener()
    codec = {"utf-8": "utf-8-sig", "utf-16": wide_codec(stream.read(4096)) or "utf-16-le"}.get(encoding, encoding)
    stream.seek(0)
    return io.TextIOWrapper(stream, encoding=codec, errors="replace", newline="")


def _scan(opener: Opener) -> _Scan:
    used: set[int] = set()
    lines: list[bytes] = []
    kept, is_utf8, head = 0, True, b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with opener() as stream:
        for chunk in iter(partial(stream.read, _CHUNK), b""):
            head = head or chunk[:4096]
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
            used.update(chunk.translate(None, _ASCII))
            if kept < _SAMPLE_BYTES and not chunk.isascii():
                lines += _speaking_lines(chunk, _SAMPLE_BYTES - kept)
                kept = sum(map(len, lines))
    return _Scan(head, frozenset(used), lines, is_utf8 and _decodes(decoder, b"", final=True))


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _speaking_lines(chunk: bytes, room: int) -> list[bytes]:
    """The lines of ``chunk`` with other than plain letters, as many as there is room for; a huge one is cut."""
    lines = []
    for line in chunk.splitlines():
        if not line.isascii():
            first = next(index for index, byte in enumerate(line) if byte >= 0x80)
            lines.append(line[max(0, first - 200) : first + 2000])
            room -= len(lines[-1])
        if room <= 0:
            break
    return lines


def wide_codec(head: bytes) -> str | None:
    """UTF-16's codec where the file has its mark, or where every second byte is so low that it can be nothing else."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = _lowness(head[0::2]), _lowness(head[1::2])
    if max(even, odd) < 0.1 or min(even, odd) * 8 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _lowness(half: bytes) -> float:
    """The share of zeros, with the blocks of Latin and Hebrew letters counted where there are zeros among them."""
    zeros = half.count(0)
    low = len(half) - len(half.translate(None, b"\x00\x01\x05\x20"))
    return low / len(half) if zeros * 50 > len(half) else 0.0


def _fits(encoding: str, scan: _Scan, wide: str | None) -> bool:
    if encoding == "utf-16":
        return wide is not None
    if encoding == "utf-8":
        return scan.is_utf8 and wide is None
    return wide is None and UNREADABLE not in bytes(scan.used).decode(encoding, "replace")


def _score(encoding: str, scan: _Scan, wide: str | None) -> float:
    """From 1, certain, down to -2, absurd."""
    if encoding == "utf-16" or wide:
        return 1.0 if encoding == "utf-16" and wide else -2.0
    if encoding == "utf-8":
        return _score_utf8(scan)
    if not scan.lines:
        return 0.9
    plausible = _plausibility(b"\n".join(scan.lines).decode(encoding, "replace"))
    return plausible if _fits(encoding, scan, wide) else plausible - 0.5


def _score_utf8(scan: _Scan) -> float:
    """By the share of lines that are UTF-8: hardly a line of another encoding is, so a few bad ones do not matter."""
    if scan.is_utf8:
        return 1.0
    good = sum(_is_utf8(line) for line in scan.lines)
    return 0.95 * good / len(scan.lines) if good > len(scan.lines) / 2 else -1.0


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _plausibility(text: str) -> float:
    """How much the other than plain letters look like words of somebody's language, averaged over them."""
    text = _niqqud.sub("", text)
    letters = [(_plausible_word(word), _strange(word)) for word in _word.findall(text)]
    signs = [_plausible_sign(char) for char in _word.sub(" ", text) if char > "\x7f"]
    weight = sum(count for _, count in letters) + sum(value != 0 for value in signs)
    return (sum(value * count for value, count in letters) + sum(signs)) / weight if weight else 0.5


def _strange(word: str) -> int:
    return sum(char > "\x7f" for char in word)


def _plausible_word(word: str) -> float:
    strange = [char for char in word if char > "\x7f"]
    if not strange:
        return 0.0
    if not all(char.isalpha() or char in "’׳״" for char in strange):
        return -1.0
    if any(char in _hebrew for char in strange):
        return _plausible_hebrew(word)
    if len(strange) == len(word) and len(word) > 2:
        return -1.0
    foreign = sum(char not in _polish for char in strange)
    return 1.0 - 0.7 * foreign / len(strange)


def _plausible_hebrew(word: str) -> float:
    plain = [char for char in word if char.isalpha()]
    if any(char not in _hebrew for char in plain):
        return -1.0
    misplaced = sum(char in _finals for char in re.sub(r"\W", "", word)[:-1])
    return 1.0 - misplaced / len(plain)


def _plausible_sign(char: str) -> float:
    if char in _quiet:
        return 0.0
    return -2.0 if unicodedata.category(char) in {"Cc", "Cn", "Co"} or char == UNREADABLE else -1.0


def _telling_line(scan: _Scan, wide: str | None) -> bytes:
    """The line with most other than plain letters, cut to what a person can compare at a glance."""
    if wide:
        text = scan.head[: len(scan.head) // 2 * 2].decode(wide, "replace").lstrip("\ufeff")
        best = max(text.splitlines(), key=_strange, default="")
        return _window(best).encode("utf-16-be" if wide == "utf-16-be" else "utf-16-le")
    lines = scan.lines or scan.head.splitlines()[:1]
    return max(lines, key=lambda line: sum(byte >= 0x80 for byte in line[:400]), default=b"")


def _shown(line: bytes, encoding: str, wide: str | None) -> str:
    codec = ("utf-16-be" if wide == "utf-16-be" else "utf-16-le") if encoding == "utf-16" else encoding
    text = line.decode(codec, "replace").lstrip("\ufeff")
    return _window(
        "".join("□" if unicodedata.category(char)[0] == "C" and char not in "\u200e\u200f" else char for char in text)
    )


def _window(text: str) -> str:
    """At most 60 characters round the first one that is no plain letter; three dots stand for what is left out before."""
    text = " ".join(text.split())
    first = next((index for index, char in enumerate(text) if char > "\x7f"), 0)
    start = max(0, min(first - 12, len(text) - 60))
    return ("…" if start else "") + text[start : start + 60].strip()
