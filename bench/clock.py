"""What a piece of work takes: seconds that pass, and seconds of processor."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.houses import House

TICKS = os.sysconf("SC_CLK_TCK")

Process = tuple[int, str]
"""Its number, and when it began: numbers are given again."""
Worked = dict[Process, float]


@dataclass
class Spent:
    """Seconds; filled in at the end of the block."""

    wall: float = 0.0
    processor: float = 0.0


@contextmanager
def spent(house: House) -> Iterator[Spent]:
    """What the block takes: the processor time of this process, of its children that end in it, and of PostgreSQL's processes for this
    database, where its server is on this machine. What one of those did counts only while it is there to be asked: whoever measures
    keeps the connections open until the end."""
    found = Spent()
    with _watching(house) as server:
        before, own, began = server(), _own(), time.perf_counter()
        yield found
        found.wall = time.perf_counter() - began
        found.processor = _own() - own + worked_since(before, server())


def worked_since(before: Worked, after: Worked) -> float:
    """Seconds that processes have worked meanwhile. One that has ended takes nothing away with it."""
    return sum(seconds - before.get(process, 0.0) for process, seconds in after.items())


def _own() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@contextmanager
def _watching(house: House) -> Iterator[Callable[[], Worked]]:
    """Tells how many seconds each of the server's processes for the database has worked."""
    dialect, address, _ = house.plain()
    if dialect == "sqlite":
        yield dict
        return
    asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    with psycopg.connect(address, autocommit=True) as connection:
        yield lambda: dict(filter(None, (_worked(pid) for (pid,) in connection.execute(asked))))


def _worked(pid: int) -> tuple[Process, float] | None:
    """None for a process of that number that is not PostgreSQL's: then the server is elsewhere."""
    try:
        name, _, rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
    except OSError:
        return None
    if "postgres" not in name:
        return None
    told = rest.split()
    user, system = told[11:13]
    return (pid, told[19]), (int(user) + int(system)) / TICKS
