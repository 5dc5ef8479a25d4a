"""What has to hold of users, roles and teams, whoever changes them and however (ACC-4)."""

from __future__ import annotations

from sqlalchemy import or_, select

from app.domain.teams import read_tree
from app.kernel.errors import Forbidden, Invalid
from app.kernel.messages import say
from app.kernel.viewer import ADMIN, AnySession, viewer_of
from app.models import Group, Role, User


def administrators_only(session: AnySession) -> None:
    """Raises ``Forbidden`` for everybody else."""
    if not viewer_of(session).is_admin:
        raise Forbidden(say("Only administrators change users, roles and teams."))


def administrators(session: AnySession) -> set[int]:
    """The users who can sign in and have the role Admin, of their own or from a user group."""
    by_team = User.groups.any(Group.roles.any(Role.name == ADMIN))
    found = select(User.id).where(User.active, or_(User.roles.any(Role.name == ADMIN), by_team))
    return set(session.scalars(found))


def require_administrator(session: AnySession, field: str = "roles") -> None:
    """Raises ``Invalid`` where nobody is left who may change anything here."""
    if not administrators(session):
        raise Invalid(
            say("Nobody would be an administrator any more. Give the role Admin to somebody else first."), field
        )


def require_tree(session: AnySession) -> None:
    """Raises ``Invalid`` where teams stand in a circle."""
    tree = read_tree(session)
    for group_id, above in tree.above.items():
        if above is not None and group_id in tree.with_those_above([above]):
            raise Invalid(say("A team cannot stand below itself or below one of its own teams."), "parent_id")
