"""What the dashboard shows."""

from __future__ import annotations

from typing import Any

from app.records.fields import Asking
from app.records.filters import parse_query
from app.records.kinds import kinds
from app.records.search import list_page

SHOWN = 8


def dashboard_context(asking: Asking) -> dict[str, Any]:
    """The viewer's newest records of each kind, newest first."""
    newest = []
    for kind in kinds():
        query = parse_query(kind, [("owner.is", "me"), ("sort", "-created_on"), ("page_size", str(SHOWN))])
        newest.append((kind, list_page(asking, query, ("name",)).rows))
    return {"newest": newest}
