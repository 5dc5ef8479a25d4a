"""``python -m bench``: fills databases, serves Splot beside its yardsticks, and prints medians and ratios."""

from __future__ import annotations

import argparse
import logging
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bench import crowds, exports, houses, inside, tables, wire
from bench.clients import Client
from bench.houses import FEW, House
from bench.measuring import Crowd, load, measure
from bench.rows import ADMIN, ADMIN_LIST, BARE, DJANGO, SPLOT, Row, rows
from bench.servers import ROOT, seconds_to_start
from bench.tables import Line, Sheet, line, timed

Say = Callable[[Sheet], None]


@dataclass(frozen=True)
class Plan:
    """How much of everything: persons, repeats of a page, seconds of load, persons of mass changes, rows of an import."""

    size: int
    repeats: int
    seconds: float
    masses: tuple[int, ...]
    imported: int


QUICK = Plan(size=20_000, repeats=8, seconds=3, masses=(2_000,), imported=2_000)
FULL = Plan(size=200_000, repeats=40, seconds=15, masses=(10_000, 100_000), imported=100_000)
CLIENTS = 8
REACH_OF_MASS = {10_000: "≤ 0.8", 100_000: "≤ 8"}


def main() -> None:
    """Read the command line and bench each database that there is."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--size", type=int, help="persons; a tenth as many companies (200,000, or 20,000 with --quick)")
    parser.add_argument("--quick", action="store_true", help="fewer rows and fewer repeats")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    parser.add_argument("--only", default="", help="only the pages whose name holds this, and nothing but pages")
    parser.add_argument("--json", type=Path, help="keep the figures in this file, for bench.report")
    given = parser.parse_args()
    plan = QUICK if given.quick else FULL
    plan = replace(plan, size=given.size or plan.size)
    logging.disable(logging.WARNING)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended from outside."))  # the servers end with us
    for database in databases(given.database):
        print(
            f"\n# {database}, {plan.size:,} persons, {plan.size // 10:,} companies, {plan.size // 2:,} deals",
            flush=True,
        )
        bench(houses.house(database, plan.size), plan, partial(said, given.json, database, plan.size), given.only)


def said(kept: Path | None, database: str, size: int, sheet: Sheet) -> None:
    """Print figures, and keep them."""
    print(sheet.text(), flush=True)
    if kept is not None:
        tables.keep(kept, database, size, sheet)


def databases(only: str | None) -> Iterator[str]:
    """Those that can be measured here."""
    for database in ("sqlite", "postgresql"):
        if only not in {None, database}:
            continue
        if database == "postgresql" and houses.server() is None:
            print(f"\nPostgreSQL is left out: name a server in {' or '.join(houses.ADDRESSES)}.")
            continue
        yield database


def bench(house: House, plan: Plan, say: Say, only: str = "") -> None:
    """All tables of one database."""
    asked, closed = [row for row in rows(house) if only in row.name], houses.closed(house)
    with (
        crowds.splot(house, ADMIN) as splot,
        crowds.splot(closed, FEW) as few,
        crowds.bare(house) as bare,
        crowds.django_admin(house) as django,
    ):
        sides = {SPLOT: splot, BARE: bare, DJANGO: django}
        say(measured_pages(asked, sides, few, plan))
        if only:
            return
        say(under_load(sides, plan))
    say(sizes(house))
    say(Sheet("Exports", list(exports.exported(house))))
    say(written(house, plan))


def measured_pages(asked: list[Row], sides: dict[str, Crowd], few: Crowd, plan: Plan) -> Sheet:
    """The pages one by one. Who sees few asks a house of their own: in the other everything is public."""
    found = [measure(row, sides | {SPLOT: few} if row.user == FEW else sides, plan.repeats) for row in asked]
    return tables.pages("Pages, median in ms", found)


def under_load(sides: dict[str, Crowd], plan: Plan) -> Sheet:
    """Eight clients at once, then memory and bytes."""
    lists = {SPLOT: "/persons/list/", BARE: "/persons", DJANGO: ADMIN_LIST}
    found = {side: load(sides[side].clients[0], path, CLIENTS, plan.seconds) for side, path in lists.items()}
    servers = [sides[side].server for side in lists]
    loads = [found[side] for side in lists]
    lines = [
        line(f"pages a second, {CLIENTS} clients", *(one.per_second for one in loads), reach="≥ 60"),
        line("median of them, ms", *(one.median for one in loads), digits=1),
        line("errors among them", *(float(one.errors) for one in loads), reach="0"),
        *(
            line(name, *(server.memory(what, is_whole=whole) if server else None for server in servers), reach=reach)
            for name, what, whole, reach in (
                ("memory of both workers, MB", "Pss", False, "≤ 200"),
                ("of it mapped files, MB", "Pss_File", False, ""),
                ("with the process they come from, MB", "Pss", True, ""),
            )
        ),
        *_wire(sides[SPLOT].clients[0]),
    ]
    return Sheet("Servers", lines)


def _wire(client: Client) -> list[Line]:
    try:
        first, following = wire.wire(client, ("/persons/list/", "/persons/list/?page=2"))
    except (ImportError, RuntimeError) as problem:
        return [Line("bytes over the wire", {SPLOT: f"no browser ({problem})"}, "≤ 250, ≤ 25")]
    return [
        line("first visit over the wire, KB", first / 1000, reach="≤ 250"),
        line("next page over the wire, KB", following / 1000, reach="≤ 25", digits=1),
    ]


def sizes(house: House) -> Sheet:
    """Statements per page."""
    reach = {"list page 1": "≤ 12", "profile": "≤ 25"}
    paths = {row.name: row.splot for row in rows(house) if row.name in reach}
    counts = inside.statements(house, paths)
    return Sheet("SQL statements", [line(one, counts[one], reach=reach[one]) for one in counts])


def written(house: House, plan: Plan) -> Sheet:
    """Mass changes and imports, on a copy; and how long `make run` takes when there is something already."""
    with houses.copied(house) as copy:
        return Sheet("Writing and starting", [*_written(copy, plan), second_start(copy)])


def _written(copy: House, plan: Plan) -> Iterator[Line]:
    for place, count in enumerate(dict.fromkeys(min(one, plan.size) for one in plan.masses)):
        for act in inside.ACTS[: 1 if place else None]:
            own, by_hand = inside.mass_change(copy, count, act), inside.bare_mass_change(copy, count, act)
            reach = REACH_OF_MASS.get(count, "")
            yield from timed(f"mass change of {count:,}, {act.name}", own[0], by_hand[0], reach)
            yield from timed(f"undo of {count:,}, {act.name}", own[1], by_hand[1], reach)
    if inside.has_import():
        seconds = inside.import_rows(copy, plan.imported)
        reach = "≥ 4,000" if copy.database == "sqlite" else "≥ 5,000"
        yield line(f"import of {plan.imported:,} by splot import, rows/s", plan.imported / seconds, reach=reach)


def second_start(copy: House) -> Line:
    """From `make run` to its first answer, everything being set up."""
    subprocess.run(["make", "--silent", "setup"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    environment = {name: str(value) for name, value in copy.environment().items()}
    seconds = seconds_to_start(["make", "--silent", "run"], environment, "/login/")
    return line("make run, second start, s", seconds, reach="≤ 5", digits=2)


if __name__ == "__main__":
    main()
