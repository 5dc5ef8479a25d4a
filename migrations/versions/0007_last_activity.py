"""an index by last activity, which lists are sorted by"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAME = "ix_record_live_activity"
LIVE = sa.text("deleted_at IS NULL")


def upgrade() -> None:
    columns = ["kind", "last_activity_at", "id"]
    op.create_index(NAME, "record", columns, postgresql_where=LIVE, sqlite_where=LIVE)


def downgrade() -> None:
    op.drop_index(NAME, table_name="record")
