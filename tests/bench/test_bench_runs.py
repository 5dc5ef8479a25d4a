"""The parts of the bench work on a little data. Nothing here measures time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from bench import __main__ as bench
from bench import bare, bare_sql, houses, inside, tables
from bench.bare_sql import Asked
from bench.houses import PASSWORD, House
from bench.measuring import Crowd, Measured
from bench.rows import Row, rows
from bench.servers import serving

SIZE = 400
PLAN = bench.Plan(size=SIZE, repeats=1, requests=8, mass=20, imported=30)
NAMES = re.compile(r'<tr[^>]*data-id="(\d+)"')


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A small house on SQLite, made as big ones are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(houses, "KEPT", tmp_path_factory.mktemp("kept"))
        yield houses.house("sqlite", SIZE)


@pytest.fixture
def yardstick(filled: House, monkeypatch: pytest.MonkeyPatch) -> Any:
    """*bare* over that house, without a server."""
    for name, value in zip(bare.NAMES, filled.plain(), strict=True):
        monkeypatch.setenv(name, value)
    vars(bare._connections).clear()
    return bare.app.test_client()


@pytest.fixture
def splot(filled: House) -> Any:
    """Splot over that house, signed in as administrator."""
    app = filled.app()
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/login/", data={"username": "admin", "password": PASSWORD})
    return client


def shown(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return NAMES.findall(answer.text)


def test_house_is_kept_for_the_next_time(filled: House) -> None:
    before = (filled.folder / "splot.db").stat().st_mtime_ns
    assert houses.house("sqlite", SIZE) == filled
    assert (filled.folder / "splot.db").stat().st_mtime_ns == before


def test_one_user_of_the_closed_house_sees_two_hundred(filled: House) -> None:
    app = houses.closed(filled).app()
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/login/", data={"username": houses.FEW, "password": PASSWORD})
    assert re.search(r"data-count[^>]*>\s*200", client.get("/persons/list/").text)


def pages_with_bare(filled: House) -> list[Row]:
    return [row for row in rows(filled) if row.bare]


@pytest.mark.parametrize("place", range(9))
def test_bare_shows_the_same_records_as_splot(filled: House, splot: Any, yardstick: Any, place: int) -> None:
    row = pages_with_bare(filled)[place]
    assert shown(yardstick.get(row.bare)) == shown(splot.get(row.splot)) != []


def test_every_page_of_bare_is_compared(filled: House) -> None:
    assert len(pages_with_bare(filled)) == 9


def test_pages_without_bare_answer_too(filled: House, splot: Any) -> None:
    for row in rows(filled):
        assert splot.get(row.splot).status_code == 200


def test_statements_are_counted(filled: House) -> None:
    assert 0 < inside.statements(filled, {"list": "/persons/list/"})["list"] <= 12


@pytest.mark.slow
def test_writing_happens_on_a_copy(filled: House) -> None:
    told = bench.written(filled, PLAN)
    assert "mass change of 20 with history, a choice" in told
    assert not [one for one in filled.folder.parent.iterdir() if one.name.endswith("_copy")]


def test_sums_of_a_page_are_told_with_its_ratio() -> None:
    row = Row("list page 1", "/persons/list/", "/persons", most_times=4)
    told = tables.pages("Pages", [Measured(row, splot=[30, 20, 40], bare=[10, 10, 90])])
    assert "| list page 1 |     30.0 |    10.0 | 3.0 × |" in told


def test_page_without_bare_is_compared_with_another_of_splot() -> None:
    first = Measured(Row("list page 1", "/"), splot=[20])
    second = Measured(Row("who sees 200", "/", user="few", most_times=2, beside="list page 1"), splot=[30])
    assert "1.5 ×" in tables.pages("Pages", [first, second])


def test_places_are_written_as_the_driver_wants_them() -> None:
    statement = bare_sql.rows(Asked(city="Łódź", owner=2), "postgresql")
    reader = object.__new__(bare.Reader)
    reader.dialect = "postgresql"
    assert "c.city = %(city)s AND r.owner_id = %(owner)s" in reader.placed(statement.sql)


@pytest.mark.slow
def test_servers_are_measured_beside_each_other(
    filled: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "written", lambda _house, _plan: "")
    bench.bench(filled, PLAN)
    told = capsys.readouterr().out
    assert all(title in told for title in ("Pages, median of 1", "Servers", "SQL statements"))


def test_server_that_cannot_start_says_why() -> None:
    with pytest.raises(SystemExit, match="No module named"), serving("bench.nothing:app", {}, "/"):
        pass


def test_crowd_ends_at_a_wrong_answer() -> None:
    class Client:
        def same_user(self) -> Client:
            return self

        def get(self, path: str) -> Any:
            return SimpleNamespace(status=500)

    with pytest.raises(SystemExit, match="answered 500"):
        Crowd(Client()).time("/persons/list/")  # type: ignore[arg-type]
