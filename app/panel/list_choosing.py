"""What is chosen on a list beside its conditions: columns, its view, the fields of the filter panel. A script shows the piece in a
popover; without one it is a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template

from app.kernel.errors import BadQuery
from app.kernel.messages import Message, say
from app.panel.filter_choice import panel_choice_context
from app.panel.list_columns import chooser_context
from app.panel.list_links import Listing
from app.panel.list_tabs import menu_context
from app.records.fields import Asking

CHOICES: dict[str, tuple[Message, str, Callable[[Asking, Listing], dict[str, Any]]]] = {
    "columns": (say("Columns"), "panel/choose_columns.html", chooser_context),
    "view": (say("List view"), "panel/choose_view.html", menu_context),
    "new-view": (say("New list view"), "panel/choose_new_view.html", menu_context),
    "panel": (say("Fields of the filter panel"), "panel/choose_panel.html", panel_choice_context),
}


def choosing_page(asking: Asking, listing: Listing) -> str:
    """The page for one choice, or its piece alone; raises ``BadQuery`` for a choice that there is not."""
    word = listing.flags.get("choose", "")
    if word not in CHOICES:
        raise BadQuery(say("“choose” is one of: %(choices)s.", choices=", ".join(CHOICES)))
    title, piece, context_of = CHOICES[word]
    context = {"listing": listing, "kind": listing.kind, "title": title, **context_of(asking, listing)}
    if listing.flags.get("part") == "piece":
        return render_template(piece, **context)
    return render_template("panel/choose.html", piece=piece, **context)
