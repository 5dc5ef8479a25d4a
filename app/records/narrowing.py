"""Lists for who sees few records: found by what opens each of them, instead of along an index of all (docs/decisions.md).

This is speed alone. The rule is asked of what it finds as of any other statement; a list is narrowed to a set that holds all that the
rule lets through.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, func, or_, select, union_all

from app.kernel.viewer import Reach, Right, Viewer
from app.models import Record
from app.records.access import PUBLIC, by_group, by_name, granted, invitation, managing, run_checked
from app.records.fields import Asking
from app.records.kinds import Kind, guarding_kind

FEW = 5_000
"""Up to so many records of a kind a list is narrowed; whoever sees more meets them soon on the way along an index."""
REMEMBERED_SECONDS = 60.0
MOST_REMEMBERED = 5_000

_known: OrderedDict[tuple[Any, ...], tuple[float, bool]] = OrderedDict()
_lock = Lock()


def narrowed(asking: Asking, kind: Kind, columns: Any = Record) -> list[ColumnElement[bool]]:
    """What to ask of living records of the kind beside the conditions of a list: nothing, or that they are among the viewer's few, by
    ``columns`` of ``record`` or an alias of it. Parts of others are where their hosts are."""
    if asking.viewer.is_admin or not sees_few(asking, guarding_kind(kind.name)):
        return []
    ids = few_ids(asking.viewer, guarding_kind(kind.name)).subquery("few")
    return [(columns.host_id if kind.host else columns.id).in_(select(ids.c[0]))]


def narrowed_to_any(asking: Asking, kinds: Sequence[Kind]) -> list[ColumnElement[bool]]:
    """The same for records of several kinds at once: nothing where the viewer sees many of one of them."""
    if asking.viewer.is_admin or not all(sees_few(asking, guarding_kind(one.name)) for one in kinds):
        return []
    ids = [_ids(asking, one).subquery() for one in kinds]
    return [Record.id.in_(union_all(*(select(one.c[0]) for one in ids)))]


def _ids(asking: Asking, kind: Kind) -> Any:
    few = few_ids(asking.viewer, guarding_kind(kind.name))
    if not kind.host:
        return few
    part, hosts = Record.__table__.alias("part"), few.subquery()
    return select(part.c.id).where(part.c.host_id.in_(select(hosts.c[0])))


def sees_few(asking: Asking, kind_name: str) -> bool:
    """Whether the viewer may see few of the kind, as it was within the last minute: being late costs time, never a right."""
    viewer = asking.viewer
    key = (str(asking.session.get_bind().engine.url), kind_name, viewer.user_id, viewer.grants, viewer.group_ids)
    with _lock:
        known = _known.get(key)
    if known is not None and known[0] > monotonic():
        return known[1]
    found = _count(asking, kind_name) <= FEW
    with _lock:
        _known[key] = (monotonic() + REMEMBERED_SECONDS, found)
        while len(_known) > MOST_REMEMBERED:
            _known.popitem(last=False)
    return found


def _count(asking: Asking, kind_name: str) -> int:
    some = few_ids(asking.viewer, kind_name).limit(FEW + 1).subquery()
    return int(run_checked(asking.session, select(func.count()).select_from(some)).scalar_one())


def few_ids(viewer: Viewer, kind_name: str) -> CompoundSelect[Any]:
    """The ids of a kind's records that the viewer may see, each way by an index of its own: all that ``reach`` lets through, or more.
    A list is narrowed to it beside the rule."""
    one, owned = Record.__table__.alias("open_one"), Record.__table__.alias("owned_one")
    open_to_all = select(one.c.id).where(
        one.c.kind == kind_name,
        one.c.visibility == PUBLIC,
        one.c.deleted_at.is_(None),
        one.c.host_id.is_(None),
        granted(viewer, Right.SEE, Reach.ALL, one.c),
    )
    owners = sorted({viewer.user_id or 0, *viewer.led_user_ids})
    theirs = select(owned.c.id).where(owned.c.owner_id.in_(owners), owned.c.kind == kind_name)
    guest = select(invitation.c.record_id).where(or_(by_name(viewer), by_group(viewer)))
    managed = select(managing.c.record_id).where(managing.c.user_id == viewer.user_id)
    return union_all(open_to_all, theirs, guest, managed)
