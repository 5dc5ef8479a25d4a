"""Starting and ending our own servers, and what memory they take."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A gunicorn of ours."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        """Process ids of its workers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in children.read_text().split()] if children.exists() else []

    def processor(self) -> float | None:
        """Milliseconds of processor that its workers have used, their databases' servers not counted; None where nobody tells."""
        files = [Path(f"/proc/{pid}/stat") for pid in self.workers()]
        if not files:
            return None
        ticks = (file.read_text().rpartition(")")[2].split()[11:13] for file in files)
        return sum(int(user) + int(system) for user, system in ticks) * 1000 / os.sysconf("SC_CLK_TCK")

    def memory(self, what: str = "Pss", *, is_whole: bool = False) -> float | None:
        """Megabytes of all workers, or with ``is_whole`` of the process that they were made from as well; None where the system does
        not tell.

        ``Pss``, the proportional set size: of memory that several of these processes share each is told its part, so the whole is
        what the machine gets back when the server ends. ``Pss_File`` is what the system can take back at once: programs and, on
        SQLite, the mapped database.
        """
        files = [Path(f"/proc/{pid}/smaps_rollup") for pid in (*self.workers(), *([self.pid] if is_whole else []))]
        if not self.workers() or not all(file.exists() for file in files):
            return None
        kilobytes = [re.search(rf"^{what}:\s+(\d+) kB", file.read_text(), re.MULTILINE) for file in files]
        return sum(int(found[1]) for found in kilobytes if found) / 1024


@contextmanager
def serving(module: str, environment: Mapping[str, str], first: str) -> Iterator[Server]:
    """``module`` served as a scaled installation is (two processes, four threads), until the end of the block.

    ``first`` is the path that answers 200 when it is ready.
    """
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn_conf.py", module]
    with started(command, environment, first) as server:
        yield server


@contextmanager
def started(command: Sequence[str], environment: Mapping[str, str], first: str) -> Iterator[Server]:
    """A command that serves at the port which its environment names, ready at ``first``; ended with all that it started."""
    port = free_port()
    own = {**os.environ, **environment, "SPLOT_HOST": HOST, "SPLOT_PORT": str(port)}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env=own, stderr=said, stdout=subprocess.DEVNULL, start_new_session=True
        )
        try:
            _wait_for(process, port, first, said)
            yield Server(port, process.pid)
        finally:
            end(process)


def seconds_to_start(command: Sequence[str], environment: Mapping[str, str], first: str) -> float:
    """From giving the command to its first answer."""
    began = time.perf_counter()
    with started(command, environment, first):
        return time.perf_counter() - began


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int, path: str, said: IO[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said.seek(0)
            raise SystemExit(f"The server ended before it answered:\n{said.read().decode(errors='replace')[-6000:]}")
        if _answers(port, path):
            return
        time.sleep(0.1)
    raise SystemExit(f"No answer at {path} within {PATIENCE:.0f} s.")


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it and what it started to end, and make them."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
