"""Numbers as people and other programs write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from app.kernel.text import INVISIBLE

DIGITS = 15
"""So many digits a double holds exactly, and so do JSON, SQLite and spreadsheets."""

_left_out = re.compile(f"[\\s'’_{INVISIBLE}]+")
_minus = str.maketrans("−–‒﹣－", "-----")
_plain = re.compile(r"-?\d*\.?\d+|-?\d+\.")
_thousands = re.compile(r"-?\d{1,3}(,\d{3})+")


def read_number(text: str, language: str) -> Decimal | None:
    """``1 234,5``, ``1,234.5``, ``1.234,5`` and ``−3`` as a number; None for what is none.

    Where both marks stand, the last is the decimal one. A single comma before three digits means thousands, except in
    Polish, which writes decimals with it.
    """
    bare = _left_out.sub("", unicodedata.normalize("NFKC", text)).translate(_minus)
    bare = _with_point(bare, language)
    if not _plain.fullmatch(bare) or len(bare) > 40:
        return None
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None


def _with_point(bare: str, language: str) -> str:
    """The number with a point for decimals and no mark for thousands."""
    if "," in bare and "." in bare:
        thousands, mark = (".", ",") if bare.rindex(",") > bare.rindex(".") else (",", ".")
        return bare.replace(thousands, "").replace(mark, ".")
    if bare.count(",") > 1 or (_thousands.fullmatch(bare) and language != "pl"):
        return bare.replace(",", "")
    if bare.count(".") > 1:
        return bare.replace(".", "")
    return bare.replace(",", ".")


def plain_number(value: Any) -> str:
    """A number without any country's habits: digits, a point, no thousands, no zeros at the end."""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_json(value: Any) -> int | float:
    """A number as JSON has it."""
    return int(value) if value == int(value) else float(value)
