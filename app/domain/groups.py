"""Groups of contacts: common to all users, named, joined and left (GRP-1 to GRP-3)."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel.errors import Conflict, Forbidden, NotFound
from app.kernel.messages import say
from app.kernel.settings import get_setting
from app.kernel.text import THREADS, search_key
from app.kernel.viewer import AnySession, viewer_of
from app.models import ContactGroup
from app.records.bulk import remove_all_links
from app.records.tokens import clean_name, make_group


def may_manage_groups(session: AnySession) -> bool:
    """Whether the viewer may add, rename and remove groups: everybody, unless the setting keeps it to managers (GRP-1)."""
    viewer = viewer_of(session)
    return viewer.is_manager or (viewer.works_here and not get_setting(session, "groups.managers_only"))


def _check(session: AnySession) -> None:
    if not may_manage_groups(session):
        raise Forbidden(say("Only managers add, rename and remove groups here. Ask a manager."))


def make_group_as_viewer(session: AnySession, name: str) -> ContactGroup:
    """The group of that name, made on the spot where the viewer may (GRP-2); raises ``Forbidden`` or ``Invalid``."""
    _check(session)
    return make_group(session, name)


def group(session: AnySession, group_id: int) -> ContactGroup:
    """The group of that id; raises ``NotFound``."""
    found = session.get(ContactGroup, group_id)
    if found is None:
        raise NotFound
    return found


def groups_in_order(session: AnySession) -> list[ContactGroup]:
    """All groups as the side panel shows them."""
    return list(session.scalars(select(ContactGroup).order_by(ContactGroup.sort, ContactGroup.name_key)))


def add_group(session: AnySession, name: str, color: str | None = None) -> ContactGroup:
    """A new group, in a colour of its own where none is named; raises ``Conflict`` where the name is taken."""
    _check(session)
    _refuse_taken(session, name, None)
    made = make_group(session, name)
    if color in THREADS:
        made.color = color
    return made


def change_group(session: AnySession, group_id: int, name: str, color: str | None = None) -> ContactGroup:
    """Rename or recolour a group; raises ``Conflict`` where the name is taken."""
    _check(session)
    changed = group(session, group_id)
    _refuse_taken(session, name, group_id)
    changed.name = clean_name(name, 200)
    changed.name_key = search_key(changed.name)
    if color in THREADS:
        changed.color = color
    return changed


def remove_group(session: AnySession, group_id: int) -> None:
    """Remove a group; its contacts stay (GRP-1)."""
    _check(session)
    removed = group(session, group_id)
    remove_all_links(session, "group_member", "group_id", group_id)
    session.delete(removed)
    session.flush()


def _refuse_taken(session: AnySession, name: str, but: int | None) -> None:
    key = search_key(clean_name(name, 200))
    taken = session.scalars(select(ContactGroup).where(ContactGroup.name_key == key)).first()
    if taken is not None and taken.id != but:
        raise Conflict(say("There is a group named “%(name)s” already. Choose another name.", name=taken.name), "name")
