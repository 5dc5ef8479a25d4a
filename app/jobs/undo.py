"""The undo of a change set as work: a small one in the request, others in the background (HIS-4, MAS-5)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, insert, select

from app.domain.undo import Undoing, check_undoable
from app.jobs.queue import Part, chunk_rows, release
from app.jobs.runner import run_here
from app.jobs.work import Work, job_change_set, job_type
from app.kernel.messages import Message, say, say_n
from app.kernel.text import strip_controls
from app.kernel.viewer import viewer_of
from app.models import ChangeSet, Job, JobChunk, JobIssue, JobState, Operation, Record, Via
from app.records.access import SCOPE, Scope
from app.records.changes import current_set, drop_empty_set
from app.records.fields import Asking
from app.records.undo_sets import extent_of
from app.records.undo_verdicts import Outcome, Verdict
from app.records.undo_words import field_name

JOB_TYPE = "undo"
MOST_AT_ONCE = 500
LONGEST_REASON = 400
FIRST, LAST = "first", "last"
PARTS_OF_ISSUES = 5_000

issue_table = JobIssue.__table__


@job_type(JOB_TYPE)
class UndoWork(Work):
    """Its chunks come one after the other: what records name, then the records by their numbers, then what nobody names any more."""

    def run_chunk(self, asking: Asking, job: Job, chunk: JobChunk) -> None:
        new_ids = {(subject, old): new for subject, old, new in job.result.get("new_ids", ())}
        found = asking.session.get_one(ChangeSet, job.payload["set"])
        undoing = Undoing(asking, found, frozenset(job.payload["forced"]), new_ids)
        with _change_set(asking, job):
            verdicts = self._do(undoing, job, chunk)
        _keep_issues(asking, job, verdicts)
        undone = sum(1 for verdict in verdicts if verdict.outcome is Outcome.BACK)
        numbered = [[subject, old, new] for (subject, old), new in undoing.new_ids.items()]
        job.result = {**job.result, "undone": job.result.get("undone", 0) + undone, "new_ids": numbered}

    def _do(self, undoing: Undoing, job: Job, chunk: JobChunk) -> list[Verdict]:
        part = chunk.payload["part"]
        if part == FIRST:
            return undoing.bring_shared_back()
        if part == LAST:
            return undoing.take_shared_away()
        return undoing.put_back(part, is_whole=bool(chunk.payload["is_whole"]))

    def finish(self, asking: Asking, job: Job) -> dict[str, Any]:
        _forget_empty_set(asking, job)
        counts = dict(list(asking.session.execute(_counted(job))))
        return {
            "set": job.payload["set"],
            "undone": job.result.get("undone", 0),
            "kept": counts.get(False, 0),
            "blocked": counts.get(True, 0),
            "changeset": job.change_set_id,
        }


def start_undo(
    asking: Asking,
    found: ChangeSet,
    *,
    reason: str = "",
    forced: Collection[str] = (),
    via: Via = Via.PAGE,
    is_at_once: bool = False,
) -> Job:
    """Undo a set: at once up to 500 changes (or however many, ``is_at_once``), else as a job that goes on by itself.

    ``forced`` are the keys of verdicts that are undone although somebody changed the value since. Raises ``Conflict`` where the set
    cannot be undone. The job's state tells whether it has ended.
    """
    check_undoable(asking, found)
    extent = extent_of(asking.session, found.id)
    is_small = is_at_once or extent.lines <= MOST_AT_ONCE
    size = max(len(extent.record_ids), 1) if is_small else chunk_rows(asking.session)
    payload = {
        "set": found.id,
        "of": found.operation.value,
        "forced": sorted(forced),
        "reason": strip_controls(reason).strip()[:LONGEST_REASON] or None,
        "via": via.value,
    }
    job = _draft(asking, payload)
    release(asking.session, job, _parts(extent.record_ids, extent.shared, size), is_rung=not is_small)
    with _change_set(asking, job):
        current_set(asking.session).ensure_id(asking.session)  # from now on everybody finds that it is being undone
    asking.session.flush()
    if is_small:
        run_here(asking, job)
    return job


def _draft(asking: Asking, payload: dict[str, Any]) -> Job:
    job = Job(type=JOB_TYPE, user_id=viewer_of(asking.session).user_id, payload=payload, state=JobState.DRAFT)
    asking.session.add(job)
    asking.session.flush()
    return job


def _parts(record_ids: list[int], shared: int, size: int) -> list[Part]:
    slices = [record_ids[start : start + size] for start in range(0, len(record_ids), size)]
    parts = [Part(len(one), {"part": one, "is_whole": len(slices) == 1}) for one in slices]
    if not shared:
        return parts
    return [Part(shared, {"part": FIRST}), *parts, Part(0, {"part": LAST})]


def _change_set(asking: Asking, job: Job) -> Any:
    via, reason = Via(job.payload["via"]), job.payload["reason"]
    return job_change_set(asking, job, Operation.UNDONE, via=via, reason=reason, undoes=job.payload["set"])


def _forget_empty_set(asking: Asking, job: Job) -> None:
    """An undo that changed nothing leaves no trace in the history."""
    set_id, job.change_set_id = job.change_set_id, None
    asking.session.flush()
    if set_id is not None and not drop_empty_set(asking.session, set_id):
        job.change_set_id = set_id
        asking.session.flush()


def _keep_issues(asking: Asking, job: Job, verdicts: list[Verdict]) -> None:
    rows = [
        {
            "job_id": job.id,
            "record_id": verdict.change.record_id,
            "column": field_name(verdict),
            "value": verdict.key,
            "is_failure": verdict.outcome is Outcome.BLOCKED,
            "reason": verdict.reason.to_json() if verdict.reason else {},
        }
        for verdict in verdicts
        if verdict.outcome in (Outcome.KEPT, Outcome.BLOCKED)
    ]
    for start in range(0, len(rows), PARTS_OF_ISSUES):
        asking.session.connection().execute(insert(issue_table), rows[start : start + PARTS_OF_ISSUES])


def _counted(job: Job) -> Any:
    return select(JobIssue.is_failure, func.count()).where(JobIssue.job_id == job.id).group_by(JobIssue.is_failure)


# --- what came of it -------------------------------------------------------------------------------------------------------


def undo_answer(asking: Asking, job: Job) -> dict[str, Any]:
    """As scripts and the API read it (contract): the new set, how many changes went back, and each that did not, with its reason."""
    issues = list(asking.session.scalars(select(JobIssue).where(JobIssue.job_id == job.id).order_by(JobIssue.id)))
    seen = seen_ids(asking, {issue.record_id for issue in issues if issue.record_id is not None})
    return {
        "changeset": job.result.get("changeset"),
        "undone": job.result.get("undone", 0),
        "kept": [_told(issue, seen) for issue in issues if not issue.is_failure],
        "blocked": [_told(issue, seen) for issue in issues if issue.is_failure],
    }


def _told(issue: JobIssue, seen: set[int]) -> dict[str, Any]:
    record_id = issue.record_id if issue.record_id in seen else None
    return {"record": record_id, "field": issue.column or None, "reason": str(Message.from_json(issue.reason))}


def seen_ids(asking: Asking, ids: set[int]) -> set[int]:
    """Those of the records that the reader may see now."""
    found: set[int] = set()
    ordered = sorted(ids)
    for start in range(0, len(ordered), PARTS_OF_ISSUES):
        statement = select(Record.id).where(Record.id.in_(ordered[start : start + PARTS_OF_ISSUES]))
        found.update(asking.session.scalars(statement.execution_options(**{SCOPE: Scope.ALL})))
    return found


def undone_sentence(job: Job) -> Message:
    """*38 changes undone*, for a message and its page."""
    undone = int(job.result.get("undone", 0))
    if undone:
        return say_n("%(num)s change undone.", "%(num)s changes undone.", undone)
    return say("Nothing was undone.")
