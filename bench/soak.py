"""``python -m bench.soak``: many users for a long time, and the long settings of the tests that kill, make up and undo.

The users work in a copy of a filled house. Afterwards every edit that was answered must stand in the history, once.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import text

from bench import houses, tables
from bench.clients import Client
from bench.houses import PASSWORD, ROOT, House
from bench.rows import PARTS
from bench.servers import serving

ACCOUNTS = 20
EDITS = 0.1
REACH_OF_LISTS = 500
LONG = ("tests/hostile",)
LISTS = ("list", "list sorted", "list, some page", "list searched", "list filtered")
FILTERS: tuple[dict[str, str], ...] = (
    {"city.is": "Warszawa"},
    {"stage.is": "Lost"},
    {"tags.any": "Newsletter"},
    {"city.is": "Kraków", "tags.any": "VIP"},
)
SORTS = ("name", "-name", "-changed_on", "created_on")
CONFLICT = 409
HIDDEN = re.compile(r'name="(csrf_token|base|seen)" value="([^"]*)"')


@dataclass(frozen=True)
class Plan:
    """Users at once, for how long, and how long each thinks before the next click (half to one and a half of it)."""

    users: int
    seconds: float
    pause: float


@dataclass
class Told:
    """What came, by what was asked for: milliseconds, and what was wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    edits: int = 0

    def share(self, names: Sequence[str], part: float) -> float:
        """The milliseconds within which that part of the answers came; 0 where there were none."""
        found = sorted(one for name in names for one in self.times.get(name, ()))
        return found[max(0, math.ceil(part * len(found)) - 1)] if found else 0.0

    def text(self) -> str:
        """A table, a line for each thing that was asked for."""
        rows = [
            [name, f"{len(times):,}", *(f"{self.share([name], part):,.0f}" for part in (0.5, 0.95, 1))]
            for name, times in sorted(self.times.items())
        ]
        return "\n".join(tables.table(["asked for", "answers", "p50, ms", "p95, ms", "slowest, ms"], rows))


class User:
    """Somebody who looks round, and now and then changes something."""

    def __init__(self, client: Client, persons: Sequence[int], told: Told, seed: int) -> None:
        self.client, self.persons, self.told = client, persons, told
        self.chance = random.Random(seed)
        self.pages = len(persons) // 50 or 1

    def work(self, plan: Plan, until: float) -> None:
        """Click and think until the time is over."""
        with closing(self.client):
            time.sleep(self.chance.uniform(0, min(plan.pause, plan.seconds)))
            while time.monotonic() < until:
                self.click()
                time.sleep(plan.pause * self.chance.uniform(0.5, 1.5))

    def click(self) -> None:
        """One thing that people do; what goes wrong is kept."""
        try:
            if self.chance.random() < EDITS:
                self._edit(self.chance.choice(self.persons))
            else:
                self._get(*self.chance.choice(list(self._pages())))
        except (OSError, HTTPException) as problem:
            self.told.errors.append(repr(problem))

    def _pages(self) -> Iterator[tuple[str, str]]:
        """All that may be looked at, lists as often as the rest."""
        listed, chance = "/persons/list/", self.chance
        yield "list", listed
        yield "list sorted", f"{listed}?sort={chance.choice(SORTS)}"
        yield "list, some page", f"{listed}?page={chance.randint(1, self.pages)}"
        yield "list searched", f"{listed}?q={chance.choice(PARTS)}"
        yield "list filtered", f"{listed}?{urlencode(chance.choice(FILTERS))}"
        for _ in range(3):
            yield "profile", f"/persons/show/{chance.choice(self.persons)}"
        yield "type-ahead", f"/search/suggest?kind=person&q={chance.choice(PARTS)}"
        yield "dashboard", "/"

    def _edit(self, person: int) -> None:
        """A cell of the list, opened and saved."""
        path = f"/persons/cell/{person}/city"
        opened = self._get("cell opened", path)
        if opened is None:
            return
        kept = {name: unescape(value) for name, value in HIDDEN.findall(json.loads(opened.body)["html"])}
        answer = self.client.post(path, {**kept, "city": f"Soak {self.chance.randint(1, 10**9)}"})
        self._note("cell saved", path, answer, allowed=(200, CONFLICT))
        self.told.edits += answer.status == 200

    def _get(self, name: str, path: str) -> Any:
        answer = self.client.get(path)
        return answer if self._note(name, path, answer) else None

    def _note(self, name: str, path: str, answer: Any, allowed: Sequence[int] = (200,)) -> bool:
        self.told.times.setdefault(name, []).append(answer.milliseconds)
        if answer.status not in allowed:
            self.told.errors.append(f"{path} answered {answer.status}")
        return answer.status in allowed


def main() -> None:
    """Read the command line; the exit code says whether everything was reached."""
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--what", choices=("load", "tests", "all"), default="load", help="users, long tests, or both")
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--pause", type=float, default=10, help="seconds that a user thinks between clicks")
    parser.add_argument("--size", type=int, default=100_000, help="persons; a tenth as many companies")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="PostgreSQL, where one is named")
    parser.add_argument("tests", nargs="*", default=LONG, help="which tests take their long settings")
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended from outside."))  # the server ends with us
    is_well = True
    if given.what in {"load", "all"}:
        database = given.database or ("postgresql" if houses.server() is not None else "sqlite")
        plan = Plan(given.users, given.minutes * 60, given.pause)
        is_well = load(houses.house(database, given.size), plan)
    if given.what in {"tests", "all"}:
        is_well = long_tests(given.tests) and is_well
    sys.exit(not is_well)


def load(house: House, plan: Plan) -> bool:
    """Users in a copy of the house; whether they were served as they should be."""
    with houses.copied(house) as copy:
        print(
            f"\n# {house.database}, {house.size:,} persons, {plan.users} users for {plan.seconds / 60:g} minutes, "
            f"a click each {plan.pause:g} s\n",
            flush=True,
        )
        persons = _furnish(copy)
        environment = {name: str(value) for name, value in copy.environment().items()}
        before = _edits(copy)
        with serving("run:app", environment, "/login/") as server:
            told = _clicked(server.port, persons, plan)
            memory = server.memory()
        print(told.text(), flush=True)
        return _judged(told, _edits(copy) - before, memory)


def _judged(told: Told, written: int, memory: float | None) -> bool:
    """Say what came, and whether it is what was asked for."""
    slowest = told.share(LISTS, 0.95)
    reached = {
        f"{len(told.errors)} errors (reach: 0)": not told.errors,
        f"p95 of all lists {slowest:,.0f} ms (reach: < {REACH_OF_LISTS})": slowest < REACH_OF_LISTS,
        f"{told.edits:,} edits answered, {written:,} in the history": told.edits == written,
    }
    for sentence, is_so in reached.items():
        print(f"{'reached' if is_so else 'MISSED'}: {sentence}")
    print(f"memory of both workers at the end: {memory or 0:,.0f} MB", flush=True)
    for error in told.errors[:20]:
        print(error, file=sys.stderr)
    return all(reached.values())


def _clicked(port: int, persons: Sequence[int], plan: Plan) -> Told:
    """All users at once. Everybody's figures go into one list: the interpreter's lock keeps it whole."""
    told, until = Told(), time.monotonic() + plan.seconds
    accounts = [Client(port).sign_in(f"soak{number}", PASSWORD) for number in range(min(plan.users, ACCOUNTS))]
    users = [User(accounts[seed % len(accounts)].same_user(), persons, told, seed) for seed in range(plan.users)]
    with ThreadPoolExecutor(max_workers=plan.users) as crowd:
        for ended in [crowd.submit(user.work, plan, until) for user in users]:
            ended.result()
    for account in accounts:
        account.close()
    return told


def _furnish(house: House) -> list[int]:
    """Accounts for the users; all persons that they may open."""
    from app.domain.accounts import add_user
    from app.kernel.database import db
    from app.kernel.viewer import as_system
    from app.panel.security import hash_password

    with house.app().app_context(), as_system(db.engine) as session:
        for number in range(ACCOUNTS):
            add_user(session, f"soak{number}", "Admin", PASSWORD, hash_password, name=f"Soak {number}")
        session.commit()
        live = "SELECT id FROM record WHERE kind = 'person' AND deleted_at IS NULL ORDER BY id"
        ids = list(session.connection().execute(text(live)).scalars())
        db.engine.dispose()
    return ids


def _edits(house: House) -> int:
    """Lines of history about the field that the users change."""
    from app.kernel.database import db

    with house.app().app_context():
        with db.engine.connect() as connection:
            found = connection.execute(text("SELECT count(*) FROM change WHERE field = 'city'")).scalar()
        db.engine.dispose()
    return found or 0


def long_tests(tests: Sequence[str]) -> bool:
    """Kills, made-up requests, undo of anything, at their long settings; whether all passed."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "--timeout", "0", *tests]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "SPLOT_SOAK": "1"}, check=False).returncode == 0


if __name__ == "__main__":
    main()
