"""search: trigrams over search keys, and folding inside the database"""

from alembic import op

from app.kernel.text_sql import DROP_FOLD, create_fold

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQLITE = (
    """CREATE VIRTUAL TABLE record_fts USING fts5(
        search_key, content='record', content_rowid='id', tokenize='trigram case_sensitive 1')""",
    """CREATE TRIGGER record_fts_added AFTER INSERT ON record BEGIN
        INSERT INTO record_fts(rowid, search_key) VALUES (new.id, new.search_key); END""",
    """CREATE TRIGGER record_fts_removed AFTER DELETE ON record BEGIN
        INSERT INTO record_fts(record_fts, rowid, search_key) VALUES ('delete', old.id, old.search_key); END""",
    """CREATE TRIGGER record_fts_changed AFTER UPDATE OF search_key ON record WHEN old.search_key <> new.search_key BEGIN
        INSERT INTO record_fts(record_fts, rowid, search_key) VALUES ('delete', old.id, old.search_key);
        INSERT INTO record_fts(rowid, search_key) VALUES (new.id, new.search_key); END""",
    "CREATE INDEX ix_by_hand_contact_city ON contact (splot_fold(city), id)",
)

POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    create_fold(),
    "CREATE INDEX ix_by_hand_record_search ON record USING gin (search_key gin_trgm_ops)",
    "CREATE INDEX ix_by_hand_contact_city ON contact (splot_fold(city), id)",
    "CREATE INDEX ix_by_hand_email_address ON email USING gin (address_key gin_trgm_ops)",
    "CREATE INDEX ix_by_hand_phone_e164 ON phone USING gin (e164 gin_trgm_ops)",
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.get_bind().exec_driver_sql("DROP INDEX ix_by_hand_contact_city")
    if on_sqlite:
        for name in ("added", "removed", "changed"):
            op.get_bind().exec_driver_sql(f"DROP TRIGGER record_fts_{name}")
        op.get_bind().exec_driver_sql("DROP TABLE record_fts")
        return
    for name in ("record_search", "email_address", "phone_e164"):
        op.get_bind().exec_driver_sql(f"DROP INDEX ix_by_hand_{name}")
    op.get_bind().exec_driver_sql(DROP_FOLD)
