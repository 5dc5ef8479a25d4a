"""What lies between two records: who writes it, and which of the two may show that it does (REL-3, REL-6)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel.errors import Forbidden, NotFound
from app.kernel.messages import say
from app.kernel.viewer import Right, Viewer
from app.models import Record, Visibility
from app.records.access import allowed_ids


def refuse_between(session: Session, viewer: Viewer, ends: frozenset[int]) -> None:
    """Whoever ties two records sees both and may edit one of them (REL-3)."""
    ids = sorted(ends)
    if ends - allowed_ids(session, viewer, Right.SEE, ids):
        raise NotFound
    if not allowed_ids(session, viewer, Right.EDIT, ids):
        raise Forbidden(
            say("You may read these records but change neither. Ask the owner of one for the right to edit.")
        )


def told_by(ends: list[Record]) -> list[Record]:
    """Those of two records that may show that something lies between them: a public one would tell everybody when it was tied to one
    that they do not see."""
    distinct = list(dict.fromkeys(ends))
    return [one for one in distinct if all(far is one or far.visibility is Visibility.PUBLIC for far in distinct)]
