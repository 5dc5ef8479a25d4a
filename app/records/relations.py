"""Which relations records have, as far as the viewer sees them: a relation shows only to who sees both its ends (REL-6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, or_, select

from app.kernel.errors import NotFound
from app.kernel.messages import Words
from app.kernel.viewer import AnySession
from app.models import Record, Relation, Side
from app.records.as_of import in_force, is_in_force
from app.records.many_ids import among
from app.records.ties import Tie, opposite, ties_in

COLUMNS = (
    Relation.id,
    Relation.type_id,
    Relation.record_id,
    Relation.other_id,
    Relation.text,
    Relation.is_turned,
    Relation.note,
    Relation.starts_on,
    Relation.ends_on,
)


class Linked(NamedTuple):
    """The record at an end."""

    id: int
    kind: str
    name: str


@dataclass(frozen=True)
class End:
    """A relation as one of its records has it: what stands at the other end. ``side`` is the other end's; of a symmetric type always
    the primary. There is a ``record`` or a ``text``."""

    relation_id: int
    tie: Tie
    side: Side
    record: Linked | None
    text: str | None
    note: str | None
    starts_on: date | None
    ends_on: date | None
    is_in_force: bool

    @property
    def label(self) -> Words:
        """What the other end is to this one."""
        return self.tie.label_of(self.side)

    @property
    def own_label(self) -> Words:
        """What this one is to the other end."""
        return self.tie.label_of(opposite(self.side))

    @property
    def name(self) -> str:
        """What stands at the other end, by name."""
        return self.record.name if self.record is not None else self.text or ""


def ends_by_record(
    session: AnySession, ids: Sequence[int], *, ties: Iterable[int] | None = None, with_ended: bool = False
) -> dict[int, list[End]]:
    """The other ends of the relations of each of these records, by type, then by name; in two statements, whatever their number.

    Of all types, or those whose numbers are given. ``with_ended`` has those too that are not in force on the day that is asked.
    """
    known = ties_in(session)
    wanted = [one for one in (known if ties is None else ties) if one in known]
    found: dict[int, list[End]] = {one: [] for one in ids}
    if not ids or not wanted:
        return found
    with session.no_autoflush:
        statement = touching(session, ids).where(Relation.type_id.in_(wanted))
        rows = session.execute(statement if with_ended else statement.where(in_force(session, Relation))).all()
        named = _names(session, {far for row in rows for far in (row.record_id, row.other_id) if far is not None})
    for row in rows:
        for own in {row.record_id, row.other_id} & found.keys():
            found[own].append(end_of(session, known[row.type_id], row, own, named))
    places = {one: place for place, one in enumerate(known)}
    for ends in found.values():
        ends.sort(key=lambda end: (places[end.tie.id], end.side, end.name.casefold(), end.relation_id))
    return found


def touching(session: AnySession, ids: Sequence[int]) -> Select[Any]:
    """What selects the relations that have one of these records at an end."""
    of_one = among(session, Relation.record_id, ids), among(session, Relation.other_id, ids)
    return cast("Select[Any]", select(*COLUMNS).where(or_(*of_one)))


def _names(session: AnySession, ids: set[int]) -> dict[int, Linked]:
    wanted = select(Record.id, Record.kind, Record.name).where(among(session, Record.id, ids))
    return {row.id: Linked(row.id, row.kind, row.name) for row in session.execute(wanted)}


def end_of(session: AnySession, tie: Tie, row: Any, own: int, named: dict[int, Linked]) -> End:
    """A row of ``COLUMNS`` as the record ``own`` has it, with the records that were ``named``."""
    if row.text is not None:
        far, side = None, Side.PRIMARY if row.is_turned else Side.SECONDARY
    else:
        is_primary = own == row.record_id
        far, side = (row.other_id, Side.SECONDARY) if is_primary else (row.record_id, Side.PRIMARY)
    return End(
        relation_id=row.id,
        tie=tie,
        side=Side.PRIMARY if tie.is_symmetric else side,
        record=named.get(far) if far is not None else None,
        text=row.text,
        note=row.note,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        is_in_force=is_in_force(session, row.starts_on, row.ends_on),
    )


def relation_by_id(session: AnySession, relation_id: int) -> Relation:
    """The relation of that number; raises ``NotFound`` where there is none, or the viewer may not see one of its ends."""
    known = ties_in(session)
    found = session.scalars(select(Relation).where(Relation.id == relation_id)).first() if known else None
    if found is None or found.type_id not in known:
        raise NotFound
    return found
