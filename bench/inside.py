"""What is measured inside a process of our own, on a copy of the house: mass changes, imports, statements per page."""

from __future__ import annotations

import csv
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import event, select, text

from bench import bare_sql
from bench.bare import Reader
from bench.clock import Spent, spent
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


@dataclass(frozen=True)
class Act:
    """One field of many persons gets one value; ``holds`` is true in SQL of those that have it."""

    name: str
    field: str
    value: str
    column: str
    holds: str


ACTS = (
    Act("a choice", "stage", "Lost", "stage_id", "stage_id = (SELECT id FROM stage WHERE label = 'Lost')"),
    Act("a searched text", "city", "Bench", "city", "city = 'Bench'"),
)


def mass_change(house: House, count: int, act: Act) -> tuple[Spent, Spent]:
    """What the change takes as a job (sealing, chunks with history, end), and then its undo."""
    with _working(house) as engine:
        before, ids = _holding(engine, act), _ids(engine, count)
        with spent(house) as done:
            _start(engine, ids, {"field": act.field, "value": act.value})
        if (found := _holding(engine, act)) < count:
            raise SystemExit(f"{found} of {count} were changed.")
        with spent(house) as undone:
            _undo_last(engine)
        if _holding(engine, act) != before:
            raise SystemExit(f"The undo of {act.name} did not bring back what was there.")
    return done, undone


def _holding(engine: Any, act: Act) -> int:
    with engine.connect() as connection:
        return connection.execute(text(f"SELECT count(*) FROM contact WHERE {act.holds}")).scalar() or 0


@contextmanager
def _working(house: House) -> Iterator[Any]:
    """The engine of a process that is set up as a worker is."""
    from app.kernel.database import db

    with house.app().app_context():
        gc.freeze()
        yield db.engine
        db.engine.dispose()


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
    from app.domain import mass_actions
    from app.jobs.mass import start
    from app.jobs.runner import run_all_jobs
    from app.kernel.database import write_intent
    from app.records.fields import Asking
    from app.records.kinds import kind

    with write_intent(), _as_admin(engine) as session:
        asking, of = Asking(session, session.info["viewer"]), kind("person")
        with patch.object(mass_actions, "MOST_IDS", len(ids)):  # more are chosen by a query; none chooses just so many
            sealed = mass_actions.seal(asking, of, ids)
        start(asking, sealed, mass_actions.action_named(of, "set"), raw)
        session.commit()
    run_all_jobs(engine)


def bare_mass_change(house: House, count: int, act: Act) -> tuple[Spent, Spent]:
    """The same by hand-written SQL: history, value, version, in one transaction; and its undo."""
    from app.kernel.text import search_key

    reader = Reader(*house.plain())
    if reader.dialect == "sqlite":  # an index of contacts calls it
        reader.connection.create_function("splot_fold", 1, lambda one: one and search_key(one), deterministic=True)
    newest = reader.read(bare_sql.Statement("SELECT max(id) AS one FROM change_set"))[0]["one"]
    value = reader.read(bare_sql.Statement("SELECT id FROM stage WHERE label = 'Lost'"))[0]["id"]
    values = {
        "set_id": newest,
        "done": f"{act.field} by hand",
        "undone": f"{act.field} by hand, undone",
        "value": value if act.column == "stage_id" else act.value,
        "moment": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
    }
    with spent(house) as done:
        _in_one(reader, bare_sql.mass_change(act.column, count, reader.dialect), values)
    with spent(house) as undone:
        _in_one(reader, bare_sql.mass_undo(act.column, reader.dialect), values)
    reader.connection.close()
    return done, undone


def _in_one(reader: Reader, statements: Sequence[str], values: dict[str, Any]) -> None:
    """Statements in one transaction, each with the values that it names."""
    reader.connection.execute("BEGIN")
    for sql in statements:
        named = {name: value for name, value in values.items() if f":{name}" in sql}
        reader.connection.execute(reader.placed(sql), named)
    reader.connection.execute("COMMIT")


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
