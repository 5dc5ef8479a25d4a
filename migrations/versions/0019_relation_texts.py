"""free texts of relations, found by what they say"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OF_TEXT = sa.text("text IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_relation_text",
        "relation",
        ["type_id", "text"],
        unique=False,
        postgresql_where=OF_TEXT,
        sqlite_where=OF_TEXT,
    )


def downgrade() -> None:
    op.drop_index("ix_relation_text", table_name="relation")
