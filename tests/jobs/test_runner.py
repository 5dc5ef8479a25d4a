"""Jobs are done once, by one worker at a time, and end in a state that says what came of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.jobs import claims
from app.jobs.claims import LostClaim, claim_next, hold
from app.jobs.queue import cancel, chunk_rows, enqueue, own_job, parts_of
from app.jobs.runner import Runner, run_all_jobs
from app.jobs.upkeep import forget_drafts, take_lease, unfinished_jobs
from app.kernel.clock import now
from app.kernel.database import write_intent
from app.kernel.errors import NotFound
from app.kernel.viewer import as_system
from app.models import Job, JobChunk, JobState, User
from tests.conftest import House
from tests.jobs.works import WRONG, Counting, begin, counted, job_of


def claim(house: House) -> claims.Claim | None:
    with house.app.app_context(), write_intent(), as_system(house.engine) as session:
        found = claim_next(session)
        session.commit()
        return found


def test_everything_is_done_once_and_counted(house: House) -> None:
    job = begin(house)
    run_all_jobs(house.engine)
    assert sorted(counted(house, job)) == list(range(1, 31))
    assert job_of(house, job) == {"id": job, "state": "done", "done": 30, "total": 30, "result": {"counted": 30}}


def test_work_is_prepared_before_its_transaction(sqlite_house: House) -> None:
    begin(sqlite_house, count=20)
    run_all_jobs(sqlite_house.engine)
    assert Counting.prepared == [0, 1]


def test_two_claims_never_take_the_same_chunk(house: House) -> None:
    begin(house)
    taken = [claim(house) for _ in range(4)]
    assert len({one.chunk_id for one in taken if one}) == 3
    assert taken[3] is None


def test_sequential_job_lets_one_chunk_go_at_a_time(house: House) -> None:
    begin(house, type_name="one after the other")
    assert claim(house) is not None
    assert claim(house) is None


def test_sequential_job_is_done_in_order(house: House) -> None:
    job = begin(house, type_name="one after the other")
    run_all_jobs(house.engine)
    assert counted(house, job) == list(range(1, 31))


def test_short_job_does_not_wait_for_a_long_one(house: House) -> None:
    begin(house, count=50, most=1)
    Runner(house.engine, pause=0).run_one()
    short = begin(house, count=1)
    Runner(house.engine, pause=0).run_one()
    assert counted(house, short) == [1]


def test_lost_token_leaves_no_effect(house: House) -> None:
    job = begin(house, count=5)
    late = claim(house)
    assert late is not None
    with house.session() as session:
        session.connection().execute(update(JobChunk.__table__).values(leased_until=now() - timedelta(seconds=1)))
    assert claim(house) is not None
    Runner(house.engine)._do(late)
    assert counted(house, job) == []


def test_chunk_that_is_done_cannot_be_held_again(house: House) -> None:
    begin(house, count=5)
    taken = claim(house)
    assert taken is not None
    Runner(house.engine)._do(taken)
    with house.session() as session, pytest.raises(LostClaim):
        hold(session, taken)


def test_expired_lease_is_claimed_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    job = begin(house, count=5)
    monkeypatch.setattr(claims, "LEASE", timedelta(seconds=-1))
    assert claim(house) is not None
    run_all_jobs(house.engine)
    assert job_of(house, job)["state"] == "done"


def test_fault_is_tried_again(house: House) -> None:
    job = begin(house, count=5)
    Counting.failing[:] = [RuntimeError("once"), RuntimeError("twice")]
    run_all_jobs(house.engine)
    assert job_of(house, job)["state"] == "done"
    assert counted(house, job) == [1, 2, 3, 4, 5]


def test_third_fault_fails_the_job_with_a_sentence(house: House) -> None:
    job = begin(house, count=5)
    Counting.failing[:] = [RuntimeError("again") for _ in range(9)]
    run_all_jobs(house.engine)
    found = job_of(house, job)
    assert found["state"] == "failed"
    assert "Something failed on our side" in found["error"]
    assert counted(house, job) == []


def test_what_people_can_be_told_fails_the_job_at_once(house: House) -> None:
    job = begin(house)
    Counting.failing[:] = [WRONG]
    run_all_jobs(house.engine)
    found = job_of(house, job)
    assert (found["state"], found["error"]) == ("failed", "This cannot be done.")


def test_cancelled_job_keeps_what_was_done(house: House) -> None:
    job = begin(house)
    Runner(house.engine, pause=0).run_one()
    with house.asking("owner") as asking:
        assert cancel(asking.session, own_job(asking.session, job))
    run_all_jobs(house.engine)
    found = job_of(house, job)
    assert (found["state"], found["done"], found["result"]) == ("cancelled", 10, {"counted": 10})


def test_chunk_claimed_before_cancelling_is_not_done(house: House) -> None:
    job = begin(house)
    taken = claim(house)
    assert taken is not None
    with house.asking("owner") as asking:
        cancel(asking.session, own_job(asking.session, job))
    Runner(house.engine)._do(taken)
    assert counted(house, job) == []


def test_ended_job_cannot_be_cancelled(house: House) -> None:
    job = begin(house)
    run_all_jobs(house.engine)
    with house.asking("owner") as asking:
        assert not cancel(asking.session, own_job(asking.session, job))


def test_job_of_somebody_who_may_no_longer_sign_in_fails(house: House) -> None:
    job = begin(house)
    with house.session() as session:
        session.scalars(select(User).where(User.username == "owner")).one().active = False
    run_all_jobs(house.engine)
    assert "can no longer sign in" in job_of(house, job)["error"]


def test_job_of_others_is_not_found(house: House) -> None:
    job = begin(house)
    with house.asking("outsider") as asking, pytest.raises(NotFound):
        own_job(asking.session, job)


def test_work_that_is_not_committed_is_not_queued(house: House) -> None:
    with house.asking("owner") as asking:
        enqueue(asking.session, "counting", {}, parts_of(5, 5))
        asking.session.rollback()
    assert run_all_jobs(house.engine) == 0


def test_parts_cover_everything_once() -> None:
    assert [part.payload for part in parts_of(25, 10)] == [
        {"first": 1, "last": 10},
        {"first": 11, "last": 20},
        {"first": 21, "last": 25},
    ]


def test_chunks_are_small_on_sqlite(house: House) -> None:
    with house.session() as session:
        assert chunk_rows(session) == (1_000 if house.backend == "sqlite" else 10_000)


def test_lease_has_one_holder(house: House) -> None:
    minute = timedelta(minutes=1)
    with house.session() as session:
        assert take_lease(session, "upkeep", minute, "first")
        assert not take_lease(session, "upkeep", minute, "second")
        assert take_lease(session, "upkeep", -minute, "first")
        assert take_lease(session, "upkeep", minute, "second")


def test_idle_work_is_found(house: House) -> None:
    job = begin(house, count=5)
    with house.session() as session:
        assert unfinished_jobs(session) == [job]
    claim(house)
    with house.session() as session:
        assert unfinished_jobs(session) == []


def test_old_drafts_are_forgotten(house: House) -> None:
    with house.session() as session:
        session.add(Job(type="mass", state=JobState.DRAFT, created_at=now() - timedelta(days=2)))
        session.add(Job(type="mass", state=JobState.DRAFT))
        session.flush()
        forget_drafts(session)
        assert len(session.scalars(select(Job)).all()) == 1
