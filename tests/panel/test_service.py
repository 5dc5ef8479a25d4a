"""What a watcher of the service is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from app.kernel.clock import now
from app.models import Job, JobChunk, JobState
from app.panel import service
from tests.conftest import House


def wait(house: House, minutes: int, *, leased: bool = False, state: JobState = JobState.QUEUED) -> None:
    with house.session() as session:
        made = now() - timedelta(minutes=minutes)
        chunk = JobChunk(number=0, size=1, leased_until=now() + timedelta(seconds=20) if leased else None)
        session.add(Job(type="mass", state=state, created_at=made, chunks=[chunk]))


def test_process_says_that_it_lives(sqlite_house: House) -> None:
    answer = sqlite_house.client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_service_is_ready_when_nothing_waits(house: House) -> None:
    answer = house.client().get("/readyz")
    assert (answer.status_code, answer.json["queue"], answer.json["database"]) == (200, True, True)


@pytest.mark.parametrize(
    ("minutes", "leased", "state", "status"),
    [
        (6, False, JobState.QUEUED, 503),
        (4, False, JobState.QUEUED, 200),
        (6, True, JobState.RUNNING, 200),
        (6, False, JobState.RUNNING, 503),
        (6, False, JobState.DONE, 200),
        (6, False, JobState.DRAFT, 200),
    ],
)
def test_job_that_nobody_does_makes_the_service_not_ready(
    sqlite_house: House, minutes: int, leased: bool, state: JobState, status: int
) -> None:
    wait(sqlite_house, minutes, leased=leased, state=state)
    assert sqlite_house.client().get("/readyz").status_code == status


def test_database_that_does_not_answer_makes_the_service_not_ready(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_session: object) -> bool:
        raise OperationalError("select 1", {}, Exception("gone"))

    monkeypatch.setattr(service, "is_queue_served", fail)
    answer = sqlite_house.client().get("/readyz")
    assert (answer.status_code, answer.json["database"]) == (503, False)


def test_metrics_are_off(sqlite_house: House) -> None:
    assert sqlite_house.client().get("/metrics").status_code == 404
