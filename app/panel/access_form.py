"""Who can see a record: the card on its profile, and the dialog and page that change it (ACC-3, ui.md *Access matrix*).

What was chosen and not saved yet rides in the form, so the page does everything without scripts: inviting and removing draw the matrix
anew as it would be, *Save access* writes it as one act.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from flask import request
from sqlalchemy import select

from app.domain.sharing import Sharing, invited, name_of, role_for_managers, share, sharing_of
from app.domain.who_sees import (
    NO,
    Cell,
    House,
    Person,
    Team,
    cell_of,
    everybody,
    team_cell,
    unreached_managers,
    who_reaches,
)
from app.kernel.errors import Invalid, SplotError
from app.kernel.messages import Message, say, say_n
from app.kernel.viewer import Right
from app.models import Group, Record, Visibility
from app.records.fields import Asking
from app.records.kinds import kind_of
from app.records.link_fields import resolve_user
from app.records.policies import Guest, offered
from app.records.reasons import Facts, Reason, facts_of, reasons
from app.records.role_names import role_label

MOST_FACES = 4
MOST_TEAMS = 8
MOST_SHOWN = 40
"""So many users stand in the matrix before *Show all*."""
RIGHTS = ("see", "edit", "delete")
RIGHT_WORDS = {"see": say("Access"), "edit": say("Access, Edit"), "delete": say("Access, Edit, Delete")}
KEY = re.compile(r"[ug]\d{1,9}")
TOUCHED = say("Somebody changed who sees this record meanwhile. Look at the matrix, then save again.")


@dataclass(frozen=True)
class Line:
    """A row of the matrix."""

    name: str
    note: Message | str
    cells: tuple[Cell, ...]
    thread_of: int
    key: str = ""
    """Says which participant goes when it is removed; empty for who is no participant."""
    may_sign_in: bool = True


class Seen:
    """Who reaches a record, as it is or as it would be with ``sharing``. Read when it is asked for."""

    def __init__(self, asking: Asking, record: Record, sharing: Sharing | None = None) -> None:
        self.asking = asking
        self.record = record
        self.sharing = sharing

    @cached_property
    def house(self) -> House:
        return everybody(self.asking.session)

    @cached_property
    def stored(self) -> Facts:
        return facts_of(self.asking.session, self.record)

    @cached_property
    def facts(self) -> Facts:
        return self.sharing.facts(self.stored) if self.sharing else self.stored

    @cached_property
    def people(self) -> list[Person]:
        return who_reaches(self.house, self.facts)

    @cached_property
    def stranded(self) -> list[Person]:
        return unreached_managers(self.house, self.facts)

    @property
    def count(self) -> Message:
        return say_n("%(num)s user", "%(num)s users", len(self.people))

    @property
    def faces(self) -> list[Person]:
        """The owner, then those whom more than a role lets in, then the others."""
        return sorted(self.people, key=self._weight)[:MOST_FACES]

    def _weight(self, one: Person) -> int:
        found = reasons(one.viewer, self.facts, Right.SEE)
        return 0 if found[0] is Reason.OWNER else 2 if found[0] in {Reason.ADMIN, Reason.ROLE} else 1

    @property
    def words(self) -> Message:
        """In words: everyone, or who."""
        if self.facts.visibility is Visibility.PUBLIC:
            return say("Everyone")
        ways = {reasons(one.viewer, self.facts, Right.SEE)[0] for one in self.people}
        ways |= {Reason.OWNER} if self.facts.owner_id else set()
        return WAYS.get(frozenset(ways & {Reason.MANAGES, Reason.PARTICIPANT, Reason.GROUP, Reason.LEADS}), SOME)


SOME = say("Owner, managers, participants")
WAYS: dict[frozenset[Reason], Message] = {
    frozenset(): say("Owner and administrators"),
    frozenset({Reason.MANAGES}): say("Owner, managers"),
    frozenset({Reason.PARTICIPANT}): say("Owner, participants"),
    frozenset({Reason.GROUP}): say("Owner, a team"),
    frozenset({Reason.LEADS}): say("Owner, team leader"),
    frozenset({Reason.MANAGES, Reason.GROUP}): say("Owner, managers, a team"),
    frozenset({Reason.PARTICIPANT, Reason.GROUP}): say("Owner, participants, a team"),
}


@dataclass
class AccessForm(Seen):
    """The dialog. ``errors`` stand by the name of what is wrong: visibility, guest, delete, sure."""

    asking: Asking
    record: Record
    sharing: Sharing
    base: Sharing
    may_change: bool
    shows_all: bool = False
    typed: str = ""
    rights: str = "edit"
    errors: dict[str, list[Message]] = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)

    # --- the three cards

    @property
    def choices(self) -> list[Visibility]:
        return list(offered(self.asking.session, self.record.kind, self.base.visibility))

    @property
    def is_changed(self) -> bool:
        return self.sharing != self.base

    @property
    def idle_groups(self) -> list[str]:
        """The user groups that a hidden record keeps out."""
        if self.sharing.visibility is not Visibility.HIDDEN:
            return []
        return [name_of(self.asking.session, one) for one in self.sharing.guests if one.group_id]

    # --- the matrix

    @property
    def lines(self) -> list[Line]:
        """Users: those who reach it or stand beside it, or everybody."""
        reached = {one.id for one in self.people}
        beside = self.facts.manager_ids | {one.user_id for one in self.sharing.guests}
        wanted = [one for one in self.house.people if self.shows_all or one.id in reached or one.id in beside]
        wanted.sort(key=lambda one: (one.id != self.facts.owner_id, one.id not in beside, one.id not in reached))
        shown = [self._user_line(one) for one in (wanted if self.shows_all else wanted[:MOST_SHOWN])]
        return [*shown, *self._disabled]

    @property
    def _disabled(self) -> list[Line]:
        """Participants who cannot sign in any more: they may be removed."""
        known = {one.id for one in self.house.people}
        gone = [one for one in self.sharing.guests if one.user_id and one.user_id not in known]
        session = self.asking.session
        return [
            Line(name_of(session, one), say("Disabled"), (NO, NO, NO), one.user_id or 0, one.key, may_sign_in=False)
            for one in gone
        ]

    def _user_line(self, one: Person) -> Line:
        cells = tuple(cell_of(self.house, one, self.facts, right) for right in Right)
        guest = self.sharing.of(f"u{one.id}")
        return Line(one.name, self._note(one), cells, one.id, guest.key if guest else "")

    def _note(self, one: Person) -> Message | str:
        roles = ", ".join(str(role_label(name)) for name in one.roles)
        if one.id in self.facts.manager_ids:
            return say("%(roles)s, manager here", roles=roles) if roles else say("Manager here")
        return roles or say("No role")

    @property
    def group_lines(self) -> list[Line]:
        """User groups: those invited first, and the others where they are few."""
        invited_ids = {one.group_id for one in self.sharing.guests}
        teams = sorted(self.house.teams, key=lambda one: one.id not in invited_ids)
        few = self.shows_all or len(teams) <= MOST_TEAMS
        return [self._group_line(one) for one in teams if few or one.id in invited_ids]

    def _group_line(self, one: Team) -> Line:
        cells = tuple(team_cell(one, self.facts, right) for right in Right)
        guest = self.sharing.of(f"g{one.id}")
        leader = next((user.name for user in self.house.people if user.id == one.leader_id), "")
        count = say_n("%(num)s user", "%(num)s users", len(one.member_ids))
        note = say("%(users)s, led by %(name)s", users=count, name=leader) if leader else count
        return Line(one.name, note, cells, one.id, guest.key if guest else "")

    @property
    def total(self) -> int:
        return len(self.house.people)

    # --- managers whom nothing lets in: what administrators can do

    @cached_property
    def role(self) -> Any:
        """The role that administrators may give them here."""
        if not self.asking.viewer.is_admin or not self.stranded:
            return None
        return role_for_managers(self.asking.session, self.facts)

    # --- what rides in the form

    @property
    def guests_sent(self) -> list[str]:
        return [_sent(one) for one in self.sharing.guests]

    @property
    def base_sent(self) -> str:
        return " ".join([self.base.visibility.value, *(_sent(one) for one in self.base.guests)])


def _sent(guest: Guest) -> str:
    return f"{guest.key}:{int(guest.may_edit)}{int(guest.may_delete)}"


def _guest(text: str) -> Guest | None:
    key, _, rights = text.partition(":")
    if not KEY.fullmatch(key) or rights not in {"00", "10", "01", "11"}:
        return None
    return guest_of(key, may_edit=rights[0] == "1", may_delete=rights[1] == "1")


def guest_of(key: str, *, may_edit: bool, may_delete: bool) -> Guest:
    """``u3`` and ``g2`` as guests."""
    number = int(key[1:])
    of_user = key.startswith("u")
    return Guest(number if of_user else None, None if of_user else number, may_edit=may_edit, may_delete=may_delete)


def access_form(asking: Asking, record: Record, *, may_change: bool) -> AccessForm:
    """The dialog over what is in force."""
    now = sharing_of(asking, record)
    return AccessForm(asking, record, now, now, may_change, "all" in request.args)


def read_form(asking: Asking, record: Record) -> AccessForm:
    """The dialog as it was sent."""
    stored = sharing_of(asking, record)
    base_visibility, *base_guests = request.form.get("base", "").split() or [stored.visibility.value]
    sent = request.form.get("visibility", "")
    wanted = Visibility(sent) if sent in set(Visibility) else stored.visibility
    form = AccessForm(asking, record, Sharing(wanted, _guests(request.form.getlist("guest"))), stored, may_change=True)
    form.shows_all = "all" in request.form
    form.rights = request.form.get("rights", "edit")
    if (base_visibility, _guests(base_guests)) != (stored.visibility.value, stored.guests):
        form.notes.append(TOUCHED)
    return form


def _guests(texts: Sequence[str]) -> tuple[Guest, ...]:
    return tuple(one for text in texts if (one := _guest(text)) is not None)


# --- what its buttons do ----------------------------------------------------------------------------------------------------


def invite(form: AccessForm) -> None:
    """Put in whom the form names; what cannot be is said at the field."""
    form.typed = request.form.get("who.text", "").strip()
    rights = form.rights if form.rights in RIGHTS else "see"
    try:
        guest = named_guest(form.asking, may_edit=rights != "see", may_delete=rights == "delete")
        before = form.sharing.of(guest.key)
        form.sharing = invited(form.asking, form.record, form.sharing, guest)
    except SplotError as error:
        form.errors = {"guest": [error.message]}
        return
    form.typed = ""
    if before is not None:
        name = name_of(form.asking.session, guest)
        form.notes.append(
            say("%(name)s took part already and now has: %(rights)s.", name=name, rights=RIGHT_WORDS[rights])
        )


def named_guest(asking: Asking, *, may_edit: bool, may_delete: bool) -> Guest:
    """Whom the field of a form means; raises ``Invalid`` where that is nobody."""
    key = _named(asking, request.form.get("who.text", "").strip())
    return guest_of(key, may_edit=may_edit, may_delete=may_delete)


def _named(asking: Asking, typed: str) -> str:
    """The one chosen from the list, else the user or user group of that name."""
    chosen = request.form.get("who", "")
    if typed and KEY.fullmatch(chosen) and typed == request.form.get("who.was", "").strip():
        return chosen
    if not typed:
        raise Invalid(say("Write the name of a user or a user group."), "guest")
    group = asking.session.scalars(select(Group.id).where(Group.name == typed)).first()
    if group is not None:
        return f"g{group}"
    return f"u{resolve_user(asking, typed, 'guest')}"


def drop(form: AccessForm, key: str) -> None:
    """Take somebody out."""
    form.sharing = replace(form.sharing, guests=tuple(one for one in form.sharing.guests if one.key != key))


def save(form: AccessForm) -> bool:
    """Write it, inside a change set; False where the form has to be looked at again."""
    if form.notes:
        return False
    try:
        share(form.asking, form.record, form.sharing, sure="sure" in request.form)
    except SplotError as error:
        if error.status not in {409, 422}:
            raise
        form.errors = {error.field or "guest": [error.message]}
        return False
    return True


def word_of(record: Record) -> Message:
    """What the record is called by its kind."""
    return kind_of(record).label
