"""tasks that repeat and contacts who attend them; who serves the phone meetings of a space, and how"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("repeat", sa.String(length=16), nullable=True))
    op.add_column("task", sa.Column("repeat_every", sa.Integer(), server_default="1", nullable=False))
    op.add_column("space", sa.Column("has_calls", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("space", sa.Column("caller_number", sa.String(length=60), nullable=True))
    op.add_column("space", sa.Column("calls_from", sa.String(length=5), nullable=True))
    op.add_column("space", sa.Column("calls_to", sa.String(length=5), nullable=True))
    op.add_column("space", sa.Column("call_retries", sa.Integer(), nullable=True))
    _link("space_caller", "user_id", "ab_user.id")
    _link("task_contact", "contact_id", "contact.id")


def _link(table: str, column: str, target: str) -> None:
    """A table of links from records to rows of another."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(column, sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f(f"fk_{table}_record_id")),
        sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("record_id", column, name=op.f(f"uq_{table}_record_id_{column}")),
    )
    for name in ("record_id", column):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name], unique=False)


def downgrade() -> None:
    op.drop_table("task_contact")
    op.drop_table("space_caller")
    for column in ("call_retries", "calls_to", "calls_from", "caller_number", "has_calls"):
        op.drop_column("space", column)
    op.drop_column("task", "repeat_every")
    op.drop_column("task", "repeat")
