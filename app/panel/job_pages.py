"""Pages of background work: the list of one's own, one job with its progress and result, and what was not done as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, redirect, render_template
from sqlalchemy import func, select
from werkzeug.wrappers import Response as AnyResponse

from app.domain.hand_over import JOB_TYPE as HAND_OVER
from app.domain.hand_over import part_words
from app.jobs.answers import job_answer
from app.jobs.exports import JOB_TYPE as EXPORT
from app.jobs.exports import KEPT_FOR, exported_sentence, has_file
from app.jobs.hand_over import handed_sentence
from app.jobs.imports import JOB_TYPE
from app.jobs.mass import done_sentence, job_title
from app.jobs.queue import LIVE, cancel, own_job
from app.jobs.undo import JOB_TYPE as UNDO
from app.jobs.undo import seen_ids, undone_sentence
from app.kernel.messages import Message, say
from app.models import Job, JobIssue, JobState, Record
from app.panel.imports import import_result
from app.panel.toasts import toast
from app.records.access import SCOPE, Scope
from app.records.fields import Asking
from app.records.kinds import kind
from app.records.undo_sets import undone_by

MOST_JOBS = 50
SHOWN_RECORDS = 50
STEP = 1_000
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes the file for an old code page
COLUMNS = ("row", "record", "column", "value", "reason")
DANGEROUS = ("=", "@", "\t", "\r", "+", "-")

STATE_WORDS: dict[JobState, Message] = {
    JobState.QUEUED: say("Waiting"),
    JobState.RUNNING: say("Running"),
    JobState.DONE: say("Done"),
    JobState.FAILED: say("Failed"),
    JobState.CANCELLED: say("Cancelled"),
}
STATE_COLORS = {"queued": "void", "running": "woad", "done": "moss", "failed": "madder", "cancelled": "slate"}


@dataclass(frozen=True)
class Skipped:
    """Records that were left as they are for one reason; ``first`` are some of them: id and name."""

    count: int
    message: Message
    first: list[tuple[int, str]]


def jobs_page(asking: Asking) -> str:
    """The viewer's own jobs, newest first."""
    mine = Job.user_id == asking.viewer.user_id
    statement = select(Job).where(mine, Job.state != JobState.DRAFT).order_by(Job.id.desc()).limit(MOST_JOBS)
    return render_template("pages/jobs.html", jobs=asking.session.scalars(statement).all(), **_words())


def job_page(asking: Asking, job_id: int) -> str:
    """One job: how far it is, or what came of it."""
    job = own_job(asking.session, job_id)
    is_mass, is_undo = job.type == "mass", job.type == UNDO
    return render_template(
        "pages/job.html",
        job=job,
        is_live=job.state in LIVE,
        error=Message.from_json(job.error) if job.error else None,
        sentence=_sentence(job) if job.state not in LIVE else None,
        of=kind(job.payload["kind"]) if job.payload.get("kind") else None,
        skipped=_skipped(asking, job) if is_mass else _left(asking, job) if is_undo else [],
        file=f"/jobs/{job.id}/file" if has_file(asking, job) else "",
        is_export=job.type == EXPORT,
        kept_days=KEPT_FOR.days,
        issues=_count_issues(asking, job),
        undone=undone_by(asking.session, job.change_set_id) if job.change_set_id else None,
        handed=part_words(job.result.get("handed", {})) if job.type == HAND_OVER else [],
        imported=import_result(asking, job) if job.type == JOB_TYPE and job.state not in LIVE else None,
        **_words(),
    )


def _sentence(job: Job) -> Message | None:
    """What came of it, in one line."""
    if job.type == "mass":
        return done_sentence(job)
    if job.type == EXPORT:
        return exported_sentence(job) if job.state is JobState.DONE else None
    if job.type == HAND_OVER:
        return handed_sentence(job)
    return undone_sentence(job) if job.type == UNDO else None


def _title(job: Job) -> Message:
    return say("Undo of change set %(number)s", number=job.payload["set"]) if job.type == UNDO else job_title(job)


def _words() -> dict[str, Any]:
    return {"title_of": _title, "state_words": STATE_WORDS, "state_colors": STATE_COLORS}


def _count_issues(asking: Asking, job: Job) -> int:
    statement = select(func.count()).select_from(JobIssue).where(JobIssue.job_id == job.id)
    return asking.session.scalar(statement) or 0


def _skipped(asking: Asking, job: Job) -> list[Skipped]:
    return [
        Skipped(one["count"], Message.from_json(one["reason"]), _first(asking, job, one["reason"]))
        for one in job.result.get("reasons", ())
    ]


def _left(asking: Asking, job: Job) -> list[Skipped]:
    """What an undo kept and what it could not touch, by reason."""
    counted = (
        select(JobIssue.reason, func.count().label("size")).where(JobIssue.job_id == job.id).group_by(JobIssue.reason)
    )
    rows = sorted(asking.session.execute(counted), key=lambda row: -row.size)
    return [Skipped(row.size, Message.from_json(row.reason), _first(asking, job, row.reason)) for row in rows]


def _first(asking: Asking, job: Job, reason: dict[str, Any]) -> list[tuple[int, str]]:
    """Some of those that were skipped for ``reason``, as far as the reader may see them now."""
    issues = select(JobIssue.record_id).where(JobIssue.job_id == job.id, JobIssue.reason == reason)
    statement = select(Record.id, Record.name).where(Record.id.in_(issues)).order_by(Record.sort_key)
    found = asking.session.execute(statement.limit(SHOWN_RECORDS).execution_options(**{SCOPE: Scope.ALL}))
    return [(row.id, row.name) for row in found]


def state_answer(asking: Asking, job_id: int) -> Response:
    """How far a job is, for its page: counts alone, the details are read when it has ended."""
    job = own_job(asking.session, job_id)
    if job.state in LIVE:
        return jsonify(id=job.id, state=job.state.value, done=job.done, total=job.total, result={})
    return jsonify(job_answer(asking, job))


def cancel_job(asking: Asking, job_id: int) -> AnyResponse:
    """Stop a job of one's own after the chunk that is being done."""
    job = own_job(asking.session, job_id)
    if cancel(asking.session, job):
        toast(say("Cancelled. What was done until now stays."))
    else:
        toast(say("It had ended already."))
    return redirect(f"/jobs/{job.id}", code=303)


def issues_file(asking: Asking, job_id: int) -> AnyResponse:
    """What was not done and why, as CSV."""
    job = own_job(asking.session, job_id)
    answer = Response(BYTE_ORDER_MARK + "".join(_lines(asking, job)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="job-{job.id}-issues.csv"'
    return answer


def _lines(asking: Asking, job: Job) -> Iterator[str]:
    yield _line(COLUMNS)
    statement = select(JobIssue).where(JobIssue.job_id == job.id).order_by(JobIssue.row, JobIssue.id)
    for issues in asking.session.scalars(statement.execution_options(yield_per=STEP)).partitions():
        seen = seen_ids(asking, {issue.record_id for issue in issues if issue.record_id is not None})
        for issue in issues:
            is_told = issue.record_id is None or issue.record_id in seen
            value = issue.value if job.type != UNDO else ""  # there it is the key of a verdict, for the undo itself
            reason = str(Message.from_json(issue.reason))
            yield _line((issue.row, issue.record_id if is_told else None, issue.column, value, reason))


def _line(values: tuple[Any, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([_harmless(value) for value in values])
    return text.getvalue()


def _harmless(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula; numbers such as +48601555014 stay as they are."""
    text = "" if value is None else str(value)
    is_number = text[1:].replace(" ", "").replace("-", "").isdigit()
    return f"'{text}" if text.startswith(DANGEROUS) and not (text[0] in "+-" and is_number) else text
