"""A house that really serves: its application behind a loopback port, with a worker beside it."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from werkzeug.exceptions import ServiceUnavailable
from werkzeug.serving import make_server

from app.jobs.worker import Worker
from app.panel.shell_pages import _kept
from tests.conftest import House, make_house

CLOSING = 20


class Site:
    """A house and the address at which a browser finds it."""

    def __init__(self, house: House, address: str) -> None:
        self.house = house
        self.address = address


@contextmanager
def open_site(furnish: Callable[[House], None] = lambda _house: None) -> Iterator[Site]:
    """A house on SQLite, open to browsers, with forged forms refused; ``furnish`` fills it before it opens."""
    folder = Path(tempfile.mkdtemp(prefix="splot-journey-"))
    house, pull_down = make_house("sqlite", folder, WTF_CSRF_ENABLED=True)
    _kept.clear()  # counts of the house that stood here before
    try:
        furnish(house)
        with the_door().leads_to(house), _working(house):
            yield Site(house, the_door().address)
    finally:
        pull_down()
        shutil.rmtree(folder, ignore_errors=True)


class Door:
    """One address for the houses of a process, one at a time: behind the same address a browser keeps the files it knows."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._house: House | None = None
        self._inside = 0
        self._changed = threading.Condition()
        server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()

    @contextmanager
    def leads_to(self, house: House) -> Iterator[None]:
        """Let requests into a house; at the end nobody is in it any more."""
        self._house = house
        try:
            yield
        finally:
            with self._changed:
                self._house = None
                assert self._changed.wait_for(lambda: not self._inside, CLOSING), "a request does not end"

    def _answer(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        with self._changed:
            house, self._inside = self._house, self._inside + 1
        try:
            app = house.app if house is not None else ServiceUnavailable()
            return app(environ, start_response)
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()


@cache
def the_door() -> Door:
    """The door of this process, open until its end."""
    return Door()


@contextmanager
def _working(house: House) -> Iterator[None]:
    with house.app.app_context():
        worker = Worker(house.engine, "en")
    thread = threading.Thread(target=_work, args=(house, worker), daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join(CLOSING)


def _work(house: House, worker: Worker) -> None:
    with house.app.app_context():
        worker.run()
