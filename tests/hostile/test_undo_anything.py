"""Whatever was done, its undo gives the identical house, and undoing the undo gives what was done (HIS-4)."""

from __future__ import annotations

import os
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain.relation_samples import FORMER_EMPLOYEE
from app.kernel.clock import now
from app.kernel.errors import Invalid
from app.models import Operation, Relation, RelationType, Side, Tag
from app.records.fields import Asking
from app.records.kinds import kind
from app.records.relating import Draft, Given, relate, seen_record
from app.records.saving import add_record, change_record
from app.records.ties import tie_named
from tests.canonical import difference, dump, record_ids
from tests.conftest import House, backends, make_house
from tests.undoing import any_record, edit, last_set, mass, restore, trash, undo

KEY = FORMER_EMPLOYEE
SOAK = bool(os.environ.get("SPLOT_SOAK"))
EXAMPLES, STEPS = (500, 50) if SOAK else (1, 12)
CITIES = ("Łódź", "Gdańsk", "חיפה", None)
TAGS = ("VIP", "fair", "spring", "לקוח")

ACTS = (
    "edit",
    "tags",
    "numbers",
    "add",
    "mass owner",
    "mass tag",
    "mass city",
    "mass group",
    "trash",
    "restore",
    "tag off",
    "relate",
    "relate",
    "relation dates",
    "relation off",
    "relations in a form",
    "relation type off",
)


class Clerk:
    """Does something at random in a house; each act is one change set."""

    def __init__(self, house: House, seed: int) -> None:
        self.house = house
        self.chance = random.Random(seed)
        self.known: list[int] = []
        self.companies = [house.add("company", "administrator", name=name) for name in ("Alfa", "Beta", "Gamma")]

    def act(self, name: str) -> None:
        living = [one for one in self.known if not self._is_deleted(one)]
        deleted = [one for one in self.known if one not in living]
        if name == "add" or not living:
            self.known.append(self._add())
        elif name == "restore" and deleted:
            restore(self.house, self.chance.choice(deleted), by="administrator")
        elif name == "trash":
            trash(self.house, self.chance.choice(living), by="administrator")
        elif name == "tag off":
            self._remove_a_tag()
        elif name.startswith("relat"):
            self._relations(name, living)
        elif name.startswith("mass"):
            self._mass(name.removeprefix("mass "), living)
        else:
            edit(self.house, self.chance.choice(living), by="administrator", **self._values(name))

    def _is_deleted(self, record_id: int) -> bool:
        with self.house.session() as session:
            return any_record(session, record_id).deleted_at is not None

    def _add(self) -> int:
        with self.house.writing("administrator", Operation.ADDED) as asking:
            values = {"last_name": f"P{self.chance.random():.6f}", "tags": self._some(TAGS), **self._values("numbers")}
            return add_record(asking, kind("person"), values).id

    def _values(self, name: str) -> dict[str, Any]:
        if name == "tags":
            return {"tags": self._some(TAGS), "groups": self._some(("North", "South"))}
        if name == "numbers":
            return {"phones": [f"+48 601 555 0{n}" for n in self._some(range(10, 20))], "emails": []}
        visibility = self.chance.choice(("public", "hidden"))
        return {
            "city": self.chance.choice(CITIES),
            "first_name": f"F{self.chance.random():.6f}",
            "visibility": visibility,
        }

    def _mass(self, what: str, living: list[int]) -> None:
        ids = self._some(living) or living
        if what == "city":
            mass(self.house, ids, "set", by="administrator", field="city", value=self.chance.choice(("Opole", "Łódź")))
        elif what == "owner":
            mass(self.house, ids, "owner", by="administrator", owner=self.chance.choice(("manager", "owner")), keep="1")
        else:
            mass(self.house, ids, what, by="administrator", **{what: self.chance.choice(TAGS)})

    def _remove_a_tag(self) -> None:
        from app.domain.tags import remove_tag

        with self.house.writing("administrator", Operation.DELETED) as asking:
            found = asking.session.query(Tag).first()
            if found is not None:
                remove_tag(asking.session, found.id)

    def _relations(self, name: str, living: list[int]) -> None:
        """Ties a person to a company or a text, changes or takes off what is there, fills the field, takes a type away."""
        with self.house.writing("administrator") as asking:
            relations = asking.session.scalars(select(Relation).order_by(Relation.id)).all()
            types = asking.session.scalars(select(RelationType).where(RelationType.key == KEY)).all()
            if name == "relation type off":
                types[0].deleted_at = None if types[0].deleted_at else now()
            elif name == "relation off" and relations:
                asking.session.delete(self.chance.choice(relations))
            elif name == "relation dates" and relations:
                chosen = self.chance.choice(relations)
                chosen.ends_on, chosen.note = (
                    date(2030, 1, 1 + int(self.chance.random() * 28)),
                    self.chance.choice(TAGS),
                )
            elif types[0].deleted_at is None:
                self._relate(asking, self.chance.choice(living), is_whole=name == "relations in a form")

    def _relate(self, asking: Asking, person_id: int, *, is_whole: bool) -> None:
        """One more former company, or exactly these."""
        person = seen_record(asking, person_id, "person")
        companies = [seen_record(asking, one, "company") for one in self.companies]
        if is_whole:
            given = [one.id for one in self._some(companies)] + [f"text:{word}" for word in self._some(TAGS)]
            change_record(asking, kind("person"), person, {f"relation.{KEY}": given})
            return
        far = (
            Given(self.chance.choice(companies)) if self.chance.random() < 0.6 else Given(text=self.chance.choice(TAGS))
        )
        draft = Draft({Side.PRIMARY: Given(person), Side.SECONDARY: far}, note=self.chance.choice((None, "n")))
        try:
            relate(asking, tie_named(asking.session, KEY), draft)
        except Invalid:
            return  # it stands there already

    def _some(self, things: Any) -> list[Any]:
        return [one for one in things if self.chance.random() < 0.4]


@pytest.mark.slow
@pytest.mark.parametrize("backend", backends())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=not SOAK)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=STEPS, max_size=STEPS), seed=st.integers(0, 10_000))
def test_undo_gives_the_same_house_back(
    backend: str, tmp_path_factory: pytest.TempPathFactory, acts: list[str], seed: int
) -> None:
    folder: Path = tmp_path_factory.mktemp("anything")
    house, pull_down = make_house(backend, folder)
    try:
        clerk = Clerk(house, seed)
        for name in acts:
            step(house, clerk, name)
    finally:
        pull_down()


def step(house: House, clerk: Clerk, name: str) -> None:
    """One act, taken back and done again; then the next one builds on it."""
    before, last, known = dump(house), last_set(house), record_ids(house)
    clerk.act(name)
    after, done = dump(house), last_set(house)
    if done == last:
        assert difference(before, after) == {}, f"{name} left no set but changed something"
        return
    answer = undo(house, done, by="administrator")
    assert (answer["kept"], answer["blocked"]) == ([], []), name
    assert difference(before, dump(house, known)) == {}, f"{name} was not taken back"
    again = undo(house, answer["changeset"], by="administrator")
    assert (again["kept"], again["blocked"]) == ([], []), name
    assert difference(after, dump(house)) == {}, f"{name} did not come again"
