"""Commands that do the daily work: demo data, import, jobs, serving."""

from __future__ import annotations

import gc
import os
import signal
import threading

import click

from app.cli_import import import_
from app.cli_undo import undo


def add_commands(splot: click.Group) -> None:
    """Hang the commands of this module on ``splot``."""
    splot.add_command(import_)
    splot.add_command(worker)
    splot.add_command(serve)
    splot.add_command(undo)


@click.command()
@click.option("--parent", type=int, hidden=True, help="End when this process is no longer the parent.")
def worker(parent: int | None) -> None:
    """Do background jobs until asked to end (SIGTERM, Ctrl-C); ends after the chunk that is being done."""
    from app.cli import make_app
    from app.jobs.worker import Worker
    from app.kernel.database import db

    app = make_app()
    with app.app_context():
        works = Worker(db.engine, app.config["SPLOT_LANGUAGE"], lambda: parent is None or os.getppid() == parent)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=works.stop).start())
        gc.freeze()  # what the program itself is made of need not be searched for rubbish: a quarter of an import's time
        works.run()


@click.command()
def serve() -> None:
    """Serve Splot, with one worker beside it; the first start makes the database, and demo data unless SPLOT_DEMO is 0."""
    from app.cli import initialise, make_app
    from app.serving import serve as serve_app

    serve_app(make_app(), initialise)
