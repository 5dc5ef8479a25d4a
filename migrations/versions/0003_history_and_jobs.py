"""history, jobs and what users keep"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column(
            "operation",
            sa.Enum(
                "added",
                "edited",
                "deleted",
                "restored",
                "imported",
                "mass",
                "undone",
                name="operation",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "via",
            sa.Enum("page", "api", "job", "command", "rule", name="via", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "closed", "rolled_back", name="setstate", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["undoes_id"], ["change_set.id"], name=op.f("fk_change_set_undoes_id")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_change_set_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_set")),
    )
    op.create_index(op.f("ix_change_set_at"), "change_set", ["at"], unique=False)
    op.create_index(op.f("ix_change_set_user_id"), "change_set", ["user_id"], unique=False)
    op.create_table(
        "list_view",
        sa.Column("columns", JSON, nullable=False),
        sa.Column("sort", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_list_view_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_view")),
    )
    op.create_index(op.f("ix_list_view_user_id"), "list_view", ["user_id"], unique=False)
    op.create_table(
        "saved_filter",
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_saved_filter_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    op.create_index(op.f("ix_saved_filter_user_id"), "saved_filter", ["user_id"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column(
            "operation",
            sa.Enum(
                "added",
                "edited",
                "deleted",
                "restored",
                "imported",
                "mass",
                "undone",
                name="operation",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("old", JSON, nullable=True),
        sa.Column("new", JSON, nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_change_record_id")),
        sa.ForeignKeyConstraint(["set_id"], ["change_set.id"], name=op.f("fk_change_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index("ix_change_record", "change", ["record_id", "id"], unique=False)
    op.create_index("ix_change_set_subject", "change", ["set_id", "subject", "subject_id", "field"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("queued", "running", "done", "failed", "cancelled", name="jobstate", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("result", JSON, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("change_set_id", sa.Integer(), nullable=True),
        sa.Column("error", JSON, nullable=True),
        sa.ForeignKeyConstraint(["change_set_id"], ["change_set.id"], name=op.f("fk_job_change_set_id")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_job_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_change_set_id"), "job", ["change_set_id"], unique=False)
    op.create_index(op.f("ix_job_state"), "job", ["state"], unique=False)
    op.create_index(op.f("ix_job_user_id"), "job", ["user_id"], unique=False)
    op.create_table(
        "import_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_import_file_job_id")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_import_file_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    op.create_index(op.f("ix_import_file_sha256"), "import_file", ["sha256"], unique=False)
    op.create_index(op.f("ix_import_file_user_id"), "import_file", ["user_id"], unique=False)
    op.create_table(
        "job_chunk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_chunk_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_chunk")),
        sa.UniqueConstraint("job_id", "number", name=op.f("uq_job_chunk_job_id_number")),
    )
    op.create_table(
        "job_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("column", sa.String(length=200), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("is_failure", sa.Boolean(), nullable=False),
        sa.Column("reason", JSON, nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_issue_job_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_job_issue_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_issue")),
    )
    op.create_index(op.f("ix_job_issue_job_id"), "job_issue", ["job_id"], unique=False)
    op.create_table(
        "job_item",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_item_job_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_job_item_record_id")),
        sa.PrimaryKeyConstraint("job_id", "record_id", name=op.f("pk_job_item")),
    )
    op.create_index("ix_job_item_number", "job_item", ["job_id", "number"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_job_item_number", table_name="job_item")
    op.drop_table("job_item")
    op.drop_index(op.f("ix_job_issue_job_id"), table_name="job_issue")
    op.drop_table("job_issue")
    op.drop_table("job_chunk")
    op.drop_index(op.f("ix_import_file_user_id"), table_name="import_file")
    op.drop_index(op.f("ix_import_file_sha256"), table_name="import_file")
    op.drop_table("import_file")
    op.drop_index(op.f("ix_job_user_id"), table_name="job")
    op.drop_index(op.f("ix_job_state"), table_name="job")
    op.drop_index(op.f("ix_job_change_set_id"), table_name="job")
    op.drop_table("job")
    op.drop_index("ix_change_set_subject", table_name="change")
    op.drop_index("ix_change_record", table_name="change")
    op.drop_table("change")
    op.drop_index(op.f("ix_saved_filter_user_id"), table_name="saved_filter")
    op.drop_table("saved_filter")
    op.drop_index(op.f("ix_list_view_user_id"), table_name="list_view")
    op.drop_table("list_view")
    op.drop_index(op.f("ix_change_set_user_id"), table_name="change_set")
    op.drop_index(op.f("ix_change_set_at"), table_name="change_set")
    op.drop_table("change_set")
