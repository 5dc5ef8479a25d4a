"""What the dashboard shows."""

from __future__ import annotations

from typing import Any

from app.records.fields import Asking
from app.records.filters import parse_query
from app.records.kinds import kinds
from app.records.search import load_rows, sorted_ids_of

SHOWN = 8


def dashboard_context(asking: Asking) -> dict[str, Any]:
    """The viewer's newest records of each kind that has any, newest first."""
    newest = []
    for kind in (one for one in kinds() if "owner" in one.by_name):
        query = parse_query(kind, [("owner.is", "me"), ("sort", "-created_on")])
        ids = asking.session.scalars(sorted_ids_of(asking, query).limit(SHOWN)).all()
        newest.append((kind, load_rows(asking, kind, ids, ("name",))))
    return {"newest": [(kind, rows) for kind, rows in newest if rows]}
