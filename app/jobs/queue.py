"""Putting work into the queue, cancelling it, and telling how far it is. The truth is in the tables ``job`` and ``job_chunk``."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, insert, update
from sqlalchemy.orm import Session

from app.jobs.doorbell import ring
from app.kernel.database import is_sqlite
from app.kernel.errors import Conflict, NotFound
from app.kernel.messages import say
from app.kernel.viewer import AnySession, viewer_of
from app.models import Job, JobChunk, JobState

SQLITE_CHUNK = 1_000
POSTGRESQL_CHUNK = 10_000
LIVE = (JobState.QUEUED, JobState.RUNNING)
TO_RING = "jobs_to_ring"

job_table = Job.__table__
chunk_table = JobChunk.__table__

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """A chunk to be: how many things it is about, and what its work needs to know."""

    size: int
    payload: dict[str, Any] = field(default_factory=dict)


def chunk_rows(session: AnySession) -> int:
    """How many rows one chunk takes: few on SQLite, where nobody else writes meanwhile."""
    return SQLITE_CHUNK if is_sqlite(session) else POSTGRESQL_CHUNK


def parts_of(count: int, most: int) -> list[Part]:
    """``count`` things numbered from 1, cut into parts of at most ``most``; payload ``first`` and ``last``."""
    firsts = range(1, count + 1, most)
    lasts = (min(first + most - 1, count) for first in firsts)
    return [Part(last - first + 1, {"first": first, "last": last}) for first, last in zip(firsts, lasts, strict=True)]


def enqueue(session: AnySession, type_name: str, payload: dict[str, Any], chunks: Sequence[Part]) -> Job:
    """A new job of the viewer's; a worker hears of it when the caller commits."""
    job = Job(type=type_name, user_id=viewer_of(session).user_id, payload=payload, state=JobState.DRAFT)
    session.add(job)
    session.flush()
    release(session, job, chunks)
    return job


def release(session: AnySession, job: Job, chunks: Sequence[Part], *, is_rung: bool = True) -> None:
    """Let a draft go to work; raises ``Conflict`` where somebody did so already."""
    total = sum(part.size for part in chunks)
    draft = update(job_table).where(job_table.c.id == job.id, job_table.c.state == JobState.DRAFT)
    session.flush()
    if session.connection().execute(draft.values(state=JobState.QUEUED, total=total)).rowcount != 1:
        raise Conflict(say("This has been started already."))
    rows = [
        {"job_id": job.id, "number": number, "payload": part.payload, "size": part.size}
        for number, part in enumerate(chunks)
    ]
    if rows:
        session.connection().execute(insert(chunk_table), rows)
    session.expire(job)
    if is_rung:
        ring_after_commit(session, job.id)


def own_job(session: AnySession, job_id: int) -> Job:
    """The viewer's job of that id (administrators see everybody's); raises ``NotFound``."""
    job = session.get(Job, job_id) if 0 < job_id < 2**31 else None
    if job is None or job.state is JobState.DRAFT:
        raise NotFound
    return job


def cancel(session: AnySession, job: Job) -> bool:
    """Stop a job after the chunk that is being done; what was done stays. Returns False where it had ended already."""
    statement = update(job_table).where(job_table.c.id == job.id, job_table.c.state.in_(LIVE))
    is_stopped = session.connection().execute(statement.values(state=JobState.CANCELLED)).rowcount == 1
    session.expire(job)
    ring_after_commit(session, job.id)
    return is_stopped


# --- the doorbell rings when the work can be seen ------------------------------------------------------------------------


def ring_after_commit(session: AnySession, job_id: int) -> None:
    """Wake a worker once the transaction of ``session`` is committed."""
    session.info.setdefault(TO_RING, []).append(job_id)


@event.listens_for(Session, "after_commit")
def _ring(session: Session) -> None:
    for job_id in session.info.pop(TO_RING, ()):
        try:
            ring(session.get_bind(), job_id)  # type: ignore[arg-type]
        except Exception:
            log.warning("the doorbell does not work; workers look into the table by themselves", exc_info=True)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(TO_RING, None)
