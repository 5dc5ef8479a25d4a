"""Tables of the people who use Splot, and nothing but tables: Flask-AppBuilder's, with columns of ours.

Contents: User, Role, Group (a user group, or team)
"""

from __future__ import annotations

from flask_appbuilder import Model
from flask_appbuilder.security.sqla.models import Group as Group
from flask_appbuilder.security.sqla.models import Role as Role
from flask_appbuilder.security.sqla.models import User as User
from flask_appbuilder.security.sqla.models import assoc_group_role, assoc_user_group, assoc_user_role
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import mapped_column, relationship

from app.kernel.columns import Json

Model.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

RECORD_ID = "record.id"
USER_ID = "ab_user.id"

HELD_ROLES, MEMBERS, TEAM_ROLES = assoc_user_role, assoc_user_group, assoc_group_role
"""Which user has which role, who belongs to which user group, and the roles that a user group gives its members."""

# Columns are added to Flask-AppBuilder's classes themselves: its relationships name them, and a second class of that name or over
# that table would give two objects for one row.
User.language = mapped_column("language", String(5))
User.time_zone = mapped_column("time_zone", String(64))
User.choices = mapped_column("choices", Json)

Role.rights = mapped_column("rights", Json)
"""What the role lets its holders do, as ``app.records.rights`` reads and writes it (ACC-4)."""

Group.parent_id = mapped_column("parent_id", ForeignKey("ab_group.id"), index=True)
Group.leader_id = mapped_column("leader_id", ForeignKey(USER_ID), index=True)
Group.parent = relationship(Group, remote_side=[Group.id], foreign_keys=[Group.parent_id])
Group.leader = relationship(User, foreign_keys=[Group.leader_id])
"""Who leads a team reaches what its members, and those of the teams below it, own (ACC-5)."""
