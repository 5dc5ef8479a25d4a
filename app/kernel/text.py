"""Text as people search, sort and see it.

Two keys are stored beside every name, so that SQLite and PostgreSQL agree: ``search_key`` forgives, ``sort_key`` orders
(REC-12). What they drop and what they take for a gap is said once, as ranges that Python and PostgreSQL read alike;
``text_sql`` builds PostgreSQL's twin of ``search_key`` from the same ranges.
"""

from __future__ import annotations

import re
import unicodedata
from zlib import crc32

THREADS = ("indigo", "woad", "teal", "moss", "weld", "saffron", "madder", "rose", "plum", "slate")

MARKS = (
    r"\u0300-\u036f\u0483-\u0489"
    r"\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    r"\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
"""Accents, Hebrew points and cantillation, Arabic vowels. Vowel signs of other scripts are letters there and stay."""

INVISIBLE = r"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef"
"""What one cannot see and nobody types: soft hyphen, zero-width signs, directions, tags."""

GAPS = (
    r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7"
    r"\u02b9-\u02df\u02e5-\u02ff\u055a-\u055f\u0589\u058a"
    r"\u05be\u05c0\u05c3\u05c6\u05f3\u05f4"
    r"\u0600-\u060f\u061b\u061d-\u061f\u066a-\u066d\u06d4\u06dd\u06de\u06e9"
    r"\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f"
    r"\u3000-\u3004\u3008-\u3020\u3030\u303d-\u303f\u30a0\u30fb\ufe10-\ufe1f\ufe30-\ufe6f\ufff0-\uffff"
    r"\U0001f000-\U0001faff"
)
"""Space, punctuation (geresh, gershayim and maqaf with it), signs, pictures, controls: one space in a key."""

LETTERS = {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
"""Letters that Unicode does not take apart, as people without them type them."""

_POLISH = {"ą": "a{", "ć": "c{", "ę": "e{", "ł": "l{", "ń": "n{", "ó": "o{", "ś": "s{", "ź": "z{", "ż": "z|"}
_FINALS = {"ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ"}

_dropped = re.compile(f"[{MARKS}{INVISIBLE}]+")
_gap = re.compile(f"[\\x00{GAPS}]+")
_letters = str.maketrans(LETTERS)
_weights = str.maketrans({**LETTERS, **_POLISH, **_FINALS})

_line_end = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_breaking = re.compile(r"\r\n|[\t\n\x0b\x0c\r\x85\u2028\u2029]")
_controls = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def search_key(text: str) -> str:
    """The form in which text is searched: without case, accents, points and punctuation (REC-12).

    ``lodz`` finds ``Łódź``, a name with niqqud is found without, ``ג׳`` and ``ג'`` are one. Applying it twice changes
    nothing. PostgreSQL's ``splot_fold`` gives the same for the same text.
    """
    if text.isascii():
        plain = text.lower()
        return plain if plain.isalnum() else _gap.sub(" ", plain).strip(" ")
    text = _dropped.sub("", unicodedata.normalize("NFKD", text))
    return _gap.sub(" ", text.casefold().translate(_letters)).strip(" ")


def sort_key(text: str) -> str:
    """The form by which text is ordered, compared by code points (REC-12).

    Polish letters follow their base letter (``{`` and ``|`` stand above ``z``), other accents count as the base letter,
    Hebrew goes by its alphabet after Latin, final letters with the others; one order whatever the language.
    """
    if text.isascii():
        return " ".join(_gap.sub(" ", text.lower()).split())
    # Case folding can take a letter apart; put together again, a Polish letter is found by its weight.
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    weighed = _gap.sub(" ", composed).translate(_weights)
    return " ".join(_dropped.sub("", unicodedata.normalize("NFKD", weighed)).split())


def strip_controls(text: str, *, keep_newlines: bool = False) -> str:
    """``text`` without what could disguise or break it: NUL and other controls, overrides of direction, half characters.

    Tabs and line ends become a space, unless ``keep_newlines``: then every line end becomes ``\\n`` and tabs stay.
    """
    if text.isprintable():
        return text
    kept = _line_end.sub("\n", text) if keep_newlines else _breaking.sub(" ", text)
    return _controls.sub("", kept)


def initials(name: str, letters: int = 2) -> str:
    """The letters on an avatar: of the first and the last word, without points; a company has one (``letters=1``)."""
    firsts = [first for word in unicodedata.normalize("NFKC", name).split() if (first := _first_letter(word))]
    if not firsts:
        return "?"
    return "".join(firsts[:1] + firsts[1:][-1:])[:letters]


def _first_letter(word: str) -> str:
    first = next((char for char in word if char.isalnum()), "")
    return first.upper() if len(first.upper()) == 1 else first


def thread_of(identity: int | str) -> str:
    """The colour of a record without picture: one of ``THREADS``, by a hash of its id, the same for ever."""
    return THREADS[crc32(str(identity).encode()) % len(THREADS)]
