"""What saved filters and list views have in common: who keeps them, what they are called, who changes them (FLT-5, LST-2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.messages import Message, say
from app.kernel.text import strip_controls
from app.models import OwnedByUser, User
from app.records.access import is_kept_by
from app.records.fields import Asking

LONGEST_NAME = 200


def kept_by_id(asking: Asking, model: type[Any], one_id: int) -> Any:
    """The viewer's own or shared thing of that id; raises ``NotFound``."""
    found = asking.session.scalars(select(model).where(model.id == one_id)).first()
    if found is None or not (found.is_shared or is_kept_by(asking.viewer, found)):
        raise NotFound
    return found


def named(asking: Asking, offered: Sequence[Any], word: str) -> Any | None:
    """The one of that name, the viewer's own first, else of that id."""
    by_name = [one for one in offered if one.name == word]
    own = [one for one in by_name if one.user_id == asking.viewer.user_id]
    by_id = [one for one in offered if str(one.id) == word]
    return next((found[0] for found in (own, by_name, by_id) if found), None)


def refuse_guests(asking: Asking, message: Message) -> int:
    """The id of the user who keeps something new; raises ``Forbidden`` for those who do not work here."""
    if not asking.viewer.works_here or asking.viewer.user_id is None:
        raise Forbidden(message)
    return asking.viewer.user_id


def check_right(asking: Asking, thing: OwnedByUser, message: Message) -> None:
    """Raises ``Forbidden`` for all but its author and, where it is shared, managers."""
    if not is_kept_by(asking.viewer, thing):
        raise Forbidden(message)


def checked_name(asking: Asking, thing: Any, name: str) -> str:
    """The name for ``thing``, which no other of its owner and kind has; raises ``Invalid``."""
    clean = " ".join(strip_controls(name).split())
    if not clean:
        raise Invalid(say("Write a name."), "name")
    if len(clean) > LONGEST_NAME:
        raise Invalid(say("Write at most %(count)s characters.", count=LONGEST_NAME), "name")
    model = type(thing)
    with asking.session.no_autoflush:
        others = asking.session.execute(
            select(model.id, model.name).where(model.kind == thing.kind, model.user_id == thing.user_id)
        )
        if any(row.name.casefold() == clean.casefold() and row.id != thing.id for row in others):
            raise Invalid(say("There is one named “%(name)s” already. Choose another name.", name=clean), "name")
    return clean


def users_reached(asking: Asking) -> int:
    """How many users meet what is shared with everyone."""
    return asking.session.scalar(select(func.count(User.id)).where(User.active)) or 0
