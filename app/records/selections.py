"""Sealed selections: the ids that a mass action is about, kept as rows of ``job_item`` (MAS-6).

Which of them an act changes and which it skips, and why, is asked in one statement over the sealed rows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, insert, literal, not_, select, text

from app.kernel.database import is_sqlite
from app.kernel.messages import Message
from app.kernel.viewer import AnySession, Right, viewer_of
from app.models import JobIssue, JobItem, Record
from app.records.access import Scope, checked, in_scope, reach

PORTION = 50_000
CHANGED = ""

item = JobItem.__table__
record = Record.__table__


@dataclass(frozen=True)
class Skip:
    """Why some of the selected records stay as they are. ``hint`` says what could be done about it."""

    code: str
    criterion: ColumnElement[bool]
    message: Message
    hint: Message

    def reason(self) -> dict[str, Any]:
        """As a job's issue keeps it."""
        return {**self.message.to_json(), "code": self.code}


def columns() -> Any:
    """The columns of ``record`` over which skips are written."""
    return record.c


def cannot_see(session: AnySession) -> ColumnElement[bool]:
    """Records that the viewer may no longer see."""
    return not_(reach(viewer_of(session), Right.SEE, record.c))


def lacks_right(session: AnySession, right: Right) -> ColumnElement[bool]:
    """Records on which the viewer lacks ``right``."""
    return not_(reach(viewer_of(session), right, record.c))


def is_elsewhere(scope: Scope) -> ColumnElement[bool]:
    """Records that are not in ``scope``: deleted or restored meanwhile."""
    return not_(in_scope(scope, record.c))


# --- sealing -------------------------------------------------------------------------------------------------------------


def seal_ids(session: AnySession, job_id: int, ids: Sequence[int]) -> str:
    """Keep ``ids``, in their order, as the selection of a job; returns their fingerprint."""
    connection = session.connection()
    connection.execute(delete(item).where(item.c.job_id == job_id))
    statement = text(_SQLITE_SEAL if is_sqlite(session) else _POSTGRESQL_SEAL)
    for start in range(0, len(ids), PORTION):
        given = json.dumps(list(ids[start : start + PORTION]))
        connection.execute(statement, {"job_id": job_id, "ids": given, "start": start})
    session.expire_all()
    return fingerprint(ids)


_SQLITE_SEAL = (
    "INSERT INTO job_item (job_id, record_id, number) SELECT :job_id, value, key + 1 + :start FROM json_each(:ids)"
)
_POSTGRESQL_SEAL = (
    "INSERT INTO job_item (job_id, record_id, number) SELECT :job_id, one, place + :start "
    "FROM unnest(CAST(translate(:ids, '[]', '{}') AS integer[])) WITH ORDINALITY AS given (one, place)"
)


def fingerprint(ids: Sequence[int]) -> str:
    """The same for the same records, in whatever order."""
    return sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()


def sealed_ids(session: AnySession, job_id: int) -> list[int]:
    """The ids of a selection in their order."""
    statement = select(item.c.record_id).where(item.c.job_id == job_id).order_by(item.c.number)
    return list(session.connection().execute(statement).scalars())


def ids_between(session: AnySession, job_id: int, first: int, last: int) -> list[int]:
    """Those numbered ``first`` to ``last``, in their order."""
    statement = select(item.c.record_id).where(item.c.job_id == job_id, item.c.number.between(first, last))
    return list(session.connection().execute(statement.order_by(item.c.number)).scalars())


def stretches(session: AnySession, job_id: int, size: int) -> list[list[int]]:
    """The ids of a selection by their size, cut into stretches: records that were added together lie together, and to change a
    stretch touches a few pages of the database. In the order of a list each would touch all of them."""
    ids = sorted(sealed_ids(session, job_id))
    return [ids[start : start + size] for start in range(0, len(ids), size)]


# --- who changes, who stays ----------------------------------------------------------------------------------------------


def count_by_reason(session: AnySession, job_id: int, skips: Sequence[Skip]) -> dict[str, int]:
    """How many of the selection stay, by the code of the first skip that fits; ``CHANGED`` counts those that will change."""
    sorted_out = _sorted_out(job_id, skips).subquery()
    statement = select(sorted_out.c.code, func.count().label("size")).group_by(sorted_out.c.code)
    return {row.code: row.size for row in session.connection().execute(checked(statement))}


def first_changing(
    session: AnySession, job_id: int, skips: Sequence[Skip], code: str = CHANGED, most: int = 6, after: int = 0
) -> list[int]:
    """The first ids that will change, or that are skipped for ``code``; ``after`` so many."""
    sorted_out = _sorted_out(job_id, skips).subquery()
    wanted = select(sorted_out.c.id).where(sorted_out.c.code == code)
    statement = wanted.order_by(sorted_out.c.number).limit(most).offset(after)
    return list(session.connection().execute(checked(statement)).scalars())


def take(session: AnySession, job_id: int, lowest: int, highest: int, skips: Sequence[Skip]) -> list[int]:
    """The ids from ``lowest`` to ``highest`` that an act may change; the others become issues of the job, each with its reason."""
    within = item.c.record_id.between(lowest, highest)
    statement = _sorted_out(job_id, skips).where(within).order_by(item.c.record_id)
    rows = session.connection().execute(checked(statement)).all()
    reasons = {skip.code: skip.reason() for skip in skips}
    issues = [
        {"job_id": job_id, "record_id": row.id, "is_failure": False, "reason": reasons[row.code]}
        for row in rows
        if row.code != CHANGED
    ]
    if issues:
        session.connection().execute(insert(JobIssue.__table__), issues)
    return [row.id for row in rows if row.code == CHANGED]


def _sorted_out(job_id: int, skips: Sequence[Skip]) -> Any:
    code = case(*[(skip.criterion, skip.code) for skip in skips], else_=CHANGED) if skips else literal(CHANGED)
    return (
        select(record.c.id, item.c.number, code.label("code"))
        .join_from(item, record, record.c.id == item.c.record_id)
        .where(item.c.job_id == job_id)
    )
