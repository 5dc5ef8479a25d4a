"""how administrators have arranged forms and profiles"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sections", JSON, nullable=False),
        sa.Column("hidden", JSON, nullable=False),
        sa.Column("quick", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_layout")),
        sa.UniqueConstraint("kind", name=op.f("uq_form_layout_kind")),
    )


def downgrade() -> None:
    op.drop_table("form_layout")
