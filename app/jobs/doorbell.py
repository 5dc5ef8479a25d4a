"""Huey as the doorbell: it wakes a worker when there is work. Nothing is lost with it; the work itself is in the database.

Embedded it is a small SQLite file in the data directory, scaled it is Redis. A doorbell hangs at an engine, since one process may have
several (tests do).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from huey import RedisHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.consumer import Consumer
from sqlalchemy import Engine

FILE = "doorbell.db"
NAME = "splot"
FIRST_LOOK, LAST_LOOK = 0.1, 0.5

log = logging.getLogger(__name__)


class Doorbell:
    """One queue of rings. It is opened at the first use, so that a command that starts no work makes no file."""

    def __init__(self, data_dir: Path, redis_url: str | None) -> None:
        self._data_dir = data_dir
        self._redis_url = redis_url
        self._huey: Huey | None = None
        self.answer: Callable[[int], None] = lambda _job_id: None
        self.every_minute: Callable[[], None] = lambda: None

    def ring(self, job_id: int) -> None:
        """Say that there is work."""
        self._tasks()["ring"](job_id)

    def consumer(self) -> Consumer:
        """What listens: started and stopped by the worker, in threads, with no hand on the process's signals."""
        self._tasks()
        return QuietConsumer(
            self._huey, workers=1, initial_delay=FIRST_LOOK, max_delay=LAST_LOOK, check_worker_health=True
        )

    def _heard(self, job_id: int) -> None:
        self.answer(job_id)

    def _minute(self) -> None:
        self.every_minute()

    def _tasks(self) -> dict[str, Any]:
        if self._huey is None:
            self._huey = self._open()
            self._made = {
                "ring": self._huey.task(name="ring")(self._heard),
                "minute": self._huey.periodic_task(crontab(minute="*"), name="minute")(self._minute),
            }
        return self._made

    def _open(self) -> Huey:
        if self._redis_url:
            return RedisHuey(NAME, url=self._redis_url, results=False)
        return SqliteHuey(NAME, filename=str(self._data_dir / FILE), results=False, journal_mode="wal", timeout=2)


class QuietConsumer(Consumer):  # type: ignore[misc]
    """Huey's consumer inside a process that is somebody else's: signals stay theirs."""

    def _set_signal_handlers(self) -> None:
        pass


_doorbells: WeakKeyDictionary[Engine, Doorbell] = WeakKeyDictionary()


def hang(engine: Engine, data_dir: Path, redis_url: str | None) -> Doorbell:
    """Hang a doorbell at ``engine``; called when the application is put together."""
    _doorbells[engine] = Doorbell(data_dir, redis_url)
    return _doorbells[engine]


def doorbell_of(engine: Engine) -> Doorbell | None:
    return _doorbells.get(engine)


def ring(engine: Engine, job_id: int) -> None:
    """Wake a worker, if there is a doorbell; workers look into the table now and then anyway."""
    doorbell = doorbell_of(engine)
    if doorbell is not None:
        doorbell.ring(job_id)
