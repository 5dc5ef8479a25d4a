"""Text that no spreadsheet can run (I18N-5).

A program that opens a CSV file takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula; signs that it passes
over may stand before them. Such a cell gets an apostrophe, which our import takes off again: ``plain`` undoes ``harmless`` for any
text. Numbers of phones stay as they are, since a plus before figures and spaces is no formula.
"""

from __future__ import annotations

import re

_LEADS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_PASSED_OVER = r"\s\x00-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"

DANGEROUS = re.compile(f"'*[{_PASSED_OVER}]*[{_LEADS}]|'*[\t\r\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What a cell must not begin with. Apostrophes before it count too, so that a text that has one comes back with it."""
SUSPECT = frozenset("'=+-@\uff1d\uff0b\uff0d\uff20\u1680\u3000\ufeff") | frozenset(
    map(chr, [*range(0x21), *range(0x7F, 0xA1), *range(0x2000, 0x2070), 0x85])
)
"""First signs after which a closer look is needed."""
PHONES = re.compile(r"\+\d[\d ]*(?:, \+?\d[\d ]*)*")

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, and what nobody can see."""


def harmless(text: str) -> str:
    """``text`` as a cell of a text file that no program runs."""
    if text[:1] not in SUSPECT or PHONES.fullmatch(text) or not DANGEROUS.match(text):
        return text
    return f"'{text}"


def plain(cell: str) -> str:
    """What ``harmless`` was given."""
    return cell[1:] if cell.startswith("'") and DANGEROUS.match(cell) else cell
