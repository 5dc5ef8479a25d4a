"""What stands round every page: side menu, top bar, choices of look. Templates read it as ``shell``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, request
from flask_babel import get_locale
from sqlalchemy import select

from app.domain.groups import may_manage_groups
from app.domain.saved_filters import filters_for
from app.kernel.database import db
from app.kernel.messages import Message, say
from app.kernel.text import initials, thread_of
from app.kernel.viewer import Viewer
from app.models import ContactGroup, Record, SavedFilter
from app.panel import assets, pieces, relation_card, shown
from app.panel.languages import PSEUDO, direction
from app.panel.recent import recent_ids
from app.records.fields import Asking
from app.records.kinds import Kind, kinds
from app.records.ties import is_switched_on
from app.records.vocabulary import words_in

CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "dark"),
    "density": ("normal", "tight", "roomy"),
    "side": ("open", "folded"),
    "keys": ("on", "off"),
}
"""What a user chooses about the look; the first is the default. Kept in a cookie each and, once signed in, with the user."""

LANGUAGE_MARKS = {"en": "EN", "pl": "PL", "he": "עב"}
SETTINGS_PAGES = ("/settings", "/users", "/roles", "/user-groups", "/groups", "/apikeys", "/registeruser")
RECENTS = 5


@dataclass(frozen=True)
class Entry:
    """One line of a menu. ``count_for`` names the count that is fetched after the page, ``go`` the key after ``g``; ``menu`` leads to
    what can be done with it."""

    key: str
    label: Message | str
    href: str
    icon: str = ""
    count_for: str = ""
    thread: str = ""
    is_current: bool = False
    go: str = ""
    menu: str = ""


@dataclass(frozen=True)
class LanguageEntry:
    """A language in its own letters."""

    code: str
    name: str
    mark: str
    href: str
    is_current: bool

    @property
    def lang(self) -> str | None:
        """For the ``lang`` attribute; the pseudo-locale is no language."""
        return None if self.code == PSEUDO else self.code


class Shell:
    """Everything that the frame shows. What needs the database is worked out only when a template asks for it."""

    @cached_property
    def viewer(self) -> Viewer | None:
        """Who is signed in, if anybody is."""
        found: Viewer | None = db.session.info.get("viewer")
        return found if found is not None and found.user_id is not None else None

    @cached_property
    def language(self) -> str:
        locale = get_locale()
        return str(locale).partition("_")[0] if locale else "en"

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def languages(self) -> list[LanguageEntry]:
        offered: dict[str, Any] = current_app.config["LANGUAGES"]
        return [
            LanguageEntry(
                code, about["name"], LANGUAGE_MARKS.get(code, code.upper()), f"/lang/{code}", code == self.language
            )
            for code, about in offered.items()
        ]

    def choice(self, name: str) -> str:
        """What the user chose for one of ``CHOICES``; the default where nothing or nonsense is kept."""
        kept = (getattr(g.get("user"), "choices", None) or {}).get(name) or request.cookies.get(name, "")
        return kept if kept in CHOICES[name] else CHOICES[name][0]

    @property
    def theme(self) -> str:
        """The theme to begin with; for ``auto`` a line of script puts dark in its place before the page is drawn."""
        return "dark" if self.choice("theme") == "dark" else "light"

    # --- who ---------------------------------------------------------------------------------------------------------

    @property
    def initials(self) -> str:
        return initials(self.viewer.name) if self.viewer else ""

    @property
    def thread(self) -> str:
        return thread_of(self.viewer.user_id or 0) if self.viewer else "slate"

    @property
    def profile_url(self) -> str:
        return str(current_app.extensions["appbuilder"].get_url_for_userinfo)

    @property
    def logout_url(self) -> str:
        return str(current_app.extensions["appbuilder"].get_url_for_logout)

    @property
    def eyes(self) -> str:
        """Whose eyes an administrator looks with; empty for their own."""
        return repr(g.eyes) if g.get("eyes") is not None else ""

    # --- where -------------------------------------------------------------------------------------------------------

    @cached_property
    def kind(self) -> Kind | None:
        """The kind whose pages these are."""
        return next((one for one in kinds() if request.path.startswith(f"{one.route}/")), None)

    @property
    def is_list(self) -> bool:
        return self.kind is not None and request.path == f"{self.kind.route}/list/"

    @property
    def is_contact_list(self) -> bool:
        return self.is_list and self.kind is not None and self.kind.is_contact

    @property
    def place(self) -> str:
        """The key of the menu entry for this page."""
        if self.kind is not None:
            return self.kind.name
        if request.path == "/":
            return "dashboard"
        if request.path.startswith("/relations/map"):
            return "map"
        if request.path.startswith("/imports"):
            return "import"
        return "settings" if request.path.startswith(SETTINGS_PAGES) else ""

    # --- menus -------------------------------------------------------------------------------------------------------

    @property
    def dashboard(self) -> Entry:
        return Entry("dashboard", say("Dashboard"), "/", icon="home", is_current=self.place == "dashboard")

    @property
    def has_relations(self) -> bool:
        """Whether records can be tied to one another (REL-1)."""
        return is_switched_on()

    @property
    def menu_items(self) -> list[Entry]:
        """The kinds, persons first."""
        return [
            Entry(
                one.name,
                one.label_menu or one.label_plural,
                f"{one.route}/list/",
                icon=one.icon,
                count_for=f"kind:{one.name}",
                go=one.key,
                is_current=self.kind is not None and one.name == self.kind.name and not self._is_inside,
            )
            for one in kinds()
            if one.is_in_menu
        ]

    @property
    def map_item(self) -> Entry | None:
        """The relation map; nothing while relations are off."""
        if not is_switched_on():
            return None
        return Entry("map", say("Relation map"), "/relations/map", icon="affiliate", is_current=self.place == "map")

    @property
    def _is_inside(self) -> bool:
        return self.is_list and any(request.args.get(word) for word in ("filter", "saved", "groups.any"))

    @property
    def new_items(self) -> list[Entry]:
        """What can be added, the kind of the page first."""
        ordered = sorted(kinds(), key=lambda one: self.kind is None or one.name != self.kind.name)
        return [Entry(one.name, one.label, f"{one.route}/add", icon=one.icon) for one in ordered]

    @property
    def kind_choices(self) -> list[tuple[str, str]]:
        """The kinds that the command sheet narrows to."""
        return [(one.name, str(one.label_plural)) for one in kinds()]

    @property
    def foot_items(self) -> list[Entry]:
        return [
            Entry("import", say("Import"), "/imports/", icon="file-import", is_current=self.place == "import"),
            Entry("settings", say("Settings"), "/settings/", icon="settings", is_current=self.place == "settings"),
        ]

    @cached_property
    def saved_filters(self) -> list[Entry]:
        """On the list of a kind: the viewer's own filters and those shared with everyone, by name (FLT-5)."""
        if self.kind is None or self.viewer is None or not self.is_list:
            return []
        return [self._filter_entry(self.kind, one) for one in saved_filters_of(self.kind, self.viewer)]

    def _filter_entry(self, of: Kind, one: SavedFilter) -> Entry:
        chosen = str(one.id) in {request.args.get("filter"), request.args.get("saved")}
        href = f"{of.route}/list/?filter={one.id}"
        count_for, menu = f"filter:{one.id}", f"/filters/{one.id}/"
        return Entry(str(one.id), one.name, href, "filter", count_for, is_current=chosen, menu=menu)

    @cached_property
    def groups(self) -> list[Entry]:
        """On the list of a contact kind: all groups (GRP-3)."""
        if self.kind is None or self.viewer is None or not self.is_contact_list:
            return []
        chosen = request.args.get("groups.any")
        return [
            Entry(
                str(group.id),
                group.name,
                f"{self.kind.route}/list/?{urlencode({'groups.any': group_word(group.id, group.name)})}",
                count_for=f"group:{self.kind.name}:{group.id}",
                thread=group.color,
                is_current=chosen in {group.name, str(group.id)},
            )
            for group in words_in(Asking(db.session, self.viewer), ContactGroup)
        ]

    @property
    def may_manage_groups(self) -> bool:
        return self.viewer is not None and may_manage_groups(db.session)

    @cached_property
    def recents(self) -> list[tuple[Kind, Record, str]]:
        """The records last looked at, newest first, with their addresses."""
        ids = recent_ids()[:RECENTS]
        if self.viewer is None or not ids:
            return []
        found = {record.id: record for record in db.session.scalars(select(Record).where(Record.id.in_(ids)))}
        of = {one.name: one for one in kinds()}
        shown = [found[one] for one in ids if one in found and found[one].kind in of]
        return [(of[record.kind], record, f"/r/{record.id}") for record in shown]


def group_word(group_id: int, name: str) -> str:
    """How a filter names a group: by name, unless a comma in it would be read as two."""
    return str(group_id) if "," in name else name


def saved_filters_of(of: Kind, viewer: Viewer) -> Sequence[SavedFilter]:
    """The filters for ``of`` that the viewer keeps or others share."""
    return filters_for(Asking(db.session, viewer), of)


def shell_context() -> dict[str, Shell]:
    """The context processor: one ``shell`` a request, also on pages of Flask-AppBuilder and of errors."""
    if "shell" not in g:
        g.shell = Shell()
    return {"shell": g.shell}


def register(app: Flask) -> None:
    """Wire the frame into ``app``: functions and filters of the templates, context, and the pages that feed the frame."""
    from app.panel.shell_pages import pages

    assets.register(app)
    pieces.register(app)
    app.jinja_env.filters.update(initials=initials, thread=thread_of)
    shown.register(app)
    relation_card.register(app)
    app.context_processor(shell_context)
    app.register_blueprint(pages)
