"""A second pair of eyes on access: in tests, every statement on guarded tables must come through the guard or a flush (ACC-6)."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from app.models import Change, Model, OnRecord, Record
from app.records.access import CHECKED

TABLE = re.compile(r'\b(?:from|join|into|update)\s+"?(\w+)"?', re.IGNORECASE)
FLUSHING = ("orm/persistence.py", "orm/bulk_persistence.py")


def guarded_tables() -> set[str]:
    """Tables of records, of what hangs on them, and of their history."""
    mappers = Model.registry.mappers
    return {str(mapper.local_table.name) for mapper in mappers if issubclass(mapper.class_, (Record, OnRecord, Change))}


def watch_guarded_tables(engine: Engine) -> None:
    """Fail on a statement that reads or writes guarded tables without having been checked."""
    guarded = guarded_tables()

    def look(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        if context is None or context.isddl or context.execution_options.get(CHECKED):
            return
        met = guarded & set(TABLE.findall(statement.lower()))
        if met and not _is_flushing():
            raise AssertionError(f"unguarded statement on {sorted(met)}: {statement[:400]}")

    event.listen(engine, "before_cursor_execute", look)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that go to the database meanwhile, beginnings of transactions left out."""
    made: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            made.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _is_flushing() -> bool:
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename.replace("\\", "/").endswith(FLUSHING):
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False
