"""The relations of one record by type and side, the first few of each with how many there are: one statement for a record with
five thousand as for one with five."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Subquery, and_, case, func, literal, or_, select

from app.kernel.clock import today
from app.kernel.viewer import AnySession, viewer_of
from app.models import Record, Relation, Side
from app.records.relations import COLUMNS, End, Linked, end_of
from app.records.ties import Tie, ties_in

_far = Record.__table__.alias("far_end")


@dataclass
class EndGroup:
    """What stands at the other ends of one type on one side: the first by name, and how many. What has ended stands apart."""

    tie: Tie
    side: Side
    ends: list[End] = field(default_factory=list)
    count: int = 0
    ended: list[End] = field(default_factory=list)
    ended_count: int = 0


def first_ends(session: AnySession, record_id: int, most: int) -> list[EndGroup]:
    """The groups of a record in the order of the types; ``most`` of each are read."""
    known = ties_in(session)
    if not known:
        return []
    placed = _placed(session, record_id, list(known.values()))
    far = (placed.c.far_id, placed.c.far_kind, placed.c.far_name)
    chosen = select(*COLUMNS, placed.c.number, placed.c.has_ended, *far).join(placed, placed.c.id == Relation.id)
    with session.no_autoflush:
        rows = session.execute(chosen.where(placed.c.place <= most).order_by(placed.c.has_ended, placed.c.place)).all()
    named = {row.far_id: Linked(row.far_id, row.far_kind, row.far_name) for row in rows if row.far_id is not None}
    groups: dict[tuple[int, Side], EndGroup] = {}
    for row in rows:
        end = end_of(session, known[row.type_id], row, record_id, named)
        group = groups.setdefault((row.type_id, end.side), EndGroup(end.tie, end.side))
        if row.has_ended:
            group.ended.append(end)
            group.ended_count = row.number
        else:
            group.ends.append(end)
            group.count = row.number
    places = {one: place for place, one in enumerate(known)}
    return sorted(groups.values(), key=lambda one: (places[one.tie.id], one.side))


def _placed(session: AnySession, record_id: int, ties: list[Tie]) -> Subquery:
    """Each relation's place in its group, by the name at the other end, how many the group has, and that record: seen, since the
    relation is."""
    turned = case((Relation.text.is_not(None), Relation.is_turned), else_=Relation.other_id == record_id)
    alike = sorted(tie.id for tie in ties if tie.is_symmetric)
    side = case((Relation.type_id.in_(alike), literal(1)), (turned, literal(1)), else_=literal(0))
    now: date = today(viewer_of(session).time_zone)
    has_ended = case((and_(Relation.ends_on.is_not(None), Relation.ends_on <= now), literal(1)), else_=literal(0))
    parts: Any = (Relation.type_id, side, has_ended)
    far_id = case((Relation.record_id == record_id, Relation.other_id), else_=Relation.record_id)
    called = func.coalesce(_far.c.sort_key, func.lower(Relation.text))
    return (
        select(
            Relation.id.label("id"),
            has_ended.label("has_ended"),
            func.row_number().over(partition_by=parts, order_by=(called, Relation.id)).label("place"),
            func.count().over(partition_by=parts).label("number"),
            _far.c.id.label("far_id"),
            _far.c.kind.label("far_kind"),
            _far.c.name.label("far_name"),
        )
        .outerjoin(_far, _far.c.id == far_id)
        .where(
            or_(Relation.record_id == record_id, Relation.other_id == record_id),
            Relation.type_id.in_([tie.id for tie in ties]),
        )
        .subquery()
    )
