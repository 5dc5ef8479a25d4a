"""What ``splot doctor`` looks at."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, text

from app.kernel.database import db, prepare_engine
from app.schema import differences, upgrade


def check_migrations() -> list[str]:
    """Where the models and an empty, migrated SQLite database differ."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'check.db'}")
        prepare_engine(engine)
        upgrade(engine)
        found = [str(difference) for difference in differences(engine)]
        engine.dispose()
    return found


def check_installation(app: Flask) -> list[str]:
    """Whether the database answers and is migrated, and the files that a page needs are there."""
    problems = []
    with app.app_context():
        try:
            with db.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
            problems += [f"the database differs from the models: {difference}" for difference in differences(db.engine)]
        except Exception as error:  # noqa: BLE001 - whatever it is, the doctor says it
            problems.append(f"the database does not answer: {error}")
    if not (Path(app.static_folder or "") / "vendor" / "icons.svg").exists():
        problems.append("the front-end files are missing: run make setup")
    return problems
