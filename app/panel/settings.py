"""Settings panels of editable rows: dictionaries, groups and tags, all drawn by one template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from app.domain.dictionaries import DICTIONARIES, OTHER_LANGUAGES, DictionaryPanel, InUse, entries_of, numbers_of
from app.domain.dictionary_extras import extras_of
from app.domain.groups import groups_in_order, may_manage_groups
from app.domain.tags import tags_in_order
from app.kernel.errors import SplotError
from app.kernel.messages import Message, say
from app.kernel.text import THREADS
from app.models import Operation
from app.panel.shown import label
from app.panel.toasts import toast_done
from app.records.bulk import counts_by
from app.records.changes import change_set
from app.records.fields import Asking
from app.records.link_fields import is_id
from app.records.references import uses_by_row

Answer = str | Response | tuple[str, int]
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
    """One more control of a row: ``shape`` is number, tick, entry or entries; ``choices`` are value and words."""

    name: str
    label: Message
    shape: str
    choices: list[tuple[str, str]]
    most: int


@dataclass
class Row:
    """One entry: what stands in its inputs, how many records use it (None where that is not told), and what was wrong with it.
    ``asks`` that it is asked which other entry is to be had instead."""

    id: int
    values: dict[str, str]
    color: str = ""
    uses: int | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    asks: bool = False

    def has(self, name: str, value: str) -> bool:
        """Whether a control of several values holds this one."""
        return value in self.values.get(name, "").split(",")


@dataclass(frozen=True)
class RowsPanel:
    """A page of editable rows. Rows that are ``ordered`` are moved by hand; ``languages`` are those of the preview."""

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
    list_url: str = ""
    extras: tuple[ExtraColumn, ...] = ()
    crumbs: tuple[tuple[Message, str], ...] = ()
    look: str = "tag"


def rows_page(panel: RowsPanel, *, typed: Row | None = None, status: int = 200) -> Answer:
    """The page; ``typed`` stands in for its row and keeps what was written together with what was wrong."""
    rows = [typed if typed and typed.id == row.id else row for row in panel.rows]
    new = typed if typed and typed.id == 0 else Row(0, {})
    threads = [(name, str(label)) for name, label in THREAD_NAMES.items()]
    return render_template(
        "pages/settings_rows.html",
        panel=panel,
        rows=rows,
        new=new,
        threads=threads,
        languages=language_names(),
        nav="settings",
    ), status


def language_names() -> list[tuple[str, str]]:
    """The languages that labels are written in, each by its own name."""
    return [(code, about["name"]) for code, about in current_app.config["LANGUAGES"].items() if code in WRITTEN_IN]


def save_row(
    asking: Asking, panel: Callable[[], RowsPanel], operation: Operation, act: Callable[[], object], row_id: int = 0
) -> Answer:
    """Do one act on one row and come back; what cannot be done is said at the row, with what was typed kept."""
    try:
        with change_set(asking.session, operation) as opened:
            act()
    except SplotError as error:
        if error.status not in {409, 422}:
            raise
        asking.session.rollback()
        return rows_page(panel(), typed=_typed(row_id, error, panel()), status=error.status)
    toast_done(SAVED[operation], opened)
    return redirect(panel().url, code=303)


SAVED = {Operation.ADDED: say("Added."), Operation.EDITED: say("Saved."), Operation.DELETED: say("Removed.")}


def _typed(row_id: int, error: SplotError, panel: RowsPanel) -> Row:
    """The row as it was sent; what was not sent with the act (a removal sends no words) is as stored."""
    stored = next((row for row in panel.rows if row.id == row_id), Row(row_id, {}))
    errors = {name: [str(one) for one in messages] for name, messages in error.errors.items()} or {
        "": [str(error.message)]
    }
    values = {**stored.values, **given_row()}
    color = request.form.get("color") or stored.color
    return Row(row_id, values, color, stored.uses, errors, asks=isinstance(error, InUse))


# --- the panels ----------------------------------------------------------------------------------------------------------


def dictionary_panel(asking: Asking, panel: DictionaryPanel, *, asks_for: int = 0) -> RowsPanel:
    """One dictionary with its words in every language; ``asks_for`` is the entry that is about to be merged into another."""
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
            ExtraColumn(
                one.name, one.label, one.shape, [(v, label(e)) for v, e in one.choices(asking.session)], one.most
            )
            for one in extras_of(panel.model)
        ),
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
    """All dictionaries."""
    found = numbers_of(asking.session)
    return [DictionaryCard(panel, *found[key]) for key, panel in DICTIONARIES.items()]


def groups_panel(asking: Asking) -> RowsPanel:
    """Groups of contacts (GRP-1)."""
    counts = counts_by(asking.session, "group_member", "group_id")
    rows = [
        Row(group.id, {"name": group.name}, group.color, counts.get(group.id, 0))
        for group in groups_in_order(asking.session)
    ]
    may = may_manage_groups(asking.session)
    return RowsPanel(
        key="groups",
        url="/settings/groups/",
        title=say("Groups"),
        help=say("Groups of persons and companies are common to all users. Removing a group keeps its contacts."),
        columns=(Column("name", say("Name")),),
        rows=rows,
        new_label=say("New group"),
        may_add=may,
        may_write=may,
        list_url="/persons/list/?groups.any=",
    )


def tags_panel(asking: Asking, *, asks_for: int = 0) -> RowsPanel:
    """Tags (TAG-1); ``asks_for`` is the one that is about to be merged into another."""
    counts = counts_by(asking.session, "record_tag", "tag_id")
    rows = [
        Row(tag.id, {"name": tag.name}, tag.color, counts.get(tag.id, 0), asks=tag.id == asks_for)
        for tag in tags_in_order(asking.session)
    ]
    return RowsPanel(
        key="tags",
        url="/settings/tags/",
        title=say("Tags"),
        help=say("Tags are made while working, by typing a new one on a record."),
        columns=(Column("name", say("Name")),),
        rows=rows,
        new_label=say("New tag"),
        may_add=False,
        may_write=asking.viewer.is_manager,
        merges=True,
        list_url="/persons/list/?tags.any=",
    )


def given_row() -> Mapping[str, str]:
    """What the form of a row holds."""
    names = (name for name in request.form if name != "csrf_token")
    return {name: ",".join(request.form.getlist(name)) for name in names}


def number(text: str) -> int:
    """The id that was sent; 0, which nothing has, for anything else."""
    return int(text) if is_id(text) else 0


def numbers(text: str) -> list[int]:
    """Ids with commas between; what is none is left out."""
    return [int(one) for one in text.split(",") if is_id(one)]
