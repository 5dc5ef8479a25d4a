"""``splot demo``: plausible data to look around in."""

from __future__ import annotations

import time
from typing import Any

import click
from flask import Flask

from app.domain.demo import DemoReport, Wanted, demo_portions
from app.domain.demo_furniture import DemoUser


def add_commands(splot: click.Group) -> None:
    """Hang the commands of this module on ``splot``."""
    splot.add_command(demo)


def make_demo(
    engine: Any,
    *,
    persons: int,
    companies: int,
    deals: int = 0,
    seed: int = 1,
    password: str | None = None,
    note: Any = None,
) -> DemoReport:
    """Add demo data, committed portion by portion; ``note`` is called with the report after each.

    Needs an initialised database and an application context (fields are declared with the screens).
    """
    from app.kernel.database import write_intent
    from app.kernel.viewer import as_system
    from app.panel.security import hash_password

    report = DemoReport()
    with write_intent(), as_system(engine) as session:
        for report in demo_portions(session, Wanted(persons, companies, seed, password, deals=deals), hash_password):
            session.commit()
            if note is not None:
                note(report)
    return report


@click.command()
@click.option("--persons", type=click.IntRange(0, 5_000_000), default=1_200, show_default=True)
@click.option("--companies", type=click.IntRange(0, 500_000), default=300, show_default=True)
@click.option("--deals", type=click.IntRange(0, 2_000_000), default=240, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same people.")
def demo(persons: int, companies: int, deals: int, seed: int) -> None:
    """Add invented people, companies and deals, with products, spaces, tickets, tasks and phone meetings, to what is there.

    Users who own them are made once; their password is SPLOT_ADMIN_PASSWORD, or one of their own that is printed now.
    """
    from app.cli import make_app

    fill(make_app(), persons, companies, seed, deals)


def fill(app: Flask, persons: int, companies: int, seed: int, deals: int = 0) -> None:
    """What ``demo`` does, and the first start; prints what was made and how its users sign in."""
    from app.kernel.database import db

    started, given = time.monotonic(), app.config["SPLOT_ADMIN_PASSWORD"]
    with app.app_context():
        report = make_demo(db.engine, persons=persons, companies=companies, deals=deals, seed=seed, password=given)
    click.echo(told(report, time.monotonic() - started, is_given=bool(given)))


def told(report: DemoReport, seconds: float, *, is_given: bool) -> str:
    """The report in lines for a terminal; a password that the environment gave is not repeated."""
    head = f"{report.persons} persons, {report.companies} companies and {report.deals} deals in {seconds:.1f} s."
    return "\n".join([head, *(_signs_in(user, is_given=is_given) for user in report.users if user.password)])


def _signs_in(user: DemoUser, *, is_given: bool) -> str:
    way = "the password in SPLOT_ADMIN_PASSWORD" if is_given else f"the password {user.password}"
    return f"{user.name} ({user.role}) signs in as {user.username} with {way}."
