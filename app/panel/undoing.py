"""Where a message's *Undo* posts to."""

from __future__ import annotations

from flask import current_app

PATH = "/history/sets/{}/undo"


def undo_url(set_id: int) -> str:
    """The address that takes a change set back; empty while no page of this installation answers there."""
    path = PATH.format(set_id)
    adapter = current_app.url_map.bind("")
    return path if adapter.test(path, method="POST") else ""
