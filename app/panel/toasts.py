"""Messages of an act that stand on the next page, with the way back."""

from __future__ import annotations

from flask import current_app, flash

from app.kernel.messages import Message
from app.records.changes import OpenSet

UNDO = "undo "
"""Begins the category of a message that can be taken back; the address to post to follows."""


def toast(message: Message, *, undo_url: str = "", is_bad: bool = False) -> None:
    """Say ``message`` on the next page; ``undo_url`` is posted to by its *Undo*."""
    text = str(message)
    if undo_url:
        flash(text, UNDO + undo_url)
    else:
        flash(text, "danger" if is_bad else "success")


def toast_done(message: Message, opened: OpenSet) -> None:
    """Say that what ``opened`` holds was done, with its way back; nothing is to be taken back where nothing changed."""
    toast(message, undo_url=undo_url(opened.id) if opened.id else "")


def undo_url(set_id: int) -> str:
    """Where a change set is undone by a POST."""
    return f"/history/sets/{set_id}/undo" if _has_undo() else ""


def _has_undo() -> bool:
    return any(rule.rule.startswith("/history/sets/") for rule in current_app.url_map.iter_rules())
