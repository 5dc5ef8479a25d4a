"""relations between records, their types, and the second record that a line of history is about"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql")
ACTS = ("insert", "update", "delete")
RECORD = ["record.id"]
OF_TWO = sa.text("other_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "relation_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("primary_kind", sa.String(length=20), nullable=False),
        sa.Column("secondary_kind", sa.String(length=20), nullable=False),
        sa.Column("primary_label", sa.String(length=200), nullable=False),
        sa.Column("primary_labels", JSON, nullable=False),
        sa.Column("secondary_label", sa.String(length=200), nullable=False),
        sa.Column("secondary_labels", JSON, nullable=False),
        sa.Column("color", sa.String(length=12), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("is_symmetric", sa.Boolean(), nullable=False),
        sa.Column("has_free_text", sa.Boolean(), nullable=False),
        sa.Column("has_one_primary", sa.Boolean(), nullable=False),
        sa.Column("has_one_secondary", sa.Boolean(), nullable=False),
        sa.Column("is_acyclic", sa.Boolean(), nullable=False),
        sa.Column("forms", JSON, nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation_type")),
        sa.UniqueConstraint("key", name=op.f("uq_relation_type_key")),
    )
    op.create_table(
        "relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=True),
        sa.Column("is_turned", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(other_id IS NULL) <> (text IS NULL)", name="ck_relation_one_other"),
        sa.ForeignKeyConstraint(["record_id"], RECORD, name=op.f("fk_relation_record_id")),
        sa.ForeignKeyConstraint(["other_id"], RECORD, name=op.f("fk_relation_other_id")),
        sa.ForeignKeyConstraint(["type_id"], ["relation_type.id"], name=op.f("fk_relation_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
    )
    op.create_index("ix_relation_record_id", "relation", ["record_id"])
    op.create_index("ix_relation_other_id", "relation", ["other_id"])
    op.create_index("ix_relation_type_record", "relation", ["type_id", "record_id", "other_id"])
    op.create_index("ix_relation_type_other", "relation", ["type_id", "other_id", "record_id"])
    op.execute("CREATE INDEX ix_by_hand_relation_text ON relation (splot_fold(text)) WHERE text IS NOT NULL")
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("ALTER TABLE change ADD COLUMN other_id INTEGER REFERENCES record (id)")
    else:
        op.add_column("change", sa.Column("other_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f("fk_change_other_id"), "change", "record", ["other_id"], ["id"])
    op.create_index(
        "ix_change_other", "change", ["other_id", "id"], unique=False, postgresql_where=OF_TWO, sqlite_where=OF_TWO
    )
    _watch(connection)


def _watch(connection: sa.Connection) -> None:
    """Types of relations are fields of the kinds: processes read them anew by the mark of the custom fields."""
    renew = "UPDATE setting SET value = json_quote(lower(hex(randomblob(8)))) WHERE name = 'custom_fields.version'"
    if connection.dialect.name == "sqlite":
        for act in ACTS:
            op.execute(f"CREATE TRIGGER relation_type_{act}_version AFTER {act} ON relation_type BEGIN {renew}; END")
        return
    op.execute(
        "CREATE TRIGGER relation_type_version AFTER INSERT OR UPDATE OR DELETE ON relation_type "
        "FOR EACH STATEMENT EXECUTE FUNCTION splot_renew_fields()"
    )


def downgrade() -> None:
    op.drop_index("ix_change_other", table_name="change")
    connection = op.get_bind()
    connection.exec_driver_sql("DELETE FROM change WHERE subject IN ('relation', 'relation_type')")
    if connection.dialect.name == "sqlite":
        for act in ACTS:
            op.execute(f"DROP TRIGGER relation_type_{act}_version")
    else:
        op.drop_constraint(op.f("fk_change_other_id"), "change", type_="foreignkey")
    op.drop_column("change", "other_id")
    op.drop_table("relation")
    op.drop_table("relation_type")
