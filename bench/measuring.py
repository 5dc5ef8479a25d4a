"""Measuring both servers in turn, so that whatever else the machine does falls on both."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.clients import Client
from bench.rows import Row
from bench.servers import Server

CONNECTIONS = 4
WARM_UPS = 2


@dataclass
class Measured:
    """Milliseconds of one row, one by one; of processor in the web servers on an average."""

    row: Row
    splot: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    splot_processor: float | None = None
    bare_processor: float | None = None

    @property
    def splot_median(self) -> float:
        return median(self.splot)

    @property
    def bare_median(self) -> float | None:
        return median(self.bare) if self.bare else None


class Crowd:
    """Several connections of one user, used in turn: gunicorn's processes both get their share."""

    def __init__(self, first: Client, server: Server | None = None) -> None:
        self.server = server
        self.clients = [first, *(first.same_user() for _ in range(CONNECTIONS - 1))]
        self._turn = 0

    def processor(self) -> float:
        """Milliseconds that the server's workers have worked so far."""
        return (self.server.processor() if self.server else None) or 0.0

    def time(self, path: str) -> float:
        """Milliseconds of one request; anything but 200 ends the bench."""
        self._turn += 1
        answer = self.clients[self._turn % len(self.clients)].get(path)
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}.")
        return answer.milliseconds


def measure(row: Row, splot: Crowd, bare: Crowd, repeats: int) -> Measured:
    """One row, ``repeats`` times, Splot and bare in turn."""
    for _ in range(WARM_UPS * CONNECTIONS):
        splot.time(row.splot)
        if row.bare:
            bare.time(row.bare)
    found, before = Measured(row), (splot.processor(), bare.processor())
    for _ in range(repeats):
        found.splot.append(splot.time(row.splot))
        if row.bare:
            found.bare.append(bare.time(row.bare))
    found.splot_processor = (splot.processor() - before[0]) / repeats
    found.bare_processor = (bare.processor() - before[1]) / repeats if row.bare else None
    return found


@dataclass(frozen=True)
class Load:
    """What came of many clients at once."""

    requests: int
    errors: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def load(client: Client, paths: Sequence[str], clients: int, requests: int) -> Load:
    """So many requests by so many clients at once."""
    share, errors = requests // clients, []

    def ask(own: Client, first: int) -> None:
        statuses = (own.get(paths[(first + place) % len(paths)]).status for place in range(share))
        errors.extend(status for status in statuses if status != 200)
        own.close()

    threads = [threading.Thread(target=ask, args=(client.same_user(), number)) for number in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(share * clients, len(errors), time.perf_counter() - start)
