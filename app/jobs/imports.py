"""An import as work: one chunk is a portion of the staged file, parsed before its transaction and written in it (IMP-5)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import insert, select

from app.domain.import_drafts import Issue, Parsed
from app.domain.import_files import options_of, path_of, staged_path
from app.domain.import_options import ImportOptions, check_columns, check_policy, owner_id
from app.domain.import_staging import read_portion, stage
from app.domain.importing import Outcome, import_rows, read_rows
from app.jobs.queue import Part, enqueue
from app.jobs.work import Work, job_change_set, job_type
from app.kernel.database import is_sqlite, one_at_a_time, refresh_statistics
from app.kernel.errors import Conflict, SplotError
from app.kernel.messages import Message, say
from app.kernel.viewer import Act
from app.models import ImportFile, Job, JobChunk, JobIssue, JobState, Operation, Via
from app.records.fields import Asking
from app.records.kinds import kind

JOB_TYPE = "import"
COUNTS = ("rows", "added", "updated", "skipped", "failed")
SQLITE_ROWS, POSTGRESQL_ROWS = 2_000, 5_000
MANY_ROWS = 2_000
ENDED_EARLY = (JobState.CANCELLED, JobState.FAILED)

issue_table = JobIssue.__table__


@job_type(JOB_TYPE)
class ImportWork(Work):
    """Its chunks come one after the other: each sees what the earlier ones added."""

    act = Act.IMPORT

    def __init__(self) -> None:
        self._parsed: list[Parsed] = []

    def prepare(self, asking: Asking, job: Job, chunk: JobChunk) -> None:
        path = staged_path(asking, job.payload["stored"])
        if not path.is_file():
            raise SplotError(say("The file of this import is not on this machine. Share the data directory."))
        rows = read_portion(path, chunk.payload)
        self._parsed = read_rows(asking, kind(job.payload["kind"]), _options(job), rows)

    def run_chunk(self, asking: Asking, job: Job, chunk: JobChunk) -> None:
        via, reason = Via(job.payload["via"]), job.payload["name"]
        one_at_a_time(asking.session, JOB_TYPE)
        with job_change_set(asking, job, Operation.IMPORTED, via=via, reason=reason):
            of, owner = kind(job.payload["kind"]), job.payload["owner_id"]
            outcome = import_rows(asking, of, _options(job), owner, self._parsed)
        _keep_issues(asking, job, outcome.issues)
        job.result = _added_up(job.result, outcome)

    def finish(self, asking: Asking, job: Job) -> dict[str, Any]:
        staged_path(asking, job.payload["stored"]).unlink(missing_ok=True)
        counts = {name: job.result.get(name, 0) for name in COUNTS}
        if counts["added"] >= MANY_ROWS:
            refresh_statistics(asking.session)
        return {**counts, "import": job.payload["import"], "changeset": job.change_set_id}


def _options(job: Job) -> ImportOptions:
    return ImportOptions.from_json(job.payload["options"])


def _added_up(counts: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    return {name: counts.get(name, 0) + getattr(outcome, name) for name in COUNTS}


def _keep_issues(asking: Asking, job: Job, issues: list[Issue]) -> None:
    rows = [
        {
            "job_id": job.id,
            "record_id": issue.record_id,
            "row": issue.row,
            "column": issue.column and issue.column[:200],
            "value": issue.value,
            "is_failure": issue.is_failure,
            "reason": issue.reason.to_json(),
        }
        for issue in issues
    ]
    if rows:
        asking.session.connection().execute(insert(issue_table), rows)


def start_import(asking: Asking, file: ImportFile, via: Via = Via.PAGE) -> Job:
    """Begin to import a file as was decided about it.

    :raises Invalid: where what was decided cannot work
    :raises Conflict: where it runs or was done already
    """
    if file.job is not None and file.job.state not in ENDED_EARLY:
        raise Conflict(say("This file has been imported. Upload it again to import it once more."))
    options, of = options_of(file), kind(file.kind)
    check_columns(of, options)
    check_policy(options.on_duplicate)
    owner = owner_id(asking, of, options.owner)
    stored = file.options["stored"]
    size = SQLITE_ROWS if is_sqlite(asking.session) else POSTGRESQL_ROWS
    portions = stage(path_of(asking, file), options, staged_path(asking, stored), size)
    payload = {
        "import": file.id,
        "kind": of.name,
        "name": file.name,
        "stored": stored,
        "options": options.to_json(),
        "owner_id": owner,
        "via": via.value,
    }
    job = enqueue(asking.session, JOB_TYPE, payload, [Part(portion.count, portion.to_json()) for portion in portions])
    file.job_id = job.id
    asking.session.flush()
    return job


def failures(asking: Asking, job_id: int, most: int | None = None) -> list[dict[str, Any]]:
    """Wrong cells of an import as the command line and the API give them: row, column, value and reason (contract)."""
    columns = (JobIssue.row, JobIssue.column, JobIssue.value, JobIssue.reason)
    statement = (
        select(*columns).where(JobIssue.job_id == job_id, JobIssue.is_failure).order_by(JobIssue.row, JobIssue.id)
    )
    return [
        {"row": row.row, "column": row.column, "value": row.value, "reason": str(Message.from_json(row.reason))}
        for row in asking.session.execute(statement.limit(most))
    ]


def reasons_by_row(asking: Asking, job_id: int) -> dict[int, list[Message]]:
    """Why rows failed, by their numbers."""
    statement = select(JobIssue.row, JobIssue.reason).where(JobIssue.job_id == job_id, JobIssue.is_failure)
    found: dict[int, list[Message]] = defaultdict(list)
    for row in asking.session.execute(statement.order_by(JobIssue.id)):
        found[row.row].append(Message.from_json(row.reason))
    return found


def import_answer(asking: Asking, job: Job) -> dict[str, Any]:
    """The result of an import as the contract words it."""
    counts = {name: job.result.get(name, 0) for name in COUNTS}
    return {"job": job.id, "changeset": job.change_set_id, **counts, "errors": failures(asking, job.id)}
