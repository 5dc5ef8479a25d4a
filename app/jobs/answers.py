"""A job as scripts and the API read it (contract: ``{"id", "state", "done", "total", "result"}``)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.jobs.exports import JOB_TYPE as EXPORT
from app.jobs.exports import export_answer
from app.jobs.imports import JOB_TYPE, import_answer
from app.jobs.undo import JOB_TYPE as UNDO
from app.jobs.undo import undo_answer
from app.kernel.messages import Message
from app.models import Job, JobIssue
from app.records.fields import Asking


def job_answer(asking: Asking, job: Job) -> dict[str, Any]:
    """The job's state and result; sentences in the reader's language."""
    return {
        "id": job.id,
        "state": job.state.value,
        "done": job.done,
        "total": job.total,
        "result": _result(asking, job),
        **({"error": str(Message.from_json(job.error))} if job.error else {}),
    }


def _result(asking: Asking, job: Job) -> dict[str, Any]:
    if job.type == JOB_TYPE and job.result:
        return import_answer(asking, job)
    if job.type == EXPORT:
        return export_answer(job)
    if job.type == UNDO and job.result:
        return undo_answer(asking, job)
    if job.type != "mass" or not job.result:
        return job.result
    kept = {name: job.result.get(name) for name in ("matched", "changed", "changeset")}
    return {**kept, "skipped": skipped(asking, job)}


def skipped(asking: Asking, job: Job) -> list[dict[str, Any]]:
    """Every record that was skipped, with its reason."""
    statement = select(JobIssue.record_id, JobIssue.reason).where(JobIssue.job_id == job.id).order_by(JobIssue.id)
    texts: dict[str, str] = {}
    return [{"id": row.record_id, "reason": _text(row.reason, texts)} for row in asking.session.execute(statement)]


def _text(reason: dict[str, Any], texts: dict[str, str]) -> str:
    key = repr(reason)
    if key not in texts:
        texts[key] = str(Message.from_json(reason))
    return texts[key]
