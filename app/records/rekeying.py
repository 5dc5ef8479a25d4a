"""Names, sort keys and search keys of many records at once, after a set-based change of what they follow from (REC-12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from app.models import Record
from app.records.access import run_checked
from app.records.changes import keys_of
from app.records.fields import Asking
from app.records.kinds import Kind

PORTION = 1_000
CHANNELS = ("phones", "emails")

record = Record.__table__


def renew_keys(asking: Asking, kind: Kind, ids: Sequence[int]) -> None:
    """Make the keys of these records fit their values again."""
    options = [option for name in CHANNELS if name in kind.by_name for option in kind.field(name).options()]
    for start in range(0, len(ids), PORTION):
        portion = list(ids[start : start + PORTION])
        found = asking.session.scalars(select(kind.model).where(kind.model.id.in_(portion)).options(*options)).all()
        rows = [{"its_id": one.id, **{f"new_{key}": value for key, value in keys_of(one).items()}} for one in found]
        _write(asking, rows)


def _write(asking: Asking, rows: list[dict[str, object]]) -> None:
    if rows:
        keys = [name.removeprefix("new_") for name in rows[0] if name != "its_id"]
        renewed: dict[str, Any] = {key: bindparam(f"new_{key}") for key in keys}
        statement = update(record).where(record.c.id == bindparam("its_id")).values(renewed)
        run_checked(asking.session, statement, rows)
