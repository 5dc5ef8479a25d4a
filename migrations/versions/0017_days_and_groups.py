"""the day of the month that a task's series is about; groups of spaces"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("task", sa.Column("repeat_day", sa.Integer(), nullable=True))
    op.create_table(
        "space_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("color", sa.String(length=12), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_group")),
        sa.UniqueConstraint("label", name=op.f("uq_space_group_label")),
    )
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        # in batch mode the table would be made anew beneath the tables that lead to it
        connection.exec_driver_sql("ALTER TABLE space ADD COLUMN group_id INTEGER REFERENCES space_group (id)")
    else:
        op.add_column("space", sa.Column("group_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f("fk_space_group_id"), "space", "space_group", ["group_id"], ["id"])
    op.create_index("ix_space_group_id", "space", ["group_id"])


def downgrade() -> None:
    op.drop_index("ix_space_group_id", table_name="space")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("fk_space_group_id"), "space", type_="foreignkey")
    op.drop_column("space", "group_id")
    op.drop_table("space_group")
    op.drop_column("task", "repeat_day")
