"""Splot, *bare* and *Django admin* over a house, each served and with a crowd that asks; and what Django exports."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

from bench.bare import NAMES
from bench.clients import Client
from bench.houses import PASSWORD, ROOT, House
from bench.measuring import Crowd
from bench.servers import serving

LIMIT = 120
"""Seconds that an export by Django may take."""


@contextmanager
def splot(house: House, user: str) -> Iterator[Crowd]:
    """Splot, served, with one of its users signed in."""
    environment = {name: str(value) for name, value in house.environment().items()}
    with (
        serving("run:app", environment, "/login/") as server,
        closing(Crowd(Client(server.port).sign_in(user, PASSWORD), server)) as crowd,
    ):
        yield crowd


@contextmanager
def bare(house: House) -> Iterator[Crowd]:
    """Bare, served."""
    with (
        serving("bench.bare:app", _environment(house), "/persons") as server,
        closing(Crowd(Client(server.port), server)) as crowd,
    ):
        yield crowd


@contextmanager
def django_admin(house: House) -> Iterator[Crowd]:
    """Django admin, served, with a session of an administrator."""
    key = _django(house, "signed_in()")
    with serving("bench.django_admin:app", _environment(house), "/admin/login/") as server:
        client = Client(server.port)
        client.cookies["sessionid"] = key
        with closing(Crowd(client, server)) as crowd:
            yield crowd


def django_export(house: House, format_: str, count: int) -> float | str:
    """Seconds until a file of so many persons is made, or that it was not within the limit."""
    try:
        return float(_django(house, f"export({format_!r}, {count})", LIMIT))
    except subprocess.TimeoutExpired:
        return f"not finished within {LIMIT} s"


def _django(house: House, call: str, limit: float | None = None) -> str:
    """What a function of ``bench.django_admin`` gives back, in a process of its own: Django is set up once for a process."""
    command = [sys.executable, "-c", f"from bench import django_admin; print(django_admin.{call})"]
    own = {**os.environ, **_environment(house)}
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, timeout=limit, check=False)
    if done.returncode:
        raise SystemExit(f"Django cannot {call}:\n{done.stderr[-3000:]}")
    return done.stdout.strip()


def _environment(house: House) -> dict[str, str]:
    return {**dict(zip(NAMES, house.plain(), strict=True)), "BENCH_DJANGO": str(house.folder / "django.sqlite3")}
