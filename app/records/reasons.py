"""Why somebody may see, edit or delete a record, for people to read (ACC-3, ACC-7).

``app.records.access`` is what holds; this says the same of one record in words, and a test asks both about thousands of pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import false, null, select, true, union_all

from app.kernel.viewer import AnySession, Reach, Right, Viewer
from app.models import ContactManager, Participant, Record, Visibility
from app.records.access import run_checked


class Reason(StrEnum):
    ADMIN = "admin"
    OWNER = "owner"
    ROLE = "role"
    MANAGES = "manages"
    PARTICIPANT = "participant"
    GROUP = "group"
    LEADS = "leads"


@dataclass(frozen=True)
class Invitation:
    """Somebody invited: a user or a user group."""

    user_id: int | None
    group_id: int | None
    may_edit: bool
    may_delete: bool

    def gives(self, right: Right) -> bool:
        """Whether it lets in to do that."""
        return {Right.SEE: True, Right.EDIT: self.may_edit, Right.DELETE: self.may_delete}[right]


@dataclass(frozen=True)
class Facts:
    """What access to a record follows from; of a part, what its host holds."""

    kind: str
    visibility: Visibility
    owner_id: int | None
    account_type_id: int | None
    invitations: tuple[Invitation, ...]
    manager_ids: frozenset[int]


def facts_of(session: AnySession, record: Record) -> Facts:
    """The facts about a record that the viewer sees, or about its host."""
    one = record if record.host_id is None else _host(session, record.host_id)
    invited, managing = Participant.__table__.c, ContactManager.__table__.c
    guests = select(invited.user_id, invited.group_id, invited.may_edit, invited.may_delete, false().label("manages"))
    managers = select(managing.user_id, null(), false(), false(), true())
    both = union_all(guests.where(invited.record_id == one.id), managers.where(managing.record_id == one.id))
    rows = run_checked(session, both).all()
    return Facts(
        one.kind,
        Visibility(one.visibility),
        one.owner_id,
        one.account_type_id,
        tuple(Invitation(*row[:4]) for row in rows if not row.manages),
        frozenset(row.user_id for row in rows if row.manages),
    )


def _host(session: AnySession, host_id: int) -> Any:
    record = Record.__table__
    return run_checked(session, select(record).where(record.c.id == host_id)).one()


def reasons(viewer: Viewer, facts: Facts, right: Right) -> list[Reason]:
    """Everything that gives the viewer the right, what weighs most first; nothing for who has it not."""
    if viewer.is_admin:
        return [Reason.ADMIN]
    return list(_reasons(viewer, facts, right)) if viewer.works_here else []


def _reasons(viewer: Viewer, facts: Facts, right: Right) -> Iterator[Reason]:
    granted = reach_on(viewer, facts, right)
    own = right is Right.SEE or Reach.OWNED in granted
    is_hidden = facts.visibility is Visibility.HIDDEN
    guests = [one for one in facts.invitations if one.gives(right)]
    if facts.owner_id == viewer.user_id and own:
        yield Reason.OWNER
    if not is_hidden and Reach.MANAGED in granted and viewer.user_id in facts.manager_ids:
        yield Reason.MANAGES
    if facts.visibility is Visibility.PUBLIC and Reach.ALL in granted:
        yield Reason.ROLE
    if any(one.user_id == viewer.user_id for one in guests):
        yield Reason.PARTICIPANT
    if not is_hidden and any(one.group_id in viewer.group_ids for one in guests):
        yield Reason.GROUP
    if not is_hidden and facts.owner_id in viewer.led_user_ids and own:
        yield Reason.LEADS


def reach_on(viewer: Viewer, facts: Facts, right: Right) -> Reach:
    """What the viewer's roles grant on a record of this kind and account type."""
    found = Reach.NONE
    for grant in viewer.grants:
        if grant.kind == facts.kind and grant.account_type_id in {None, facts.account_type_id}:
            found |= grant.reach(right)
    return found
