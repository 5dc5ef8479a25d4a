"""list views keep widths and an order; what the list of a user or role begins with"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("list_view") as batch:
        batch.add_column(sa.Column("widths", JSON, nullable=False, server_default=sa.text("'{}'")))
        batch.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("list_view") as batch:
        batch.alter_column("widths", server_default=None, existing_type=JSON)
        batch.alter_column("position", server_default=None, existing_type=sa.Integer())
    op.create_table(
        "list_default",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=64), nullable=True),
        sa.Column("view_id", sa.Integer(), nullable=True),
        sa.Column("filter_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_list_default_user_id")),
        sa.ForeignKeyConstraint(["view_id"], ["list_view.id"], name=op.f("fk_list_default_view_id")),
        sa.ForeignKeyConstraint(["filter_id"], ["saved_filter.id"], name=op.f("fk_list_default_filter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_default")),
        sa.UniqueConstraint("kind", "what", "user_id", name=op.f("uq_list_default_kind_what_user_id")),
        sa.UniqueConstraint("kind", "what", "role", name=op.f("uq_list_default_kind_what_role")),
    )
    for column in ("user_id", "view_id", "filter_id"):
        op.create_index(op.f(f"ix_list_default_{column}"), "list_default", [column], unique=False)


def downgrade() -> None:
    op.drop_table("list_default")
    with op.batch_alter_table("list_view") as batch:
        batch.drop_column("position")
        batch.drop_column("widths")
