"""Asking to be let in, and the owner's answer (ACC-1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.domain.sharing import invited, share, sharing_of
from app.kernel.clock import now
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.messages import say
from app.kernel.text import strip_controls
from app.models import AccessRequest, Answer, Record
from app.records.access import SCOPE, Scope
from app.records.fields import Asking
from app.records.locked import Locked, locked_by_id
from app.records.policies import Guest

MOST_WORDS = 400
ALREADY = say("You asked already. The owner has your question.")


def ask_for_access(asking: Asking, record_id: int, words: str = "") -> Locked:
    """Ask the owner of a locked record to be let in; call inside a change set.

    Raises ``NotFound`` for what the viewer does not meet as locked, ``Conflict`` where their question is still open.
    """
    locked = locked_by_id(asking, record_id)
    if locked is None:
        raise NotFound
    if locked.is_asked:
        raise Conflict(ALREADY, "words")
    words = strip_controls(words).strip()
    if len(words) > MOST_WORDS:
        raise Invalid(say("Write at most %(count)s characters.", count=MOST_WORDS), "words")
    asking.session.add(AccessRequest(record_id=record_id, user_id=asking.viewer.user_id, words=words or None))
    asking.session.flush()
    return locked


def requests_to(asking: Asking) -> list[AccessRequest]:
    """Open questions that the viewer may answer: of records that they own, for administrators of all; the oldest first.

    One that nobody can answer any more, since the record is gone, is no question.
    """
    wanted = select(AccessRequest).join(AccessRequest.record).where(AccessRequest.answer == Answer.OPEN, _mine(asking))
    found = asking.session.scalars(wanted.options(joinedload(AccessRequest.record)).order_by(AccessRequest.id))
    return list(found)


def count_open(asking: Asking) -> int:
    """How many of them there are."""
    return len(requests_to(asking))


def _mine(asking: Asking) -> ColumnElement[bool]:
    viewer = asking.viewer
    return AccessRequest.id > 0 if viewer.is_admin else Record.owner_id == viewer.user_id


def requests_of(asking: Asking, most: int = 20) -> Sequence[AccessRequest]:
    """What the viewer asked themselves, newest first."""
    mine = select(AccessRequest).where(AccessRequest.user_id == asking.viewer.user_id)
    return asking.session.scalars(mine.order_by(AccessRequest.id.desc()).limit(most)).all()


def answered_since(asking: Asking, moment: datetime | None) -> int:
    """How many of the viewer's questions were answered after that moment."""
    mine = select(func.count(AccessRequest.id)).where(
        AccessRequest.user_id == asking.viewer.user_id, AccessRequest.answer != Answer.OPEN
    )
    return asking.session.scalar(mine if moment is None else mine.where(AccessRequest.answered_at > moment)) or 0


def find_request(asking: Asking, request_id: int) -> AccessRequest:
    """A question that the viewer may answer; raises ``NotFound``."""
    wanted = select(AccessRequest).join(AccessRequest.record).where(AccessRequest.id == request_id, _mine(asking))
    found = asking.session.scalars(wanted.execution_options(**{SCOPE: Scope.LIVE})).first()
    if found is None:
        raise NotFound
    return found


def answer_request(asking: Asking, asked: AccessRequest, *, gives: bool, may_edit: bool, may_delete: bool) -> None:
    """Let in whoever asked, or refuse; call inside a change set. Raises ``Conflict`` for what is answered already."""
    if asked.answer is not Answer.OPEN:
        raise Conflict(say("This has been answered already."), "answer")
    record = asking.session.get(Record, asked.record_id)
    if record is None:
        raise NotFound
    if gives:
        guest = Guest(asked.user_id, may_edit=may_edit, may_delete=may_delete)
        share(asking, record, invited(asking, record, sharing_of(asking, record), guest))
    asked.answer = Answer.GIVEN if gives else Answer.REFUSED
    asked.answered_at, asked.answered_by_id = now(), asking.viewer.user_id
    asking.session.flush()
