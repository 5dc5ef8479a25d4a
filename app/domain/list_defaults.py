"""What a list begins with: a view and a filter for each user and for each role (FLT-8)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.kernel.errors import Forbidden, Invalid
from app.kernel.messages import say
from app.kernel.viewer import Viewer
from app.models import Keepsake, ListDefault, ListView, Role, SavedFilter
from app.records.fields import Asking
from app.records.kept_things import forget_kept, kept_for
from app.records.kinds import Kind

Kept = ListView | SavedFilter


def default_of(asking: Asking, kind: Kind, what: Keepsake, offered: Sequence[Kept]) -> Kept | None:
    """The view or filter that the viewer's list begins with; None for the kind's own. What is no longer shared is passed over."""
    by_id = {one.id: one for one in offered}
    for one in kept_for(asking, kind).defaults:
        if one.what is what and (one.chosen_id is None or one.chosen_id in by_id):
            return by_id[one.chosen_id] if one.chosen_id is not None else None
    return None


def may_choose_for_roles(viewer: Viewer) -> bool:
    """Managers and administrators say what a role begins with."""
    return viewer.is_manager


def choose_for_me(asking: Asking, kind: Kind, what: Keepsake, thing: Kept | None) -> None:
    """From now on the viewer's list begins with ``thing``, or with the kind's own; call inside a change set."""
    user_id = asking.viewer.user_id
    if not asking.viewer.works_here or user_id is None:
        raise Forbidden(say("Your role does not let you choose this. Ask an administrator."))
    found = _row(asking, kind, what, ListDefault.user_id == user_id)
    _write(asking, found or ListDefault(kind=kind.name, what=what, user_id=user_id), thing)


def choose_for_role(asking: Asking, kind: Kind, what: Keepsake, role: str, thing: Kept | None) -> None:
    """The same for everybody of a role who chose nothing; raises ``Forbidden``, or ``Invalid`` for what they would not see."""
    if not may_choose_for_roles(asking.viewer):
        raise Forbidden(say("Only managers and administrators choose for a role."))
    if asking.session.scalars(select(Role.id).where(Role.name == role)).first() is None:
        raise Invalid(say("There is no role “%(name)s”.", name=role), "role")
    if thing is not None and not thing.is_shared:
        raise Invalid(say("Share it with everyone before it becomes the default of a role."), "role")
    found = _row(asking, kind, what, ListDefault.role == role)
    _write(asking, found or ListDefault(kind=kind.name, what=what, role=role), thing)


def drop_choice(asking: Asking, kind: Kind, what: Keepsake, role: str | None = None) -> None:
    """Forget what the viewer, or a role, begins with."""
    if role is not None and not may_choose_for_roles(asking.viewer):
        raise Forbidden(say("Only managers and administrators choose for a role."))
    mine = ListDefault.user_id == asking.viewer.user_id if role is None else ListDefault.role == role
    found = _row(asking, kind, what, mine)
    if found is not None:
        asking.session.delete(found)
    forget_kept(asking)


def choices_of_roles(asking: Asking, kind: Kind, what: Keepsake) -> dict[str, ListDefault]:
    """What each role begins with, by its name."""
    of_roles = ListDefault.role.is_not(None)
    statement = select(ListDefault).where(ListDefault.kind == kind.name, ListDefault.what == what, of_roles)
    return {one.role or "": one for one in asking.session.scalars(statement)}


def forget_thing(asking: Asking, thing: Kept) -> None:
    """Nobody begins with it any more, because it is to be removed."""
    column = ListDefault.view_id if isinstance(thing, ListView) else ListDefault.filter_id
    for one in asking.session.scalars(select(ListDefault).where(column == thing.id)).all():
        asking.session.delete(one)
    forget_kept(asking)


def _row(asking: Asking, kind: Kind, what: Keepsake, whose: object) -> ListDefault | None:
    statement = select(ListDefault).where(ListDefault.kind == kind.name, ListDefault.what == what, whose)  # type: ignore[arg-type]
    return asking.session.scalars(statement).first()


def _write(asking: Asking, one: ListDefault, thing: Kept | None) -> None:
    one.view_id = thing.id if isinstance(thing, ListView) else None
    one.filter_id = thing.id if isinstance(thing, SavedFilter) else None
    asking.session.add(one)
    forget_kept(asking)
