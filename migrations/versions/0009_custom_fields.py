"""custom fields and the choices that they offer"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql")
TABLES = ("custom_field", "choice", "choice_set")
VERSION = "custom_fields.version"
ACTS = ("insert", "update", "delete")


def upgrade() -> None:
    op.create_table(
        "choice_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_set")),
    )
    op.create_table(
        "choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("color", sa.String(length=12), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["set_id"], ["choice_set.id"], name=op.f("fk_choice_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
    )
    op.create_index(op.f("ix_choice_set_id"), "choice", ["set_id"], unique=False)
    op.create_table(
        "custom_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("help", sa.String(length=400), nullable=True),
        sa.Column("help_labels", JSON, nullable=False),
        sa.Column("section", sa.String(length=80), nullable=True),
        sa.Column("heading", sa.String(length=80), nullable=True),
        sa.Column("heading_labels", JSON, nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_unique", sa.Boolean(), nullable=False),
        sa.Column("default", JSON, nullable=True),
        sa.Column("shown", sa.String(length=16), nullable=False),
        sa.Column("editable_by", sa.String(length=16), nullable=False),
        sa.Column("filter", sa.String(length=16), nullable=False),
        sa.Column("pattern", sa.String(length=200), nullable=True),
        sa.Column("minimum", sa.String(length=40), nullable=True),
        sa.Column("maximum", sa.String(length=40), nullable=True),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("choice_set_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.String(length=20), nullable=True),
        sa.Column("index_state", sa.String(length=16), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["choice_set_id"], ["choice_set.id"], name=op.f("fk_custom_field_choice_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_custom_field_kind_key")),
    )
    op.create_index(op.f("ix_custom_field_choice_set_id"), "custom_field", ["choice_set_id"], unique=False)
    op.execute(sa.text("INSERT INTO setting (name, value) VALUES (:name, '\"0\"')").bindparams(name=VERSION))
    # Processes keep the fields they have read for as long as this setting is the same: whoever writes, by whatever way, changes it.
    if op.get_bind().dialect.name == "sqlite":
        _watch_sqlite()
    else:
        _watch_postgresql()


def _watch_sqlite() -> None:
    renew = "UPDATE setting SET value = json_quote(lower(hex(randomblob(8)))) WHERE name = 'custom_fields.version'"
    for table in TABLES:
        for act in ACTS:
            op.execute(f"CREATE TRIGGER {table}_{act}_version AFTER {act} ON {table} BEGIN {renew}; END")


def _watch_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION splot_renew_fields() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE setting "
        "SET value = to_jsonb(md5(random()::text || clock_timestamp()::text)) WHERE name = 'custom_fields.version'; "
        "RETURN NULL; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_version AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION splot_renew_fields()"
        )


def downgrade() -> None:
    op.drop_table("custom_field")
    op.drop_table("choice")
    op.drop_table("choice_set")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION splot_renew_fields()")
    op.execute(sa.text("DELETE FROM setting WHERE name = :name").bindparams(name=VERSION))
