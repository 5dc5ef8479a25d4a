"""Columns of relation types in a file: what stands at the other end, by number, external id, name or as free text (REL-5, IMP-8).

An update adds what is new; where one alone may stand, it takes the place of what stood there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from app.domain.import_cells import CellReader
from app.domain.import_drafts import LONGEST_REPORTED, Draft, End, Issue
from app.domain.import_links import RecordFinder
from app.domain.import_options import FILL, Column
from app.kernel.clock import today
from app.kernel.database import one_at_a_time
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.kernel.text import search_key, strip_controls
from app.models import Record, Relation, Side
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.many_ids import among
from app.records.relating import TEXT, clean_text
from app.records.relating_many import write_ties
from app.records.relation_fields import RelationField
from app.records.relation_limits import MOST_STEPS
from app.records.ties import Tie, opposite

SEPARATOR = ";"
ROW = "row:"
"""Before the number of a row whose record is still to be."""


class EndsReader(CellReader):
    """Records that are here, several with semicolons between; words that name none are a free text where the type allows it."""

    field: RelationField

    def __init__(self, asking: Asking, field: RelationField) -> None:
        super().__init__(asking, field)
        self.finder = RecordFinder(asking, field, whole=False)

    def look_up(self, cells: Iterable[str]) -> None:
        self.finder.look_up({part for cell in cells for part in _parts(cell) if not part.startswith(TEXT)})

    def put(self, draft: Draft, cell: str) -> None:
        ends = list(dict.fromkeys(self._end(part) for part in _parts(cell)))
        if self.field.has_one and len(ends) > 1:
            raise Invalid(say("There can be only one “%(label)s” here.", label=self.field.label))
        if ends:
            draft.ends[self.field.name] = ends

    def _end(self, part: str) -> End:
        if part.startswith(TEXT):
            return TEXT + clean_text(self.field.tie, part.removeprefix(TEXT), self.field.name)
        if self.field.tie.has_free_text and self.finder.is_unknown(part):
            return TEXT + clean_text(self.field.tie, part, self.field.name)
        return int(self.finder.find(part))


def _parts(cell: str) -> list[str]:
    words = (" ".join(strip_controls(part).split()) for part in cell.split(SEPARATOR))
    return [word for word in words if word]


def _key(end: End) -> End:
    return TEXT + search_key(end.removeprefix(TEXT)) if isinstance(end, str) and end.startswith(TEXT) else end


@dataclass
class Standing:
    """The relations of one type that are about these rows, also those that earlier rows make: what stands on each side of what."""

    tie: Tie
    beside: dict[Side, dict[End, dict[End, int | None]]] = field(
        default_factory=lambda: {side: defaultdict(dict) for side in Side}
    )

    def add(self, primary: End, secondary: End, relation_id: int | None = None) -> None:
        self.beside[Side.PRIMARY][secondary][primary] = relation_id
        self.beside[Side.SECONDARY][primary][secondary] = relation_id

    def drop(self, primary: End, secondary: End) -> None:
        self.beside[Side.PRIMARY][secondary].pop(primary, None)
        self.beside[Side.SECONDARY][primary].pop(secondary, None)

    def on(self, side: Side, of: End) -> dict[End, int | None]:
        """What stands on that side of it, each with its relation; of a symmetric type on either."""
        found = dict(self.beside[side].get(of, {}))
        return {**found, **self.beside[opposite(side)].get(of, {})} if self.tie.is_symmetric else found

    def is_above(self, upper: End, lower: End) -> bool:
        """Whether one stands above the other, over however many."""
        waiting, seen = [lower], {lower}
        while waiting:
            above = self.beside[Side.PRIMARY].get(waiting.pop(), {}).keys() - seen
            if upper in above:
                return True
            seen |= above
            waiting += above
        return False


@dataclass(frozen=True)
class Planned:
    """One relation to be: what is to stand on the side of the field."""

    of: RelationField
    end: End


@dataclass
class Plan:
    """The relations that a row makes, and those that go for them."""

    made: list[Planned] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The fields that change."""
        return {one.of.name for one in self.made}


class Relations:
    """What the relation columns of one file come to. Knows the rows before."""

    def __init__(self, asking: Asking, kind: Kind, columns: Sequence[Column]) -> None:
        self.asking = asking
        found = [
            (place, one, kind.by_name[one.target]) for place, one in enumerate(columns) if one.target in kind.by_name
        ]
        self.columns = [(place, one, of) for place, one, of in found if isinstance(of, RelationField)]
        self.standing = {of.tie.id: Standing(of.tie) for _, _, of in self.columns}
        self.names: dict[int, str] = {}

    # --- what is here

    def look_up(self, drafts: Sequence[Draft], record_ids: Iterable[int]) -> None:
        """Read what stands beside everything that these rows name; nobody else ties any of it until the transaction ends."""
        if not self.columns:
            return
        near = set(record_ids)
        for standing in self.standing.values():
            names = {of.name for _, _, of in self.columns if of.tie.id == standing.tie.id}
            ends = {end for draft in drafts for name in names for end in draft.ends.get(name, ())}
            ids = near | {end for end in ends if isinstance(end, int)}
            one_at_a_time(self.asking.session, f"relations {standing.tie.id}")
            self._load(standing, ids)
            self._name(ids)

    def _load(self, standing: Standing, ids: set[int]) -> None:
        frontier, seen = ids, set(ids)
        while frontier and len(seen) < MOST_STEPS + len(ids):
            above = set()
            for row in self._rows(standing.tie, frontier, only_above=frontier is not ids):
                primary, secondary = _ends_of(row)
                standing.add(primary, secondary, row.id)
                above |= {primary} if isinstance(primary, int) else set()
            frontier = above - seen if standing.tie.is_acyclic else set()
            seen |= frontier

    def _rows(self, tie: Tie, ids: set[int], *, only_above: bool) -> Sequence[Any]:
        session = self.asking.session
        beside = among(session, Relation.other_id, sorted(ids))
        if not only_above:
            beside = or_(beside, among(session, Relation.record_id, sorted(ids)))
        lasting = or_(Relation.ends_on.is_(None), Relation.ends_on > today(self.asking.viewer.time_zone))
        columns = (Relation.id, Relation.record_id, Relation.other_id, Relation.text, Relation.is_turned)
        return session.execute(select(*columns).where(Relation.type_id == tie.id, lasting, beside)).all()

    def _name(self, ids: set[int]) -> None:
        wanted = select(Record.id, Record.name).where(among(self.asking.session, Record.id, sorted(ids)))
        self.names.update({row.id: row.name for row in self.asking.session.execute(wanted)})

    # --- what becomes of a row

    def plan(self, draft: Draft, record_id: int | None = None) -> list[Issue]:
        """Plan what the row ties, or say what is wrong with it."""
        draft.plan = plan = Plan()
        near: End = record_id if record_id is not None else f"{ROW}{draft.row}"
        issues: list[Issue] = []
        for place, column, of in self.columns:
            for end in draft.ends.get(of.name, ()):
                wrong = self._tie(plan, column, of, near, end)
                if wrong is not None:
                    issues.append(Issue(draft.row, wrong, column.header, draft.cells[place][:LONGEST_REPORTED]))
        return issues

    def _tie(self, plan: Plan, column: Column, of: RelationField, near: End, end: End) -> Message | None:
        standing, key = self.standing[of.tie.id], _key(end)
        present = standing.on(of.side, near)
        if key in present or (present and column.policy == FILL):
            return None
        if isinstance(end, int) and end not in self.names:
            return say("That record does not exist, or it is not shared with you. Choose another.")
        if key == near:
            return say("A record cannot be related to itself. Choose another.")
        replaced = present if of.has_one else {}
        wrong = self._limit(standing, of, near, end)
        if wrong is None:
            for old, relation_id in replaced.items():
                standing.drop(*_sides(of.side, old, near))
                plan.gone += [relation_id] if relation_id is not None else []
            standing.add(*_sides(of.side, key, near))
            plan.made.append(Planned(of, end))
        return wrong

    def _limit(self, standing: Standing, of: RelationField, near: End, end: End) -> Message | None:
        tie, near_side = of.tie, opposite(of.side)
        if not isinstance(end, int):
            return None
        others = standing.on(near_side, end)
        if tie.has_one[Side.PRIMARY if tie.is_symmetric else near_side] and others:
            values = {
                "name": self.names[end],
                "label": tie.label_of(near_side),
                "other": self._called(next(iter(others))),
            }
            return say(
                "“%(name)s” has one “%(label)s” at most, and that is “%(other)s”. End or remove that relation first.",
                **values,
            )
        primary, secondary = _sides(of.side, end, near)
        if tie.is_acyclic and not tie.is_symmetric and standing.is_above(secondary, primary):
            return say("This would close a circle with “%(name)s”.", name=self.names[end])
        return None

    def _called(self, end: End) -> str:
        if isinstance(end, int):
            if end not in self.names:
                self._name({end})
            return self.names.get(end, "")
        return end.partition(":")[2]

    # --- writing

    def write(self, added: Iterable[tuple[Draft, int]], revised: Iterable[tuple[Draft, int]]) -> None:
        """Make what the rows planned, now that their records are there: those that were added, and those brought up to date."""
        added = list(added)
        planned = [(draft.plan, record_id) for draft, record_id in (*added, *revised) if draft.plan is not None]
        session = self.asking.session
        for relation_id in [one for plan, _ in planned for one in plan.gone]:
            session.delete(session.get_one(Relation, relation_id))
        session.flush()
        rows = [_row(one, record_id) for plan, record_id in planned for one in plan.made]
        write_ties(session, rows, {record_id for _, record_id in added})


def _sides(side: Side, end: Any, near: Any) -> tuple[Any, Any]:
    """Primary and secondary, of what stands on ``side`` and the other."""
    return (end, near) if side is Side.PRIMARY else (near, end)


def _ends_of(row: Any) -> tuple[End, End]:
    if row.text is None:
        return row.record_id, row.other_id
    text = TEXT + search_key(row.text)
    return (text, row.record_id) if row.is_turned else (row.record_id, text)


def _row(one: Planned, record_id: int) -> dict[str, Any]:
    common = {"type_id": one.of.tie.id, "note": None, "starts_on": None, "ends_on": None}
    if isinstance(one.end, int):
        primary, secondary = _sides(one.of.side, one.end, record_id)
        return {**common, "record_id": primary, "other_id": secondary, "text": None, "is_turned": False}
    text = one.end.removeprefix(TEXT)
    return {
        **common,
        "record_id": record_id,
        "other_id": None,
        "text": text,
        "is_turned": one.of.side is Side.PRIMARY,
    }
