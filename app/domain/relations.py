"""Relations as people make and change them (REL-3, REL-10, REL-11): added, changed, ended, removed, a free text made a record of.

Call inside a change set. What gives a relation another type or other records at its ends puts a new one in its place: one act, so
that one undo brings back what stood there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, false, func, literal, or_, select, true, union_all

from app.kernel.clock import today
from app.kernel.errors import Conflict
from app.kernel.messages import say
from app.kernel.text import search_key
from app.kernel.viewer import Right
from app.models import Record, Relation, Side
from app.records.access import allowed_ids
from app.records.fields import Asking
from app.records.relating import Draft, Given, change_relation, draft_of, relate
from app.records.relations import End, Linked, ends_by_record
from app.records.search_text import bears_name
from app.records.ties import Tie, opposite, ties_in

MOST_TEXTS = 20
"""So many free texts of a profile are looked up among records."""
MOST_OFFERS = 8


def tie_of_relation(asking: Asking, relation: Relation) -> Tie:
    """The type of a relation that the viewer sees."""
    return ties_in(asking.session)[relation.type_id]


def add_relation(asking: Asking, tie: Tie, draft: Draft) -> Relation:
    """Tie what the draft names; raises ``Invalid``, with what is in the way, ``Forbidden`` where the viewer may edit neither end."""
    made = relate(asking, tie, draft)
    asking.session.flush()
    return made


def alter_relation(asking: Asking, relation: Relation, tie: Tie, draft: Draft) -> Relation:
    """Let a relation be what the draft says; gives the one that stands now, which is another where the type or a record changed."""
    if tie.id == relation.type_id and _has_same_ends(relation, draft):
        stands = change_relation(asking, tie, relation, draft)
    else:
        asking.session.delete(relation)
        stands = relate(asking, tie, draft, but=frozenset({relation.id}))
    asking.session.flush()
    return stands


def _has_same_ends(relation: Relation, draft: Draft) -> bool:
    known = draft_of(relation)
    return all(known.record(side) is draft.record(side) for side in Side)


def end_relation(asking: Asking, relation: Relation, day: date | None = None) -> Relation:
    """Let it end, today or on that day; raises ``Invalid`` where it would end before it begins."""
    last = day or today(asking.viewer.time_zone)
    return alter_relation(
        asking, relation, tie_of_relation(asking, relation), replace(draft_of(relation), ends_on=last)
    )


def remove_relation(asking: Asking, relation: Relation) -> None:
    """Take it away as if it had never been; the history keeps it."""
    asking.session.delete(relation)
    asking.session.flush()


def link_text(asking: Asking, relation: Relation, given: Given) -> Relation:
    """Put a record in the place of a free text: type, direction, days and note stay (REL-11). Raises ``Conflict`` where no text stands
    any more."""
    draft = draft_of(relation)
    side = draft.text_side
    if side is None:
        raise Conflict(say("A record stands there already. Change the relation to choose another."))
    ends = {side: given, opposite(side): draft.ends[opposite(side)]}
    return alter_relation(asking, relation, tie_of_relation(asking, relation), replace(draft, ends=ends))


# --- records that free texts could mean -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A free text that names just what a record is called: the relation, the record that has it, and what could stand there."""

    relation_id: int
    near: Linked
    found: Linked
    end: End
    """The text, as the record that has it sees it."""


def offers_at(asking: Asking, near: Linked, ends: Iterable[End]) -> dict[int, Offer]:
    """Records that the free texts of ``near`` could mean, by relation; for whoever may edit it, which the caller asks."""
    return _matched(near, _texts(ends), asking.session.execute(_records_named(asking, near, _texts(ends))).all())


@dataclass(frozen=True)
class Offers:
    """What could be linked: records for free texts of one record, by relation, and free texts elsewhere that name the record."""

    here: Mapping[int, Offer]
    elsewhere: Sequence[Offer]


def offers_for(asking: Asking, record: Linked, ends: Iterable[End], *, may_edit: bool) -> Offers:
    """Both for a record with these ``ends``, in one statement where nothing is found: records that its free texts could mean, where it
    may be edited, and texts elsewhere at records that the viewer sees and may edit. Either may have been added after the other."""
    texts = _texts(ends) if may_edit else []
    asked = [_records_named(asking, record, texts)] if texts else []
    sides = _text_sides(ties_in(asking.session), record.kind)
    if sides and search_key(record.name):
        asked.append(_texts_named(record, sides))
    rows = asking.session.execute(union_all(*asked)).all() if asked else []
    elsewhere = {row.id: row.near_id for row in rows if row.near_id}
    return Offers(
        _matched(record, texts, [row for row in rows if not row.near_id]),
        _offered(asking, record, elsewhere) if elsewhere else [],
    )


def _texts(ends: Iterable[End]) -> list[End]:
    return [end for end in ends if end.text is not None][:MOST_TEXTS]


def _key(end: End) -> tuple[str, str]:
    return end.tie.kinds[end.side], search_key(end.text or "")


def _records_named(asking: Asking, near: Linked, texts: Sequence[End]) -> Select[Any]:
    wanted = {_key(end): end.text or "" for end in texts}
    fits = [and_(Record.kind == of, bears_name(asking.session, Record, text)) for (of, _), text in wanted.items()]
    columns: list[Any] = [Record.id, Record.kind, Record.name, literal(0).label("near_id")]
    found = select(*columns)
    return found.where(or_(false(), *fits), Record.id != near.id)


def _texts_named(record: Linked, sides: Sequence[tuple[Tie, bool]]) -> Select[Any]:
    of_types = [
        and_(Relation.type_id == tie.id, true() if tie.is_symmetric else Relation.is_turned.is_(turned))
        for tie, turned in sides
    ]
    near_id, no_kind = Relation.record_id.label("near_id"), literal("").label("kind")
    columns: list[Any] = [Relation.id, no_kind, Relation.text.label("name"), near_id]
    found = select(*columns)
    return found.where(
        Relation.text.is_not(None),
        func.splot_fold(Relation.text) == search_key(record.name),
        Relation.record_id != record.id,
        or_(*of_types),
    )


def _matched(near: Linked, texts: Sequence[End], rows: Iterable[Any]) -> dict[int, Offer]:
    found: dict[tuple[str, str], Linked] = {}
    for row in sorted(rows, key=lambda one: one.id):
        found.setdefault((row.kind, search_key(row.name)), Linked(row.id, row.kind, row.name))
    return {end.relation_id: Offer(end.relation_id, near, found[_key(end)], end) for end in texts if _key(end) in found}


def _text_sides(ties: Mapping[int, Tie], kind_name: str) -> list[tuple[Tie, bool]]:
    """Where a text could mean a record of that kind: the type, and whether the text stands on the primary side."""
    return [
        (tie, side is Side.PRIMARY) for tie in ties.values() if tie.has_free_text for side in tie.sides_of(kind_name)
    ]


def _offered(asking: Asking, record: Linked, near_by_relation: Mapping[int, int]) -> list[Offer]:
    near_ids = sorted(set(near_by_relation.values()))[:MOST_OFFERS]
    editable = allowed_ids(asking.session, asking.viewer, Right.EDIT, near_ids)
    names = select(Record.id, Record.kind, Record.name).where(Record.id.in_(editable))
    nears = {row.id: Linked(row.id, row.kind, row.name) for row in asking.session.execute(names)}
    found = ends_by_record(asking.session, list(nears), with_ended=True)
    return [
        Offer(end.relation_id, nears[near_id], record, end)
        for near_id, ends in found.items()
        for end in ends
        if end.relation_id in near_by_relation and near_by_relation[end.relation_id] == near_id
    ]
