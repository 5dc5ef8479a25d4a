"""Settings panels of editable rows: dictionaries, groups and tags, all drawn by one template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from app.domain.dictionaries import DICTIONARIES, OTHER_LANGUAGES, DictionaryPanel, InUse, entries_of, numbers_of
from app.domain.dictionary_extras import WHOLES, extras_of, steps_of, whole_of
from app.kernel.errors import SplotError
from app.kernel.messages import Message, say
from app.kernel.text import THREADS
from app.models import Operation, TicketState
from app.panel.controls import language
from app.panel.toasts import toast_done
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.link_fields import is_id
from app.records.references import uses_by_row

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]
WRITTEN_IN = ("en", *OTHER_LANGUAGES)

THREAD_NAMES = {
    "indigo": say("indigo"),
    "woad": say("woad"),
    "teal": say("teal"),
    "moss": say("moss"),
    "weld": say("weld"),
    "saffron": say("saffron"),
    "madder": say("madder"),
    "rose": say("rose"),
    "plum": say("plum"),
    "slate": say("slate"),
}
assert set(THREAD_NAMES) == set(THREADS)


@dataclass(frozen=True)
class Column:
    """One input of a row."""

    name: str
    label: Message
    language: str = ""


@dataclass(frozen=True)
class ExtraColumn:
    """One more control of a row: ``shape`` is number or tick; a number's ``unit`` stands behind it."""

    name: str
    label: Message
    shape: str
    unit: str = ""


@dataclass(frozen=True)
class Place:
    """Where records that use an entry are: the list of their kind, and how many are in it."""

    label: Message
    icon: str
    number: int
    told: Message
    url: str


@dataclass
class Row:
    """One entry: what stands in its inputs, how many records use it (None where that is not told), in which lists they are, and
    what was wrong with it. ``asks`` that it is asked which other entry is to be had instead."""

    id: int
    values: dict[str, str]
    color: str = ""
    uses: int | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    asks: bool = False
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class RowsPanel:
    """A page of editable rows. Rows that are ordered are moved by hand. What belongs to a row stands below it, as a panel among the
    ``parts`` by the row's number; such a panel sends along what its rows are part of (``sent``). ``grid`` are the pairs of rows
    of which one leads to the other."""

    key: str
    url: str
    title: Message
    help: Message
    columns: tuple[Column, ...]
    rows: list[Row]
    new_label: Message
    has_color: bool = True
    may_add: bool = True
    may_write: bool = True
    merges: bool = False
    is_ordered: bool = False
    extras: tuple[ExtraColumn, ...] = ()
    crumbs: tuple[tuple[Message, str], ...] = ()
    look: str = "tag"
    parts: Mapping[int, RowsPanel] = field(default_factory=dict)
    sent: tuple[tuple[str, str], ...] = ()
    grid: frozenset[tuple[int, int]] | None = None
    new: Row = field(default_factory=lambda: Row(0, {}))

    @property
    def is_part(self) -> bool:
        return bool(self.sent)

    def id_of(self, row: Row) -> str:
        """What tells a row, or the new one of this panel, from all others on the page."""
        return "-".join([self.key, *(value for _, value in self.sent if not row.id), str(row.id)])

    def word(self, row: Row) -> str:
        """What a row is called in the language of the page."""
        first = self.columns[0].name
        return row.values.get(f"{first}_{language()}") or row.values.get(first, "")

    def with_typed(self, key: str, typed: Row) -> RowsPanel:
        """The same with one row of the panel ``key``, here or among the parts, as it was sent."""
        parts = {number: part.with_typed(key, typed) for number, part in self.parts.items()}
        if key != self.key or any(typed.values.get(name, value) != value for name, value in self.sent):
            return replace(self, parts=parts)
        if typed.id == 0:
            return replace(self, parts=parts, new=typed)
        return replace(self, parts=parts, rows=[typed if row.id == typed.id else row for row in self.rows])

    def row_of(self, key: str, row_id: int) -> Row | None:
        """A row of the panel ``key``, here or among the parts."""
        panels = [self, *self.parts.values()]
        return next((row for one in panels if one.key == key for row in one.rows if row.id == row_id), None)


def rows_page(panel: RowsPanel, *, status: int = 200) -> Answer:
    """The page."""
    threads = [(name, str(label)) for name, label in THREAD_NAMES.items()]
    return render_template(
        "pages/settings_rows.html",
        panel=panel,
        page_url=panel.url,
        threads=threads,
        languages=language_names(),
        nav="settings",
    ), status


def language_names() -> list[tuple[str, str]]:
    """The languages that labels are written in, each by its own name."""
    return [(code, about["name"]) for code, about in current_app.config["LANGUAGES"].items() if code in WRITTEN_IN]


def save_row(
    asking: Asking,
    panel: Callable[[], RowsPanel],
    operation: Operation,
    act: Callable[[], object],
    row_id: int = 0,
    *,
    key: str = "",
) -> Answer:
    """Do one act on one row and come back; what cannot be done is said at the row, with what was typed kept. ``key`` names the part
    of the panel that the row is in, where it is not the panel's own. An act that gives a ``Message`` is told of by it."""
    try:
        with change_set(asking.session, operation) as opened:
            done = act()
    except SplotError as error:
        if error.status not in {409, 422}:
            raise
        asking.session.rollback()
        stored = panel()
        typed = _typed(stored.row_of(key or stored.key, row_id) or Row(row_id, {}), error)
        return rows_page(stored.with_typed(key or stored.key, typed), status=error.status)
    shown = panel()
    toast_done(done if isinstance(done, Message) else _said(operation, request.form.get(shown.columns[0].name)), opened)
    return redirect(shown.url, code=303)


def _said(operation: Operation, name: str | None) -> Message:
    """What was done, with the name of what it was done to where the form held one."""
    match operation:
        case Operation.ADDED:
            return say("Added: %(name)s", name=name) if name else say("Added.")
        case Operation.DELETED:
            return say("Removed: %(name)s", name=name) if name else say("Removed.")
        case _:
            return say("Saved: %(name)s", name=name) if name else say("Saved.")


def _typed(stored: Row, error: SplotError) -> Row:
    """The row as it was sent; what was not sent with the act (a removal sends no words) is as stored."""
    errors = {name: [str(one) for one in messages] for name, messages in error.errors.items()} or {
        "": [str(error.message)]
    }
    values = {**stored.values, **given_row()}
    color = request.form.get("color") or stored.color
    asks = isinstance(error, InUse)
    return replace(stored, values=values, color=color, errors=errors, asks=asks)


# --- the panels ----------------------------------------------------------------------------------------------------------


def dictionary_panel(asking: Asking, panel: DictionaryPanel, *, key: str = "", asks_for: int = 0) -> RowsPanel:
    """One dictionary with its words in every language, and below its entries those of the dictionary that is inside it; ``asks_for``
    is the entry, of the dictionary ``key``, that is about to be merged into another."""
    made = _own_panel(asking, panel, asks_for if key in {"", panel.key} else 0)
    inner = next((one for one in DICTIONARIES.values() if one.inside == panel.key), None)
    return (
        made if inner is None else replace(made, parts=_parts(asking, made, inner, asks_for if key == inner.key else 0))
    )


def _parts(asking: Asking, outer: RowsPanel, inner: DictionaryPanel, asks_for: int) -> dict[int, RowsPanel]:
    """The entries of the inner dictionary by the entry that each is part of."""
    whole = _own_panel(asking, inner, asks_for)
    places = {entry.id: whole_of(entry) for entry in entries_of(asking.session, inner.model)}
    return {
        row.id: replace(
            whole,
            rows=[one for one in whole.rows if places[one.id] == row.id],
            sent=((WHOLES[inner.model], str(row.id)),),
            new_label=say("Add"),
        )
        for row in outer.rows
    }


def _own_panel(asking: Asking, panel: DictionaryPanel, asks_for: int) -> RowsPanel:
    is_admin = asking.viewer.is_admin
    uses = uses_by_row(asking.session, panel.model.__tablename__) if is_admin else None
    rows = [_dictionary_row(entry, uses) for entry in entries_of(asking.session, panel.model)]
    for row in rows:
        row.asks = row.id == asks_for
    return RowsPanel(
        key=panel.key,
        url=f"/settings/dictionaries/{panel.key}/",
        title=panel.label,
        help=panel.help,
        columns=LABEL_COLUMNS,
        rows=rows,
        new_label=say("New entry"),
        has_color=panel.has_color,
        may_add=is_admin,
        may_write=is_admin,
        merges=is_admin,
        is_ordered=is_admin,
        extras=tuple(
            ExtraColumn(one.name, one.label, one.shape, one.unit)
            for one in extras_of(panel.model)
            if one.name != WHOLES.get(panel.model)
        ),
        grid=steps_of(asking.session) if panel.model is TicketState else None,
        crumbs=((say("Dictionaries"), "/settings/dictionaries/"),),
        look="status" if panel.has_color else "text",
    )


LABEL_COLUMNS = (
    Column("label", say("Name")),
    Column("label_pl", say("In Polish"), language="pl"),
    Column("label_he", say("In Hebrew"), language="he"),
)


def _dictionary_row(entry: Any, uses: dict[int, int] | None) -> Row:
    values = {"label": entry.label} | {f"label_{code}": words for code, words in entry.labels.items()}
    values |= {extra.name: extra.shown(entry) for extra in extras_of(type(entry))}
    return Row(entry.id, values, entry.color, None if uses is None else uses.get(entry.id, 0))


@dataclass(frozen=True)
class DictionaryCard:
    """A dictionary in their index: how many entries, how many of them lack a word in some language."""

    panel: DictionaryPanel
    entries: int
    lacking: int

    @property
    def url(self) -> str:
        return f"/settings/dictionaries/{self.panel.key}/"


def dictionary_cards(asking: Asking) -> list[DictionaryCard]:
    """All dictionaries that have a page of their own."""
    found = numbers_of(asking.session)
    return [DictionaryCard(panel, *found[key]) for key, panel in DICTIONARIES.items() if not panel.inside]


def given_row() -> Mapping[str, str]:
    """What the form of a row holds."""
    names = (name for name in request.form if name != "csrf_token")
    return {name: ",".join(request.form.getlist(name)) for name in names}


def number(text: str) -> int:
    """The id that was sent; 0, which nothing has, for anything else."""
    return int(text) if is_id(text) else 0


def numbers(name: str) -> list[int]:
    """The ids that a form sent under a name, with commas between; what is none is left out."""
    return [int(one) for one in request.form.get(name, "").split(",") if is_id(one)]


def pairs(name: str) -> set[tuple[int, int]]:
    """Pairs of ids that a form sent, each with a line between."""
    sent = (one.partition("-") for one in request.form.getlist(name))
    return {(number(here), number(there)) for here, _, there in sent}
