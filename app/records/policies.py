"""What administrators allow of visibility, kind by kind, and who takes part in new records (ACC-2).

A policy is kept among the settings as JSON, under ``visibility.`` and the kind's name. It speaks of new records alone: a value that
stands stays, and nobody is let in or out of what is there already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app.kernel.errors import FieldErrors
from app.kernel.messages import Message, say
from app.kernel.settings import mark
from app.kernel.viewer import AnySession, viewer_of
from app.models import Group, Participant, Record, User, Visibility

SETTING = "visibility."
ORDER = tuple(Visibility)


@dataclass(frozen=True)
class Guest:
    """Who takes part in every new record: a user, a user group, or (naming neither) the teams of whoever adds it."""

    user_id: int | None = None
    group_id: int | None = None
    may_edit: bool = False
    may_delete: bool = False

    @property
    def key(self) -> str:
        """What tells one from another, and stands in a form: ``u3``, ``g2``, ``team``."""
        return f"u{self.user_id}" if self.user_id else f"g{self.group_id}" if self.group_id else "team"

    def as_row(self) -> dict[str, Any]:
        """The columns of a participant."""
        rights = {"may_edit": self.may_edit, "may_delete": self.may_delete}
        return {"user_id": self.user_id, "group_id": self.group_id, **rights}


@dataclass(frozen=True)
class Policy:
    """Which visibilities new records of a kind may have, which they have unasked, and who takes part."""

    allowed: tuple[Visibility, ...] = ORDER
    default: Visibility = Visibility.PUBLIC
    guests: tuple[Guest, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "allowed": [one.value for one in self.allowed],
            "default": self.default.value,
            "guests": [one.as_row() for one in self.guests],
        }


def policy_of(session: AnySession, kind_name: str) -> Policy:
    """The policy in force; everything allowed and public where nobody chose."""
    kept = mark(session, SETTING + kind_name)
    if not kept:
        return Policy()
    allowed = tuple(one for one in ORDER if one.value in kept["allowed"])
    return Policy(allowed, Visibility(kept["default"]), tuple(Guest(**one) for one in kept["guests"]))


def offered(session: AnySession, kind_name: str, standing: Visibility | None = None) -> tuple[Visibility, ...]:
    """What can be chosen for a record: what is allowed, and the value that stands."""
    allowed = policy_of(session, kind_name).allowed
    return tuple(one for one in ORDER if one in allowed or one == standing)


def unallowed(session: AnySession, kind_name: str, record: Record | None, values: Mapping[str, Any]) -> FieldErrors:
    """Why the visibility among these parsed values cannot be given; nothing where it can, or stands already."""
    wanted = values.get("visibility")
    if not isinstance(wanted, Visibility) or (record is not None and record.visibility == wanted):
        return {}
    if wanted in policy_of(session, kind_name).allowed:
        return {}
    return {"visibility": [NOT_ALLOWED[wanted]]}


NOT_ALLOWED: dict[Visibility, Message] = {
    Visibility.PUBLIC: say("Records of this kind may not be made public. Choose another visibility."),
    Visibility.NONPUBLIC: say("Records of this kind may not be made non-public. Choose another visibility."),
    Visibility.HIDDEN: say("Records of this kind may not be hidden. Choose another visibility."),
}


def guests_of_new(
    session: AnySession, kind_name: str, owner_id: int | None, visibility: Visibility
) -> list[dict[str, Any]]:
    """The participants that a new record begins with, as rows: those of the policy who are there and are not the owner. What is not
    public and belongs to somebody else keeps whoever adds it, with the right to edit: nobody locks themselves out unasked."""
    found = {one.key: one for one in _present(session, policy_of(session, kind_name).guests)}
    if visibility is Visibility.HIDDEN:
        found = {key: one for key, one in found.items() if one.user_id}
    viewer = viewer_of(session)
    if visibility is not Visibility.PUBLIC and viewer.user_id and not viewer.is_admin:
        adder = Guest(viewer.user_id, may_edit=True)
        found[adder.key] = replace(found.get(adder.key, adder), may_edit=True)
    return [one.as_row() for one in found.values() if one.user_id is None or one.user_id != owner_id]


def _present(session: AnySession, guests: Iterable[Guest]) -> list[Guest]:
    """Those who are still there: users who may sign in, groups that exist, the teams of the viewer one by one."""
    guests = list(guests)
    if not guests:
        return []
    known: dict[tuple[Guest, ...], list[Guest]] = session.info.setdefault("policy_guests", {})
    key = tuple(guests)
    if key not in known:
        known[key] = _read(session, guests)
    return known[key]


def _read(session: AnySession, guests: list[Guest]) -> list[Guest]:
    users = set(session.scalars(select(User.id).where(User.active, User.id.in_([one.user_id for one in guests]))))
    groups = set(session.scalars(select(Group.id).where(Group.id.in_([one.group_id for one in guests]))))
    teams = _own_teams(session) if any(one.key == "team" for one in guests) else []
    made = [
        Guest(None, team, may_edit=one.may_edit, may_delete=one.may_delete)
        for one in guests
        if one.key == "team"
        for team in teams
    ]
    return [*made, *(one for one in guests if one.user_id in users or one.group_id in groups)]


def _own_teams(session: AnySession) -> list[int]:
    mine = select(Group.id).join(User.groups).where(User.id == viewer_of(session).user_id)
    return list(session.scalars(mine))


def let_in(record: Record, rows: Iterable[Mapping[str, Any]]) -> None:
    """Hang participants on a record that is not stored yet."""
    record.participants.extend(Participant(**row) for row in rows)
