"""Tying thousands of records to one other, or to one free text, in a few statements; and which of them cannot be (MAS-2, REL-10).

The criteria are over the columns of ``record`` and carry their own guard: a relation to what the viewer does not see counts for
nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, true

from app.kernel.clock import today
from app.kernel.database import one_at_a_time
from app.kernel.text import search_key
from app.kernel.viewer import AnySession, Right
from app.models import Record, Relation, Side
from app.records.access import Scope, in_scope, reach, run_checked
from app.records.bulk import insert_with_history, touch_between
from app.records.fields import Asking
from app.records.many_ids import among
from app.records.relation_limits import MOST_STEPS
from app.records.ties import Tie, opposite

relation = Relation.__table__
record = Record.__table__


@dataclass(frozen=True)
class ManyTies:
    """What is to stand on the side ``far`` of each of many records: a record or a text, with note and days."""

    tie: Tie
    far: Side
    other_id: int | None = None
    text: str = ""
    note: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def near(self) -> Side:
        return opposite(self.far)

    @property
    def columns(self) -> tuple[Any, Any]:
        """The columns of the relation in which the many stand, and what they are tied to."""
        own, far = relation.c.record_id, relation.c.other_id
        return (far, own) if self.far is Side.PRIMARY else (own, far)

    def row(self, record_id: int) -> dict[str, Any]:
        """The relation of one of them."""
        ends = (self.other_id, record_id) if self.far is Side.PRIMARY and self.other_id else (record_id, self.other_id)
        return {
            "type_id": self.tie.id,
            "record_id": ends[0],
            "other_id": ends[1],
            "text": self.text or None,
            "is_turned": bool(self.text) and self.far is Side.PRIMARY,
            "note": self.note,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
        }


def hold_limits(asking: Asking, many: ManyTies) -> None:
    """Until the transaction ends, nobody else writes relations of the type: what is counted now still holds when it is written."""
    one_at_a_time(asking.session, f"relations {many.tie.id}")


def relate_many(asking: Asking, ids: Sequence[int], many: ManyTies) -> int:
    """Tie them all, inside a change set; who may be tied has been asked before. Returns how many."""
    write_ties(asking.session, [many.row(one) for one in ids])
    return len(ids)


def write_ties(session: AnySession, rows: Sequence[dict[str, Any]], new: Collection[int] = ()) -> None:
    """Insert relations by their columns, with history; their ends were chosen by access before. Records in ``new`` were added in the
    same act, the others are said to have changed as far as they may show it."""
    if rows:
        insert_with_history(session, relation, rows)
        touch_between(session, [(row["record_id"], row["other_id"]) for row in rows], new)


# --- who cannot be -------------------------------------------------------------------------------------------------------


def has_it(asking: Asking, many: ManyTies) -> ColumnElement[bool]:
    """Records that are tied to just that already, at some time in common."""
    if many.text:
        turned = () if many.tie.is_symmetric else (relation.c.is_turned.is_(many.far is Side.PRIMARY),)
        same = func.splot_fold(relation.c.text) == search_key(many.text)
        return _stands(asking, many, relation.c.record_id, relation.c.text.is_not(None), same, *turned)
    return or_(*(_stands(asking, many, own, far == many.other_id) for own, far in _both_ways(many)))


def has_another(asking: Asking, many: ManyTies) -> ColumnElement[bool]:
    """Records on whose far side something stands already."""
    turned = () if many.tie.is_symmetric else (relation.c.is_turned.is_(many.far is Side.PRIMARY),)
    texts = _stands(asking, many, relation.c.record_id, relation.c.text.is_not(None), *turned)
    return or_(texts, *(_stands(asking, many, own, _is_seen(asking, far)) for own, far in _both_ways(many)))


def is_in_circle(asking: Asking, many: ManyTies) -> ColumnElement[bool]:
    """Records that a tie would close a circle with: on the way on from the other, along the type."""
    own, far = many.columns
    frontier, found = {many.other_id or 0}, set[int]()
    while frontier and len(found) < MOST_STEPS:
        step = select(far).where(
            relation.c.type_id == many.tie.id,
            among(asking.session, own, sorted(frontier)),
            _at_that_time(asking, many),
            _is_seen(asking, far),
        )
        frontier = set(run_checked(asking.session, step).scalars()) - found
        found |= frontier
    return among(asking.session, record.c.id, sorted(found))


def _both_ways(many: ManyTies) -> list[tuple[Any, Any]]:
    own, far = many.columns
    return [(own, far), (far, own)] if many.tie.is_symmetric else [(own, far)]


def _stands(asking: Asking, many: ManyTies, own: Any, *criteria: ColumnElement[bool]) -> ColumnElement[bool]:
    found = select(own).where(
        relation.c.type_id == many.tie.id, own.is_not(None), _at_that_time(asking, many), *criteria
    )
    return record.c.id.in_(found)


def _is_seen(asking: Asking, column: Any) -> ColumnElement[bool]:
    seen = record.alias("seen_end")
    is_reached = true() if asking.viewer.is_admin else reach(asking.viewer, Right.SEE, seen.c)
    found = select(literal(1)).select_from(seen).where(seen.c.id == column, in_scope(Scope.LIVE, seen.c), is_reached)
    return found.correlate_except(seen).exists()


def _at_that_time(asking: Asking, many: ManyTies) -> ColumnElement[bool]:
    """Relations in force at some time together with what is to be (as ``relation_limits`` has it for one)."""
    begins = many.starts_on or today(asking.viewer.time_zone)
    not_over = or_(relation.c.ends_on.is_(None), relation.c.ends_on > begins)
    if many.ends_on is None:
        return not_over
    return and_(not_over, or_(relation.c.starts_on.is_(None), relation.c.starts_on < many.ends_on))
