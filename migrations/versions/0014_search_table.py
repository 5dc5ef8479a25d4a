"""PostgreSQL searches a table of its own, as SQLite does: a record that changes otherwise leaves the trigrams alone"""

from alembic import op

from app.records.access import CHECKED

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

UP = (
    'CREATE TABLE record_fts (id integer PRIMARY KEY, search_key text COLLATE "C" NOT NULL)',
    "INSERT INTO record_fts (id, search_key) SELECT id, search_key FROM record",
    "CREATE INDEX ix_by_hand_record_fts ON record_fts USING gin (search_key gin_trgm_ops)",
    "ANALYZE record_fts",
    """CREATE FUNCTION record_fts_add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO record_fts (id, search_key) SELECT id, search_key FROM added; RETURN NULL; END $$""",
    """CREATE FUNCTION record_fts_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE record_fts SET search_key = new.search_key WHERE id = new.id; RETURN NULL; END $$""",
    """CREATE FUNCTION record_fts_remove() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        DELETE FROM record_fts WHERE id = old.id; RETURN NULL; END $$""",
    """CREATE TRIGGER record_fts_added AFTER INSERT ON record REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION record_fts_add()""",
    """CREATE TRIGGER record_fts_changed AFTER UPDATE OF search_key ON record
        FOR EACH ROW WHEN (old.search_key <> new.search_key) EXECUTE FUNCTION record_fts_change()""",
    """CREATE TRIGGER record_fts_removed AFTER DELETE ON record
        FOR EACH ROW EXECUTE FUNCTION record_fts_remove()""",
    "DROP INDEX ix_by_hand_record_search",
)

DOWN = (
    "CREATE INDEX ix_by_hand_record_search ON record USING gin (search_key gin_trgm_ops)",
    *(f"DROP TRIGGER record_fts_{done} ON record" for done in ("added", "changed", "removed")),
    *(f"DROP FUNCTION record_fts_{act}()" for act in ("add", "change", "remove")),
    "DROP TABLE record_fts",
)


def upgrade() -> None:
    _run(UP)


def downgrade() -> None:
    _run(DOWN)


def _run(statements: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in statements:
            op.get_bind().exec_driver_sql(statement, execution_options={CHECKED: True})
