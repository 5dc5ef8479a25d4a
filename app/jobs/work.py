"""What kinds of background work there are. A module of ``app.jobs`` declares one with ``@job_type``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from app.kernel.viewer import Act
from app.models import Job, JobChunk, Operation, Via
from app.records.changes import OpenSet, change_set
from app.records.fields import Asking


class Work:
    """One type of background work. An object of it lives for one chunk, so it may keep what it prepared.

    ``is_sequential``: only the lowest unfinished chunk of a job is taken, and nothing else of that job runs meanwhile. Work that
    keeps one change set over its chunks has to be sequential. ``act`` is what a role must grant: asked again at every chunk (ACC-4).
    """

    type: ClassVar[str] = ""
    act: ClassVar[Act | None] = None
    is_sequential: ClassVar[bool] = True

    def prepare(self, asking: Asking, job: Job, chunk: JobChunk) -> None:
        """Read, parse and look up what the chunk needs, before its transaction: SQLite lets nobody else write during that one."""

    def run_chunk(self, asking: Asking, job: Job, chunk: JobChunk) -> None:
        """Do one chunk. Its effect and its being done are committed together; after a failure it is called again, in a new object."""
        raise NotImplementedError

    def finish(self, asking: Asking, job: Job) -> dict[str, Any]:
        """The job's result from what was done so far; called once, also after a failure or when it was cancelled."""
        raise NotImplementedError


_works: dict[str, type[Work]] = {}

SomeWork = TypeVar("SomeWork", bound=type[Work])


def job_type(name: str) -> Callable[[SomeWork], SomeWork]:
    """Make a subclass of ``Work`` known as the job type ``name``."""

    def register(work: SomeWork) -> SomeWork:
        work.type = name
        _works[name] = work
        return work

    return register


def work_of(type_name: str) -> Work:
    """A fresh object of that type of work; raises ``KeyError`` where no module declares it."""
    return _works[type_name]()


def sequential_types() -> list[str]:
    """The types of which one chunk at a time is done."""
    return [name for name, work in _works.items() if work.is_sequential]


@contextmanager
def job_change_set(
    asking: Asking,
    job: Job,
    operation: Operation,
    *,
    via: Via = Via.JOB,
    reason: str | None = None,
    undoes: int | None = None,
) -> Iterator[OpenSet]:
    """The job's change set, which spans its chunks: one act that is undone as a whole. It is closed when the job ends."""
    continued = OpenSet(operation, via, reason=reason, undoes_id=undoes, id=job.change_set_id, stays_open=True)
    with change_set(asking.session, operation, via, continues=continued):
        yield continued
    job.change_set_id = continued.id
