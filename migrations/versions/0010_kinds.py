"""deals, products, line items, spaces, tickets, tasks, phone meetings and their dictionaries; records that are part of others"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
LIVE = sa.text("deleted_at IS NULL")
HOSTED = sa.text("host_id IS NOT NULL")

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DICTIONARIES = ("pipeline", "deal_reason", "product_category", "ticket_kind", "task_type")
STATES = ("space_state", "ticket_state")
LIVE_INDEXES = (
    ("name", "sort_key"),
    ("created", "created_at"),
    ("changed", "changed_at"),
    ("activity", "last_activity_at"),
)
TABLES = (
    "deal_stage",
    "ticket_transition",
    "product",
    "space",
    "space_member",
    "task_attendee",
    "deal",
    "line_item",
    "ticket",
    "meeting",
    "task",
)
INDEXES = (
    ("ix_deal_stage_pipeline_id", "deal_stage", ["pipeline_id"]),
    ("ix_ticket_transition_target_id", "ticket_transition", ["target_id"]),
    ("ix_product_category_id", "product", ["category_id"]),
    ("ix_product_code", "product", ["code"]),
    ("ix_space_ends_on", "space", ["ends_on"]),
    ("ix_space_state_id", "space", ["state_id"]),
    ("ix_space_member_record_id", "space_member", ["record_id"]),
    ("ix_space_member_user_id", "space_member", ["user_id"]),
    ("ix_task_attendee_record_id", "task_attendee", ["record_id"]),
    ("ix_task_attendee_user_id", "task_attendee", ["user_id"]),
    ("ix_deal_company_id", "deal", ["company_id"]),
    ("ix_deal_expected_close", "deal", ["expected_close"]),
    ("ix_deal_person_id", "deal", ["person_id"]),
    ("ix_deal_pipeline_id", "deal", ["pipeline_id"]),
    ("ix_deal_reason_id", "deal", ["reason_id"]),
    ("ix_deal_source_id", "deal", ["source_id"]),
    ("ix_deal_stage_id", "deal", ["stage_id"]),
    ("ix_deal_state", "deal", ["state", "state_changed_at", "id"]),
    ("ix_line_item_product_id", "line_item", ["product_id"]),
    ("ix_ticket_assignee_id", "ticket", ["assignee_id"]),
    ("ix_ticket_contact_id", "ticket", ["contact_id"]),
    ("ix_ticket_state_id", "ticket", ["state_id"]),
    ("ix_ticket_ticket_kind_id", "ticket", ["ticket_kind_id"]),
    ("ix_meeting_contact_id", "meeting", ["contact_id"]),
    ("ix_meeting_space_id", "meeting", ["space_id"]),
    ("ix_meeting_ticket_id", "meeting", ["ticket_id"]),
    ("ix_meeting_user", "meeting", ["user_id", "starts_at", "id"]),
    ("ix_task_assignee", "task", ["assignee_id", "due_date", "id"]),
    ("ix_task_company_id", "task", ["company_id"]),
    ("ix_task_deal_id", "task", ["deal_id"]),
    ("ix_task_person_id", "task", ["person_id"]),
    ("ix_task_space_id", "task", ["space_id"]),
    ("ix_task_type_id", "task", ["type_id"]),
)


def upgrade() -> None:
    for name in DICTIONARIES:
        _make_dictionary(name)
    for name in STATES:
        _make_dictionary(name, sa.Column("is_final", sa.Boolean(), nullable=False))
    _host()
    _tables_of_kinds()
    _tables_that_hang()
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table_name=table)
    for name in reversed(TABLES):
        op.drop_table(name)
    _unhost()
    for name in (*STATES, *DICTIONARIES):
        op.drop_table(name)


def _make_dictionary(name: str, *more: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("color", sa.String(length=12), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        *more,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("label", name=op.f(f"uq_{name}_label")),
    )


def _host() -> None:
    """The column that says what a record is a part of. It stands in the indexes that lists walk, so that they need no row."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        # in batch mode the table would be made anew and lose the triggers of the search
        connection.exec_driver_sql("ALTER TABLE record ADD COLUMN host_id INTEGER REFERENCES record (id)")
    else:
        op.add_column("record", sa.Column("host_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f("fk_record_host_id"), "record", "record", ["host_id"], ["id"])
    op.create_index("ix_record_host", "record", ["host_id"], postgresql_where=HOSTED, sqlite_where=HOSTED)
    _renew_live_indexes("host_id")


def _unhost() -> None:
    _renew_live_indexes()
    op.drop_index("ix_record_host", table_name="record")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("fk_record_host_id"), "record", type_="foreignkey")
    op.drop_column("record", "host_id")


def _renew_live_indexes(*more: str) -> None:
    for name, column in LIVE_INDEXES:
        op.drop_index(f"ix_record_live_{name}", table_name="record")
        columns = ["kind", column, "id", *more]
        op.create_index(f"ix_record_live_{name}", "record", columns, postgresql_where=LIVE, sqlite_where=LIVE)


def _tables_of_kinds() -> None:
    op.create_table(
        "deal_stage",
        sa.Column("pipeline_id", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("color", sa.String(length=12), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipeline.id"], name=op.f("fk_deal_stage_pipeline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_stage")),
        sa.UniqueConstraint("pipeline_id", "label", name=op.f("uq_deal_stage_pipeline_id_label")),
    )
    op.create_table(
        "product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("price", sa.Numeric(15, 2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["category_id"], ["product_category.id"], name=op.f("fk_product_category_id")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    op.create_table(
        "space",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_space_id")),
        sa.ForeignKeyConstraint(["state_id"], ["space_state.id"], name=op.f("fk_space_state_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space")),
    )
    op.create_table(
        "deal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("pipeline_id", sa.Integer(), nullable=True),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.Numeric(15, 2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("expected_close", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "inactive", "won", "lost", name="dealstate", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("state_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["contact.id"], name=op.f("fk_deal_company_id")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_deal_id")),
        sa.ForeignKeyConstraint(["person_id"], ["contact.id"], name=op.f("fk_deal_person_id")),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipeline.id"], name=op.f("fk_deal_pipeline_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["deal_reason.id"], name=op.f("fk_deal_reason_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_deal_source_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["deal_stage.id"], name=op.f("fk_deal_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
    )
    op.create_table(
        "line_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Numeric(15, 3), nullable=False),
        sa.Column("price", sa.Numeric(15, 2), nullable=False),
        sa.Column("discount", sa.Numeric(15, 2), nullable=False),
        sa.Column("cost", sa.Numeric(15, 2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column(
            "state", sa.Enum("forecast", "realised", name="itemstate", native_enum=False, length=16), nullable=False
        ),
        sa.Column(
            "billing", sa.Enum("one_time", "recurring", name="billing", native_enum=False, length=16), nullable=False
        ),
        sa.Column(
            "period", sa.Enum("month", "quarter", "year", name="period", native_enum=False, length=16), nullable=True
        ),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_line_item_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_line_item_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_item")),
    )
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_kind_id", sa.Integer(), nullable=True),
        sa.Column("state_id", sa.Integer(), nullable=True),
        sa.Column(
            "priority",
            sa.Enum("low", "normal", "high", "urgent", name="priority", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["ab_user.id"], name=op.f("fk_ticket_assignee_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_ticket_contact_id")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_ticket_id")),
        sa.ForeignKeyConstraint(["state_id"], ["ticket_state.id"], name=op.f("fk_ticket_state_id")),
        sa.ForeignKeyConstraint(["ticket_kind_id"], ["ticket_kind.id"], name=op.f("fk_ticket_ticket_kind_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone_number", sa.String(length=60), nullable=True),
        sa.Column(
            "mode", sa.Enum("manual", "automatic", name="meetingmode", native_enum=False, length=16), nullable=False
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("information", sa.Text(), nullable=True),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_meeting_contact_id")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_meeting_id")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_meeting_space_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_meeting_ticket_id")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_meeting_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column(
            "priority",
            sa.Enum("low", "normal", "high", "urgent", name="priority", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("due_time", sa.String(length=5), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Enum("open", "done", name="taskstate", native_enum=False, length=16), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["ab_user.id"], name=op.f("fk_task_assignee_id")),
        sa.ForeignKeyConstraint(["company_id"], ["contact.id"], name=op.f("fk_task_company_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_task_deal_id")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_task_id")),
        sa.ForeignKeyConstraint(["person_id"], ["contact.id"], name=op.f("fk_task_person_id")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_task_space_id")),
        sa.ForeignKeyConstraint(["type_id"], ["task_type.id"], name=op.f("fk_task_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )


def _tables_that_hang() -> None:
    op.create_table(
        "ticket_transition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["ticket_state.id"], name=op.f("fk_ticket_transition_source_id")),
        sa.ForeignKeyConstraint(["target_id"], ["ticket_state.id"], name=op.f("fk_ticket_transition_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_transition")),
        sa.UniqueConstraint("source_id", "target_id", name=op.f("uq_ticket_transition_source_id_target_id")),
    )
    op.create_table(
        "space_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_space_member_record_id")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_space_member_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_member")),
        sa.UniqueConstraint("record_id", "user_id", name=op.f("uq_space_member_record_id_user_id")),
    )
    op.create_table(
        "task_attendee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_task_attendee_record_id")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_task_attendee_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_attendee")),
        sa.UniqueConstraint("record_id", "user_id", name=op.f("uq_task_attendee_record_id_user_id")),
    )
