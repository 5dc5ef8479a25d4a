"""Roles as administrators make, change and remove them (ACC-4). Call inside a change set."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.domain.people_rules import administrators_only
from app.domain.role_grid import check_rights
from app.domain.roles import ACCOUNTS, OF_ACCOUNTS, SHIPPED
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.messages import say, say_n
from app.kernel.text import search_key, strip_controls
from app.kernel.viewer import ADMIN, AnySession
from app.models import Group, ListDefault, Role, User
from app.records.people_log import drop, put_links, put_new, put_values
from app.records.rights import RoleRights, read_rights
from app.records.role_names import role_label
from app.user_models import HELD_ROLES, MEMBERS, TEAM_ROLES

MOST_NAME = 64
SHIPPED_NAMES = frozenset({*SHIPPED, *(f"Account {account} {word}" for account in ACCOUNTS for word in OF_ACCOUNTS)})


@dataclass(frozen=True)
class Holders:
    """Who has a role: users by themselves, user groups, and how many users that is together."""

    user_ids: frozenset[int]
    group_ids: frozenset[int]
    member_ids: frozenset[int]

    @property
    def count(self) -> int:
        return len(self.user_ids | self.member_ids)


def is_shipped(role: Role) -> bool:
    """Whether every installation has the role: it keeps its name and is not removed."""
    return role.name in SHIPPED_NAMES


def find_role(session: AnySession, role_id: int) -> Role:
    """The role of that id; raises ``NotFound``."""
    found = session.get(Role, role_id)
    if found is None:
        raise NotFound
    return found


def roles_in_order(session: AnySession) -> list[Role]:
    """All of them: those that are shipped first, as they came, then by name."""
    found = session.scalars(select(Role)).all()
    return sorted(found, key=lambda one: (not is_shipped(one), one.id if is_shipped(one) else 0, one.name.casefold()))


def holders(session: AnySession) -> dict[int, Holders]:
    """Who has which role, by role."""
    held = session.connection().execute(select(HELD_ROLES.c.role_id, HELD_ROLES.c.user_id)).all()
    given = session.connection().execute(select(TEAM_ROLES.c.role_id, TEAM_ROLES.c.group_id)).all()
    members = session.connection().execute(select(MEMBERS.c.group_id, MEMBERS.c.user_id)).all()
    found = {}
    for role_id in session.scalars(select(Role.id)):
        groups = frozenset(row.group_id for row in given if row.role_id == role_id)
        found[role_id] = Holders(
            frozenset(row.user_id for row in held if row.role_id == role_id),
            groups,
            frozenset(row.user_id for row in members if row.group_id in groups),
        )
    return found


def add_role(session: AnySession, name: str, rights: RoleRights) -> Role:
    """A role of one's own; raises ``Invalid`` or ``Conflict`` for its name, ``Invalid`` for rights that cannot be meant."""
    administrators_only(session)
    called = _name(session, name, None)
    _refuse_wrong(rights)
    made = Role(name=called, rights=rights.as_json())
    put_new(session, made)
    return made


def change_role(session: AnySession, role_id: int, name: str, rights: RoleRights) -> Role:
    """Another name, other rights. Raises what ``add_role`` does, and ``Invalid`` for what is shipped and stays."""
    administrators_only(session)
    found = find_role(session, role_id)
    wanted = strip_controls(name).strip()
    if found.name == ADMIN and read_rights(found.rights) != rights:
        raise Invalid(
            say("The role Admin reaches everything; that cannot be narrowed. Make a role of your own instead."),
            "rights",
        )
    if is_shipped(found) and wanted != found.name:
        raise Invalid(
            say("“%(name)s” is part of every installation and keeps its name.", name=role_label(found.name)), "name"
        )
    _refuse_wrong(rights)
    called, before = _name(session, wanted, found), found.name
    put_values(session, found, name=called, rights=rights.as_json())
    if called != before:
        for one in _begins_with(session, before):
            one.role = called
    return found


def remove_role(session: AnySession, role_id: int, instead_id: int | None) -> None:
    """Take a role of one's own away; who had it gets the role ``instead_id``. Raises ``Invalid`` where one has to be named."""
    administrators_only(session)
    found = find_role(session, role_id)
    if is_shipped(found):
        raise Invalid(
            say(
                "“%(name)s” is part of every installation. Take it off its users instead of removing it.",
                name=role_label(found.name),
            )
        )
    held = holders(session)[found.id]
    if (held.user_ids or held.group_ids) and instead_id is None:
        count = len(held.user_ids) + len(held.group_ids)
        raise Invalid(
            say_n(
                "%(num)s user or team still has this role. Choose the role that they get instead.",
                "%(num)s users and teams still have this role. Choose the role that they get instead.",
                count,
            ),
            "instead",
        )
    _move_holders(session, found.id, held, instead_id)
    for one in _begins_with(session, found.name):
        session.delete(one)
    session.flush()
    drop(session, found)


def _move_holders(session: AnySession, role_id: int, held: Holders, instead_id: int | None) -> None:
    if instead_id is None:
        return
    if instead_id == role_id or session.get(Role, instead_id) is None:
        raise Invalid(say("Choose another role."), "instead")
    for table, mine, ids in ((HELD_ROLES, "user_id", held.user_ids), (TEAM_ROLES, "group_id", held.group_ids)):
        for one in sorted(ids):
            now = session.connection().execute(select(table.c.role_id).where(table.c[mine] == one)).scalars()
            put_links(session, table, mine, one, {*now, instead_id} - {role_id})


def _begins_with(session: AnySession, name: str) -> list[ListDefault]:
    """What the lists of a role begin with: it goes by the role's name."""
    return list(session.scalars(select(ListDefault).where(ListDefault.role == name)))


def _name(session: AnySession, name: str, of: Role | None) -> str:
    called = " ".join(strip_controls(name).split())
    if not search_key(called):
        raise Invalid(say("Write a name with at least one letter or digit."), "name")
    if len(called) > MOST_NAME:
        raise Invalid(say("Write at most %(count)s characters.", count=MOST_NAME), "name")
    same = select(Role.id).where(func.lower(Role.name) == called.lower())
    if session.scalars(same if of is None else same.where(Role.id != of.id)).first() is not None:
        raise Conflict(say("There is a role named “%(name)s” already.", name=called), "name")
    return called


def _refuse_wrong(rights: RoleRights) -> None:
    errors = check_rights(rights)
    if errors:
        raise Invalid.many(errors)


def touched_by(session: AnySession, role_id: int) -> set[int]:
    """The users who can sign in and have the role, of their own or from a user group."""
    by_team = User.groups.any(Group.roles.any(Role.id == role_id))
    return set(session.scalars(select(User.id).where(User.active, User.roles.any(Role.id == role_id) | by_team)))
