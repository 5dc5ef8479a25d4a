"""sessions on the server's side, second factors, recovery codes, identities at a provider, wrong attempts"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("user_session", "second_factor", "recovery_code", "outside_identity", "sign_in_attempt")


def upgrade() -> None:
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        _user("user_session"),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("signed_in_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("is_from_outside", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("browser", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    op.create_table(
        "second_factor",
        _user("second_factor"),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        _user("recovery_code"),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "outside_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        _user("outside_identity"),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_outside_identity_issuer_subject")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    for table in ("user_session", "recovery_code", "outside_identity"):
        op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"])
    op.create_index("ix_sign_in_attempt_mark", "sign_in_attempt", ["mark", "made_at"])
    op.create_index(op.f("ix_sign_in_attempt_made_at"), "sign_in_attempt", ["made_at"])


def _user(table: str) -> sa.Column[int]:
    """Whose row it is; it goes with the user."""
    user = sa.ForeignKey("ab_user.id", name=op.f(f"fk_{table}_user_id"), ondelete="CASCADE")
    return sa.Column("user_id", sa.Integer(), user, nullable=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
