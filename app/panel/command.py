"""The command sheet: one field that finds records of every kind, saved filters, groups and acts (ui.md, *Command sheet*)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import current_app
from sqlalchemy import or_, select

from app.kernel.messages import Message, say
from app.kernel.text import search_key, strip_controls
from app.models import ContactGroup, Record, SavedFilter
from app.panel.access_requests import locked_hits
from app.panel.formats import number_text
from app.panel.hits import record_hit
from app.panel.recent import recent_ids
from app.panel.settings_cards import GROUPS
from app.panel.settings_hub import open_cards
from app.panel.shell import LANGUAGE_MARKS, group_word
from app.panel.suggest import LONGEST, is_open
from app.records.fields import Asking
from app.records.kinds import Kind, kind, kinds
from app.records.locked import locked_by_name
from app.records.quick_find import quick_find
from app.records.search import load_rows
from app.records.vocabulary import words_in

MOST_RECORDS = 8
MOST_LISTS = 5
MOST_ACTS = 8
ACTS_SIGN = ">"
"""Before what is typed: acts alone."""

Row = dict[str, Any]
Group = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """Something to do from anywhere. ``choice`` is a look to choose, else ``href`` a page to go to; ``key`` stands
    beside it, ``words`` are others that people look for it by."""

    name: str
    label: Message | str
    icon: str
    href: str = ""
    key: str = ""
    choice: dict[str, str] = field(default_factory=dict)
    words: tuple[Message, ...] = ()

    def fits(self, wanted: str) -> bool:
        """Whether its label, or one of the other words for it, holds what is wanted."""
        return any(wanted in search_key(str(one)) for one in (self.label, *self.words))

    def row(self) -> Row:
        return {
            "act": self.name,
            "name": str(self.label),
            "icon": self.icon,
            "href": self.href,
            "key": self.key,
            "choice": self.choice,
        }


def sheet_groups(asking: Asking, typed: str, kind_name: str = "", last: Sequence[str] = ()) -> list[Group]:
    """What the sheet shows for ``typed``, group by group; empty groups are left out.

    ``kind_name`` narrows to records of one kind. Without anything typed: the records looked at last, and the acts named in ``last``.
    """
    typed = strip_controls(typed).strip()[:LONGEST]
    if typed.startswith(ACTS_SIGN):
        groups = [_acts(asking, typed.removeprefix(ACTS_SIGN).strip(), MOST_ACTS * 8)]
    elif not typed:
        groups = [_recent(asking, kind_name), _last_acts(asking, last)]
    elif kind_name:
        groups = [_records(asking, typed, [kind_name]), _group("acts", say("Acts"), [_adding(typed, kind_name)])]
    else:
        names = [one.name for one in kinds() if is_open(one)]
        doing = _acts(asking, typed, MOST_ACTS)
        doing["rows"].insert(0, _adding(typed, ""))
        groups = [_records(asking, typed, names), _lists(asking, typed), doing]
    return [one for one in groups if one["rows"]]


def _group(name: str, label: Message, rows: list[Row], count: str = "") -> Group:
    return {"group": name, "label": str(label), "count": count, "rows": rows}


# --- records -------------------------------------------------------------------------------------------------------------


def _records(asking: Asking, typed: str, names: Sequence[str]) -> Group:
    found = quick_find(asking, typed, [name for name in names if is_open(kind(name))], MOST_RECORDS)
    count = "" if found.has_more else number_text(found.count)
    pairs = [(one.kind, one.id) for one in found.best]
    locked = locked_hits(locked_by_name(asking, typed, [name for name in names if is_open(kind(name))]))
    return _group("records", say("Records"), [*record_rows(asking, pairs), *map(_locked_row, locked)], count)


def _locked_row(hit: Row) -> Row:
    return {**hit, "note": str(kind(hit["kind"]).label)}


def _recent(asking: Asking, kind_name: str) -> Group:
    ids = recent_ids()
    found = asking.session.execute(select(Record.id, Record.kind).where(Record.id.in_(ids))).all() if ids else []
    kind_of = {row.id: row.kind for row in found}
    pairs = [(kind_of[one], one) for one in ids if one in kind_of and kind_name in {"", kind_of[one]}]
    return _group("records", say("Recent"), record_rows(asking, pairs[:MOST_RECORDS]))


def record_rows(asking: Asking, pairs: Sequence[tuple[str, int]]) -> list[Row]:
    """Rows for records given as kind and id, in that order; what the viewer may not see is left out."""
    made: dict[int, Row] = {}
    for name in dict.fromkeys(name for name, _ in pairs):
        of = kind(name)
        ids = [record_id for kind_name, record_id in pairs if kind_name == name]
        made.update({record.id: _record_row(of, record) for record in load_rows(asking, of, ids, of.hints)})
    return [made[record_id] for _, record_id in pairs if record_id in made]


def _record_row(of: Kind, record: Any) -> Row:
    return {**record_hit(of, record), "note": str(of.label), "href": f"{of.route}/show/{record.id}"}


# --- saved filters and groups --------------------------------------------------------------------------------------------


def _lists(asking: Asking, typed: str) -> Group:
    wanted = search_key(typed)
    rows = [row for row in _filters(asking) if wanted in search_key(row["name"])]
    rows += [row for row in _contact_groups(asking) if wanted in search_key(row["name"])]
    return _group("lists", say("Saved filters and groups"), rows[:MOST_LISTS])


def _filters(asking: Asking) -> Iterator[Row]:
    mine = or_(SavedFilter.user_id == asking.viewer.user_id, SavedFilter.is_shared)
    routes = {one.name: one.route for one in kinds() if is_open(one)}
    for one in asking.session.scalars(select(SavedFilter).where(mine).order_by(SavedFilter.name, SavedFilter.id)):
        if one.kind in routes:
            href = f"{routes[one.kind]}/list/?filter={one.id}"
            yield {"name": one.name, "icon": "filter", "href": href, "count_for": f"filter:{one.id}"}


def _contact_groups(asking: Asking) -> Iterator[Row]:
    of = next((one for one in kinds() if one.is_contact and is_open(one)), None)
    if of is None:
        return
    for one in words_in(asking, ContactGroup):
        href = f"{of.route}/list/?{urlencode({'groups.any': group_word(one.id, one.name)})}"
        yield {"name": one.name, "thread": one.color, "href": href, "count_for": f"group:{of.name}:{one.id}"}


# --- acts ----------------------------------------------------------------------------------------------------------------


def _acts(asking: Asking, typed: str, most: int) -> Group:
    wanted = search_key(typed)
    fitting = [one for one in acts(asking) if one.fits(wanted)]
    return _group("acts", say("Acts"), [one.row() for one in fitting[:most]])


def _last_acts(asking: Asking, names: Sequence[str]) -> Group:
    by_name = {one.name: one for one in acts(asking)} if any(names) else {}
    return _group("acts", say("Acts"), [by_name[name].row() for name in names[:MOST_LISTS] if name in by_name])


def acts(asking: Asking) -> Iterator[Act]:
    """All acts that the viewer's role opens: go to a list, add a record, settings, looks, languages."""
    offered = [one for one in kinds() if is_open(one)]
    for one in offered:
        yield Act(f"go:{one.name}", one.label_plural, one.icon, f"{one.route}/list/", f"g {one.key}" if one.key else "")
    yield Act("go:dashboard", say("Dashboard"), "home", "/")
    for one in offered:
        yield Act(f"new:{one.name}", one.new_label, "plus", f"{one.route}/add")
    yield Act("go:import", say("Import"), "file-import", "/imports/")
    yield Act("go:jobs", say("Background jobs"), "clock-play", "/jobs/")
    yield Act("go:settings", say("Settings"), "settings", "/settings/")
    for card in (card for group in GROUPS for card in open_cards(asking, group)):
        yield Act(card.url, say("Settings: %(name)s", name=card.label), card.icon, card.url, words=card.words)
    yield from _looks()


def _looks() -> Iterator[Act]:
    themes = (("auto", say("Theme: as the system")), ("light", say("Theme: light")), ("dark", say("Theme: dark")))
    heights = (("tight", say("Rows: tight")), ("normal", say("Rows: normal")), ("roomy", say("Rows: roomy")))
    for value, label in themes:
        yield Act(f"theme:{value}", label, "palette", choice={"theme": value})
    for value, label in heights:
        yield Act(f"density:{value}", label, "baseline-density-medium", choice={"density": value})
    for code, about in current_app.config["LANGUAGES"].items():
        if code in LANGUAGE_MARKS:
            yield Act(f"language:{code}", say("Language: %(name)s", name=about["name"]), "world", f"/lang/{code}")


def _adding(typed: str, kind_name: str) -> Row:
    """The row that adds what was typed: of the kind narrowed to, else of the first whose name is one field."""
    of = kind(kind_name) if kind_name else next(one for one in kinds() if one.by_name["name"].is_editable)
    label = say("%(new)s “%(name)s”", new=of.new_label, name=typed)
    href = f"{of.route}/add?{urlencode({of.named_by[0]: typed})}"
    return {"act": f"new:{of.name}", "name": str(label), "icon": "plus", "href": href, "key": "Ctrl ↵", "is_new": True}
