"""Teams (user groups) as administrators make, change and remove them (ACC-4, ACC-5). Call inside a change set."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.domain.people_rules import administrators_only, require_administrator, require_tree
from app.kernel.errors import FieldErrors, Invalid, NotFound
from app.kernel.messages import say
from app.kernel.text import search_key, strip_controls
from app.kernel.viewer import AnySession
from app.models import Group, Role, User
from app.records.people_log import drop, put_links, put_new, put_values
from app.records.team_invitations import end_invitations
from app.user_models import MEMBERS, TEAM_ROLES

MOST_NAME, MOST_LABEL = 100, 150


@dataclass
class TeamValues:
    """A team as a form sends it."""

    name: str = ""
    label: str = ""
    parent_id: int | None = None
    leader_id: int | None = None
    member_ids: set[int] = field(default_factory=set)
    role_ids: set[int] = field(default_factory=set)


def find_team(session: AnySession, team_id: int) -> Group:
    """The team of that id; raises ``NotFound``."""
    found = session.get(Group, team_id)
    if found is None:
        raise NotFound
    return found


def values_of(team: Group) -> TeamValues:
    """What the form of a team begins with."""
    members, roles = {one.id for one in team.users}, {one.id for one in team.roles}
    return TeamValues(team.name, team.label or "", team.parent_id, team.leader_id, members, roles)


def add_team(session: AnySession, values: TeamValues) -> Group:
    """A new team; raises ``Invalid`` with a sentence at each field that needs a change."""
    administrators_only(session)
    columns = _columns(session, values, None)
    made = Group(**columns)
    put_new(session, made)
    _link(session, made.id, values)
    return made


def change_team(session: AnySession, team_id: int, values: TeamValues) -> Group:
    """The same for one that is there; raises ``Invalid`` for a circle, and where nobody would be an administrator any more."""
    administrators_only(session)
    found = find_team(session, team_id)
    put_values(session, found, **_columns(session, values, found))
    require_tree(session)
    _link(session, team_id, values)
    require_administrator(session)
    return found


def remove_team(session: AnySession, team_id: int) -> None:
    """Take a team away: the teams below it move up, and records that it was invited to are closed to its members."""
    administrators_only(session)
    found = find_team(session, team_id)
    for below in session.scalars(select(Group).where(Group.parent_id == team_id)).all():
        put_values(session, below, parent_id=found.parent_id)
    end_invitations(session, team_id)
    put_links(session, MEMBERS, "group_id", team_id, ())
    put_links(session, TEAM_ROLES, "group_id", team_id, ())
    drop(session, found)
    require_administrator(session)


def _link(session: AnySession, team_id: int, values: TeamValues) -> None:
    leader = {values.leader_id} if values.leader_id is not None else set()
    put_links(session, MEMBERS, "group_id", team_id, values.member_ids | leader)
    put_links(session, TEAM_ROLES, "group_id", team_id, values.role_ids)


def _columns(session: AnySession, values: TeamValues, of: Group | None) -> dict[str, object]:
    errors: FieldErrors = {}
    name, label = (" ".join(strip_controls(one).split()) for one in (values.name, values.label))
    if not search_key(name):
        errors["name"] = [say("Write a name with at least one letter or digit.")]
    elif len(name) > MOST_NAME:
        errors["name"] = [say("Write at most %(count)s characters.", count=MOST_NAME)]
    elif _is_taken(session, name, of):
        errors["name"] = [say("There is a team named “%(name)s” already.", name=name)]
    if len(label) > MOST_LABEL:
        errors["label"] = [say("Write at most %(count)s characters.", count=MOST_LABEL)]
    _look_at_links(session, values, of, errors)
    if errors:
        raise Invalid.many(errors)
    return {"name": name, "label": label, "parent_id": values.parent_id, "leader_id": values.leader_id}


def _look_at_links(session: AnySession, values: TeamValues, of: Group | None, errors: FieldErrors) -> None:
    if values.parent_id is not None and session.get(Group, values.parent_id) is None:
        errors["parent_id"] = [say("This team is no longer there. Choose another.")]
    leader = session.get(User, values.leader_id) if values.leader_id is not None else None
    if values.leader_id is not None and leader is None:
        errors["leader_id"] = [say("This user is no longer there. Choose another.")]
    elif leader is not None and not leader.active and (of is None or of.leader_id != leader.id):
        errors["leader_id"] = [say("%(name)s cannot sign in. Choose somebody who can.", name=repr(leader))]
    known_users = set(session.scalars(select(User.id).where(User.id.in_(values.member_ids))))
    known_roles = set(session.scalars(select(Role.id).where(Role.id.in_(values.role_ids))))
    if known_users != values.member_ids:
        errors["members"] = [say("One of the users is no longer there. Choose again.")]
    if known_roles != values.role_ids:
        errors["roles"] = [say("One of the roles is no longer there. Choose again.")]


def _is_taken(session: AnySession, name: str, of: Group | None) -> bool:
    same = select(Group.id).where(func.lower(Group.name) == name.lower())
    return session.scalars(same if of is None else same.where(Group.id != of.id)).first() is not None
