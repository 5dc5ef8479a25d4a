"""A house that really serves: its application behind a free loopback port, with a worker beside it."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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
        with _serving(house) as address, _working(house):
            yield Site(house, address)
    finally:
        pull_down()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _serving(house: House) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(CLOSING)
        server.server_close()


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
