"""What somebody leaves behind, and how it goes to others: records, work, filters and views, teams (ACC-8).

Work that is done stays with whoever did it: of tasks, tickets and phone meetings only the open ones are handed over. Deleted records
stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.domain.people_rules import administrators_only
from app.kernel.errors import FieldErrors, Invalid
from app.kernel.messages import Message, say
from app.kernel.viewer import AnySession
from app.models import Group, Job, Keepsake, ListDefault, ListView, OwnedByUser, Participant, SavedFilter, User
from app.records.belongings import (
    ASSIGNED,
    DEFAULTS,
    FILTERS,
    INVITED,
    KEPT,
    LED,
    MANAGED,
    OWNED,
    VIEWS,
    counts_of,
    give_assigned,
    give_managed,
    give_owned,
    row_ids,
)
from app.records.kinds import Kind, declared_kinds
from app.records.people_log import put_links, put_values
from app.user_models import MEMBERS

JOB_TYPE = "hand_over"
ASSIGNED_WORDS = {
    "task": say("Open tasks assigned"),
    "ticket": say("Open tickets assigned"),
    "meeting": say("Phone meetings to come"),
}
WORDS: dict[str, Message] = {
    MANAGED: say("Managed contacts"),
    INVITED: say("Invitations by name"),
    LED: say("Teams led"),
    FILTERS: say("Saved filters"),
    VIEWS: say("List views"),
    DEFAULTS: say("What lists begin with"),
}


@dataclass(frozen=True)
class Part:
    """One sort of thing that is handed over; ``key`` names it in a form, ``label`` in words."""

    key: str
    label: Message
    icon: str
    count: int

    @property
    def is_of_records(self) -> bool:
        return self.key not in KEPT


def parts_of(session: AnySession, user_id: int) -> list[Part]:
    """Everything that the user leaves behind, with counts; what there is none of is left out."""
    named = [*_record_parts(), *((key, WORDS[key], ICONS[key], None) for key in KEPT)]
    counts = counts_of(session, user_id, [key for key, *_ in named])
    return [Part(key, label, icon, counts[key]) for key, label, icon, _kind in named if counts[key]]


def part_words(counts: dict[str, int]) -> list[tuple[Message, int]]:
    """Counts by part in words, in the order of the parts."""
    words = {key: label for key, label, *_ in _record_parts()} | {key: WORDS[key] for key in KEPT}
    return [(label, counts[key]) for key, label in words.items() if counts.get(key)]


ICONS = {
    MANAGED: "users",
    INVITED: "user-plus",
    LED: "users-group",
    FILTERS: "filter",
    VIEWS: "columns-3",
    DEFAULTS: "list",
}


def _record_parts() -> list[tuple[str, Message, str, Kind | None]]:
    kinds = [one for one in declared_kinds() if not one.host]
    owned = [(f"{OWNED}:{one.name}", say("%(kinds)s owned", kinds=one.label_plural), one.icon, one) for one in kinds]
    icons = {one.name: one.icon for one in kinds}
    assigned = [(f"{ASSIGNED}:{name}", label, icons[name], None) for name, label in ASSIGNED_WORDS.items()]
    others = [(key, WORDS[key], ICONS[key], None) for key in (MANAGED, INVITED)]
    return [*owned, *assigned, *others]


# --- to whom -------------------------------------------------------------------------------------------------------------


def takers(session: AnySession, word: str, from_id: int) -> list[int]:
    """The users that ``word`` means: ``user:7``, or ``team:3`` for all its members who can sign in, in turn. Raises ``Invalid``."""
    sort, _, number = word.partition(":")
    wanted = select(User.id).where(User.active, User.id != from_id).order_by(User.id)
    if sort == "user" and number.isascii() and number.isdigit():
        found = session.scalars(wanted.where(User.id == int(number[:9]))).all()
        if found:
            return list(found)
        raise Invalid(say("This user cannot take anything over. Choose another."))
    if sort == "team" and number.isascii() and number.isdigit():
        found = session.scalars(wanted.where(User.groups.any(Group.id == int(number[:9])))).all()
        if found:
            return list(found)
        raise Invalid(say("Nobody else in this team can sign in. Choose another."))
    raise Invalid(say("Choose a user or a team."))


def check_plan(session: AnySession, from_id: int, wanted: dict[str, str]) -> dict[str, list[int]]:
    """Who takes which part, from what a form says of each; raises ``Invalid`` with a sentence at each part that cannot go so."""
    administrators_only(session)
    plan: dict[str, list[int]] = {}
    errors: FieldErrors = {}
    for key, word in wanted.items():
        try:
            plan[key] = takers(session, word, from_id)
        except Invalid as error:
            errors[key] = [error.message]
    if errors:
        raise Invalid.many(errors)
    if not plan:
        raise Invalid(say("Nothing is handed over. Choose who takes it."), "to")
    return plan


def giver_of(session: AnySession, set_id: int) -> int | None:
    """Whose hand-over a change set is; None where it is none."""
    wanted = select(Job.payload).where(Job.change_set_id == set_id, Job.type == JOB_TYPE)
    payload = session.scalars(wanted).first()
    return payload["user"] if payload else None


# --- doing it, inside a change set ----------------------------------------------------------------------------------------


def hand_records(session: AnySession, key: str, ids: Sequence[int], from_id: int, to_id: int, *, keeps: bool) -> int:
    """Give the records of a part to somebody; returns how many went. ``keeps``: whoever owned them stays invited, to edit."""
    sort, _, kind = key.partition(":")
    if sort == OWNED:
        return give_owned(session, ids, from_id, to_id, keeps=keeps)
    if sort == ASSIGNED:
        return give_assigned(session, kind, ids, from_id, to_id)
    if sort == MANAGED:
        return give_managed(session, ids, from_id, to_id)
    return _hand_invitations(session, ids, from_id, to_id)


def _hand_invitations(session: AnySession, ids: Sequence[int], from_id: int, to_id: int) -> int:
    """With the rights that they give. Whoever is invited already keeps their own invitation beside them."""
    found = select(Participant).where(Participant.record_id.in_(ids), Participant.user_id.in_([from_id, to_id]))
    by_record: dict[int, list[Participant]] = {}
    for one in session.scalars(found):
        by_record.setdefault(one.record_id, []).append(one)
    done = 0
    for of_record in by_record.values():
        if any(one.user_id == to_id for one in of_record):
            continue
        of_record[0].user_id = to_id
        done += 1
    session.flush()
    return done


def hand_kept(session: AnySession, key: str, from_id: int, to_ids: Sequence[int]) -> int:
    """Give what stands beside the records to these users in turn; returns how much went."""
    ids = row_ids(session, key, from_id)
    done = 0
    for place, row_id in enumerate(ids):
        done += GIVING[key](session, row_id, from_id, to_ids[place % len(to_ids)])
    return done


def _give_team(session: AnySession, team_id: int, _from_id: int, to_id: int) -> int:
    team = session.get_one(Group, team_id)
    there = {one.id for one in team.users}
    put_values(session, team, leader_id=to_id)
    put_links(session, MEMBERS, "group_id", team_id, {*there, to_id})
    return 1


def _give_kept(model: type[Any]) -> Callable[[AnySession, int, int, int], int]:
    def give(session: AnySession, row_id: int, from_id: int, to_id: int) -> int:
        thing: OwnedByUser = session.get_one(model, row_id)
        same = select(model.id).where(model.user_id == to_id, model.kind == thing.kind, model.name == thing.name)
        if session.scalars(same).first() is not None:
            thing.name = f"{thing.name[:80]} ({session.get_one(User, from_id)!r})"[:120]
        thing.user_id = to_id
        session.flush()
        return 1

    return give


def _give_default(session: AnySession, row_id: int, _from_id: int, to_id: int) -> int:
    """What a list begins with; whoever chose something themselves keeps it."""
    row = session.get_one(ListDefault, row_id)
    same = select(ListDefault.id).where(
        ListDefault.user_id == to_id, ListDefault.kind == row.kind, ListDefault.what == Keepsake(row.what)
    )
    if session.scalars(same).first() is not None:
        return 0
    row.user_id = to_id
    session.flush()
    return 1


GIVING: dict[str, Callable[[AnySession, int, int, int], int]] = {
    LED: _give_team,
    FILTERS: _give_kept(SavedFilter),
    VIEWS: _give_kept(ListView),
    DEFAULTS: _give_default,
}
