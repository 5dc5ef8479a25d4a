"""the day of the month that a task's series is about"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("repeat_day", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("task", "repeat_day")
