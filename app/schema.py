"""The database's schema: migrated up and down by Alembic, and compared with the models."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.exc import SAWarning

from app.models import Model

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to ``revision``."""
    command.upgrade(_config(engine), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Bring the database down to ``revision``."""
    command.downgrade(_config(engine), revision)


def new_revision(engine: Engine, message: str) -> None:
    """Write a migration from the difference between models and database, for a developer to read and mend."""
    command.revision(_config(engine), message=message, autogenerate=True)


def is_ours(thing: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Leaves out what migrations make by hand: the search table and indexes over expressions."""
    return not (name or "").startswith(("record_fts", "ix_by_hand"))


def differences(engine: Engine) -> list[Any]:
    """What the models have and the database has not, or the other way round; empty when they agree."""
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # indexes over expressions are made by hand and left out on purpose
        context = MigrationContext.configure(connection, opts={"include_object": is_ours, "compare_type": False})
        return list(compare_metadata(context, Model.metadata))
