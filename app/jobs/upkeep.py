"""What is done every minute by one worker: the holder of a lease row."""

from __future__ import annotations

import os
import socket
from datetime import timedelta

from sqlalchemy import delete, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.jobs.queue import LIVE, chunk_table, job_table
from app.kernel.clock import now
from app.kernel.viewer import AnySession
from app.models import JobItem, JobState, Lease

DRAFTS_KEPT = timedelta(days=1)
HOLDER = f"{socket.gethostname()}:{os.getpid()}"

lease = Lease.__table__
item = JobItem.__table__


def take_lease(session: AnySession, name: str, length: timedelta, holder: str = HOLDER) -> bool:
    """Whether ``holder`` may do ``name`` until the lease ends; the caller commits."""
    moment = now()
    free = or_(lease.c.until < moment, lease.c.holder == holder)
    values = {"holder": holder, "until": moment + length}
    if session.connection().execute(update(lease).where(lease.c.name == name, free).values(values)).rowcount:
        return True
    if session.connection().execute(select(lease.c.id).where(lease.c.name == name)).first():
        return False
    try:
        with session.begin_nested():
            session.connection().execute(insert(lease).values(name=name, **values))
    except IntegrityError:
        return False
    return True


def unfinished_jobs(session: AnySession) -> list[int]:
    """Jobs with work that nobody does: their leases have ended, or they have none."""
    chunk = chunk_table.c
    idle = exists().where(
        chunk.job_id == job_table.c.id, ~chunk.is_done, or_(chunk.leased_until.is_(None), chunk.leased_until < now())
    )
    return list(session.connection().execute(select(job_table.c.id).where(job_table.c.state.in_(LIVE), idle)).scalars())


def forget_drafts(session: AnySession) -> None:
    """Drop selections that were sealed and never used."""
    old = job_table.c.created_at < now() - DRAFTS_KEPT
    drafts = select(job_table.c.id).where(job_table.c.state == JobState.DRAFT, old)
    ids = list(session.connection().execute(drafts).scalars())
    if ids:
        session.connection().execute(delete(item).where(item.c.job_id.in_(ids)))
        session.connection().execute(delete(job_table).where(job_table.c.id.in_(ids)))
