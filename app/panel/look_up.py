"""Finding one record whose kind the address does not say."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.kernel.errors import NotFound
from app.models import Record
from app.records.access import SCOPE, Scope
from app.records.fields import Asking

MOST = 2**31


def any_record(asking: Asking, record_id: int, scope: Scope = Scope.ALL) -> Any:
    """The record of that id, of whatever kind; raises ``NotFound`` where it is missing or not for this viewer."""
    if record_id >= MOST:
        raise NotFound
    statement = select(Record).where(Record.id == record_id).execution_options(**{SCOPE: scope})
    record = asking.session.scalars(statement).first()
    if record is None:
        raise NotFound
    return record
