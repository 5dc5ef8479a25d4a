"""Who reaches a record, and why, for all users and user groups at once (ACC-3).

``app.records.reasons`` says it of one viewer; here everybody who may sign in is read in a few statements, whatever their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from app.domain.teams import Tree
from app.kernel.messages import Message, say
from app.kernel.viewer import ADMIN, Act, AnySession, Grant, Reach, Right, Viewer
from app.models import Group, Role, User, Visibility
from app.records.reasons import Facts, Reason, reach_on, reasons
from app.records.rights import RoleRights, add_up, read_rights
from app.records.role_names import role_label


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in, as viewer, with the names of their roles and what each of them gives."""

    viewer: Viewer
    roles: tuple[str, ...]
    grants_of: Mapping[str, frozenset[Grant]] = field(compare=False, default_factory=dict)

    @property
    def id(self) -> int:
        return self.viewer.user_id or 0

    @property
    def name(self) -> str:
        return self.viewer.name


@dataclass(frozen=True)
class Team:
    """A user group: who is in it, who leads it, what its roles give to all of them."""

    id: int
    name: str
    leader_id: int | None
    member_ids: frozenset[int]
    with_above: frozenset[int]
    grants_of: Mapping[str, frozenset[Grant]] = field(compare=False, default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """Whether somebody has a right, and why in words. ``is_by_role`` where a role or a team gives it, not the record itself."""

    is_given: bool
    words: Message
    is_by_role: bool = False


@dataclass(frozen=True)
class House:
    """Everybody: users by name, user groups by name."""

    people: tuple[Person, ...]
    teams: tuple[Team, ...]

    def team(self, team_id: int | None) -> Team | None:
        return next((one for one in self.teams if one.id == team_id), None)


NO = Cell(is_given=False, words=say("No"))


def everybody(session: AnySession) -> House:
    """All active users and all user groups, read once for a session."""
    kept: House | None = session.info.get("everybody")
    if kept is None:
        kept = session.info["everybody"] = _read(session)
    return kept


NamedRights = tuple[str, RoleRights]
Pairs = dict[int, frozenset[int]]


@dataclass(frozen=True)
class _Reader:
    """What is read before people and teams are made of it: roles by id, and who has which."""

    roles: dict[int, NamedRights]
    own: Pairs
    in_groups: Pairs
    of_groups: Pairs
    tree: Tree

    def person(self, row: Any) -> Person:
        groups = self.in_groups.get(row.id, frozenset())
        role_ids = self.own.get(row.id, frozenset()).union(*(self.of_groups.get(one, ()) for one in groups))
        roles = self._named(role_ids)
        grants, acts = _given(roles)
        led = self.tree.led_by(row.id) if groups else frozenset()
        viewer = Viewer(
            user_id=row.id,
            username=row.username,
            name=f"{row.first_name} {row.last_name}",
            roles=frozenset(name for name, _ in roles),
            grants=grants,
            acts=acts,
            group_ids=self.tree.with_those_above(groups),
            led_user_ids=frozenset(one for one, theirs in self.in_groups.items() if theirs & led) - {row.id},
        )
        return Person(viewer, tuple(name for name, _ in roles), _each(roles))

    def team(self, row: Any) -> Team:
        members = frozenset(user for user, theirs in self.in_groups.items() if row.id in theirs)
        given = self._named(self.of_groups.get(row.id, frozenset()))
        return Team(row.id, row.name, row.leader_id, members, self.tree.with_those_above([row.id]), _each(given))

    def _named(self, role_ids: Iterable[int]) -> tuple[NamedRights, ...]:
        return tuple(sorted((self.roles[one] for one in role_ids), key=lambda pair: pair[0]))


def _read(session: AnySession) -> House:
    roles = session.execute(select(Role.id, Role.name, Role.rights))
    of_users = select(User.id, User.username, User.first_name, User.last_name, ROLE, GROUP)
    of_users = of_users.outerjoin(User.roles).outerjoin(User.groups).where(User.active)
    users = session.execute(of_users.order_by(User.last_name, User.first_name, User.id)).all()
    of_teams = select(Group.id, Group.name, Group.parent_id, Group.leader_id, ROLE).outerjoin(Group.roles)
    groups = session.execute(of_teams.order_by(Group.name)).all()
    reader = _Reader(
        {row.id: (row.name, read_rights(row.rights)) for row in roles},
        _pairs((row.id, row.role_id) for row in users),
        _pairs((row.id, row.group_id) for row in users),
        _pairs((row.id, row.role_id) for row in groups),
        Tree({row.id: row.parent_id for row in groups}, {row.id: row.leader_id for row in groups}),
    )
    return House(tuple(map(reader.person, _once(users))), tuple(map(reader.team, _once(groups))))


ROLE, GROUP = Role.id.label("role_id"), Group.id.label("group_id")


def _once(rows: Iterable[Any]) -> Iterable[Any]:
    """One row of each, where a join gives several."""
    return {row.id: row for row in rows}.values()


def _pairs(rows: Iterable[Any]) -> Pairs:
    found: dict[int, set[int]] = {}
    for left, right in rows:
        if right is not None:
            found.setdefault(left, set()).add(right)
    return {left: frozenset(rights) for left, rights in found.items()}


@lru_cache(maxsize=256)
def _given(roles: tuple[NamedRights, ...]) -> tuple[frozenset[Grant], frozenset[Act]]:
    return add_up(rights for _, rights in roles)


def _each(roles: Iterable[NamedRights]) -> dict[str, frozenset[Grant]]:
    return {name: _given(((name, rights),))[0] for name, rights in roles}


# --- the answer ----------------------------------------------------------------------------------------------------------


def who_reaches(house: House, facts: Facts) -> list[Person]:
    """The users who see the record."""
    return [one for one in house.people if reasons(one.viewer, facts, Right.SEE)]


def cell_of(house: House, person: Person, facts: Facts, right: Right) -> Cell:
    """Whether a user has a right on the record, and what gives it first of all."""
    found = reasons(person.viewer, facts, right)
    if not found:
        return NO
    words = _words(house, person, facts, right, found[0])
    return Cell(is_given=True, words=words, is_by_role=found[0] not in {Reason.OWNER, Reason.PARTICIPANT})


def _words(house: House, person: Person, facts: Facts, right: Right, why: Reason) -> Message:
    if why is Reason.ADMIN:
        return say("role %(role)s", role=role_label(ADMIN))
    if why is Reason.ROLE:
        return _by_role(person.grants_of, facts, right)
    if why is Reason.GROUP:
        return say("participant through %(team)s", team=_invited_team(house, person, facts, right))
    if why is Reason.LEADS:
        return say("leads %(team)s", team=_led_team(house, person, facts))
    return WORDS[why]


WORDS = {
    Reason.OWNER: say("owner"),
    Reason.MANAGES: say("role, manages it"),
    Reason.PARTICIPANT: say("participant"),
}


def _by_role(grants_of: Mapping[str, frozenset[Grant]], facts: Facts, right: Right) -> Message:
    giving = (name for name, grants in grants_of.items() if Reach.ALL in _reach(grants, facts, right))
    return say("role %(role)s", role=role_label(next(giving, "")))


def _reach(grants: frozenset[Grant], facts: Facts, right: Right) -> Reach:
    return reach_on(Viewer(None, grants=grants), facts, right)


def _invited_team(house: House, person: Person, facts: Facts, right: Right) -> str:
    invited = {one.group_id for one in facts.invitations if one.gives(right)}
    return next((one.name for one in house.teams if one.id in invited & person.viewer.group_ids), "")


def _led_team(house: House, person: Person, facts: Facts) -> str:
    """The team of the owner that the user leads, or one above it."""
    owners = [one for one in house.teams if facts.owner_id in one.member_ids]
    above = [one for one in house.teams if any(one.id in other.with_above for other in owners)]
    return next((one.name for one in above if one.leader_id == person.id), "")


def team_cell(team: Team, facts: Facts, right: Right) -> Cell:
    """Whether everybody in a user group has a right, as members of it."""
    invited = {one.group_id for one in facts.invitations if one.gives(right)}
    if facts.visibility is not Visibility.HIDDEN and invited & team.with_above:
        return Cell(is_given=True, words=WORDS[Reason.PARTICIPANT])
    by_role = any(Reach.ALL in _reach(grants, facts, right) for grants in team.grants_of.values())
    if facts.visibility is Visibility.PUBLIC and by_role:
        return Cell(is_given=True, words=_by_role(team.grants_of, facts, right), is_by_role=True)
    return NO


def unreached_managers(house: House, facts: Facts) -> list[Person]:
    """Managers of the contact whom nothing lets in (ACC-5)."""
    return [one for one in house.people if one.id in facts.manager_ids and not reasons(one.viewer, facts, Right.SEE)]
