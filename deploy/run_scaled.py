"""Runs the scaled set-up without docker: gunicorn and two queue workers, on the servers that the environment names.

Called by ``make run-scaled``. SPLOT_DATABASE_URL and SPLOT_REDIS_URL say where PostgreSQL and Redis are. A queue worker that
dies is started again; when the web server ends, or on Ctrl-C, everything ends.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WEB = [str(BIN / "gunicorn"), "--config", "deploy/gunicorn_conf.py", "run:app"]
WORKER = [str(BIN / "splot"), "worker"]
WORKERS = 2
LOOK_EVERY = 0.5
REST_BEFORE_RESTART = 2.0
PATIENCE = 35.0

Process = subprocess.Popen[bytes]


class Stop(Exception):
    """Somebody asked for the end."""


def start(command: list[str]) -> Process:
    return subprocess.Popen(command, cwd=ROOT)


def ask_to_stop(number: int, _frame: FrameType | None) -> None:
    raise Stop(signal.Signals(number).name)


def watch(web: Process, workers: list[Process]) -> int:
    """Keep the queue workers alive until the web server ends; its exit status is the answer."""
    while (status := web.poll()) is None:
        time.sleep(LOOK_EVERY)
        for place, worker in enumerate(workers):
            if worker.poll() is not None:
                print(f"A queue worker ended ({worker.returncode}); starting another", file=sys.stderr)
                time.sleep(REST_BEFORE_RESTART)
                workers[place] = start(WORKER)
    return status


def end(processes: list[Process]) -> None:
    """Ask every process to end; those that do not in time are killed (their jobs are taken up again by the next worker)."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def main() -> int:
    missing = [name for name in ("SPLOT_DATABASE_URL", "SPLOT_REDIS_URL") if not os.environ.get(name)]
    if missing:
        print(f"Set {' and '.join(missing)}: several workers share one PostgreSQL and one Redis.", file=sys.stderr)
        return 2
    made = subprocess.run([str(BIN / "splot"), "init"], cwd=ROOT, check=False)
    if made.returncode:
        return made.returncode
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    web, workers = start(WEB), [start(WORKER) for _ in range(WORKERS)]
    try:
        return watch(web, workers)
    except Stop:
        return 0
    finally:
        end([web, *workers])


if __name__ == "__main__":
    sys.exit(main())
