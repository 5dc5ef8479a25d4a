"""The processor's clock of the bench: what has worked is counted, and nobody works backwards."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
import pytest

from bench.clock import _worked, spent, worked_since
from bench.houses import House
from tests.databases import POSTGRESQL


def test_process_that_has_ended_takes_nothing_away() -> None:
    before = {(10, "a"): 5.0, (11, "b"): 2.0}
    assert worked_since(before, {(11, "b"): 2.5, (12, "c"): 0.25}) == 0.75


def test_number_given_again_is_another_process() -> None:
    assert worked_since({(10, "a"): 5.0}, {(10, "z"): 0.5}) == 0.5


@pytest.mark.postgresql
def test_connection_that_is_closed_meanwhile_does_not_count_backwards(tmp_path: Path) -> None:
    house = House("postgresql", POSTGRESQL, tmp_path, 0)
    with psycopg.connect(house.plain()[1]) as worked:
        pid = worked.info.backend_pid
        worked.execute("SELECT count(*) FROM generate_series(1, 3000000)")
        with spent(house) as found:
            worked.close()
            while _worked(pid) is not None:
                time.sleep(0.01)
    assert 0 <= found.processor < 60
