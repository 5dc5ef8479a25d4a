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


@dataclass
class Spent:
    """Seconds; filled in at the end of the block."""

    wall: float = 0.0
    processor: float = 0.0


@contextmanager
def spent(house: House) -> Iterator[Spent]:
    """What the block takes: the processor time of this process, of its children that end in it, and of PostgreSQL's processes for this
    database, where its server is on this machine and the connections are still open at the end."""
    found = Spent()
    with _watching(house) as server:
        before, began = _own() + server(), time.perf_counter()
        yield found
        found.wall = time.perf_counter() - began
        found.processor = _own() + server() - before


def _own() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@contextmanager
def _watching(house: House) -> Iterator[Callable[[], float]]:
    """Tells how many seconds the server's processes for the database have worked."""
    dialect, address, _ = house.plain()
    if dialect == "sqlite":
        yield lambda: 0.0
        return
    asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    with psycopg.connect(address, autocommit=True) as connection:
        yield lambda: sum(_worked(pid) for (pid,) in connection.execute(asked))


def _worked(pid: int) -> float:
    """Nothing for a process of that number that is not PostgreSQL's: then the server is elsewhere."""
    try:
        name, _, rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
    except OSError:
        return 0.0
    user, system = rest.split()[11:13]
    return (int(user) + int(system)) / TICKS if "postgres" in name else 0.0
