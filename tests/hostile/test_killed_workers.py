"""Workers killed at random moments: every effect is there once, and the job ends (mechanism 5)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select

from app.domain.mass_actions import action_named, seal
from app.jobs import claims, mass, undo
from app.jobs.mass import start
from app.jobs.runner import Runner, run_all_jobs
from app.kernel.database import engine_options, prepare_engine
from app.models import Change, ChangeSet, Contact, GroupMember, Job, JobState, Record, SetState
from app.records.bulk import insert_rows
from app.records.filters import parse_query
from app.records.kinds import kind
from tests.conftest import House
from tests.jobs.works import begin, counted, job_of

ROOT = Path(__file__).resolve().parents[2]
KILLS = 100 if os.environ.get("SPLOT_SOAK") else 5
SOON = timedelta(seconds=0.4)


def worker_process(house: House) -> int:
    """A worker in a process of its own, for quick kills; its process id."""
    url = house.app.config["SQLALCHEMY_DATABASE_URI"]
    child = os.fork()
    if child == 0:
        try:
            engine = create_engine(url, **engine_options(url))
            prepare_engine(engine)
            with house.app.app_context():
                Runner(engine, pause=0.005, retry_pause=SOON).run_all()
        finally:
            os._exit(0)
    return child


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def work_off(house: House, job_id: int) -> None:
    """Go on until the job has ended, waiting for the leases of the dead."""
    deadline = time.monotonic() + 60
    while job_of(house, job_id)["state"] in {"queued", "running"}:
        assert time.monotonic() < deadline, "the job never ended"
        run_all_jobs(house.engine)
        time.sleep(0.1)


def add_persons(house: House, count: int) -> None:
    with house.writing("owner") as asking:
        rows = [
            {"kind": "person", "name": f"Person {n}", "sort_key": f"{n:06}", "search_key": "person"}
            for n in range(count)
        ]
        common = {"visibility": "public", "version": 1, "custom": {}}
        moment = {"created_at": claims.now(), "changed_at": claims.now()}
        ids = insert_rows(asking.session, Record.__table__, [{**row, **common, **moment} for row in rows])
        insert_rows(asking.session, Contact.__table__, [{"id": one} for one in ids])


@pytest.fixture
def short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "LEASE", SOON)


@pytest.mark.slow
def test_killed_workers_do_everything_exactly_once(house: House, short_leases: None) -> None:
    job = begin(house, count=KILLS * 600, most=25)
    house.engine.dispose()
    for _ in range(KILLS):
        children = [worker_process(house), worker_process(house)]
        time.sleep(random.uniform(0.05, 0.6))
        for child in children:
            kill(child)
    work_off(house, job)
    assert job_of(house, job)["state"] == "done"
    assert set(Counter(counted(house, job)).values()) == {1}
    assert len(counted(house, job)) == KILLS * 600


@pytest.mark.slow
def test_killed_mass_action_changes_each_record_once(
    house: House, short_leases: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 3_000
    add_persons(house, size)
    monkeypatch.setattr(mass, "chunk_rows", lambda _session: 50)
    of = kind("person")
    with house.asking("owner") as asking:
        selection = seal(asking, of, parse_query(of, []))
        job = start(asking, selection, action_named(of, "group"), {"group": "Newsletter"}).id
    house.engine.dispose()
    for _ in range(KILLS):
        child = worker_process(house)
        time.sleep(random.uniform(0.02, 0.4))
        kill(child)
    work_off(house, job)
    answer = job_of(house, job)
    assert answer["result"] == {
        "matched": size,
        "changed": size,
        "skipped": [],
        "changeset": answer["result"]["changeset"],
    }
    with house.asking() as asking:
        session = asking.session
        assert session.scalar(select(func.count()).select_from(GroupMember)) == size
        changes = select(func.count()).where(Change.subject == "group_member")
        assert session.scalar(changes) == size
        assert set(session.scalars(select(Record.version))) == {2}
        set_id = session.get_one(Job, job).change_set_id
        assert session.get_one(ChangeSet, set_id).state is SetState.CLOSED


@pytest.mark.slow
def test_killed_undo_takes_each_change_back_once(
    house: House, short_leases: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    size, of = 1_500, kind("person")
    add_persons(house, size)
    monkeypatch.setattr(undo, "chunk_rows", lambda _session: 50)
    with house.asking("owner") as asking:
        selection = seal(asking, of, parse_query(of, []))
        start(asking, selection, action_named(of, "group"), {"group": "Newsletter"})
    run_all_jobs(house.engine)
    with house.asking("owner") as asking:
        done = asking.session.scalars(select(ChangeSet).order_by(ChangeSet.id.desc())).first()
        assert done is not None
        job = undo.start_undo(asking, done).id
    house.engine.dispose()
    for _ in range(KILLS):
        child = worker_process(house)
        time.sleep(random.uniform(0.02, 0.4))
        kill(child)
    work_off(house, job)
    result = job_of(house, job)["result"]
    assert (result["undone"], result["kept"], result["blocked"]) == (size + 1, [], [])
    with house.asking() as asking:
        session = asking.session
        assert session.scalar(select(func.count()).select_from(GroupMember)) == 0
        removed = select(func.count()).where(Change.subject == "group_member", Change.set_id == result["changeset"])
        assert session.scalar(removed) == size
        assert set(session.scalars(select(Record.version))) == {3}
        assert session.get_one(ChangeSet, result["changeset"]).state is SetState.CLOSED


def tag_everybody(house: House, tag: str) -> int:
    """A job that gives every person a tag; its id."""
    of = kind("person")
    with house.asking("owner") as asking:
        return start(asking, seal(asking, of, parse_query(of, [])), action_named(of, "tag"), {"tag": tag}).id


def wait_for(house: House, job: int) -> None:
    """Until the job is done, or a minute and a half has passed."""
    deadline = time.monotonic() + 90
    while job_of(house, job)["state"] != JobState.DONE.value and time.monotonic() < deadline:
        time.sleep(0.2)


@pytest.mark.slow
def test_splot_worker_takes_up_what_a_killed_one_left(house: House) -> None:
    add_persons(house, 2_500)
    job = tag_everybody(house, "fair")
    config = house.app.config
    environment = {
        **os.environ,
        "SPLOT_DATABASE_URL": config["SQLALCHEMY_DATABASE_URI"],
        "SPLOT_DATA_DIR": str(config["SPLOT_DATA_DIR"]),
        "SPLOT_SECRET_KEY": "t" * 40,
    }
    command = [sys.executable, "-m", "app.cli", "worker"]
    first = subprocess.Popen(command, cwd=ROOT, env=environment)
    time.sleep(random.uniform(0.5, 3))
    first.kill()
    first.wait()
    second = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_for(house, job)
        wait_for(
            house, tag_everybody(house, "again")
        )  # the first may have done all of its own: this is the second's alone
    finally:
        second.terminate()
        ended = second.wait(20)
    assert ended == 0
    assert job_of(house, job)["result"]["changed"] == 2_500
