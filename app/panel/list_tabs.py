"""List views as the header shows them: tabs, what differs from what is kept, and for whom a list begins with which (LST-2, FLT-8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app.domain.kept import users_reached
from app.domain.list_defaults import choices_of_roles, may_choose_for_roles
from app.domain.list_views import FIRST, OWN, Layout, layout_of, views_for, width_text
from app.domain.saved_filters import filters_for
from app.kernel.messages import Message, say, say_n
from app.models import Keepsake, ListView, OwnedByUser, Role, User
from app.panel.formats import list_text
from app.panel.list_links import Listing
from app.records.access import is_kept_by
from app.records.fields import Asking
from app.records.kept_things import kept_for
from app.records.kinds import Kind
from app.records.role_names import role_label

AT_ONCE = 4
STANDARD = say("Standard")
"""What the columns that a kind declares are called, beside the views that users keep."""


@dataclass(frozen=True)
class Tab:
    """One list view in the header."""

    label: Message | str
    url: str
    is_current: bool = False
    is_private: bool = False
    is_changed: bool = False


def tabs_of(asking: Asking, listing: Listing) -> tuple[list[Tab], list[Tab]]:
    """The views that stand in the header, the one in force always among them, and those that only the menu lists."""
    views = [None, *views_for(asking, listing.kind)]
    tabs = [_tab(asking, listing, view) for view in views]
    if len(tabs) <= AT_ONCE:
        return tabs, []
    place = next((number for number, tab in enumerate(tabs) if tab.is_current), 0)
    chosen = tabs[:AT_ONCE] if place < AT_ONCE else [*tabs[: AT_ONCE - 1], tabs[place]]
    return chosen, [tab for tab in tabs if tab not in chosen]


def _tab(asking: Asking, listing: Listing, view: ListView | None) -> Tab:
    layout = listing.layout
    assert layout is not None
    is_current = (view.id if view else 0) == layout.view_id
    url = listing.laid_out(layout if is_current else laid_out_as(asking, listing, view))
    is_private = view is not None and not view.is_shared
    return Tab(view.name if view else STANDARD, url, is_current, is_private, is_current and bool(differences(listing)))


def laid_out_as(asking: Asking, listing: Listing, view: ListView | None) -> Layout:
    """The list as that view has it, whatever the address says."""
    return layout_of(asking, listing.kind, [("view", str(view.id) if view else OWN)])


def as_kept(listing: Listing) -> Layout:
    """The list's own view without what was changed since."""
    layout = listing.layout
    assert layout is not None
    return replace(layout, columns=layout.kept, widths=layout.kept_widths)


def drop_url(listing: Listing, **more: object) -> str:
    """The address without what was changed since the view was kept."""
    layout = as_kept(listing)
    return replace(listing, layout=layout).url(replace(listing.query, sort=layout.kept_sort), **more)


def link_to_copy(listing: Listing) -> str:
    """An address that shows others the same as far as they may see it: it names what it shows and depends on nobody's choices."""
    layout = listing.layout
    assert layout is not None
    shared = layout.view is None or layout.view.is_shared
    bare = replace(layout, default_id=-1) if shared else _spelled_out(layout)
    spelled = replace(listing, saved=None, kept=None, begins_with=None, layout=bare)
    return spelled.url(replace(listing.query, page=1))


def _spelled_out(layout: Layout) -> Layout:
    """A view of one's own is nobody else's: its columns stand in the address."""
    return replace(layout, view=None, default_id=-1, kept=(), kept_widths={}, kept_sort=layout.kind.sort)


# --- what differs ----------------------------------------------------------------------------------------------------------


def differences(listing: Listing) -> list[Message]:
    """What the list shows otherwise than its view, in words."""
    layout = listing.layout
    assert layout is not None
    now, kept = layout.words, layout.kept_words
    changed = len(set(now) ^ set(kept))
    found = [say_n("%(num)s column", "%(num)s columns", changed)] if changed else []
    if [word for word in now if word in kept] != [word for word in kept if word in now]:
        found.append(say("the order"))
    if dict(layout.widths) != dict(layout.kept_widths):
        found.append(say("the widths"))
    if (listing.query.sort or (FIRST,)) != (layout.kept_sort or (FIRST,)):
        found.append(say("the sorting"))
    return found


def difference_text(listing: Listing) -> str:
    return list_text([str(one) for one in differences(listing)])


# --- whose list begins with it ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RoleChoice:
    """One role: whether its lists begin with this one, else what they begin with."""

    role: str
    is_chosen: bool
    now: Message | str = ""


@dataclass(frozen=True)
class Beginners:
    """Whose lists begin with a view or filter: the viewer's own choice, and, for those who may choose, the roles'."""

    what: Keepsake
    thing_id: int
    is_mine: bool
    may_be_for_roles: bool
    roles: Sequence[RoleChoice]

    @property
    def text(self) -> str:
        """In few words, for the line of a menu."""
        found = [
            *([str(say("me"))] if self.is_mine else []),
            *(str(role_label(one.role)) for one in self.roles if one.is_chosen),
        ]
        return list_text(found)


def beginners_of(asking: Asking, kind: Kind, what: Keepsake, thing: OwnedByUser | None) -> Beginners:
    """For a view or filter; None is the kind's own view."""
    offered: Sequence[Any] = views_for(asking, kind) if what is Keepsake.VIEW else filters_for(asking, kind)
    own = next((one for one in kept_for(asking, kind).defaults if one.what is what and one.user_id is not None), None)
    is_mine = own is not None and own.chosen_id == (thing.id if thing else None)
    may = may_choose_for_roles(asking.viewer)
    roles = list(_roles(asking, kind, what, thing, offered)) if may else []
    return Beginners(what, thing.id if thing else 0, is_mine, may and (thing is None or thing.is_shared), roles)


def _roles(
    asking: Asking, kind: Kind, what: Keepsake, thing: OwnedByUser | None, offered: Sequence[Any]
) -> Iterable[RoleChoice]:
    chosen = choices_of_roles(asking, kind, what)
    names = {one.id: one.name for one in offered}
    for role in asking.session.scalars(select(Role.name).where(Role.name != "Public").order_by(Role.id)):
        one = chosen.get(role)
        is_this = one is not None and one.chosen_id == (thing.id if thing else None)
        now = names.get(one.chosen_id or 0, "") if one is not None and not is_this else ""
        yield RoleChoice(role, is_this, now)


# --- the menu --------------------------------------------------------------------------------------------------------------


def menu_context(asking: Asking, listing: Listing) -> dict[str, Any]:
    """Everything that the menu of the view in force shows."""
    layout = listing.layout
    assert layout is not None
    view = layout.view
    return {
        "view": view,
        "author": author_of(asking, view),
        "is_mine": view is not None and view.user_id == asking.viewer.user_id,
        "may_save": view is not None and is_kept_by(asking.viewer, view),
        "may_keep": asking.viewer.works_here,
        "changed": difference_text(listing),
        "users": users_reached(asking) if view is not None and view.is_shared else 1,
        "beginners": beginners_of(asking, listing.kind, Keepsake.VIEW, view),
        "drop_url": drop_url(listing),
        "link": link_to_copy(listing),
        "content": content_words(listing),
        "rest": rest_of(listing),
        "gone": layout.gone,
        "standard": STANDARD,
    }


def author_of(asking: Asking, thing: OwnedByUser | None) -> User | None:
    return asking.session.get(User, thing.user_id) if thing is not None else None


def content_words(listing: Listing) -> list[tuple[str, str]]:
    """What a form sends of the list to be kept as a view."""
    layout = listing.layout
    assert layout is not None
    words = [("columns", ",".join(layout.words)), ("sort", ",".join(listing.query.sort))]
    return [*words, ("widths", width_text(layout.widths))]


def rest_of(listing: Listing) -> str:
    """The list less its layout, as an address's query: where to return when a view was kept or changed."""
    bare = replace(listing, layout=None)
    return bare.url(replace(listing.query, page=1, sort=())).partition("?")[2]
