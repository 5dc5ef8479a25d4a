"""The soak runs, finds what is wrong, and hands its long settings on. Nothing here measures time."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench import houses, soak
from bench.houses import House
from bench.soak import Plan, Told, User


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A small house on SQLite."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(houses, "KEPT", tmp_path_factory.mktemp("kept"))
        yield houses.house("sqlite", 60)


@pytest.mark.slow
def test_users_look_round_and_every_edit_is_in_the_history(
    filled: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soak, "REACH_OF_LISTS", 60_000)
    monkeypatch.setattr(soak, "EDITS", 0.6)  # of the first clicks of four users some are edits and some are not
    assert soak.load(filled, Plan(users=4, seconds=2, pause=0.02))
    told = capsys.readouterr().out
    assert "reached: 0 errors" in told
    assert "| cell saved" in told
    assert "MISSED" not in told
    assert "reached: 0 edits" not in told


def test_answer_that_is_no_page_is_an_error() -> None:
    told = Told()
    client: Any = SimpleNamespace(get=lambda _path: SimpleNamespace(status=500, milliseconds=1.0, text="", body=b""))
    User(client, [1], told, 1).click()
    assert told.errors[0].endswith("answered 500")
    assert not soak._judged(told, 0, None)


def test_broken_connection_is_an_error() -> None:
    def broken(_path: str) -> Any:
        raise ConnectionResetError

    told = Told()
    User(SimpleNamespace(get=broken), [1], told, 1).click()  # type: ignore[arg-type]
    assert told.errors == ["ConnectionResetError()"]


@pytest.mark.parametrize("written", [2, 4])
def test_edit_that_is_lost_or_doubled_is_told(written: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert not soak._judged(Told(edits=3), written, None)
    assert f"MISSED: 3 edits answered, {written} in the history" in capsys.readouterr().out


def test_ninety_five_of_a_hundred_came_within() -> None:
    told = Told({"list": [float(one) for one in range(1, 101)]})
    assert told.share(["list"], 0.95) == 95
    assert told.share(["profile"], 0.95) == 0


def test_long_tests_run_at_their_long_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    def run(command: list[str], **more: Any) -> Any:
        asked.append({"command": command, **more})
        return SimpleNamespace(returncode=1)

    monkeypatch.setattr(subprocess, "run", run)
    assert not soak.long_tests(soak.LONG)
    assert asked[0]["env"]["SPLOT_SOAK"] == "1"
    assert all(Path(asked[0]["cwd"], one).exists() for one in soak.LONG)
