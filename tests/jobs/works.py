"""Kinds of work for tests: they leave one issue per item, so that what was done twice shows."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import func, insert, select

from app.jobs.queue import enqueue, parts_of
from app.jobs.work import Work, job_type
from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.models import Job, JobChunk, JobIssue
from app.records.fields import Asking
from tests.conftest import House


@job_type("counting")
class Counting(Work):
    """Writes down each of its numbers."""

    is_sequential = False
    failing: ClassVar[list[Exception]] = []
    prepared: ClassVar[list[int]] = []

    def prepare(self, asking: Asking, job: Job, chunk: JobChunk) -> None:
        self.prepared.append(chunk.number)

    def run_chunk(self, asking: Asking, job: Job, chunk: JobChunk) -> None:
        numbers = range(chunk.payload["first"], chunk.payload["last"] + 1)
        rows = [{"job_id": job.id, "row": number, "is_failure": False, "reason": {}} for number in numbers]
        asking.session.connection().execute(insert(JobIssue.__table__), rows)
        if self.failing:
            raise self.failing.pop()

    def finish(self, asking: Asking, job: Job) -> dict[str, Any]:
        return {"counted": asking.session.scalar(select(func.count()).where(JobIssue.job_id == job.id))}


@job_type("one after the other")
class InOrder(Counting):
    is_sequential = True


def begin(house: House, count: int = 30, most: int = 10, type_name: str = "counting", by: str = "owner") -> int:
    """A queued job that counts; its id."""
    Counting.failing.clear()
    Counting.prepared.clear()
    with house.asking(by) as asking:
        return enqueue(asking.session, type_name, {}, parts_of(count, most)).id


def counted(house: House, job_id: int) -> list[int]:
    """The numbers that were written down, in the order in which they were."""
    with house.asking() as asking:
        statement = select(JobIssue.row).where(JobIssue.job_id == job_id).order_by(JobIssue.id)
        return [number for number in asking.session.scalars(statement) if number is not None]


def job_of(house: House, job_id: int) -> dict[str, Any]:
    """What is known of a job."""
    from app.jobs.answers import job_answer

    with house.asking() as asking:
        return job_answer(asking, asking.session.get_one(Job, job_id))


WRONG = Invalid(say("This cannot be done."))
