"""Doing the work: claim a chunk, do it, wind the job up (mechanism 5).

The transaction that does a chunk begins by setting it done where its token matches: effect and progress are committed together or
not at all, whenever a worker is killed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.domain.accounts import viewer_by_id
from app.jobs import claims
from app.jobs.claims import Claim, LostClaim
from app.jobs.work import Work, work_of
from app.kernel.database import write_intent
from app.kernel.errors import Forbidden, SplotError
from app.kernel.messages import Message, say
from app.kernel.viewer import Viewer, as_system, session_for
from app.models import Job, JobChunk, JobState
from app.records.fields import Asking

log = logging.getLogger(__name__)

FAULT = say("Something failed on our side. It has been logged; what was done until then stays.")
NOBODY = say("The user who started this can no longer sign in. What was done until then stays.")
UNKNOWN = say("This version of Splot does not know this kind of work. Update all workers to the same version.")


@dataclass(frozen=True)
class Runner:
    """Does jobs on one database. ``pause`` lets others write on SQLite between chunks, ``retry_pause`` passes before a failed
    chunk is tried again."""

    engine: Engine
    language: str = "en"
    pause: float = 0.02
    retry_pause: timedelta = timedelta(seconds=3)

    def run_one(self) -> bool:
        """Do one chunk, or wind one job up; False when there is nothing to do."""
        claim = self._claim()
        if claim is None:
            return self._wind_up_any()
        self._do(claim)
        if self.engine.dialect.name == "sqlite":
            time.sleep(self.pause)
        return True

    def run_all(self, is_stopping: Callable[[], bool] = lambda: False) -> int:
        """Work until nothing is left or somebody asks for the end; returns how many steps were made."""
        steps = 0
        while not is_stopping() and self.run_one():
            steps += 1
        return steps

    # --- one chunk

    def _claim(self) -> Claim | None:
        with write_intent(), as_system(self.engine) as session:
            claim = claims.claim_next(session)
            session.commit()
            return claim

    def _do(self, claim: Claim) -> None:
        try:
            viewer = self._viewer(claim.user_id)
            work = _work(claim.type)
            if work.act is not None and not viewer.may(work.act):
                raise Forbidden(say("Your role does not allow this. Ask an administrator."))
            with self._renewed(claim), self._asking(viewer) as asking:
                work.prepare(asking, *_loaded(asking.session, claim))
            with write_intent(), self._asking(viewer) as asking:
                self._do_chunk(asking, work, claim)
                asking.session.commit()
        except LostClaim:
            log.info("job %s: the chunk is somebody else's by now", claim.job_id)
        except SplotError as error:
            self._fail(claim, error.message)
        except Exception:
            log.exception("job %s: a chunk failed", claim.job_id)
            self._try_again(claim)

    @contextmanager
    def _renewed(self, claim: Claim) -> Iterator[None]:
        """Keep the lease alive for as long as this lasts: what is prepared may take longer than one."""
        ended = threading.Event()
        keeper = threading.Thread(target=self._renew, args=(claim, ended), daemon=True)
        keeper.start()
        try:
            yield
        finally:
            ended.set()
            keeper.join()

    def _renew(self, claim: Claim, ended: threading.Event) -> None:
        while not ended.wait(claims.LEASE.total_seconds() / 3):
            try:
                with write_intent(), as_system(self.engine) as session:
                    claims.renew(session, claim)
                    session.commit()
            except SQLAlchemyError:
                log.warning("job %s: its lease could not be prolonged", claim.job_id, exc_info=True)

    def _do_chunk(self, asking: Asking, work: Work, claim: Claim) -> None:
        claims.hold(asking.session, claim)
        work.run_chunk(asking, *_loaded(asking.session, claim))
        asking.session.flush()
        claims.count_done(asking.session, claim)

    def _fail(self, claim: Claim, reason: Message) -> None:
        with write_intent(), as_system(self.engine) as session:
            claims.fail(session, claim.job_id, reason)
            session.commit()

    def _try_again(self, claim: Claim) -> None:
        with write_intent(), as_system(self.engine) as session:
            if not claims.give_back(session, claim, self.retry_pause):
                claims.fail(session, claim.job_id, FAULT)
            session.commit()

    # --- the end of a job

    def _wind_up_any(self) -> bool:
        with write_intent(), as_system(self.engine) as session:
            found = session.connection().execute(claims.ended()).first()
        if found is None:
            return False
        self._wind_up(found.id, found.type, found.user_id)
        return True

    def _wind_up(self, job_id: int, type_name: str, user_id: int | None) -> None:
        try:
            with write_intent(), self._asking(self._viewer(user_id)) as asking:
                if (ended := asking.session.connection().execute(claims.ended(job_id)).first()) is not None:
                    _finish(asking, job_id, type_name, ended.state)
                asking.session.commit()
        except SplotError as error:
            self._end_badly(job_id, error.message)
        except Exception:
            log.exception("job %s: its end failed", job_id)
            self._end_badly(job_id, FAULT)

    def _end_badly(self, job_id: int, reason: Message) -> None:
        with write_intent(), as_system(self.engine) as session:
            claims.wind_up(session, job_id, JobState.FAILED, {}, reason)
            session.commit()

    # --- who

    def _viewer(self, user_id: int | None) -> Viewer:
        with as_system(self.engine) as session:
            viewer = viewer_by_id(session, user_id, self.language) if user_id else None
        if viewer is None:
            raise SplotError(NOBODY)
        return viewer

    @contextmanager
    def _asking(self, viewer: Viewer) -> Iterator[Asking]:
        with session_for(self.engine, viewer) as session:
            yield Asking(session, viewer)


def _work(type_name: str) -> Work:
    try:
        return work_of(type_name)
    except KeyError:
        raise SplotError(UNKNOWN) from None


def _loaded(session: Any, claim: Claim) -> tuple[Job, JobChunk]:
    return session.get_one(Job, claim.job_id), session.get_one(JobChunk, claim.chunk_id)


def _finish(asking: Asking, job_id: int, type_name: str, state: JobState) -> None:
    job = asking.session.get_one(Job, job_id, populate_existing=True)
    result = _work(type_name).finish(asking, job)
    asking.session.flush()
    final = state if state in claims.STOPPED else JobState.DONE
    claims.wind_up(asking.session, job_id, final, result)


def run_here(asking: Asking, job: Job) -> None:
    """Do a small job at once, in the transaction of whoever asks: nothing is queued, and a failure is theirs (MAS-4)."""
    work = _work(job.type)
    for chunk in list(job.chunks):
        claim = Claim(chunk.id, job.id, job.type, job.user_id, "")
        work.prepare(asking, job, chunk)
        work.run_chunk(asking, job, chunk)
        chunk.is_done = True
        asking.session.flush()
        claims.count_done(asking.session, claim)
    _finish(asking, job.id, job.type, JobState.RUNNING)
    asking.session.expire(job)


def run_all_jobs(engine: Engine, language: str = "en") -> int:
    """Do everything that is queued, in this process, without pauses (tests, commands that wait for their job)."""
    return Runner(engine, language, pause=0, retry_pause=timedelta(0)).run_all()
