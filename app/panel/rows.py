"""The rows of a list as HTML. A page draws hundreds of cells, so they are functions by look: a template took four times as long.

A cell is plain ``str``; every text in it has gone through ``escape``, or comes escaped from ``panel.pieces``. ``drawn`` alone says
that the whole is markup. A row becomes two lines on a phone by the slots of its cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from app.kernel.messages import say
from app.kernel.text import thread_of
from app.kernel.viewer import Viewer
from app.panel import cells
from app.panel.cells import Column
from app.panel.controls import language
from app.panel.formats import datetime_text, iso_text, planned_text, relative_text
from app.panel.pieces import avatar, icon, more, status, tag, visibility
from app.panel.shown import picture_of
from app.panel.value_cells import VALUE_CELLS
from app.records.kinds import Kind, kind

PLACE = "{}"
LAST = ' class="acts t2"'
_LTR = ' class="t2 lt"'
SIDES = {"emails": _LTR, "email": _LTR, "link": _LTR, "phone": _LTR, "number": ' class="r"', "sums": ' class="r"'}
"""What a cell's place or direction follows from; figures stand at its end."""


@dataclass(frozen=True)
class Rows:
    """The rows of one page of a list; ``here`` is the page's address, to which the acts on a row return."""

    kind: Kind
    columns: Sequence[Column]
    records: Sequence[Any]
    viewer: Viewer
    here: str
    is_trash: bool = False

    @property
    def drawn(self) -> Markup:
        """All of them, for the table's body."""
        ways = [self._way(column, number) for number, column in enumerate(self.columns)]
        return Markup("".join(self._row(record, ways) for record in self.records))  # noqa: S704 - escaped cell by cell

    def _way(self, column: Column, number: int) -> tuple[str, Column, Callable[[Rows, Column, Any, Any], str]]:
        """How a column's cells begin, and what draws what is in them."""
        slot = f' data-slot="{escape(column.slot)}"' if column.slot else ""
        is_last = number == len(self.columns) - 1 and not self.is_trash
        look = LAST if is_last else SIDES.get(column.look, "")
        return f"<td{slot}{look}>", column, DRAWN.get(column.look, _plain)

    def _row(self, record: Any, ways: Iterable[tuple[str, Column, Callable[[Rows, Column, Any, Any], str]]]) -> str:
        label = self.select.replace(PLACE, escape(record.name))
        tick = f'<input type="checkbox" class="cb" name="ids" value="{record.id}" form="mass" aria-label="{label}">'
        parts = [f'<tr data-id="{record.id}"><td class="ck">{tick}</td>']
        for head, column, draw in ways:
            parts += (head, draw(self, column, column.read(record), record), "</td>")
        parts.append("</tr>\n")
        return "".join(parts)

    # --- said and drawn once for all rows

    @cached_property
    def select(self) -> str:
        return str(escape(str(say("Select %(name)s", name=PLACE))))

    @cached_property
    def call(self) -> str:
        return str(escape(str(say("Call %(number)s", number=PLACE))))

    @cached_property
    def language(self) -> str:
        return language()

    @cached_property
    def day_text(self) -> Callable[[Any], str]:
        return cells.day_texts()

    @cached_property
    def sent_along(self) -> str:
        """What the small forms in a row send besides: the page's token, and where to return."""
        token = f'<input type="hidden" name="csrf_token" value="{escape(generate_csrf())}">'
        return f'{token}<input type="hidden" name="next" value="{escape(self.here)}">'


# --- one cell by its look ------------------------------------------------------------------------------------------------


def _name(rows: Rows, _column: Column, _value: Any, record: Any) -> str:
    of = rows.kind
    face = avatar(record.name, thread_of(record.id), of.avatar, icon_name=of.icon, picture=picture_of(record))
    link = f'<a class="nm" dir="auto" href="{of.route}/show/{record.id}">{escape(record.name)}</a>'
    return f'<div class="cell">{face}{link}{visibility(record.visibility)}</div>'


def _record(_rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    if not value:
        return ""
    face = avatar(value.name, thread_of(value.id), "square", 18)
    link = f'<a class="ell plain" dir="auto" href="/r/{value.id}">{escape(value.name)}</a>'
    return f'<div class="cell tight">{face}{link}</div>'


def _phones(rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    if not value:
        return ""
    first = cells.main_first(value)
    number = escape(first.number)
    label, shown = rows.call.replace(PLACE, number), f"{icon('phone', 18, 'on-s')}<bdi>{number}</bdi>"
    href = f"tel:{escape(first.e164 or first.number)}"
    link = f'<a class="num plain ell" dir="ltr" href="{href}" data-phone aria-label="{label}">{shown}</a>'
    return f'<div class="cell tight">{link}{_further(value)}</div>'


def _emails(_rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    if not value:
        return ""
    address = escape(cells.main_first(value).address)
    link = f'<a class="ell plain" dir="ltr" href="mailto:{address}" data-mail>{address}</a>'
    return f'<div class="cell tight">{link}{_further(value)}</div>'


def _further(value: Sequence[Any]) -> str:
    return more(len(value) - 1) if len(value) > 1 else ""


def _tags(_rows: Rows, column: Column, value: Any, _of: Any) -> str:
    if not value:
        return ""
    shown, others = cells.tags_that_fit(value, column.width)
    drawn = "".join(tag(one.name, one.color) for one in shown)
    if others:
        names = escape(cells.names(others))
        drawn += f'<span class="more" title="{names}"><bdi dir="ltr">+{len(others)}</bdi></span>'
    return f'<div class="tags">{drawn}</div>'


def _status(rows: Rows, column: Column, value: Any, _of: Any) -> str:
    if not value:
        return ""
    words, color = cells.status_of(column, value, rows.language)
    return status(words, color) if color else str(escape(words))


def _user(rows: Rows, column: Column, value: Any, record: Any) -> str:
    if value:
        name = escape(str(value))
        short = escape(cells.short_name(value))
        face = avatar(str(value), thread_of(value.id), size=18)
        return f'<div class="cell tight">{face}<bdi class="ell" title="{name}">{short}</bdi></div>'
    if column.word != "owner" or rows.is_trash or not rows.viewer.works_here:
        return ""
    take = str(say("Take"))
    button = f'<button class="cell tight link" type="submit">{icon("user-plus", 15)}{escape(take)}</button>'
    return f'<form method="post" action="{rows.kind.route}/take/{record.id}">{rows.sent_along}{button}</form>'


def _users(_rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    """The first by name and how many more: names of two scripts in one line are cut at the wrong end."""
    if not value:
        return ""
    title = escape(cells.names(value))
    return (
        f'<div class="cell tight" title="{title}"><bdi class="ell">{escape(str(value[0]))}</bdi>{_further(value)}</div>'
    )


def _ends(_rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    """What stands at the other end of relations: the first as a link, a text with its sign, and how many more."""
    if not value:
        return ""
    first, further = value[0], cells.others_than_first(value)
    title = escape(", ".join(dict.fromkeys(end.name for end in value)))
    rest = more(further) if further else ""
    if first.record is None:
        shown = f'{icon("cursor-text", 14, "t3")}<bdi class="ell">{escape(first.name)}</bdi>'
    else:
        of = kind(first.record.kind)
        face = avatar(first.name, thread_of(first.record.id), of.avatar, 18, of.icon)
        shown = f'{face}<a class="ell plain" dir="auto" href="/r/{first.record.id}">{escape(first.name)}</a>'
    return f'<div class="cell tight" title="{title}">{shown}{rest}</div>'


def _moment(rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    if not value:
        return ""
    return f'<time class="num" datetime="{iso_text(value)}">{escape(rows.day_text(value))}</time>'


def _planned(_rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    return f'<time class="num" datetime="{iso_text(value)}">{escape(planned_text(value))}</time>' if value else ""


def _deleted(rows: Rows, _column: Column, value: Any, record: Any) -> str:
    """Since when, and the way back."""
    title, shown = escape(datetime_text(value)), escape(relative_text(value))
    since = f'<time class="num ell" datetime="{iso_text(value)}" title="{title}">{shown}</time>'
    restore = str(say("Restore"))
    words = f"{icon('arrow-back-up', 14, 'flip')}<span>{escape(restore)}</span>"
    button = f'<button class="btn btn-sm" type="submit">{words}</button>'
    action = f"{rows.kind.route}/restore/{record.id}"
    form = f'<form class="end-" method="post" action="{action}">{rows.sent_along}{button}</form>'
    return f'<div class="cell tight">{since}{form}</div>'


def _code(_rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    return f'<bdi class="ltr num ell" dir="ltr">{escape(value)}</bdi>' if value else ""


def _country(rows: Rows, column: Column, value: Any, _of: Any) -> str:
    of: Any = column.of
    return str(escape(of.name_country(value, rows.language))) if value else ""


def _plain(_rows: Rows, _column: Column, value: Any, _of: Any) -> str:
    return "" if value is None else f'<bdi class="ell">{escape(value)}</bdi>'


DRAWN: dict[str, Callable[[Rows, Column, Any, Any], str]] = {
    "name": _name,
    "record": _record,
    "holder": _record,
    "phones": _phones,
    "emails": _emails,
    "tags": _tags,
    "status": _status,
    "choice": _status,
    "user": _user,
    "users": _users,
    "ends": _ends,
    "moment": _moment,
    "planned": _planned,
    "deleted": _deleted,
    "code": _code,
    "country": _country,
    **VALUE_CELLS,
}
"""What draws a cell, by ``Column.look``."""
