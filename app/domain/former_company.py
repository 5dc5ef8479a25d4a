"""The company that a person has left, kept as their former one, where somebody says so (REL-2)."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select

from app.domain.relation_samples import FORMER_EMPLOYEE
from app.kernel.clock import today
from app.kernel.errors import NotFound
from app.models import Company, Person, Relation, Side
from app.records.fields import Asking
from app.records.relating import Draft, Given, relate
from app.records.relations import ends_by_record
from app.records.ties import Tie, opposite, ties_in


def former_company(asking: Asking, person: Person, before_id: int | None) -> Company | None:
    """The company that may be kept, where the person had it and has another one or none now: one that the viewer sees and that is not
    kept already. None while relations are off or the type was deleted."""
    if before_id is None or before_id == person.company_id or _tie(asking) is None:
        return None
    ends = ends_by_record(asking.session, [person.id])[person.id]
    if any(end.tie.key == FORMER_EMPLOYEE and end.record and end.record.id == before_id for end in ends):
        return None
    return asking.session.scalars(select(Company).where(Company.id == before_id)).first()


def keep_former_company(asking: Asking, person: Person, company: Company) -> Relation:
    """Tie both from today on; call inside a change set. Raises ``NotFound`` while there is no such type, ``Invalid`` for a double."""
    tie = _tie(asking)
    if tie is None:
        raise NotFound
    side = _side_of_person(tie)
    ends = {side: Given(person), opposite(side): Given(company)}
    made = relate(asking, tie, Draft(ends, starts_on=today(asking.viewer.time_zone)))
    asking.session.flush()
    return made


def label_of_former(asking: Asking) -> str:
    """What the company is to the person then."""
    tie = cast("Tie", _tie(asking))
    return str(tie.label_of(opposite(_side_of_person(tie))))


def _tie(asking: Asking) -> Tie | None:
    """The type that is meant for it, as long as it joins persons and companies."""
    found = next((one for one in ties_in(asking.session).values() if one.key == FORMER_EMPLOYEE), None)
    return found if found is not None and set(found.kinds.values()) == {"person", "company"} else None


def _side_of_person(tie: Tie) -> Side:
    return next(side for side in Side if tie.kinds[side] == "person")
