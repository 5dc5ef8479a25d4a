"""Who does which chunk. A claim writes a fresh token and a lease; work proves by its token that the chunk is still its own.

Everything here is bookkeeping: it goes to the tables directly, in sessions of the system.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from app.jobs.queue import LIVE, chunk_table, job_table
from app.jobs.work import sequential_types
from app.kernel.clock import now
from app.kernel.messages import Message
from app.kernel.viewer import AnySession
from app.models import JobState
from app.records.changes import close_change_set

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3
STOPPED = (JobState.CANCELLED, JobState.FAILED)


@dataclass(frozen=True)
class Claim:
    """The right to do one chunk, for as long as nobody else got a newer token."""

    chunk_id: int
    job_id: int
    type: str
    user_id: int | None
    token: str


class LostClaim(Exception):
    """The chunk was done, taken over or stopped meanwhile: what was begun must leave no effect."""


def claim_next(session: AnySession) -> Claim | None:
    """Take the next chunk that nobody does; the caller commits. Short jobs are not kept waiting behind long ones."""
    found = session.connection().execute(_next_chunk()).first()
    if found is None:
        return None
    token = secrets.token_hex(16)
    taken = update(chunk_table).where(chunk_table.c.id == found.id).values(token=token, leased_until=now() + LEASE)
    begun = update(job_table).where(job_table.c.id == found.job_id, job_table.c.state == JobState.QUEUED)
    session.connection().execute(taken)
    session.connection().execute(begun.values(state=JobState.RUNNING))
    return Claim(found.id, found.job_id, found.type, found.user_id, token)


def _next_chunk() -> Any:
    job, chunk, earlier = job_table.c, chunk_table.c, chunk_table.alias("earlier")
    waits = exists().where(earlier.c.job_id == chunk.job_id, earlier.c.number < chunk.number, ~earlier.c.is_done)
    return (
        select(chunk.id, chunk.job_id, job.type, job.user_id)
        .join_from(chunk_table, job_table, job.id == chunk.job_id)
        .where(job.state.in_(LIVE), ~chunk.is_done, ~_is_leased(chunk))
        .where(or_(job.type.not_in(sequential_types()), ~waits))
        .order_by(chunk.number, job.id)
        .limit(1)
        .with_for_update(of=chunk_table, skip_locked=True)
    )


def _is_leased(chunk: Any) -> ColumnElement[bool]:
    return and_(chunk.leased_until.is_not(None), chunk.leased_until > now())


def renew(session: AnySession, claim: Claim) -> None:
    """Prolong the lease of a chunk that is still ours; the caller commits."""
    mine = and_(chunk_table.c.id == claim.chunk_id, chunk_table.c.token == claim.token, ~chunk_table.c.is_done)
    session.connection().execute(update(chunk_table).where(mine).values(leased_until=now() + LEASE))


def hold(session: AnySession, claim: Claim) -> None:
    """Set the chunk done, as the first act of the transaction that does it; raises ``LostClaim`` where it is not ours any more."""
    runs = exists().where(job_table.c.id == claim.job_id, job_table.c.state.in_(LIVE))
    mine = and_(chunk_table.c.id == claim.chunk_id, chunk_table.c.token == claim.token, ~chunk_table.c.is_done, runs)
    done = update(chunk_table).where(mine).values(is_done=True, leased_until=None)
    if session.connection().execute(done).rowcount != 1:
        raise LostClaim


def count_done(session: AnySession, claim: Claim) -> None:
    """Add the chunk to its job's progress."""
    size = select(chunk_table.c.size).where(chunk_table.c.id == claim.chunk_id).scalar_subquery()
    progress = update(job_table).where(job_table.c.id == claim.job_id).values(done=job_table.c.done + size)
    session.connection().execute(progress)


def give_back(session: AnySession, claim: Claim, pause: timedelta) -> bool:
    """Let the chunk be tried again after ``pause``; False when it was tried often enough."""
    mine = and_(chunk_table.c.id == claim.chunk_id, chunk_table.c.token == claim.token, ~chunk_table.c.is_done)
    again = (
        update(chunk_table)
        .where(mine)
        .values(token=None, leased_until=now() + pause, attempts=chunk_table.c.attempts + 1)
    )
    session.connection().execute(again)
    attempts = (
        session.connection().execute(select(chunk_table.c.attempts).where(chunk_table.c.id == claim.chunk_id)).scalar()
    )
    return (attempts or 0) < MOST_ATTEMPTS


def fail(session: AnySession, job_id: int, reason: Message) -> None:
    """Stop a job for good, with a sentence for the people who read about it."""
    stopped = update(job_table).where(job_table.c.id == job_id, job_table.c.state.in_(LIVE))
    session.connection().execute(stopped.values(state=JobState.FAILED, error=reason.to_json()))
    idle = update(chunk_table).where(chunk_table.c.job_id == job_id, ~chunk_table.c.is_done)
    session.connection().execute(idle.values(leased_until=None, token=None))


# --- the end -------------------------------------------------------------------------------------------------------------


def ended(job_id: int | None = None) -> Any:
    """Jobs that have nothing left to do and have not been wound up: id, type, user, state. Locked, so that one worker does it."""
    job, chunk = job_table.c, chunk_table.c
    is_open = exists().where(chunk.job_id == job.id, ~chunk.is_done)
    is_busy = exists().where(chunk.job_id == job.id, ~chunk.is_done, _is_leased(chunk))
    is_ended = or_(
        and_(job.state.in_(LIVE), ~is_open), and_(job.state.in_(STOPPED), job.finished_at.is_(None), ~is_busy)
    )
    statement = select(job.id, job.type, job.user_id, job.state).where(is_ended).order_by(job.id).limit(1)
    if job_id is not None:
        statement = statement.where(job.id == job_id)
    return statement.with_for_update(of=job_table, skip_locked=True)


def wind_up(
    session: AnySession, job_id: int, state: JobState, result: dict[str, Any], error: Message | None = None
) -> None:
    """Write down how a job ended and close its change set."""
    values: dict[str, Any] = {"state": state, "result": result, "finished_at": now()}
    if error is not None:
        values["error"] = error.to_json()
    session.connection().execute(update(job_table).where(job_table.c.id == job_id).values(values))
    set_id = session.connection().execute(select(job_table.c.change_set_id).where(job_table.c.id == job_id)).scalar()
    if set_id is not None:
        close_change_set(session, set_id)
