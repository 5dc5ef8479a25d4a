"""records and what hangs on them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("color", sa.String(length=12), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_type")),
        sa.UniqueConstraint("label", name=op.f("uq_account_type_label")),
    )
    op.create_table(
        "contact_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("color", sa.String(length=12), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_group")),
        sa.UniqueConstraint("name_key", name=op.f("uq_contact_group_name_key")),
    )
    op.create_table(
        "position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("color", sa.String(length=12), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("label", name=op.f("uq_position_label")),
    )
    op.create_table(
        "setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_setting_name")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("color", sa.String(length=12), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("label", name=op.f("uq_source_label")),
    )
    op.create_table(
        "stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("color", sa.String(length=12), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sa.UniqueConstraint("label", name=op.f("uq_stage_label")),
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("color", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("name_key", name=op.f("uq_tag_name_key")),
    )
    op.create_table(
        "record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("sort_key", KEY, nullable=False),
        sa.Column("search_key", KEY, nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum("public", "nonpublic", "hidden", name="visibility", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("account_type_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("custom", JSON, nullable=False),
        sa.ForeignKeyConstraint(["account_type_id"], ["account_type.id"], name=op.f("fk_record_account_type_id")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["ab_user.id"], name=op.f("fk_record_changed_by_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["ab_user.id"], name=op.f("fk_record_created_by_id")),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["ab_user.id"], name=op.f("fk_record_deleted_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["ab_user.id"], name=op.f("fk_record_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
    )
    op.create_index(
        "ix_record_live_changed",
        "record",
        ["kind", "changed_at", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_record_live_created",
        "record",
        ["kind", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_record_live_name",
        "record",
        ["kind", "sort_key", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("ix_record_owner", "record", ["owner_id", "kind", "sort_key", "id"], unique=False)
    op.create_index(
        "ix_record_trash",
        "record",
        ["kind", "deleted_at", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("address1", sa.String(length=200), nullable=True),
        sa.Column("address2", sa.String(length=200), nullable=True),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=True),
        sa.Column("province", sa.String(length=120), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("avatar", sa.String(length=80), nullable=True),
        sa.Column("first_name", sa.String(length=120), nullable=True),
        sa.Column("last_name", sa.String(length=120), nullable=True),
        sa.Column("position_id", sa.Integer(), nullable=True),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("tax_id", sa.String(length=40), nullable=True),
        sa.Column("register_number", sa.String(length=40), nullable=True),
        sa.Column(
            "customer_status",
            sa.Enum("undefined", "current", "former", name="customerstatus", native_enum=False, length=16),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["company_id"], ["contact.id"], name=op.f("fk_contact_company_id")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_contact_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_contact_position_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_contact_source_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_contact_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_city", "contact", ["city", "id"], unique=False)
    op.create_index(op.f("ix_contact_company_id"), "contact", ["company_id"], unique=False)
    op.create_index(op.f("ix_contact_external_id"), "contact", ["external_id"], unique=False)
    op.create_index(op.f("ix_contact_position_id"), "contact", ["position_id"], unique=False)
    op.create_index(op.f("ix_contact_register_number"), "contact", ["register_number"], unique=False)
    op.create_index(op.f("ix_contact_source_id"), "contact", ["source_id"], unique=False)
    op.create_index(op.f("ix_contact_stage_id"), "contact", ["stage_id"], unique=False)
    op.create_index(op.f("ix_contact_tax_id"), "contact", ["tax_id"], unique=False)
    op.create_table(
        "contact_manager",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_contact_manager_record_id")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_contact_manager_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_manager")),
        sa.UniqueConstraint("record_id", "user_id", name=op.f("uq_contact_manager_record_id_user_id")),
    )
    op.create_index(op.f("ix_contact_manager_record_id"), "contact_manager", ["record_id"], unique=False)
    op.create_index(op.f("ix_contact_manager_user_id"), "contact_manager", ["user_id"], unique=False)
    op.create_table(
        "email",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "type", sa.Enum("work", "private", "other", name="emailtype", native_enum=False, length=16), nullable=False
        ),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("address_key", KEY, nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_email_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email")),
    )
    op.create_index(op.f("ix_email_address_key"), "email", ["address_key"], unique=False)
    op.create_index(op.f("ix_email_record_id"), "email", ["record_id"], unique=False)
    op.create_table(
        "group_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["contact_group.id"], name=op.f("fk_group_member_group_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_group_member_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
        sa.UniqueConstraint("record_id", "group_id", name=op.f("uq_group_member_record_id_group_id")),
    )
    op.create_index("ix_group_member_group", "group_member", ["group_id", "record_id"], unique=False)
    op.create_index(op.f("ix_group_member_record_id"), "group_member", ["record_id"], unique=False)
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("may_edit", sa.Boolean(), nullable=False),
        sa.Column("may_delete", sa.Boolean(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_participant_record_id")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_participant_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("record_id", "user_id", name=op.f("uq_participant_record_id_user_id")),
    )
    op.create_index(op.f("ix_participant_record_id"), "participant", ["record_id"], unique=False)
    op.create_index("ix_participant_user", "participant", ["user_id", "record_id"], unique=False)
    op.create_table(
        "phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "mobile",
                "landline",
                "work",
                "main",
                "home_fax",
                "office_fax",
                "other",
                name="phonetype",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("e164", sa.String(length=20), nullable=True),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_phone_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone")),
    )
    op.create_index(op.f("ix_phone_e164"), "phone", ["e164"], unique=False)
    op.create_index(op.f("ix_phone_record_id"), "phone", ["record_id"], unique=False)
    op.create_table(
        "record_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_record_tag_record_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_record_tag_tag_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_tag")),
        sa.UniqueConstraint("record_id", "tag_id", name=op.f("uq_record_tag_record_id_tag_id")),
    )
    op.create_index(op.f("ix_record_tag_record_id"), "record_tag", ["record_id"], unique=False)
    op.create_index("ix_record_tag_tag", "record_tag", ["tag_id", "record_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_record_tag_tag", table_name="record_tag")
    op.drop_index(op.f("ix_record_tag_record_id"), table_name="record_tag")
    op.drop_table("record_tag")
    op.drop_index(op.f("ix_phone_record_id"), table_name="phone")
    op.drop_index(op.f("ix_phone_e164"), table_name="phone")
    op.drop_table("phone")
    op.drop_index("ix_participant_user", table_name="participant")
    op.drop_index(op.f("ix_participant_record_id"), table_name="participant")
    op.drop_table("participant")
    op.drop_index(op.f("ix_group_member_record_id"), table_name="group_member")
    op.drop_index("ix_group_member_group", table_name="group_member")
    op.drop_table("group_member")
    op.drop_index(op.f("ix_email_record_id"), table_name="email")
    op.drop_index(op.f("ix_email_address_key"), table_name="email")
    op.drop_table("email")
    op.drop_index(op.f("ix_contact_manager_user_id"), table_name="contact_manager")
    op.drop_index(op.f("ix_contact_manager_record_id"), table_name="contact_manager")
    op.drop_table("contact_manager")
    op.drop_index(op.f("ix_contact_tax_id"), table_name="contact")
    op.drop_index(op.f("ix_contact_stage_id"), table_name="contact")
    op.drop_index(op.f("ix_contact_source_id"), table_name="contact")
    op.drop_index(op.f("ix_contact_register_number"), table_name="contact")
    op.drop_index(op.f("ix_contact_position_id"), table_name="contact")
    op.drop_index(op.f("ix_contact_external_id"), table_name="contact")
    op.drop_index(op.f("ix_contact_company_id"), table_name="contact")
    op.drop_index("ix_contact_city", table_name="contact")
    op.drop_table("contact")
    op.drop_index(
        "ix_record_trash",
        table_name="record",
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.drop_index("ix_record_owner", table_name="record")
    op.drop_index(
        "ix_record_live_name",
        table_name="record",
        postgresql_where=sa.text("deleted_at IS NULL"),
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_index(
        "ix_record_live_created",
        table_name="record",
        postgresql_where=sa.text("deleted_at IS NULL"),
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_index(
        "ix_record_live_changed",
        table_name="record",
        postgresql_where=sa.text("deleted_at IS NULL"),
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_table("record")
    op.drop_table("tag")
    op.drop_table("stage")
    op.drop_table("source")
    op.drop_table("setting")
    op.drop_table("position")
    op.drop_table("contact_group")
    op.drop_table("account_type")
