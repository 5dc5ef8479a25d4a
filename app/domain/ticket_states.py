"""From which state a ticket goes to which (REC-7): one rule for the form, the API, edits in place and mass actions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, select

from app.domain.ticket_fields import STATE
from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.viewer import AnySession
from app.models import Record, TicketState, TicketTransition
from app.records.fields import Asking
from app.records.labels import label_of

NOT_ALLOWED = say("Transition not allowed")


def has_transitions(session: AnySession) -> bool:
    """Whether steps are named at all; while none is, every step is allowed."""
    return session.scalars(select(TicketTransition.id).limit(1)).first() is not None


def complete_ticket(asking: Asking, record: Record | None, values: dict[str, Any]) -> None:
    """A new ticket begins in the first state; an old one goes on only where its state leads."""
    if record is None:
        if values.get("state") is None:
            first = select(TicketState).order_by(TicketState.sort, TicketState.label).limit(1)
            values["state"] = asking.session.scalars(first).first()
        return
    before, after = getattr(record, "state", None), values.get("state")
    if "state" not in values or before is None or before == after:
        return
    if after is None:
        raise Invalid(say("Choose one."), "state")
    if has_transitions(asking.session) and after.id not in {step.target_id for step in before.onward}:
        raise Invalid(_sentence(asking, before, after), "state")


def _sentence(asking: Asking, before: TicketState, after: TicketState) -> Any:
    language = asking.viewer.language
    steps = [asking.session.get(TicketState, step.target_id) for step in before.onward]
    names = ", ".join(label_of(one, language) for one in steps if one is not None)
    words = {"before": label_of(before, language), "after": label_of(after, language)}
    if not names:
        return say("A ticket does not leave the state “%(before)s”.", before=words["before"])
    return say("A ticket goes from “%(before)s” only to: %(names)s.", before=words["before"], names=names)


def is_blocked(session: AnySession, tickets: Any, state_id: int) -> ColumnElement[bool]:
    """Tickets (columns of ``record``) that cannot go to that state from where they are."""
    if not has_transitions(session):
        return false()
    state = STATE.foreign_key
    leading_here = select(TicketTransition.source_id).where(TicketTransition.target_id == state_id)
    return STATE.of(tickets, and_(state.is_not(None), state != state_id, state.not_in(leading_here)))
