"""Tags: made while working; renamed, merged and recoloured here (TAG-1)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.kernel.errors import Conflict, Forbidden, NotFound
from app.kernel.messages import say
from app.kernel.text import THREADS, search_key
from app.kernel.viewer import AnySession, viewer_of
from app.models import Tag
from app.records.bulk import move_all_links, remove_all_links
from app.records.tokens import clean_name


def tags_in_order(session: AnySession) -> Sequence[Tag]:
    """All tags by name."""
    return session.scalars(select(Tag).order_by(Tag.name_key)).all()


def change_tag(session: AnySession, tag_id: int, name: str, color: str | None = None) -> Tag:
    """Rename or recolour a tag; raises ``Conflict`` where another has that name (merge them instead)."""
    tag = _tag(session, tag_id)
    name = clean_name(name, 80)
    taken = session.scalars(select(Tag).where(Tag.name_key == search_key(name))).first()
    if taken is not None and taken.id != tag.id:
        raise Conflict(
            say("There is a tag “%(name)s” already. Merge the two, or choose another name.", name=taken.name), "name"
        )
    tag.name, tag.name_key = name, search_key(name)
    if color in THREADS:
        tag.color = color
    session.flush()
    return tag


def merge_tags(session: AnySession, tag_id: int, into_id: int) -> Tag:
    """Everything with one tag gets the other, and the first one goes."""
    gone, stays = _tag(session, tag_id), _tag(session, into_id)
    if gone.id == stays.id:
        raise Conflict(say("Choose another tag to merge this one into."), "into")
    move_all_links(session, "record_tag", "tag_id", gone.id, stays.id)
    session.delete(gone)
    session.flush()
    return stays


def remove_tag(session: AnySession, tag_id: int) -> None:
    """Take a tag off everything and forget it."""
    gone = _tag(session, tag_id)
    remove_all_links(session, "record_tag", "tag_id", gone.id)
    session.delete(gone)
    session.flush()


def _tag(session: AnySession, tag_id: int) -> Tag:
    if not viewer_of(session).is_manager:
        raise Forbidden(say("Only managers rename, merge and remove tags. Ask a manager."))
    found = session.get(Tag, tag_id)
    if found is None:
        raise NotFound
    return found
