"""The records that a user looked at last, kept with the user, so that they follow from one machine to the next."""

from __future__ import annotations

from flask import g

MOST = 20
KEPT = "recent"


def recent_ids() -> list[int]:
    """Their ids, newest first. Some may be gone, or hidden from the user by now: ask for them under the guard."""
    kept = (getattr(g.get("user"), "choices", None) or {}).get(KEPT)
    return [one for one in kept if isinstance(one, int)] if isinstance(kept, list) else []


def remember(record_id: int) -> None:
    """Put a record at the head; the oldest goes where there are too many."""
    user = g.get("user")
    if user is None or not user.is_authenticated:
        return
    ids = [record_id, *(one for one in recent_ids() if one != record_id)][:MOST]
    if ids != recent_ids():
        user.choices = {**(user.choices or {}), KEPT: ids}
