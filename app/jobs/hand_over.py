"""A hand-over as work: a small one in the request, others in the background, either as one change set (ACC-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.hand_over import JOB_TYPE, hand_kept, hand_records
from app.jobs.mass import MOST_AT_ONCE
from app.jobs.queue import Part, chunk_rows, release
from app.jobs.runner import run_here
from app.jobs.work import Work, job_change_set, job_type
from app.kernel.messages import Message, say, say_n
from app.kernel.viewer import viewer_of
from app.models import Job, JobChunk, JobState, Operation, User, Via
from app.records.belongings import KEPT, row_ids
from app.records.fields import Asking


@job_type(JOB_TYPE)
class HandOver(Work):
    """A chunk is some records of one part for one taker, or a part that stands beside the records."""

    def run_chunk(self, asking: Asking, job: Job, chunk: JobChunk) -> None:
        key, to_ids, from_id = chunk.payload["part"], chunk.payload["to"], job.payload["user"]
        with job_change_set(asking, job, Operation.MASS, via=Via.PAGE, reason=job.payload["reason"]):
            if key in KEPT:
                done = hand_kept(asking.session, key, from_id, to_ids)
            else:
                ids, keeps = chunk.payload["ids"], bool(job.payload["keeps"])
                done = hand_records(asking.session, key, ids, from_id, to_ids[0], keeps=keeps)
        handed = job.result.get("handed", {})
        job.result = {**job.result, "handed": {**handed, key: handed.get(key, 0) + done}}

    def finish(self, asking: Asking, job: Job) -> dict[str, Any]:
        return {"user": job.payload["user"], "handed": job.result.get("handed", {}), "changeset": job.change_set_id}


def start_hand_over(asking: Asking, user: User, plan: Mapping[str, Sequence[int]], *, keeps: bool) -> Job:
    """Hand over what ``plan`` names to whom it says, several takers of a part in turn. The job's state tells whether it has ended."""
    payload = {
        "user": user.id,
        "name": repr(user),
        "keeps": keeps,
        "reason": str(say("Hand-over from %(name)s", name=repr(user))),
    }
    job = Job(type=JOB_TYPE, user_id=viewer_of(asking.session).user_id, payload=payload, state=JobState.DRAFT)
    asking.session.add(job)
    asking.session.flush()
    parts = [part for key in plan for part in _chunks(asking, key, user.id, list(plan[key]))]
    is_small = sum(part.size for part in parts) <= MOST_AT_ONCE
    release(asking.session, job, parts, is_rung=not is_small)
    asking.session.flush()
    if is_small:
        run_here(asking, job)
    return job


def _chunks(asking: Asking, key: str, from_id: int, to_ids: list[int]) -> list[Part]:
    ids = row_ids(asking.session, key, from_id)
    if key in KEPT:
        return [Part(len(ids), {"part": key, "to": to_ids})] if ids else []
    most = chunk_rows(asking.session)
    return [
        Part(len(some), {"part": key, "to": [to_id], "ids": some})
        for place, to_id in enumerate(to_ids)
        for start in range(0, len(ids[place :: len(to_ids)]), most)
        if (some := ids[place :: len(to_ids)][start : start + most])
    ]


def handed_sentence(job: Job) -> Message:
    """*38 things handed over*, for the page of the job."""
    number = sum(job.result.get("handed", {}).values())
    return say_n("%(num)s thing handed over.", "%(num)s things handed over.", number)
