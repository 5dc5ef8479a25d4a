"""Saved filters, list views and what lists begin with, read for one kind in one statement: every list asks for all three.

They are copies to look at. Who changes one gets it by its id (``filter_by_id``, ``view_by_id``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, cast, literal, null, or_, select, true, union_all

from app.kernel.columns import Json
from app.kernel.viewer import ADMIN, Viewer
from app.models import Keepsake, ListDefault, ListView, SavedFilter
from app.records.access import checked
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.rights import AGENT, MANAGER, USER

KEPT = "kept"
REMEMBERED = 512
ROLE_ORDER = (ADMIN, MANAGER, USER, AGENT)
"""Whoever has several roles begins with what the first of them that chose something chose; other roles follow by name."""


@dataclass(frozen=True)
class KeptThings:
    """The viewer's own and what is shared with everyone, in the order in which it is shown; of the defaults the viewer's first."""

    filters: Sequence[SavedFilter]
    views: Sequence[ListView]
    defaults: Sequence[ListDefault]


def kept_for(asking: Asking, kind: Kind) -> KeptThings:
    """What is kept for the lists of ``kind``; remembered for the session."""
    known: dict[str, KeptThings] = asking.session.info.setdefault(KEPT, {})
    if kind.name not in known:
        known[kind.name] = _read(asking, kind)
    return known[kind.name]


def forget_kept(asking: Asking) -> None:
    """Read anew when next asked, because something was written."""
    asking.session.flush()
    asking.session.info.pop(KEPT, None)


def _read(asking: Asking, kind: Kind) -> KeptThings:
    rows = asking.session.connection().execute(_asked_for(asking.viewer, kind.name)).all()
    filters = [_filter(kind, row) for row in rows if row.what == "filter"]
    views = [_view(kind, row) for row in rows if row.what == "view"]
    defaults = [_default(kind, row) for row in rows if row.what == "default"]
    return KeptThings(
        sorted(filters, key=lambda one: (one.name.casefold(), one.id)),
        sorted(views, key=lambda one: (one.position, one.name.casefold(), one.id)),
        sorted(defaults, key=_place),
    )


def _place(one: ListDefault) -> tuple[int, str]:
    if one.user_id is not None:
        return -1, ""
    role = one.role or ""
    return (ROLE_ORDER.index(role) if role in ROLE_ORDER else len(ROLE_ORDER)), role


# --- one statement: every part has the same columns ------------------------------------------------------------------------


@lru_cache(maxsize=REMEMBERED)
def _asked_for(viewer: Viewer, kind_name: str) -> Any:
    """Remembered: making the statement takes longer than asking it."""
    return checked(union_all(*(part(viewer, kind_name) for part in (_filters, _views, _defaults))))


def _filters(viewer: Viewer, kind_name: str) -> Select[Any]:
    table = SavedFilter.__table__.c
    own = or_(table.user_id == viewer.user_id, table.is_shared)
    return _columns("filter", table, text=table.query).where(table.kind == kind_name, own)


def _views(viewer: Viewer, kind_name: str) -> Select[Any]:
    table = ListView.__table__.c
    own = or_(table.user_id == viewer.user_id, table.is_shared)
    more = {"columns": table.columns, "widths": table.widths, "first": table.position}
    return _columns("view", table, text=table.sort, **more).where(table.kind == kind_name, own)


def _defaults(viewer: Viewer, kind_name: str) -> Select[Any]:
    table = ListDefault.__table__.c
    mine = or_(table.user_id == viewer.user_id, table.role.in_(sorted(viewer.roles)))
    more = {"first": table.view_id, "second": table.filter_id, "name": table.what}
    return _columns("default", table, text=table.role, **more).where(table.kind == kind_name, mine)


def _columns(what: str, table: Any, *, text: Any, **more: Any) -> Select[Any]:
    empty = cast(null(), Json)
    return select(
        literal(what).label("what"),
        table.id.label("id"),
        more.get("name", table.get("name")).label("name"),
        (table.is_shared if "is_shared" in table else true()).label("is_shared"),
        table.user_id.label("user_id"),
        text.label("text"),
        more.get("columns", empty).label("columns"),
        more.get("widths", empty).label("widths"),
        more.get("first", literal(0)).label("first"),
        more.get("second", literal(0)).label("second"),
    )


def _filter(kind: Kind, row: Any) -> SavedFilter:
    return SavedFilter(
        id=row.id, kind=kind.name, name=row.name, is_shared=bool(row.is_shared), user_id=row.user_id, query=row.text
    )


def _view(kind: Kind, row: Any) -> ListView:
    return ListView(
        id=row.id,
        kind=kind.name,
        name=row.name,
        is_shared=bool(row.is_shared),
        user_id=row.user_id,
        columns=row.columns,
        widths=row.widths,
        sort=row.text,
        position=row.first,
    )


def _default(kind: Kind, row: Any) -> ListDefault:
    chosen = {"view_id": row.first, "filter_id": row.second}
    return ListDefault(id=row.id, kind=kind.name, what=Keepsake(row.name), user_id=row.user_id, role=row.text, **chosen)
