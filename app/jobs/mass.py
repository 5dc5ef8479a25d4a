"""Mass actions as work: small ones in the request, others in the background (MAS-4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.domain.exporting import Export, export_of, format_named
from app.domain.hand_over import JOB_TYPE as HAND_OVER
from app.domain.mass_actions import JOB_TYPE, Selection, action_named
from app.domain.mass_actions_base import MassAction, Raw
from app.domain.mass_actions_export import ExportRows
from app.jobs.exports import JOB_TYPE as EXPORT
from app.jobs.exports import start_export
from app.jobs.queue import Part, chunk_rows, release
from app.jobs.runner import run_here
from app.jobs.work import Work, job_change_set, job_type
from app.kernel.messages import Message, say
from app.kernel.text import strip_controls
from app.kernel.viewer import Act
from app.models import Job, JobChunk, JobIssue, Operation, Via
from app.records.fields import Asking
from app.records.kinds import Kind, kind
from app.records.selections import stretches, take

MOST_AT_ONCE = 500
LONGEST_REASON = 400
OPERATIONS = {"delete": Operation.DELETED, "restore": Operation.RESTORED}


@job_type(JOB_TYPE)
class MassWork(Work):
    """A chunk is a stretch of the sealed selection."""

    act = Act.MASS

    def run_chunk(self, asking: Asking, job: Job, chunk: JobChunk) -> None:
        of, action = _subject(job)
        values, lowest, highest = job.payload["values"], chunk.payload["lowest"], chunk.payload["highest"]
        with _change_set(asking, job):
            ids = take(asking.session, job.id, lowest, highest, action.skips(asking, of, values))
            if ids:
                action.apply(asking, of, ids, values)

    def finish(self, asking: Asking, job: Job) -> dict[str, Any]:
        counted = select(JobIssue.reason, func.count()).where(JobIssue.job_id == job.id).group_by(JobIssue.reason)
        counts = [(count, reason) for reason, count in asking.session.execute(counted)]
        skipped = sum(count for count, _reason in counts)
        return {
            "matched": job.total,
            "changed": job.done - skipped,
            "skipped": skipped,
            "reasons": [
                {"count": count, "reason": reason} for count, reason in sorted(counts, key=lambda one: -one[0])
            ],
            "changeset": job.change_set_id,
        }


def start(
    asking: Asking, selection: Selection, action: MassAction, raw: Raw, *, reason: str = "", via: Via = Via.PAGE
) -> Job:
    """Do ``action`` to a selection: at once up to 500 records, else as a job that goes on by itself.

    Raises ``Invalid`` for wrong values and ``Conflict`` where the selection was used already. The job's state tells which it was.
    """
    job = selection.job
    values = action.check(asking, selection.kind, raw)
    if isinstance(action, ExportRows):
        name = f"{selection.kind.plural}.{format_named(values['format']).suffix}"
        return start_export(asking, selection, _export(selection, values), name)
    job.payload = {
        **job.payload,
        "action": action.name,
        "values": values,
        "reason": strip_controls(reason).strip()[:LONGEST_REASON] or None,
        "via": via.value,
    }
    is_small = selection.count <= MOST_AT_ONCE
    most = MOST_AT_ONCE if is_small else chunk_rows(asking.session)
    release(asking.session, job, _parts(asking, job, most), is_rung=not is_small)
    with _change_set(asking, job):
        job.payload = {**job.payload, "values": action.settle(asking, values)}
        asking.session.flush()
    asking.session.flush()
    if is_small:
        run_here(asking, job)
    return job


def _parts(asking: Asking, job: Job, most: int) -> list[Part]:
    found = stretches(asking.session, job.id, most)
    return [Part(len(ids), {"lowest": ids[0], "highest": ids[-1]}) for ids in found]


def _export(selection: Selection, values: dict[str, Any]) -> Export:
    return export_of(selection.kind, values["columns"], values["format"], is_trash=selection.is_trash)


def _change_set(asking: Asking, job: Job) -> Any:
    operation = OPERATIONS.get(job.payload["action"], Operation.MASS)
    return job_change_set(asking, job, operation, via=Via(job.payload["via"]), reason=job.payload["reason"])


def _subject(job: Job) -> tuple[Kind, MassAction]:
    of = kind(job.payload["kind"])
    return of, action_named(of, job.payload["action"])


def done_sentence(job: Job) -> Message:
    """*38 persons changed*: what a mass action did, for a message and its page."""
    of, action = _subject(job)
    return action.done(of, int(job.result.get("changed", 0)))


def job_title(job: Job) -> Message:
    """What a job is called on its page."""
    if job.type == JOB_TYPE and job.payload.get("action"):
        return _subject(job)[1].label
    if job.type == EXPORT:
        return say("Export")
    if job.type == HAND_OVER:
        return say("Hand-over from %(name)s", name=job.payload["name"])
    return say("Import") if job.type == "import" else say("Background work")
