"""index over folded names: records are found by name without reading them all"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ix_by_hand_record_folded ON record (splot_fold(name), kind) WHERE deleted_at IS NULL")


def downgrade() -> None:
    op.execute("DROP INDEX ix_by_hand_record_folded")
