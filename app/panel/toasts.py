"""Messages of an act that stand on the next page, with the way back."""

from __future__ import annotations

from flask import flash

from app.kernel.messages import Message

UNDO = "undo "
"""Begins the category of a message that can be taken back; the address to post to follows."""


def toast(message: Message, *, undo_url: str = "", is_bad: bool = False) -> None:
    """Say ``message`` on the next page; ``undo_url`` is posted to by its *Undo*."""
    text = str(message)
    if undo_url:
        flash(text, UNDO + undo_url)
    else:
        flash(text, "danger" if is_bad else "success")
