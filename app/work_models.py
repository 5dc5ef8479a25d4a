"""Tables of background work, and nothing but tables: what goes on without its page.

Contents: Job, JobChunk, Lease, JobItem, JobIssue, ImportFile
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.clock import now
from app.kernel.columns import Json, Moment, Name, Payload, Pk, choice
from app.user_models import RECORD_ID, USER_ID, User


class JobState(StrEnum):
    DRAFT = "draft"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Model):
    """Work that goes on without its page. The truth about it is here, not in the queue."""

    __tablename__ = "job"

    id: Mapped[Pk]
    type: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID), index=True)
    state: Mapped[JobState] = mapped_column(choice(JobState), default=JobState.QUEUED, index=True)
    payload: Mapped[Payload] = mapped_column(default=dict)
    result: Mapped[Payload] = mapped_column(default=dict)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    change_set_id: Mapped[int | None] = mapped_column(ForeignKey("change_set.id"), index=True)
    error: Mapped[dict[str, Any] | None] = mapped_column(Json)

    user: Mapped[User | None] = relationship()
    chunks: Mapped[list[JobChunk]] = relationship(back_populates="job", order_by="JobChunk.number")


class JobChunk(Model):
    """A part of a job done in one transaction; ``token`` proves that the doer still holds it."""

    __tablename__ = "job_chunk"
    __table_args__ = (UniqueConstraint("job_id", "number"),)

    id: Mapped[Pk]
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    number: Mapped[int]
    payload: Mapped[Payload] = mapped_column(default=dict)
    size: Mapped[int] = mapped_column(default=0)
    is_done: Mapped[bool] = mapped_column(default=False)
    token: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)

    job: Mapped[Job] = relationship(back_populates="chunks")


class Lease(Model):
    """Who does a thing that only one process at a time may do, and until when."""

    __tablename__ = "lease"

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(String(40), unique=True)
    holder: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime] = mapped_column(Moment)


class JobItem(Model):
    """One record of a sealed selection (MAS-6)."""

    __tablename__ = "job_item"
    __table_args__ = (Index("ix_job_item_number", "job_id", "number"),)

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(RECORD_ID), primary_key=True)
    number: Mapped[int]


class JobIssue(Model):
    """Something that was not done and why: a record that was skipped, a row that was bad."""

    __tablename__ = "job_issue"

    id: Mapped[Pk]
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), index=True)
    record_id: Mapped[int | None] = mapped_column(ForeignKey(RECORD_ID))
    row: Mapped[int | None]
    column: Mapped[str | None] = mapped_column(String(200))
    value: Mapped[str | None] = mapped_column(Text)
    is_failure: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[Payload]


class ImportFile(Model):
    """An uploaded file and how it is to be read; the bytes lie in the data directory."""

    __tablename__ = "import_file"

    id: Mapped[Pk]
    kind: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(ForeignKey(USER_ID), index=True)
    name: Mapped[Name]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    options: Mapped[Payload] = mapped_column(default=dict)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))

    job: Mapped[Job | None] = relationship()
