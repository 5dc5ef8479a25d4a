"""A worker: sleeps until the doorbell rings or a few seconds have passed, then works until nothing is left."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.domain.attempts import forget_attempts
from app.domain.sessions import forget_sessions
from app.jobs.custom_indexes import tend_indexes
from app.jobs.doorbell import doorbell_of
from app.jobs.exports import forget_files
from app.jobs.runner import Runner
from app.jobs.upkeep import forget_drafts, take_lease, unfinished_jobs
from app.kernel.database import write_intent
from app.kernel.viewer import as_system

LOOK_EVERY = 3.0
UPKEEP = "upkeep"
UPKEEP_LENGTH = timedelta(seconds=50)

log = logging.getLogger(__name__)


class Worker:
    """Works on one database until ``stop``. ``is_needed`` is asked now and then: an embedded worker ends with its server."""

    def __init__(self, engine: Engine, language: str, is_needed: Callable[[], bool] = lambda: True) -> None:
        self.runner = Runner(engine, language)
        self.engine = engine
        self._is_needed = is_needed
        self._stopping = threading.Event()
        self._rung = threading.Event()

    def stop(self) -> None:
        """End after the chunk that is being done."""
        self._stopping.set()
        self._rung.set()

    def run(self) -> None:
        """Work until stopped. What earlier workers left unfinished is found at once."""
        consumer = self._listen()
        try:
            while not self.is_ending():
                self._work_off()
                self._rung.wait(LOOK_EVERY)
                self._rung.clear()
        finally:
            if consumer is not None:
                consumer.stop(graceful=False)

    def is_ending(self) -> bool:
        return self._stopping.is_set() or not self._is_needed()

    def _work_off(self) -> None:
        try:
            self.runner.run_all(self.is_ending)
        except SQLAlchemyError:
            log.exception("the database does not answer; trying again")

    def _listen(self) -> Any:
        doorbell = doorbell_of(self.engine)
        if doorbell is None:
            return None
        doorbell.answer = lambda _job_id: self._rung.set()
        doorbell.every_minute = self._keep_up
        try:
            consumer = doorbell.consumer()
            consumer.start()
        except Exception:
            log.warning("the doorbell does not work; looking into the table every few seconds", exc_info=True)
            return None
        return consumer

    def _keep_up(self) -> None:
        """Called every minute in every worker; the one that holds the lease rings for what lies idle and clears up."""
        with write_intent(), as_system(self.engine) as session:
            is_mine = take_lease(session, UPKEEP, UPKEEP_LENGTH)
            idle = unfinished_jobs(session) if is_mine else []
            if is_mine:
                forget_drafts(session)
                forget_files(session)
                forget_sessions(session)
                forget_attempts(session)
            session.commit()
        if is_mine:
            tend_indexes(self.engine)
        doorbell = doorbell_of(self.engine)
        for job_id in idle if doorbell else ():
            doorbell.ring(job_id)  # type: ignore[union-attr]
