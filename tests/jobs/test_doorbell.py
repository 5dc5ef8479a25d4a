"""The doorbell wakes a worker; where it is broken, work is found all the same."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.jobs import doorbell
from app.jobs import worker as worker_module
from app.jobs.doorbell import Doorbell, doorbell_of
from app.jobs.worker import Worker
from tests.conftest import House
from tests.jobs.works import begin, counted, job_of

REDIS = "redis://127.0.0.1:6379/15"


def redis_answers() -> bool:
    try:
        with socket.create_connection(("127.0.0.1", 6379), timeout=1):
            return True
    except OSError:
        return False


def waits_for(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


@pytest.fixture(
    params=[
        "",
        pytest.param(
            REDIS,
            marks=[
                pytest.mark.redis,
                pytest.mark.skipif(not redis_answers(), reason="no Redis server answers on 127.0.0.1"),
            ],
        ),
    ]
)
def bell(request: pytest.FixtureRequest, tmp_path: Path) -> Doorbell:
    return Doorbell(tmp_path, request.param or None)


def test_ring_is_heard(bell: Doorbell) -> None:
    heard: list[int] = []
    bell.answer = heard.append
    consumer = bell.consumer()
    consumer.start()
    try:
        bell.ring(7)
        assert waits_for(lambda: 7 in heard)
    finally:
        consumer.stop(graceful=True)


def in_background(worker: Worker) -> threading.Thread:
    thread = threading.Thread(target=worker.run)
    thread.start()
    return thread


def test_worker_is_woken_by_a_commit(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "LOOK_EVERY", 60)
    worker = Worker(sqlite_house.engine, "en")
    thread = in_background(worker)
    time.sleep(0.5)
    job = begin(sqlite_house, count=20)
    try:
        assert waits_for(lambda: job_of(sqlite_house, job)["state"] == "done")
    finally:
        worker.stop()
        thread.join(10)
    assert sorted(counted(sqlite_house, job)) == list(range(1, 21))


def test_work_is_found_without_a_doorbell(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "LOOK_EVERY", 0.2)
    monkeypatch.delitem(doorbell._doorbells, sqlite_house.engine)
    assert doorbell_of(sqlite_house.engine) is None
    worker = Worker(sqlite_house.engine, "en")
    thread = in_background(worker)
    job = begin(sqlite_house, count=20)
    try:
        assert waits_for(lambda: job_of(sqlite_house, job)["state"] == "done")
    finally:
        worker.stop()
        thread.join(10)


def test_broken_doorbell_does_not_stop_the_act(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    bell = doorbell_of(sqlite_house.engine)
    assert bell is not None
    monkeypatch.setattr(bell, "_redis_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(bell, "_huey", None)
    job = begin(sqlite_house)
    assert job_of(sqlite_house, job)["state"] == "queued"


def test_worker_ends_when_it_is_no_longer_needed(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "LOOK_EVERY", 0.1)
    thread = in_background(Worker(sqlite_house.engine, "en", lambda: False))
    thread.join(10)
    assert not thread.is_alive()
