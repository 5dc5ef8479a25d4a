"""The settings panels: the hub, and editable rows for dictionaries, groups and tags, all drawn by one template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import redirect, render_template, request
from flask_babel import ngettext
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from app.domain.dictionaries import DICTIONARIES, DictionaryPanel, entries_of, number_of
from app.domain.groups import groups_in_order, may_manage_groups
from app.domain.tags import tags_in_order
from app.kernel.errors import SplotError
from app.kernel.messages import Message, say
from app.kernel.text import THREADS
from app.models import ContactGroup, Operation, Tag, User
from app.panel.boundary import tell
from app.records.bulk import counts_by, uses_of
from app.records.changes import change_set
from app.records.fields import Asking

Answer = str | Response | tuple[str, int]

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
    is_short: bool = False


@dataclass
class Row:
    """One entry: what stands in its inputs, how many records use it (None where that is not told), and what was wrong with it."""

    id: int
    values: dict[str, str]
    color: str = ""
    uses: int | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class RowsPanel:
    """A page of editable rows."""

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
    list_url: str = ""


def rows_page(panel: RowsPanel, *, typed: Row | None = None, status: int = 200) -> Answer:
    """The page; ``typed`` stands in for its row and keeps what was written together with what was wrong."""
    rows = [typed if typed and typed.id == row.id else row for row in panel.rows]
    new = typed if typed and typed.id == 0 else Row(0, {})
    threads = [(name, str(label)) for name, label in THREAD_NAMES.items()]
    return render_template(
        "pages/settings_rows.html", panel=panel, rows=rows, new=new, threads=threads, nav="settings"
    ), status


def save_row(
    asking: Asking, panel: Callable[[], RowsPanel], operation: Operation, act: Callable[[], object], row_id: int = 0
) -> Answer:
    """Do one act on one row and come back; what cannot be done is said at the row, with what was typed kept."""
    try:
        with change_set(asking.session, operation):
            act()
    except SplotError as error:
        if error.status not in {409, 422}:
            raise
        asking.session.rollback()
        return rows_page(panel(), typed=_typed(row_id, error), status=error.status)
    tell(SAVED[operation])
    return redirect(panel().url, code=303)


SAVED = {Operation.ADDED: say("Added."), Operation.EDITED: say("Saved."), Operation.DELETED: say("Removed.")}


def _typed(row_id: int, error: SplotError) -> Row:
    errors = {name: [str(one) for one in messages] for name, messages in error.errors.items()} or {
        "": [str(error.message)]
    }
    return Row(row_id, dict(request.form.items()), request.form.get("color", ""), errors=errors)


# --- the panels ----------------------------------------------------------------------------------------------------------


def dictionary_panel(asking: Asking, panel: DictionaryPanel) -> RowsPanel:
    """One dictionary with its words in every language."""
    columns = (
        Column("label", say("Name")),
        Column("label_pl", say("In Polish"), language="pl"),
        Column("label_he", say("In Hebrew"), language="he"),
        Column("sort", say("Place"), is_short=True),
    )
    rows = [_dictionary_row(asking, panel, entry) for entry in entries_of(asking.session, panel.model)]
    is_admin = asking.viewer.is_admin
    return RowsPanel(
        key=panel.key,
        url=f"/settings/dictionaries/{panel.key}/",
        title=panel.label,
        help=panel.help,
        columns=columns,
        rows=rows,
        new_label=say("New entry"),
        has_color=panel.has_color,
        may_add=is_admin,
        may_write=is_admin,
    )


def _dictionary_row(asking: Asking, panel: DictionaryPanel, entry: Any) -> Row:
    values = {"label": entry.label, "sort": str(entry.sort)}
    values |= {f"label_{code}": words for code, words in entry.labels.items()}
    uses = uses_of(asking.session, panel.model.__tablename__, entry.id) if asking.viewer.is_admin else None
    return Row(entry.id, values, entry.color, uses)


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


def tags_panel(asking: Asking) -> RowsPanel:
    """Tags (TAG-1)."""
    counts = counts_by(asking.session, "record_tag", "tag_id")
    rows = [Row(tag.id, {"name": tag.name}, tag.color, counts.get(tag.id, 0)) for tag in tags_in_order(asking.session)]
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


# --- the hub -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HubEntry:
    """A panel: what it is called, what it holds now, where it is, and other words that people look for it by."""

    icon: str
    label: Message
    holds: str
    url: str
    words: Message


@dataclass(frozen=True)
class HubGroup:
    label: Message
    help: Message
    entries: list[HubEntry]


def hub_groups(asking: Asking) -> list[HubGroup]:
    """Everything that can be set, by group, as far as this viewer may open it."""
    session = asking.session
    dictionaries = [
        HubEntry(
            panel.icon,
            panel.label,
            _entries(number_of(session, panel.model)),
            f"/settings/dictionaries/{panel.key}/",
            panel.help,
        )
        for panel in DICTIONARIES.values()
    ]
    groups = ngettext("%(num)s group", "%(num)s groups", _count(asking, ContactGroup))
    tags = ngettext("%(num)s tag", "%(num)s tags", _count(asking, Tag))
    shape = [
        *dictionaries,
        HubEntry(
            "users-group", say("Groups"), groups, "/settings/groups/", say("Lists of contacts common to all users")
        ),
        HubEntry("tag", say("Tags"), tags, "/settings/tags/", say("Labels stuck to records while working")),
    ]
    found = [HubGroup(say("Shape of the records"), say("what your people see and fill in"), shape)]
    if asking.viewer.is_admin:
        found += [_people(asking), _connections()]
    return found


def _people(asking: Asking) -> HubGroup:
    users = ngettext("%(num)s user", "%(num)s users", _count(asking, User))
    return HubGroup(
        say("People and access"),
        say("who may do what"),
        [
            HubEntry("users", say("Users"), users, "/users/list/", say("Accounts, people who sign in, passwords")),
            HubEntry(
                "shield", say("Roles"), str(say("What each role may open")), "/roles/list/", say("Rights, permissions")
            ),
            HubEntry("users", say("User groups"), str(say("Teams")), "/groups/list/", say("Teams, departments")),
        ],
    )


def _connections() -> HubGroup:
    return HubGroup(
        say("Connections and data"),
        say("in and out"),
        [
            HubEntry(
                "adjustments-horizontal",
                say("Installation"),
                str(say("Name, region, time zone, lists")),
                "/settings/installation/",
                say("General options, defaults, phone prefix"),
            ),
            HubEntry(
                "file-import",
                say("Imports"),
                str(say("Files that were brought in")),
                "/imports/",
                say("CSV, LinkedIn, upload"),
            ),
            HubEntry(
                "progress", say("Jobs"), str(say("Work in the background")), "/jobs/", say("Queue, progress, running")
            ),
        ],
    )


def _entries(number: int) -> str:
    return ngettext("%(num)s entry", "%(num)s entries", number)


def _count(asking: Asking, model: type[Any]) -> int:
    return asking.session.scalar(select(func.count()).select_from(model)) or 0


def given_row() -> Mapping[str, str]:
    """What the form of a row holds."""
    return {name: value for name, value in request.form.items() if name != "csrf_token"}
