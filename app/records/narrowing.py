"""Lists for who sees few records: found by what opens each of them, instead of along an index of all (docs/decisions.md).

This is speed alone. The rule is asked of what it finds as of any other statement; a list is narrowed to a set that holds all that the
rule lets through.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.models import Record
from app.records.access import few_ids, run_checked
from app.records.fields import Asking
from app.records.kinds import Kind

FEW = 5_000
"""Up to so many records of a kind a list is narrowed; whoever sees more meets them soon on the way along an index."""
REMEMBERED_SECONDS = 60.0
MOST_REMEMBERED = 5_000

_known: OrderedDict[tuple[Any, ...], tuple[float, bool]] = OrderedDict()
_lock = Lock()


def narrowed(asking: Asking, kind: Kind, record_id: Any = Record.id) -> list[ColumnElement[bool]]:
    """What to ask of living records of the kind beside the conditions of a list: nothing, or that they are among the viewer's few.
    ``record_id`` is the column that has their ids."""
    if asking.viewer.is_admin or kind.host or not sees_few(asking, kind):
        return []
    ids = few_ids(asking.viewer, kind.name).subquery("few")
    return [record_id.in_(select(ids.c[0]))]


def sees_few(asking: Asking, kind: Kind) -> bool:
    """Whether the viewer may see few of the kind, as it was within the last minute: being late costs time, never a right."""
    viewer = asking.viewer
    key = (str(asking.session.get_bind().engine.url), kind.name, viewer.user_id, viewer.grants, viewer.group_ids)
    with _lock:
        known = _known.get(key)
    if known is not None and known[0] > monotonic():
        return known[1]
    found = _count(asking, kind) <= FEW
    with _lock:
        _known[key] = (monotonic() + REMEMBERED_SECONDS, found)
        while len(_known) > MOST_REMEMBERED:
            _known.popitem(last=False)
    return found


def _count(asking: Asking, kind: Kind) -> int:
    some = few_ids(asking.viewer, kind.name).limit(FEW + 1).subquery()
    return int(run_checked(asking.session, select(func.count()).select_from(some)).scalar_one())
