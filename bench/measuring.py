"""Measuring all servers in turn, so that whatever else the machine does falls on all of them."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from bench.clients import Answer, Client
from bench.rows import Row
from bench.servers import Server

CONNECTIONS = 4
WARM_UPS = 2
SLOW, FEWEST = 1_000, 3
"""Milliseconds from which a page is asked for only so often."""


@dataclass
class Measured:
    """Milliseconds of one row, one by one for each server; of processor in the web servers on an average."""

    row: Row
    times: dict[str, list[float]]
    processor: dict[str, float] = field(default_factory=dict)

    def median(self, side: str) -> float | None:
        return median(self.times[side]) if self.times.get(side) else None


class Crowd:
    """Several connections of one user, used in turn: gunicorn's processes both get their share."""

    def __init__(self, first: Client, server: Server | None = None) -> None:
        self.server = server
        self.clients = [first, *(first.same_user() for _ in range(CONNECTIONS - 1))]
        self._turn = 0

    def close(self) -> None:
        for client in self.clients:
            client.close()

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


def measure(row: Row, crowds: Mapping[str, Crowd], repeats: int) -> Measured:
    """One row, ``repeats`` times, all servers in turn."""
    turns = {side: warmed(crowds[side], path, repeats) for side, path in row.paths.items()}
    found = Measured(row, {side: [] for side in turns})
    before = {side: crowds[side].processor() for side in turns}
    for turn in range(repeats):
        for side, path in row.paths.items():
            if turn < turns[side]:
                found.times[side].append(crowds[side].time(path))
    found.processor = {side: (crowds[side].processor() - before[side]) / turns[side] for side in turns}
    return found


def warmed(crowd: Crowd, path: str, repeats: int) -> int:
    """Ask until every connection has answered; how many times the page shall be measured."""
    quickest = math.inf
    for turn in range(1, WARM_UPS * CONNECTIONS + 1):
        quickest = min(quickest, crowd.time(path))
        if turn >= FEWEST and quickest > SLOW:
            return min(FEWEST, repeats)
    return repeats


@dataclass(frozen=True)
class Load:
    """What came of many clients at once: milliseconds of each answer, and how many were not 200."""

    times: list[float]
    errors: int
    seconds: float

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    @property
    def median(self) -> float:
        return median(self.times)


def load(client: Client, path: str, clients: int, seconds: float) -> Load:
    """Requests by so many clients at once, each asking again until the time is over."""
    answers: list[Answer] = []
    start = time.perf_counter()

    def ask(own: Client) -> None:
        while True:
            answers.append(own.get(path))
            if time.perf_counter() - start > seconds:
                own.close()
                return

    threads = [threading.Thread(target=ask, args=(client.same_user(),)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    errors = sum(answer.status != 200 for answer in answers)
    return Load([answer.milliseconds for answer in answers], errors, time.perf_counter() - start)
