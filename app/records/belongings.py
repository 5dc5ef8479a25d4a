"""What belongs to a user, all over the house: the ids of it by parts, and its way to somebody else, set-based (ACC-8).

For administrators: all of it counts, hidden records too. Deleted records stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, literal, or_, select, union_all

from app.kernel.clock import now
from app.kernel.viewer import AnySession
from app.models import (
    ContactManager,
    Group,
    ListDefault,
    ListView,
    Meeting,
    Participant,
    Record,
    SavedFilter,
    Task,
    TaskState,
    Ticket,
    TicketState,
)
from app.records.access import run_checked
from app.records.bulk import add_links, insert_with_history, remove_links, set_value
from app.records.many_ids import among

OWNED, ASSIGNED = "owned", "assigned"
MANAGED, INVITED, LED, FILTERS, VIEWS, DEFAULTS = "managed", "invited", "led", "filters", "views", "defaults"
KEPT = (LED, FILTERS, VIEWS, DEFAULTS)
"""What stands beside the records; done in one go, at the end."""

record, task, ticket, meeting = (one.__table__ for one in (Record, Task, Ticket, Meeting))
ASSIGNEES: dict[str, Any] = {"task": task.c.assignee_id, "ticket": ticket.c.assignee_id, "meeting": meeting.c.user_id}


def counts_of(session: AnySession, user_id: int, keys: Sequence[str]) -> dict[str, int]:
    """How much there is of each part."""
    counted = [
        select(
            literal(key).label("key"),
            select(func.count()).select_from(ids_of(key, user_id).subquery()).scalar_subquery(),
        )
        for key in keys
    ]
    return {row[0]: row[1] for row in run_checked(session, union_all(*counted))}


def ids_of(key: str, user_id: int) -> Select[Any]:
    """The ids of what a part holds: of records, or of the rows themselves where the part is of none."""
    sort, _, kind = key.partition(":")
    living = record.c.deleted_at.is_(None)
    if sort == OWNED:
        return select(record.c.id).where(record.c.owner_id == user_id, record.c.kind == kind, living)
    if sort == ASSIGNED:
        column = ASSIGNEES[kind]
        mine = (column == user_id, living, _is_open(kind))
        return select(record.c.id).join(column.table, column.table.c.id == record.c.id).where(*mine)
    if sort in {MANAGED, INVITED}:
        links = (ContactManager if sort == MANAGED else Participant).__table__
        return (
            select(record.c.id).join(links, links.c.record_id == record.c.id).where(links.c.user_id == user_id, living)
        )
    if sort == LED:
        return select(Group.__table__.c.id).where(Group.__table__.c.leader_id == user_id)
    table = MODELS[sort].__table__
    return select(table.c.id).where(table.c.user_id == user_id)


MODELS: dict[str, Any] = {FILTERS: SavedFilter, VIEWS: ListView, DEFAULTS: ListDefault}


def _is_open(kind: str) -> ColumnElement[bool]:
    if kind == "task":
        return task.c.state != TaskState.DONE
    if kind == "ticket":
        final = select(TicketState.__table__.c.id).where(TicketState.__table__.c.is_final)
        return or_(ticket.c.state_id.is_(None), ticket.c.state_id.not_in(final))
    return or_(meeting.c.starts_at.is_(None), meeting.c.starts_at >= now())


def row_ids(session: AnySession, key: str, user_id: int) -> list[int]:
    """The same, read."""
    return list(run_checked(session, ids_of(key, user_id).order_by("id")).scalars())


# --- to somebody else, inside a change set ---------------------------------------------------------------------------------


def give_owned(session: AnySession, ids: Sequence[int], from_id: int, to_id: int, *, keeps: bool) -> int:
    """Another owner for those that they own by now; returns how many. ``keeps``: whoever owned them stays invited, to edit."""
    mine = _still(session, record.c.owner_id, ids, from_id)
    done = set_value(session, mine, record.c.owner_id, to_id)
    if keeps:
        _invite(session, mine, from_id)
    return done


def give_assigned(session: AnySession, kind: str, ids: Sequence[int], from_id: int, to_id: int) -> int:
    """Another assignee for what is assigned to them by now; returns how many."""
    column = ASSIGNEES[kind]
    return set_value(session, _still(session, column, ids, from_id), column, to_id)


def give_managed(session: AnySession, ids: Sequence[int], from_id: int, to_id: int) -> int:
    """Another manager in their place; returns how many."""
    links: Any = ContactManager.__table__
    add_links(session, ids, links, "user_id", to_id)
    return remove_links(session, ids, links, "user_id", from_id)


def _still(session: AnySession, column: Any, ids: Sequence[int], from_id: int) -> list[int]:
    """Those that are still theirs: others may have taken some meanwhile."""
    table = column.table
    return list(
        run_checked(session, select(table.c.id).where(among(session, table.c.id, ids), column == from_id)).scalars()
    )


def _invite(session: AnySession, ids: Sequence[int], user_id: int) -> None:
    invited: Table = Participant.__table__
    there = select(invited.c.record_id).where(among(session, invited.c.record_id, ids), invited.c.user_id == user_id)
    known = set(run_checked(session, there).scalars())
    row = {"user_id": user_id, "group_id": None, "may_edit": True, "may_delete": False}
    insert_with_history(session, invited, [{"record_id": one, **row} for one in ids if one not in known])
