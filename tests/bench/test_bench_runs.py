"""The parts of the bench work on a little data. Nothing here measures time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench import __main__ as bench
from bench import bare, bare_sql, crowds, exports, houses, inside, measuring, report, tables
from bench.bare_sql import Asked
from bench.houses import PASSWORD, House
from bench.measuring import Crowd, Measured, measure
from bench.rows import Row, rows
from bench.servers import serving

SIZE = 400
PLAN = bench.Plan(size=SIZE, repeats=1, seconds=0.1, masses=(20,), imported=30)
NAMES = re.compile(r'<tr[^>]*data-id="(\d+)"')
CHOSEN = re.compile(r'name="_selected_action" value="(\d+)"')


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


@pytest.fixture(scope="module")
def asked(filled: House) -> list[Row]:
    """All pages, with values of that house."""
    return rows(filled)


@pytest.fixture(scope="module")
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


def test_bare_shows_the_same_records_as_splot(asked: list[Row], splot: Any, yardstick: Any) -> None:
    compared = [row for row in asked if row.bare]
    assert len(compared) == 9
    for row in compared:
        assert shown(yardstick.get(row.bare)) == shown(splot.get(row.splot)) != [], row.name


@pytest.mark.slow
def test_django_admin_shows_the_same_records_as_bare(filled: House, asked: list[Row], yardstick: Any) -> None:
    with crowds.django_admin(filled) as django:
        for row in asked:
            answer = django.clients[0].get(row.django) if row.django else None
            assert answer is None or answer.status == 200
            if answer is not None and row.bare:
                assert CHOSEN.findall(answer.text) == shown(yardstick.get(row.bare)), row.name


@pytest.mark.slow
def test_exports_are_made_by_all(filled: House, monkeypatch: pytest.MonkeyPatch) -> None:
    told = list(exports.exported(filled, most=20))
    assert [one.name for one in told[::2]] == [f"20 persons as {name}, s" for name in ("CSV", "XLSX", "ODS")]
    assert isinstance(told[0].values["Django admin"], float)
    monkeypatch.setattr(crowds, "LIMIT", 0.01)
    assert crowds.django_export(filled, "csv", 20) == "not finished within 0.01 s"


def test_pages_without_bare_answer_too(asked: list[Row], splot: Any) -> None:
    for row in (row for row in asked if not row.bare):
        assert splot.get(row.splot).status_code == 200


def test_statements_are_counted(filled: House) -> None:
    assert 0 < inside.statements(filled, {"list": "/persons/list/"})["list"] <= 12


@pytest.mark.slow
def test_writing_happens_on_a_copy(filled: House, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(bench, "second_start", lambda copy: started.append(copy) or tables.line("start", 1))
    told = bench.written(filled, PLAN).text()
    assert "mass change of 20, a choice, processor s" in told
    assert "undo of 20, a searched text, s" in told
    assert [one.size for one in started] == [SIZE]
    assert not [one for one in filled.folder.parent.iterdir() if one.name.endswith("_copy")]


def test_sums_of_a_page_are_told_with_its_ratio() -> None:
    row = Row("list page 1", "/persons/list/", "/persons", most_times=4)
    told = tables.pages("Pages", [Measured(row, {"Splot": [30, 20, 40], "bare": [10, 10, 90]})]).text()
    assert "| list page 1 |  30.0 | 10.0 | 3.0 × | ≤ 4 × bare |" in told


def test_page_without_bare_is_compared_with_another_of_splot() -> None:
    first = Measured(Row("list page 1", "/"), {"Splot": [20]})
    second = Measured(Row("who sees 200", "/", user="few", most_times=2, beside="list page 1"), {"Splot": [30]})
    assert "1.5 ×" in tables.pages("Pages", [first, second]).text()


def test_slow_page_is_asked_for_a_few_times_only() -> None:
    slow, quick = (SimpleNamespace(time=lambda _path, took=took: took, processor=lambda: 0.0) for took in (1_500, 2))
    found = measure(Row("list page 1", "/a", "/b"), {"Splot": quick, "bare": slow}, 10)  # type: ignore[dict-item]
    assert {side: len(times) for side, times in found.times.items()} == {"Splot": 10, "bare": 3}


def test_kept_figures_are_told_side_by_side(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    for database, own in (("sqlite", 30.0), ("sqlite", 20.0), ("postgresql", 50.0)):
        tables.keep(file, database, 1_000, tables.Sheet("Pages", [tables.line("list", own, 10.0, reach="≤ 4 ×")]))
    told = "\n".join(report.report(json.loads(file.read_text())))
    assert "|      | SQLite | bare | ratio | PostgreSQL | bare | ratio | reach |" in told
    assert "| list |     20 |   10 | 2.0 × |         50 |   10 | 5.0 × | ≤ 4 × |" in told


def test_places_are_written_as_the_driver_wants_them() -> None:
    statement = bare_sql.rows(Asked(city="Łódź", owner=2), "postgresql")
    reader = object.__new__(bare.Reader)
    reader.dialect = "postgresql"
    assert "c.city = %(city)s AND r.owner_id = %(owner)s" in reader.placed(statement.sql)


@pytest.mark.slow
def test_servers_are_measured_beside_each_other(
    filled: House, asked: list[Row], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "written", lambda _house, _plan: tables.Sheet("Writing"))
    monkeypatch.setattr(exports, "exported", lambda _house: ())
    monkeypatch.setattr(measuring, "WARM_UPS", 0)
    few = [row for row in asked if row.name in {"list page 1", "page 1, who sees 200", "profile"}]
    monkeypatch.setattr(bench, "rows", lambda _house: few)
    bench.bench(filled, PLAN, partial(bench.said, None, "sqlite", SIZE))
    told = capsys.readouterr().out
    assert all(title in told for title in ("Pages, median in ms", "Servers", "SQL statements"))


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
