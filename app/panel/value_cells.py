"""Cells of fields with one value, and of choices: HTML as ``panel.rows`` draws it, every text escaped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from app.panel import cells
from app.panel.formats import date_text, iso_text
from app.panel.pieces import icon, status

if TYPE_CHECKING:
    from app.panel.cells import Column
    from app.panel.rows import Rows


def _number(_rows: Rows, column: Column, value: Any, record: Any) -> str:
    if value is None:
        return ""
    of: Any = column.of
    return f'<bdi class="num" dir="ltr">{escape(cells.figures(of, column.source.holder(record), value))}</bdi>'


def _sums(_rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    if not value:
        return ""
    words = escape(cells.sums_text(value))
    return f'<bdi class="num ell" dir="ltr" title="{words}">{words}</bdi>'


def _date(_rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    return f'<time class="num" datetime="{iso_text(value)}">{escape(date_text(value))}</time>' if value else ""


def _link(_rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    if not value:
        return ""
    head = f'<a class="ell plain" dir="ltr" href="{escape(value)}" target="_blank" rel="noopener noreferrer">'
    return f"{head}{escape(cells.site(value))}</a>"


def _email(_rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    return f'<a class="ell plain" dir="ltr" href="mailto:{escape(value)}">{escape(value)}</a>' if value else ""


def _phone(rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    if not value:
        return ""
    label, shown = rows.call.replace("{}", escape(value)), f"{icon('phone', 18, 'on-s')}<bdi>{escape(value)}</bdi>"
    return f'<a class="num plain ell" dir="ltr" href="tel:{escape(value)}" aria-label="{label}">{shown}</a>'


def _options(rows: Rows, column: Column, value: Any, _of: Any) -> str:
    if not value:
        return ""
    drawn = [_option(one.label(rows.language), one.color) for one in value]
    title = escape(cells.said(column.of, rows.viewer, value))
    return f'<div class="tags" title="{title}">{"".join(drawn)}</div>'


def _option(words: str, color: str) -> str:
    return status(words, color) if color else f'<bdi class="tok">{escape(words)}</bdi>'


def _value(rows: Rows, column: Column, value: Any, _of: Any) -> str:
    return "" if value is None else f'<bdi class="ell">{escape(cells.said(column.of, rows.viewer, value))}</bdi>'


VALUE_CELLS: dict[str, Callable[[Rows, Column, Any, Any], str]] = {
    "number": _number,
    "sums": _sums,
    "date": _date,
    "link": _link,
    "email": _email,
    "phone": _phone,
    "options": _options,
    "value": _value,
}
"""What draws a cell, by ``Column.look``."""
