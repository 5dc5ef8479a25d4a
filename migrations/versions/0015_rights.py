"""what roles give; teams with leaders, one above another; user groups as participants; requests to be let in; open records"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import SAWarning

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
OPEN = sa.text("deleted_at IS NULL AND host_id IS NULL AND visibility = 'public'")

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OWNED, OPENED, ALL = ["owned"], ["owned", "all"], ["owned", "managed", "all"]
WORK = ["export", "import", "keys", "mass", "owners"]
RIGHTS = {
    "Admin": ((ALL, ALL, ALL), [*WORK, "labels", "tidy"]),
    "Manager": ((ALL, ALL, ALL), [*WORK, "tidy"]),
    "User": ((OPENED, OPENED, OPENED), WORK),
    "Agent": ((OPENED, OPENED, OWNED), ["mass"]),
    "Translator": (None, ["labels"]),
}
"""What the roles of earlier versions gave, as it is kept from here on."""


def upgrade() -> None:
    with op.batch_alter_table("ab_role") as table:
        table.add_column(sa.Column("rights", JSON, nullable=True))
    with op.batch_alter_table("ab_group") as table:
        table.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("leader_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_ab_group_parent_id", "ab_group", ["parent_id"], ["id"])
        table.create_foreign_key("fk_ab_group_leader_id", "ab_user", ["leader_id"], ["id"])
        table.create_index("ix_ab_group_parent_id", ["parent_id"])
        table.create_index("ix_ab_group_leader_id", ["leader_id"])
    with _participants() as table:
        table.add_column(sa.Column("group_id", sa.Integer(), nullable=True))
        table.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
        table.create_foreign_key("fk_participant_group_id", "ab_group", ["group_id"], ["id"])
        table.create_unique_constraint("uq_participant_record_id_group_id", ["record_id", "group_id"])
        table.create_check_constraint(op.f("ck_participant_one_invited"), "(user_id IS NULL) <> (group_id IS NULL)")
        table.create_index("ix_participant_group", ["group_id", "record_id"])
    op.create_table(
        "access_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name="fk_access_request_record_id"),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name="fk_access_request_user_id"),
        sa.ForeignKeyConstraint(["answered_by_id"], ["ab_user.id"], name="fk_access_request_answered_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_access_request"),
    )
    op.create_index("ix_access_request_record_id", "access_request", ["record_id"])
    op.create_index("ix_access_request_user", "access_request", ["user_id", "record_id"])
    op.create_index(
        "ix_record_open", "record", ["kind", "account_type_id", "id"], postgresql_where=OPEN, sqlite_where=OPEN
    )
    _fill_rights()


@contextmanager
def _participants() -> Iterator[Any]:
    """The table of participants, laid anew on SQLite, which reads what it points at and tells of indexes over expressions there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        with op.batch_alter_table("participant") as table:
            yield table


def _fill_rights() -> None:
    role = sa.table("ab_role", sa.column("name"), sa.column("rights", JSON))
    for name, (reaches, acts) in RIGHTS.items():
        rows = (
            [{"kind": "*", "account_type": None, **dict(zip(("see", "edit", "delete"), reaches, strict=True))}]
            if reaches
            else []
        )
        op.execute(role.update().where(role.c.name == name).values(rights={"rows": rows, "acts": sorted(acts)}))


def downgrade() -> None:
    op.drop_index("ix_record_open", "record")
    op.drop_table("access_request")
    op.execute(sa.text("DELETE FROM participant WHERE user_id IS NULL"))
    with _participants() as table:
        table.drop_index("ix_participant_group")
        table.drop_constraint(op.f("ck_participant_one_invited"), type_="check")
        table.drop_constraint("uq_participant_record_id_group_id", type_="unique")
        table.drop_constraint("fk_participant_group_id", type_="foreignkey")
        table.drop_column("group_id")
        table.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("ab_group") as table:
        table.drop_index("ix_ab_group_leader_id")
        table.drop_index("ix_ab_group_parent_id")
        table.drop_constraint("fk_ab_group_leader_id", type_="foreignkey")
        table.drop_constraint("fk_ab_group_parent_id", type_="foreignkey")
        table.drop_column("leader_id")
        table.drop_column("parent_id")
    with op.batch_alter_table("ab_role") as table:
        table.drop_column("rights")
