"""Demo data: plausible, plainly invented people, companies and deals, any number of them, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from random import Random

from sqlalchemy import func, select

from app.domain.demo_contacts import Maker, Portion
from app.domain.demo_furniture import DemoUser, furnish
from app.domain.demo_relations import RelationMaker
from app.domain.demo_sales import SalesMaker, sales_furniture
from app.kernel.clock import now
from app.kernel.database import refresh_statistics
from app.kernel.viewer import AnySession
from app.models import Operation, Record, Via
from app.records.access import SCOPE, Scope
from app.records.changes import OpenSet, change_set, close_change_set, current_set
from app.records.loading import pour, reserve_ids

PORTION = 5_000
REASON = "Demo data"


@dataclass(frozen=True)
class Wanted:
    """How much of it. ``moment`` is where the eighteen months before end; now, unless told."""

    persons: int
    companies: int
    seed: int = 1
    password: str | None = None
    moment: datetime | None = None
    deals: int = 0


@dataclass
class DemoReport:
    """What was made; grows portion by portion."""

    persons: int = 0
    companies: int = 0
    deals: int = 0
    users: list[DemoUser] = field(default_factory=list)
    change_set: int | None = None


def demo_portions(session: AnySession, wanted: Wanted, hashed: Callable[[str], str]) -> Iterator[DemoReport]:
    """Writes one portion at a time; the caller commits after each. Needs a session that sees everything.

    The same seed gives the same people and companies in a database that holds as many records; so a second call adds others. Users,
    tags, groups and shared filters are made once. ``password`` is every demo user's; without it each gets one of their own.
    """
    report = DemoReport()
    opened = OpenSet(Operation.ADDED, Via.COMMAND, reason=REASON, stays_open=True)
    with change_set(session, Operation.ADDED, continues=opened):
        furniture = furnish(session, hashed, wanted.password)
        report.change_set = current_set(session).ensure_id(session)
    report.users = furniture.users
    chance = Random(f"{wanted.seed}/{_present(session)}")
    maker = Maker(chance, furniture, (wanted.moment or now()).replace(microsecond=0), report.change_set)
    sales = SalesMaker(maker, sales_furniture(session), wanted.deals)
    for make, size in chain(_steps(maker, wanted), sales.steps()):
        with change_set(session, Operation.ADDED, continues=opened):
            _write(session, make(reserve_ids(session, "record", size)))
        report.persons += size if make == maker.persons else 0
        report.companies += size if make == maker.companies else 0
        report.deals += size if make == sales.make_deals else 0
        yield report
    with change_set(session, Operation.ADDED, continues=opened):
        relations = RelationMaker(session, maker)
    for portion in relations.portions():
        with change_set(session, Operation.ADDED, continues=opened):
            _write(session, portion)
        yield report
    close_change_set(session, report.change_set)
    refresh_statistics(session)
    yield report


def _present(session: AnySession) -> int:
    counted = select(func.count()).select_from(Record).execution_options(**{SCOPE: Scope.ALL})
    return session.scalar(counted) or 0


def _steps(maker: Maker, wanted: Wanted) -> Iterator[tuple[Callable[[list[int]], Portion], int]]:
    for make, count in ((maker.companies, wanted.companies), (maker.persons, wanted.persons)):
        for start in range(0, count, PORTION):
            yield make, min(PORTION, count - start)


def _write(session: AnySession, portion: Portion) -> None:
    """Records first: everything else points at them."""
    for table, rows in portion.tables.items():
        pour(session, table, rows)
