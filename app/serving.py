"""``splot serve``: the web server with one embedded worker beside it.

The worker is a child process of its own. It ends with the server, also when that is killed: it asks now and then whether its parent
still lives.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy import inspect, select
from sqlalchemy.orm import configure_mappers

from app.kernel.database import db, keep_few_pages
from app.kernel.viewer import as_system
from app.models import User

WEB_PROCESSES = 2
THREADS = 4
LOOK_EVERY = 1.0
REST_BEFORE_RESTART = 2.0
M_ARENA_MAX = -8
PATIENCE = 30.0
SHARED_TEMPLATES = (
    *("panel/list", "panel/chips", "panel/filter_", "panel/mass_bar", "panel/macros", "panel/keys", "panel/user_menu"),
    *("appbuilder/baselayout", "appbuilder/init", "appbuilder/navbar"),
)
"""What every page, or every list, is made of."""
DEMO_PERSONS, DEMO_COMPANIES, DEMO_DEALS, DEMO_SEED = 1_200, 300, 240, 1


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn in this process, serving an application that is there already."""

    def __init__(self, app: Flask, embedded: EmbeddedWorker) -> None:
        self._app = app
        self._embedded = embedded
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings().items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app

    def _settings(self) -> dict[str, Any]:
        config = self._app.config
        return {
            "bind": f"{config['SPLOT_HOST']}:{config['SPLOT_PORT']}",
            "worker_class": "gthread",
            "workers": WEB_PROCESSES,
            "threads": THREADS,
            "keepalive": 5,
            "timeout": 60,
            "graceful_timeout": 20,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": self._when_ready,
            "post_fork": self._post_fork,
            "on_exit": self._on_exit,
        }

    def _when_ready(self, _arbiter: Any) -> None:
        self._embedded.start()
        ready_to_fork(self._app)
        click.echo(f"Splot is at http://{self._app.config['SPLOT_HOST']}:{self._app.config['SPLOT_PORT']}/")

    def _post_fork(self, _arbiter: Any, _worker: Any) -> None:
        forked(self._app)

    def _on_exit(self, _arbiter: Any) -> None:
        self._embedded.stop()


class EmbeddedWorker:
    """The queue's worker as a child process; started again when it dies."""

    def __init__(self, command: list[str] | None = None) -> None:
        self._command = command or [sys.executable, "-m", "app.cli", "worker", "--parent", str(os.getpid())]
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start it and watch over it."""
        self._process = subprocess.Popen(self._command)  # noqa: S603 - the command is our own
        threading.Thread(target=self._watch, name="worker-watch", daemon=True).start()

    def stop(self) -> None:
        """Ask it to end after its chunk; what it leaves is taken up at the next start."""
        self._stopping.set()
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()

    def _watch(self) -> None:
        while not self._stopping.wait(LOOK_EVERY):
            if self._process is not None and self._process.poll() is not None:
                click.echo("The worker ended; starting another", err=True)
                if not self._stopping.wait(REST_BEFORE_RESTART):
                    self._process = subprocess.Popen(self._command)  # noqa: S603 - the command is our own


def ready_to_fork(app: Flask) -> None:
    """Have in memory what every web process needs, so that they share it instead of each making its own."""
    configure_mappers()
    for name in app.jinja_env.list_templates(filter_func=lambda name: name.startswith(SHARED_TEMPLATES)):
        app.jinja_env.get_template(name)
    with app.app_context():
        db.engine.dispose()
    _use_one_arena()
    gc.collect()
    gc.freeze()


def _use_one_arena() -> None:
    """Threads that take turns need no stock of memory each (9 of 94 MB of a process). Only glibc lets them have one."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)


def forked(app: Flask) -> None:
    """In a new process: connections of the one that it came from are not for it."""
    with app.app_context():
        db.engine.dispose(close=False)
        keep_few_pages(db.engine)


def serve(app: Flask, initialise: Callable[[Flask], None]) -> None:
    """Bring the database up to date, fill it at the first start, and serve until asked to end."""
    is_new = is_first_start(app)
    initialise(app)
    if not is_new:
        click.echo("Sign in as before. For another user: splot user add NAME --role Admin --password …")
    elif app.config["SPLOT_DEMO"]:
        fill_with_demo_data(app)
    with app.app_context():
        db.engine.dispose()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    Server(app, EmbeddedWorker()).run()


def is_first_start(app: Flask) -> bool:
    """Whether nobody can sign in yet."""
    with app.app_context():
        if not inspect(db.engine).has_table(User.__tablename__):
            return True
        with as_system(db.engine) as session:
            return session.scalars(select(User.id).limit(1)).first() is None


def fill_with_demo_data(app: Flask) -> None:
    """Plausible people and companies to look round with."""
    from app.cli_demo import fill

    click.echo("Making demo data")
    fill(app, DEMO_PERSONS, DEMO_COMPANIES, DEMO_SEED, DEMO_DEALS)
