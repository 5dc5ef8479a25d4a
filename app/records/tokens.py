"""Tags and groups: made by typing a name, each with the thread that its name gives it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.text import THREADS, search_key, strip_controls
from app.kernel.viewer import AnySession
from app.models import ContactGroup, Tag


def make_tag(session: AnySession, name: str) -> Tag:
    """The tag of that name, made if there is none (TAG-1)."""
    return _find_or_make(session, Tag, name, most=80)


def make_group(session: AnySession, name: str) -> ContactGroup:
    """The group of that name, made if there is none. Whether the viewer may is ``app.domain.groups``' to say."""
    return _find_or_make(session, ContactGroup, name, most=200)


def _find_or_make(session: AnySession, model: type[Any], name: str, most: int) -> Any:
    name = clean_name(name, most)
    key = search_key(name)
    found = session.scalars(select(model).where(model.name_key == key)).first()
    if found is None:
        found = model(name=name, name_key=key, color=THREADS[sum(map(ord, key)) % len(THREADS)])
        session.add(found)
        session.flush()
    return found


def clean_name(name: str, most: int) -> str:
    """A name that can be shown and found; raises ``Invalid``."""
    name = " ".join(strip_controls(name).split())
    if not search_key(name):
        raise Invalid(say("Write a name with at least one letter or digit."), "name")
    if len(name) > most:
        raise Invalid(say("Write at most %(count)s characters.", count=most), "name")
    return name
