"""Workers killed in the middle of an import: after a restart every row is there once (IMP-5)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.jobs import claims
from app.models import Change, ChangeSet, Company, Email, Job, Person, SetState
from tests.conftest import House
from tests.hostile.test_killed_workers import SOON, work_off
from tests.importing import answer_of, begin_import, counts

ROOT = Path(__file__).resolve().parents[2]
ROWS = 20_000
COMPANIES = 300
KILLS = 12 if os.environ.get("SPLOT_SOAK") else 3
QUICK = (
    "import sys; from datetime import timedelta; from app.jobs import claims; claims.LEASE = timedelta(seconds=0.4); "
)
COMMAND = [sys.executable, "-c", QUICK + "sys.argv = ['splot', 'worker']; from app.cli import main; main()"]


def worker(house: House) -> subprocess.Popen[bytes]:
    config = house.app.config
    environment = {
        **os.environ,
        "SPLOT_DATABASE_URL": config["SQLALCHEMY_DATABASE_URI"],
        "SPLOT_DATA_DIR": str(config["SPLOT_DATA_DIR"]),
        "SPLOT_SECRET_KEY": "t" * 40,
    }
    return subprocess.Popen(COMMAND, cwd=ROOT, env=environment)


def done(house: House, job_id: int) -> int:
    with house.asking() as asking:
        return asking.session.get_one(Job, job_id).done


def kill_in_the_middle(house: House, job_id: int) -> bool:
    """Let a worker begin and kill it some time after it has done something; False where it came to the end."""
    before, process = done(house, job_id), worker(house)
    deadline = time.monotonic() + 60
    while done(house, job_id) == before and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.05)
    time.sleep(random.uniform(0, 0.4))
    process.kill()
    process.wait()
    return done(house, job_id) < ROWS


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_import_has_every_row_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "LEASE", SOON)
    rows = "\n".join(f"Ada;Lis {n};Firma {n % COMPANIES};ada{n}@lis.test" for n in range(ROWS))
    job_id = begin_import(house, f"First name;Last name;Company;E-mail\n{rows}\n")
    for _ in range(KILLS):
        if not kill_in_the_middle(house, job_id):
            break
    work_off(house, job_id)
    answer = answer_of(house, job_id)
    assert counts(answer) == (ROWS, 0, 0)
    with house.asking() as asking:
        session = asking.session
        assert session.scalar(select(func.count()).select_from(Person)) == ROWS
        assert session.scalar(select(func.count(func.distinct(Person.name)))) == ROWS
        assert session.scalar(select(func.count()).select_from(Email)) == ROWS
        assert session.scalar(select(func.count()).select_from(Company)) == COMPANIES
        lines = select(func.count()).where(Change.set_id == answer["changeset"], Change.subject == "record")
        assert session.scalar(lines) == ROWS + COMPANIES
        assert session.get_one(ChangeSet, answer["changeset"]).state is SetState.CLOSED
