"""For who watches over the service: is the process there, can it work (OPS-5)."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.clock import now
from app.kernel.database import db
from app.kernel.viewer import AnySession, as_system
from app.models import Job, JobChunk, JobState

PATIENCE = timedelta(minutes=5)

pages = Blueprint("service", __name__)


@pages.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@pages.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The database answers and somebody does the jobs; 503 otherwise."""
    found = {"database": False, "queue": False}
    try:
        with as_system(db.engine) as session:
            found["queue"] = is_queue_served(session)
            found["database"] = True
    except SQLAlchemyError:
        pass
    is_ready = all(found.values())
    return jsonify(status="ok" if is_ready else "not ready", **found), 200 if is_ready else 503


def is_queue_served(session: AnySession) -> bool:
    """Whether no job has waited long while nobody was at work."""
    live = Job.state.in_([JobState.QUEUED, JobState.RUNNING])
    waiting = select(Job.id).where(live, Job.created_at < now() - PATIENCE)
    leased = select(JobChunk.id).where(JobChunk.leased_until > now(), ~JobChunk.is_done)
    return session.scalar(waiting.limit(1)) is None or session.scalar(leased.limit(1)) is not None
