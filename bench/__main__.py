"""``python -m bench``: fills databases, starts Splot and *bare* beside each other, and prints medians and ratios."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from bench import exports, houses, inside, tables, wire
from bench.bare import NAMES
from bench.clients import Client
from bench.houses import FEW, PASSWORD, House
from bench.measuring import Crowd, Measured, load, measure
from bench.rows import ADMIN, Row, rows
from bench.servers import Server, serving


@dataclass(frozen=True)
class Plan:
    """How much of everything."""

    size: int
    repeats: int
    requests: int
    mass: int
    imported: int


QUICK = Plan(size=20_000, repeats=8, requests=80, mass=2_000, imported=2_000)
FULL = Plan(size=200_000, repeats=40, requests=400, mass=10_000, imported=20_000)
CLIENTS = 8


def main() -> None:
    """Read the command line and bench each database that there is."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--size", type=int, help="persons; a tenth as many companies (200,000, or 20,000 with --quick)")
    parser.add_argument("--quick", action="store_true", help="fewer rows and fewer repeats")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    parser.add_argument("--only", default="", help="only the pages whose name holds this, and nothing but pages")
    given = parser.parse_args()
    plan = QUICK if given.quick else FULL
    plan = Plan(given.size or plan.size, plan.repeats, plan.requests, plan.mass, plan.imported)
    logging.disable(logging.WARNING)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended from outside."))  # the servers end with us
    for database in databases(given.database):
        print(f"\n# {database}, {plan.size:,} persons, {plan.size // 10:,} companies", flush=True)
        bench(houses.house(database, plan.size), plan, given.only)


def databases(only: str | None) -> Iterator[str]:
    """Those that can be measured here."""
    for database in ("sqlite", "postgresql"):
        if only not in {None, database}:
            continue
        if database == "postgresql" and houses.server() is None:
            print(f"\nPostgreSQL is left out: name a server in {' or '.join(houses.ADDRESSES)}.")
            continue
        yield database


def bench(house: House, plan: Plan, only: str = "") -> None:
    """All tables of one database."""
    asked = [row for row in rows(house) if only in row.name]
    with (
        serving("run:app", environment_of(house), "/login/") as splot,
        serving("run:app", environment_of(houses.closed(house)), "/login/") as closed,
        serving("bench.bare:app", dict(zip(NAMES, house.plain(), strict=True)), "/persons") as bare,
    ):
        said(measured_pages(asked, {ADMIN: splot, FEW: closed}, bare, plan))
        if only:
            return
        said(under_load(splot, bare, plan))
    said(sizes(house))
    said(tables.table("Exports", ("", "Splot", "bare", "reach"), list(exports.exported(house))))
    said(written(house, plan))


def environment_of(house: House) -> dict[str, str]:
    return {name: str(value) for name, value in house.environment().items()}


def said(text: str) -> None:
    print(text, flush=True)


def measured_pages(asked: list[Row], servers: dict[str, Server], bare: Server, plan: Plan) -> str:
    """The pages one by one. Who sees few asks a house of their own: in the other everything is public."""
    crowds = {name: Crowd(Client(server.port).sign_in(name, PASSWORD), server) for name, server in servers.items()}
    yardstick = Crowd(Client(bare.port), bare)
    found: list[Measured] = [measure(row, crowds[row.user], yardstick, plan.repeats) for row in asked]
    return tables.pages(f"Pages, median of {plan.repeats}", found)


def under_load(splot: Server, bare: Server, plan: Plan) -> str:
    """Eight clients at once, then memory and bytes."""
    client = Client(splot.port).sign_in("admin", PASSWORD)
    own = load(client, ["/persons/list/"], CLIENTS, plan.requests)
    other = load(Client(bare.port), ["/persons"], CLIENTS, plan.requests)
    lines = [
        ("pages a second, 8 clients", f"{own.per_second:.0f}", f"{other.per_second:.0f}", "≥ 60"),
        ("errors among them", str(own.errors), str(other.errors), "0"),
        ("memory of both workers, MB", _megabytes(splot), _megabytes(bare), "≤ 200"),
        ("of it mapped files, MB", _megabytes(splot, "Pss_File"), _megabytes(bare, "Pss_File"), "–"),
        *_wire(client),
    ]
    return tables.table("Servers", ("", "Splot", "bare", "reach"), lines)


def _megabytes(server: Server, what: str = "Pss") -> str:
    found = server.memory(what)
    return "–" if found is None else f"{found:.0f}"


def _wire(client: Client) -> list[tuple[str, str, str, str]]:
    try:
        first, following = wire.wire(client, ("/persons/list/", "/persons/list/?page=2"))
    except (ImportError, RuntimeError) as problem:
        return [(f"bytes over the wire: no browser ({problem})", "–", "–", "≤ 250, ≤ 25")]
    return [
        ("first visit over the wire, KB", f"{first / 1000:.0f}", "–", "≤ 250"),
        ("next page over the wire, KB", f"{following / 1000:.1f}", "–", "≤ 25"),
    ]


def sizes(house: House) -> str:
    """Statements per page."""
    paths = {row.name: row.splot for row in rows(house) if row.name in {"list page 1", "profile"}}
    reach = {"list page 1": "≤ 12", "profile": "≤ 25"}
    counts = inside.statements(house, paths)
    return tables.table(
        "SQL statements", ("page", "Splot", "reach"), [(one, str(counts[one]), reach[one]) for one in counts]
    )


def written(house: House, plan: Plan) -> str:
    """Mass changes and imports, on a copy."""
    with houses.copied(house) as copy:
        lines = list(_written(copy, plan))
    return tables.table("Writing", ("", "Splot", "bare", "reach"), lines)


def _written(copy: House, plan: Plan) -> Iterator[tuple[str, str, str, str]]:
    acts = {
        "a choice": ("stage", "Lost", "stage_id = (SELECT id FROM stage WHERE label = 'Lost')"),
        "a text": ("province", "Bench", "province = 'Bench'"),
        "a searched text": ("city", "Bench", "city = 'Bench'"),
    }
    for what, (field, value, holds) in acts.items():
        done = inside.mass_change(copy, plan.mass, field, value, f"SELECT count(*) FROM contact WHERE {holds}")
        undone, by_hand = inside.undo(copy), inside.bare_mass_change(copy, plan.mass)
        yield (
            f"mass change of {plan.mass:,} with history, {what}, s",
            f"{done:.2f}",
            f"{by_hand:.2f}",
            "≤ 0.8 for 10,000",
        )
        yield "its undo, s", f"{undone:.2f}", "–", "≤ 0.8 for 10,000"
    if inside.has_import():
        seconds = inside.import_rows(copy, plan.imported)
        reach = "≥ 4,000" if copy.database == "sqlite" else "≥ 5,000"
        yield f"import of {plan.imported:,} by splot import, rows/s", f"{plan.imported / seconds:,.0f}", "–", reach


if __name__ == "__main__":
    main()
