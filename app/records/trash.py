"""Into the trash and back, one record at a time (HIS-3). The right to it is asked when it is flushed."""

from __future__ import annotations

from app.kernel.clock import now
from app.models import Record
from app.records.fields import Asking


def put_in_trash(asking: Asking, record: Record) -> None:
    """Delete ``record``: it goes to the *Deleted* tab. Raises ``Forbidden`` without the right to."""
    record.deleted_at = now()
    record.deleted_by_id = asking.viewer.user_id
    asking.session.flush()


def take_out_of_trash(asking: Asking, record: Record) -> None:
    """Restore ``record``; raises ``Forbidden`` without the right to."""
    record.deleted_at = None
    record.deleted_by_id = None
    asking.session.flush()
