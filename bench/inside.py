"""What is measured inside a process of our own, on a copy of the house: mass changes, imports, statements per page."""

from __future__ import annotations

import csv
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, select, text

from bench import bare_sql
from bench.bare import Reader
from bench.houses import PASSWORD, ROOT, House

SPLOT = (sys.executable, "-m", "app.cli")
HEADER = ("First Name", "Last Name", "Email Address", "Company", "Position", "Connected On")


# --- statements ----------------------------------------------------------------------------------------------------------


def statements(house: House, paths: dict[str, str]) -> dict[str, int]:
    """SQL statements that each page takes for an administrator, once it has been asked before."""
    from app.kernel.database import db

    app = house.app()
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/login/", data={"username": "admin", "password": PASSWORD})
    with app.app_context():
        engine = db.engine
    counts = {}
    for name, path in paths.items():
        client.get(path)
        with counting(engine) as asked:
            client.get(path)
        counts[name] = len(asked)
    engine.dispose()
    return counts


@contextmanager
def counting(engine: Any) -> Iterator[list[str]]:
    """The statements that go to the database meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


# --- a mass change -------------------------------------------------------------------------------------------------------


def mass_change(house: House, count: int, field: str, value: str, check: str) -> float:
    """Seconds that changing one field of ``count`` persons takes as a job: sealing, chunks with history, end.

    ``check`` counts those that have the value afterwards.
    """
    with _working(house) as engine:
        ids = _ids(engine, count)
        began = time.perf_counter()
        _start(engine, ids, {"field": field, "value": value})
        seconds = time.perf_counter() - began
        with engine.connect() as connection:
            found = connection.execute(text(check)).scalar() or 0
    if found < count:
        raise SystemExit(f"{found} of {count} were changed.")
    return seconds


@contextmanager
def _working(house: House) -> Iterator[Any]:
    """The engine of a process that is set up as a worker is."""
    from app.kernel.database import db

    with house.app().app_context():
        gc.freeze()
        yield db.engine
        db.engine.dispose()


def undo(house: House) -> float:
    """Seconds that the undo of what was done last takes as a job."""
    with _working(house) as engine:
        began = time.perf_counter()
        _undo_last(engine)
        return time.perf_counter() - began


def _undo_last(engine: Any) -> None:
    from app.jobs.runner import run_all_jobs
    from app.jobs.undo import start_undo
    from app.kernel.database import write_intent
    from app.models import ChangeSet
    from app.records.fields import Asking

    with write_intent(), _as_admin(engine) as session:
        done = session.scalars(select(ChangeSet).order_by(ChangeSet.id.desc()).limit(1)).one()
        start_undo(Asking(session, session.info["viewer"]), done)
        session.commit()
    run_all_jobs(engine)


@contextmanager
def _as_admin(engine: Any) -> Iterator[Any]:
    from app.domain.accounts import user_named, viewer_by_id
    from app.kernel.viewer import as_system, session_for

    with as_system(engine) as session:
        viewer = viewer_by_id(session, user_named(session, "admin").id, "en")
    assert viewer is not None
    with session_for(engine, viewer) as session:
        yield session


def _ids(engine: Any, count: int) -> list[int]:
    from app.kernel.viewer import as_system
    from app.models import Record

    with as_system(engine) as session:
        return list(session.scalars(select(Record.id).where(Record.kind == "person").order_by(Record.id).limit(count)))


def _start(engine: Any, ids: list[int], raw: dict[str, str]) -> None:
    from app.domain.mass_actions import action_named, seal
    from app.jobs.mass import start
    from app.jobs.runner import run_all_jobs
    from app.kernel.database import write_intent
    from app.records.fields import Asking
    from app.records.kinds import kind

    with write_intent(), _as_admin(engine) as session:
        asking, of = Asking(session, session.info["viewer"]), kind("person")
        start(asking, seal(asking, of, ids), action_named(of, "set"), raw)
        session.commit()
    run_all_jobs(engine)


def bare_mass_change(house: House, count: int) -> float:
    """The same by hand-written SQL: history, value, version, in one transaction."""
    reader = Reader(*house.plain())
    ids = f"SELECT id FROM record WHERE kind = 'person' ORDER BY id LIMIT {count}"
    set_id = reader.read(bare_sql.Statement("SELECT max(id) AS one FROM change_set"))[0]["one"]
    values = {"set_id": set_id, "value": "By hand", "moment": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")}
    json_of = "json_quote" if reader.dialect == "sqlite" else "to_jsonb"
    value = ":value" if reader.dialect == "sqlite" else "CAST(:value AS text)"
    began = time.perf_counter()
    reader.connection.execute("BEGIN")
    for part in (bare_sql.MASS_HISTORY, bare_sql.MASS_UPDATE, bare_sql.MASS_TOUCH):
        reader.connection.execute(reader.placed(part.format(ids=ids, json=json_of, value=value)), values)
    reader.connection.execute("COMMIT")
    seconds = time.perf_counter() - began
    reader.connection.close()
    return seconds


# --- an import -----------------------------------------------------------------------------------------------------------


def has_import() -> bool:
    """Whether this version imports from the command line."""
    asked = subprocess.run([*SPLOT, "import", "--help"], cwd=ROOT, capture_output=True, check=False)
    return asked.returncode == 0


def write_file(path: Path, rows: int) -> None:
    """A file as LinkedIn makes it, without its preamble; nobody in it is in the house."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            name = f"Łucja{number % 97}", f"Wzorzec{number}"
            company = f"Bench {number % (rows // 10 + 1)} sp. z o.o."
            writer.writerow([*name, f"l.wzorzec{number}@bench.test", company, "Engineer", "07 Mar 2026"])


def import_rows(house: House, rows: int) -> float:
    """Seconds that ``splot import`` takes for a file of so many rows, from its start to its answer."""
    path = house.folder / "import.csv"
    write_file(path, rows)
    command = [*SPLOT, "import", "person", str(path), "--as", "admin", "--json"]
    own = {**os.environ, **{name: str(value) for name, value in house.environment().items()}}
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, timeout=600, check=False)
    seconds = time.perf_counter() - began
    if done.returncode or json.loads(done.stdout)["added"] != rows:
        raise SystemExit(f"The import did not add its rows:\n{done.stdout[-500:]}{done.stderr[-1500:]}")
    return seconds
