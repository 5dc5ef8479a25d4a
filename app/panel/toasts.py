"""Messages of an act that stand on the next page, with the way back.

Flask keeps a message as category and text; what else belongs to one of ours rides in the category.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Flask, flash

from app.kernel.messages import Message
from app.records.changes import OpenSet

MARK = "toast "


@dataclass(frozen=True)
class Act:
    """What a message offers to do: its question, the word on the button, and what the button sends where."""

    question: Message
    label: Message
    url: str
    values: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """For scripts, in the language of the page."""
        return {"text": str(self.question), "label": str(self.label), "url": self.url, "values": self.values}


def toast(
    message: Message, *, changes: int | None = None, more_url: str = "", is_bad: bool = False, act: Act | None = None
) -> None:
    """Say ``message`` on the next page.

    ``changes`` is the change set that its *Undo* takes back (None: nothing changed), ``more_url`` where *See why* goes, ``act`` what
    it offers to do.
    """
    text = str(message)
    undo = "" if changes is None else undo_url(changes)
    parts = {"undo": undo, "more": more_url, "bad": is_bad, "act": act.as_json() if act is not None else None}
    flash(text, MARK + json.dumps(parts))


def toast_done(message: Message, opened: OpenSet) -> None:
    """Say that what ``opened`` holds was done, with its way back; nothing is to be taken back where nothing changed."""
    toast(message, changes=opened.id)


def undo_url(set_id: int) -> str:
    """Where a change set is undone by a POST."""
    return f"/history/sets/{set_id}/undo"


def parts_of(category: str) -> dict[str, Any]:
    """What a template needs to show a message of this category, ours or Flask-AppBuilder's."""
    if category.startswith(MARK):
        found: dict[str, Any] = json.loads(category.removeprefix(MARK))
        return found
    return {"undo": "", "more": "", "act": None, "bad": category in {"danger", "error", "warning"}}


def register(app: Flask) -> None:
    """Let templates read messages."""
    app.jinja_env.filters["toast_parts"] = parts_of
