"""The limits of a relation type: no double, one on a side, no circle. A breach names the relation that is in the way (REL-10)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, or_, select

from app.kernel.clock import today
from app.kernel.database import one_at_a_time
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.kernel.text import search_key
from app.models import Record, Relation, Side
from app.records.fields import Asking
from app.records.ties import Tie, opposite

MOST_STEPS = 10_000


class Lasting(Protocol):
    """What has a first and a last day, and a text at an end."""

    @property
    def starts_on(self) -> date | None: ...

    @property
    def ends_on(self) -> date | None: ...


def check_limits(
    asking: Asking, tie: Tie, primary: Record | None, secondary: Record | None, draft: Any, but: frozenset[int]
) -> None:
    """Raise ``Invalid`` where this relation would be one too many; it leads to the record at the far end of the one in the way.

    Others wait to write relations of a type with limits until the transaction ends: two at once could not see each other's.
    """
    one_at_a_time(asking.session, f"relations {tie.id}")
    near = {Side.PRIMARY: primary, Side.SECONDARY: secondary}
    while_it_lasts = and_(Relation.type_id == tie.id, _at_that_time(asking, draft), Relation.id.not_in(sorted(but)))
    _refuse_double(asking, tie, draft, while_it_lasts)
    for side in Side:
        if tie.has_one[Side.PRIMARY if tie.is_symmetric else side] and near[opposite(side)] is not None:
            _refuse_second(asking, tie, side, near[opposite(side)], while_it_lasts)
    if tie.is_acyclic and not tie.is_symmetric and primary is not None and secondary is not None:
        _refuse_circle(asking, tie, primary, secondary, while_it_lasts)


def _at_that_time(asking: Asking, draft: Lasting) -> ColumnElement[bool]:
    """Relations that are in force at some time together with this one. One that begins on nobody knows which day begins today beside
    those that have ended."""
    begins = draft.starts_on or today(asking.viewer.time_zone)
    not_over = or_(Relation.ends_on.is_(None), Relation.ends_on > begins)
    if draft.ends_on is None:
        return not_over
    return and_(not_over, or_(Relation.starts_on.is_(None), Relation.starts_on < draft.ends_on))


def _standing(record: Record | None, side: Side, *, either: bool) -> ColumnElement[bool]:
    """Relations in which a record stands on that side, or with ``either`` on any."""
    if record is None or record.id is None:
        return Relation.id.is_(None)
    as_primary = and_(Relation.record_id == record.id, Relation.is_turned.is_(False))
    as_secondary = or_(Relation.other_id == record.id, and_(Relation.record_id == record.id, Relation.is_turned))
    if either:
        return or_(as_primary, as_secondary)
    return as_primary if side is Side.PRIMARY else as_secondary


def _found(asking: Asking, *criteria: ColumnElement[bool]) -> Relation | None:
    with asking.session.no_autoflush:
        return asking.session.scalars(select(Relation).where(*criteria).limit(1)).first()


def _refuse_double(asking: Asking, tie: Tie, draft: Any, lasting: ColumnElement[bool]) -> None:
    text_side = draft.text_side
    if text_side is not None:
        near = draft.record(opposite(text_side))
        mine = _standing(near, opposite(text_side), either=tie.is_symmetric)
        found = _same_text(asking, draft.ends[text_side].text, mine, lasting)
    else:
        primary, secondary = draft.record(Side.PRIMARY), draft.record(Side.SECONDARY)
        if primary.id is None or secondary.id is None:
            return
        pairs = [and_(Relation.record_id == primary.id, Relation.other_id == secondary.id)]
        if tie.is_symmetric:
            pairs.append(and_(Relation.record_id == secondary.id, Relation.other_id == primary.id))
        near, found = primary, _found(asking, lasting, or_(*pairs))
    if found is not None:
        far = _far_name(found, near)
        sentence = say("“%(name)s” stands there already as “%(label)s”.", name=far, label=tie.label)
        raise in_the_way(sentence, found, near, "secondary")


def _same_text(asking: Asking, text: str, *criteria: ColumnElement[bool]) -> Relation | None:
    with asking.session.no_autoflush:
        rows = asking.session.scalars(select(Relation).where(Relation.text.is_not(None), *criteria)).all()
    return next((one for one in rows if search_key(one.text or "") == search_key(text)), None)


def _refuse_second(asking: Asking, tie: Tie, side: Side, near: Record | None, lasting: ColumnElement[bool]) -> None:
    """``near`` has somebody on ``side`` already, and there may be only one."""
    assert near is not None
    found = _found(asking, lasting, _standing(near, opposite(side), either=tie.is_symmetric))
    if found is not None:
        values = {"name": near.called, "label": tie.label_of(side), "other": _far_name(found, near)}
        sentence = say(
            "“%(name)s” has one “%(label)s” at most, and that is “%(other)s”. End or remove that relation first.",
            **values,
        )
        raise in_the_way(sentence, found, near, "type")


def _refuse_circle(asking: Asking, tie: Tie, primary: Record, secondary: Record, lasting: ColumnElement[bool]) -> None:
    """The secondary record stands above the primary one already."""
    if primary.id is None or secondary.id is None:
        return
    frontier, seen = {primary.id}, {primary.id}
    while frontier and len(seen) < MOST_STEPS:
        above = _above(asking, frontier, lasting)
        for found in above:
            if found.record_id == secondary.id:
                values = {
                    "name": secondary.called,
                    "label": tie.label_of(Side.PRIMARY),
                    "other": _far_name(found, secondary),
                }
                sentence = say("This would close a circle: “%(name)s” is “%(label)s” of “%(other)s” already.", **values)
                raise in_the_way(sentence, found, secondary, "secondary")
        frontier = {found.record_id for found in above} - seen
        seen |= frontier


def _above(asking: Asking, ids: Iterable[int], lasting: ColumnElement[bool]) -> list[Relation]:
    with asking.session.no_autoflush:
        wanted = select(Relation).where(lasting, Relation.other_id.in_(sorted(ids))).limit(MOST_STEPS)
        return list(asking.session.scalars(wanted))


def _far_name(relation: Relation, near: Record | None) -> str:
    if relation.text is not None:
        return relation.text
    far = relation.other if near is not None and relation.record_id == near.id else relation.record
    return far.name if far is not None else ""


def in_the_way(sentence: Message, relation: Relation, near: Record | None, field: str) -> Invalid:
    """The error that leads to the relation: by its number, on the profile of the record at its far end (or the near one's)."""
    error = Invalid(sentence, field)
    far_id = relation.other_id if near is not None and relation.record_id == near.id else relation.record_id
    error.leads_to = {"relation": relation.id, "record": far_id or relation.record_id}
    return error
