"""Writes on users, roles and user groups, with their history: who, when, from what to what (HIS-1, ACC-4).

Their classes are Flask-AppBuilder's and written by its sign-in too, so no flush records them; whoever changes them here does.
A password is never in a line. Call inside a change set.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import Table, delete, insert, inspect, select

from app.kernel.viewer import AnySession
from app.models import Group, Operation, Role, User
from app.records.bulk import write_changes
from app.user_models import HELD_ROLES, MEMBERS, TEAM_ROLES

RECORDED: dict[type[Any], tuple[str, ...]] = {
    Role: ("name", "rights"),
    User: ("first_name", "last_name", "username", "email", "active", "language", "time_zone"),
    Group: ("name", "label", "parent_id", "leader_id"),
}
LINKS = (HELD_ROLES, MEMBERS, TEAM_ROLES)
SIGN_IN = "sign_in"
"""Stands for how a user signs in: the lines have the user's number, and no row that an undo could put back."""
SUBJECTS = frozenset({SIGN_IN, *(model.__tablename__ for model in RECORDED), *(table.name for table in LINKS)})


class SignInAct(StrEnum):
    """What happened to how a user signs in, as the history keeps it in place of a field."""

    SESSIONS_ENDED = "sessions"
    CODES_ON = "codes_on"
    CODES_OFF = "codes_off"
    NEW_PASSWORD = "password"  # noqa: S105 - a word of the history


def note_sign_in(session: AnySession, user_id: int, act: SignInAct, number: int = 1) -> None:
    """Let the history tell of the act, with how many of what that were."""
    write_changes(session, [_row(SIGN_IN, user_id, Operation.EDITED, act, None, number)])


def put_new(session: AnySession, thing: Any) -> None:
    """Add a user, role or user group."""
    session.add(thing)
    session.flush()
    write_changes(session, [_line(thing, Operation.ADDED, new=_whole(thing))])


def put_values(session: AnySession, thing: Any, **values: Any) -> bool:
    """Give it these values; returns whether any of them is another."""
    edits = {name: (getattr(thing, name), value) for name, value in values.items() if getattr(thing, name) != value}
    for name, (_old, new) in edits.items():
        setattr(thing, name, new)
    session.flush()
    lines = [_line(thing, Operation.EDITED, name, old, new) for name, (old, new) in edits.items()]
    write_changes(session, lines)
    return bool(lines)


def drop(session: AnySession, thing: Any) -> None:
    """Take a role or user group away; what is linked to it was taken off before."""
    line = _line(thing, Operation.DELETED, old=_whole(thing))
    session.expire(thing)
    session.delete(thing)
    session.flush()
    write_changes(session, [line])


def put_links(
    session: AnySession, table: Table, mine: str, my_id: int, wanted: Collection[int]
) -> tuple[set[int], set[int]]:
    """Let what has ``my_id`` in the column ``mine`` be linked to exactly these; returns who came and who went."""
    theirs = next(name for name in [column.name for column in table.c] if name not in {"id", mine})
    rows = session.connection().execute(select(table).where(table.c[mine] == my_id)).all()
    there = {row._mapping[theirs] for row in rows}
    gone = [row for row in rows if row._mapping[theirs] not in wanted]
    come = [{mine: my_id, theirs: one} for one in sorted(set(wanted) - there)]
    _unlink(session, table, gone)
    _link(session, table, come)
    return {row[theirs] for row in come}, {row._mapping[theirs] for row in gone}


def _unlink(session: AnySession, table: Table, rows: Iterable[Any]) -> None:
    whole = [dict(row._mapping) for row in rows]
    if whole:
        session.connection().execute(delete(table).where(table.c.id.in_([row["id"] for row in whole])))
        write_changes(session, [_link_line(table, row, is_new=False) for row in whole])
        session.expire_all()


def _link(session: AnySession, table: Table, rows: list[dict[str, int]]) -> None:
    for row in rows:
        made = session.connection().execute(insert(table).values(row).returning(table.c.id)).scalar_one()
        write_changes(session, [_link_line(table, {"id": made, **row}, is_new=True)])
    if rows:
        session.expire_all()


def _link_line(table: Table, row: dict[str, int], *, is_new: bool) -> dict[str, Any]:
    operation = Operation.ADDED if is_new else Operation.DELETED
    old, new = (None, row) if is_new else (row, None)
    return _row(table.name, row["id"], operation, "", old, new)


def _line(thing: Any, operation: Operation, field: str = "", old: Any = None, new: Any = None) -> dict[str, Any]:
    return _row(inspect(type(thing)).local_table.name, thing.id, operation, field, old, new)


def _row(subject: str, subject_id: int, operation: Operation, field: str, old: Any, new: Any) -> dict[str, Any]:
    head = {"record_id": None, "subject": subject, "subject_id": subject_id, "operation": operation}
    return {**head, "field": field, "old": old, "new": new}


def _whole(thing: Any) -> dict[str, Any]:
    return {"id": thing.id, **{name: getattr(thing, name) for name in RECORDED[type(thing)]}}
