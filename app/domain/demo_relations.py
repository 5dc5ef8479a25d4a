"""Rows of demo relations between the contacts, deals and spaces made before them: branches, competitors, suppliers, former employers
(REL-2). About three for every ten persons, and one company that supplies every twentieth of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select

from app.domain.demo_contacts import Employer, Maker, Portion, Row
from app.domain.relation_samples import FORMER_EMPLOYEE, Sample, make_type
from app.kernel.viewer import AnySession
from app.models import Deal, Operation, RelationType, Space
from app.records.changes import plain
from app.records.loading import reserve_ids

PORTION = 5_000
SUPPLIER = Sample(
    "supplier_client",
    ("company", "company"),
    ("Supplier", "Dostawca", "ספק"),
    ("Client", "Odbiorca", "לקוח של הספק"),
    "moss",
    {"has_free_text": True},
)
HUB_OF_HUNDRED = 5
SHARES = {"competitors": 0.35, "partners": 0.35, SUPPLIER.key: 0.45}
"""So many of each for every company."""
BRANCHES, FORMER, WITH_PROJECT = 0.3, 0.1, 0.1
FREE_TEXTS = (
    "Biuro Rachunkowe Rzetelni",
    "Dom Mody Weranda",
    "Len Polski, Kamienna Góra",
    "מוסך הצפון",
    "Old Quay Foundry",
)
NOTES = ("Agreed at the trade fair.", "Contract renewed every spring.", "Umowa ramowa na dwa lata.", "הסכם מסגרת לשנה.")
COLUMNS = ("id", "type_id", "record_id", "other_id", "text", "is_turned", "note", "starts_on", "ends_on")

Pair = tuple[str, int, int | None]
"""The key of a type, who stands on its primary side, and who on the secondary one; None for a free text."""


class RelationMaker:
    """Makes relations by chance alone among what ``maker`` has made, and the deals and spaces that are there."""

    def __init__(self, session: AnySession, maker: Maker) -> None:
        self.session = session
        self.maker = maker
        self.chance = maker.chance
        self.companies: list[Employer] = maker.employers
        known = {one.key: one.id for one in session.scalars(select(RelationType))}
        if SUPPLIER.key not in known:
            known[SUPPLIER.key] = make_type(session, SUPPLIER, place=len(known)).id
        self.types = known

    def portions(self) -> Iterator[Portion]:
        """All of them, each pair once."""
        pairs = iter(dict.fromkeys(pair for pair in self._pairs() if pair[0] in self.types))
        while part := list(islice(pairs, PORTION)):
            yield self._portion(part)

    def _pairs(self) -> Iterator[Pair]:
        yield from self._between_companies()
        yield from self._former_employees()
        yield from self._projects()

    def _between_companies(self) -> Iterator[Pair]:
        count, chance = len(self.companies), self.chance
        if count < 2:
            return
        for place in range(1, count):
            if chance.random() < BRANCHES:
                yield "headquarters_branch", self.companies[self._earlier(place)].id, self.companies[place].id
            if chance.random() < HUB_OF_HUNDRED / 100:
                yield SUPPLIER.key, self.companies[0].id, self.companies[place].id
            for key, share in SHARES.items():
                if chance.random() < share:
                    yield key, self.companies[place].id, self._some_before(place)

    def _earlier(self, place: int) -> int:
        """Mostly a company near by in the list: so that trees are small, but for a few."""
        return max(0, place - 1 - int(self.chance.random() * 8)) // 8 * 8

    def _some_before(self, place: int) -> int:
        """One before it, so that no two are tied both ways round."""
        return self.companies[int(self.chance.random() * place)].id

    def _former_employees(self) -> Iterator[Pair]:
        chance, wanted = self.chance, FORMER * 10 * len(self.companies)
        people = [(one, company_id) for company_id, known in self.maker.people.items() for one in known]
        share = min(1.0, wanted / len(people)) if people else 0
        for person_id, company_id in people:
            if chance.random() >= share:
                continue
            if chance.random() < 0.15:
                yield FORMER_EMPLOYEE, person_id, None
                continue
            former = self.companies[int(chance.random() * len(self.companies))].id
            if former != company_id:
                yield FORMER_EMPLOYEE, person_id, former

    def _projects(self) -> Iterator[Pair]:
        spaces = list(self.session.scalars(select(Space.id).order_by(Space.id).limit(PORTION)))
        if not spaces:
            return
        for deal_id in self.session.scalars(select(Deal.id).order_by(Deal.id)).all():
            if self.chance.random() < WITH_PROJECT:
                yield "deal_project", deal_id, self._pick(spaces)
        for space_id in spaces if self.companies else ():
            yield "project_client", space_id, self._pick(self.companies).id
            far = self._pick(self.companies).id if self.chance.random() < 0.7 else None
            yield "project_subcontractor", space_id, far

    def _pick(self, things: Sequence[Any]) -> Any:
        return things[int(self.chance.random() * len(things))]

    # --- rows

    def _portion(self, pairs: Sequence[Pair]) -> Portion:
        ids = reserve_ids(self.session, "relation", len(pairs))
        rows = [self._row(one_id, *pair) for one_id, pair in zip(ids, pairs, strict=True)]
        portion = Portion()
        portion.add("relation", rows)
        portion.add("change", [self._change(row) for row in rows])
        return portion

    def _row(self, one_id: int, key: str, primary: int, secondary: int | None) -> Row:
        chance, day = self.chance, self.maker.moment.date()
        begun = day - timedelta(days=30 + int(chance.random() * 1_500)) if chance.random() < 0.5 else None
        is_over = begun is not None and chance.random() < 0.1
        return {
            "id": one_id,
            "type_id": self.types[key],
            "record_id": primary,
            "other_id": secondary,
            "text": self._pick(FREE_TEXTS) if secondary is None else None,
            "is_turned": False,
            "note": self._pick(NOTES) if chance.random() < 0.12 else None,
            "starts_on": begun,
            "ends_on": day - timedelta(days=int(chance.random() * 28)) if is_over else None,
        }

    def _change(self, row: Row) -> Row:
        return {
            "set_id": self.maker.set_id,
            "record_id": row["record_id"],
            "other_id": row["other_id"],
            "subject": "relation",
            "subject_id": row["id"],
            "operation": Operation.ADDED,
            "field": "",
            "old": None,
            "new": {name: plain(row[name]) for name in COLUMNS},
        }
