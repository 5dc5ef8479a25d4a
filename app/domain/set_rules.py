"""What the kinds keep when one of their fields gets a value in many records at once: who stays as they are and why, and what is
set with it. The same rules as for one record, said in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import aliased

from app.domain.deal_fields import PIPELINE, REASON
from app.domain.meeting_fields import ENDS_AT, MODE, SPACE, STARTS_AT
from app.domain.space_fields import ENDS_ON, STARTS_ON, why_no_calls
from app.domain.ticket_states import NOT_ALLOWED, is_blocked
from app.kernel.clock import now
from app.kernel.messages import Message, say
from app.models import DealStage, DealState, MeetingMode, Space, SpaceCaller, TaskState
from app.records.fields import Asking, Field
from app.records.kinds import SetRule
from app.records.selections import Skip, columns

ONE_BY_ONE = say("Change them one by one")


def _skip(code: str, of: Field, criterion: ColumnElement[bool], message: Message, hint: Message) -> list[Skip]:
    """One reason, by a criterion over the field's table."""
    return [Skip(code, of.of(columns(), criterion), message, hint)]


# --- deals ---------------------------------------------------------------------------------------------------------------


def _other_pipeline(asking: Asking, stage_id: Any, _others: dict[str, Any]) -> list[Skip]:
    stage = asking.session.get(DealStage, stage_id) if stage_id else None
    if stage is None:
        return []
    criterion = PIPELINE.foreign_key.is_distinct_from(stage.pipeline_id)
    hint = say("Choose a stage of their own pipeline")
    return _skip("pipeline", PIPELINE, criterion, say("In another pipeline"), hint)


def _lost_without_reason(_asking: Asking, state: Any, others: dict[str, Any]) -> list[Skip]:
    if state != DealState.LOST or others.get("reason"):
        return []
    hint = say("Choose why they were lost")
    return _skip("reason", REASON, REASON.foreign_key.is_(None), say("No reason given"), hint)


def _with_state(state: Any) -> dict[str, Any]:
    more: dict[str, Any] = {"state_changed_at": now()}
    return more if state in {DealState.WON, DealState.LOST} else {**more, "reason_id": None}


DEAL_RULES = {"stage": SetRule(_other_pipeline), "state": SetRule(_lost_without_reason, _with_state)}

# --- tickets and tasks -----------------------------------------------------------------------------------------------------


def _no_way(asking: Asking, state_id: Any, _others: dict[str, Any]) -> list[Skip]:
    if not state_id:
        return []
    blocked = is_blocked(asking.session, columns(), state_id)
    return [Skip("transition", blocked, NOT_ALLOWED, say("Their state does not lead there"))]


TICKET_RULES = {"state": SetRule(_no_way)}
TASK_RULES = {
    "state": SetRule(also=lambda state: {"done_at": now() if state == TaskState.DONE else None}),
    "due_date": SetRule(also=lambda day: {} if day else {"due_time": None}),
}

# --- what begins before it ends ----------------------------------------------------------------------------------------------


def _in_order(first: Field, last: Field) -> dict[str, SetRule]:
    """Neither end is set beyond the other."""
    message = say("It cannot end before it starts.")

    def ends_before(_asking: Asking, value: Any, others: dict[str, Any]) -> list[Skip]:
        is_free = value is None or last.name in others
        return [] if is_free else _skip("order", last, last.column < value, message, ONE_BY_ONE)

    def starts_after(_asking: Asking, value: Any, others: dict[str, Any]) -> list[Skip]:
        is_free = value is None or first.name in others
        return [] if is_free else _skip("order", first, first.column > value, message, ONE_BY_ONE)

    return {first.name: SetRule(ends_before), last.name: SetRule(starts_after)}


SPACE_RULES = _in_order(STARTS_ON, ENDS_ON)
# --- calls of a machine --------------------------------------------------------------------------------------------------------


def _cannot_dial(asking: Asking, mode: Any, others: dict[str, Any]) -> list[Skip]:
    """An automatic meeting stands in a project that is set up for it."""
    if mode != MeetingMode.AUTOMATIC:
        return []
    if "space" in others:
        return _no_calls(true()) if _is_unready(asking, others["space"]) else []
    space = aliased(Space, flat=True)
    is_ready = (space.has_calls, space.caller_number != "", space.id.in_(select(SpaceCaller.record_id)))
    ready = select(space.id).where(*is_ready)
    return _no_calls(or_(SPACE.foreign_key.is_(None), SPACE.foreign_key.not_in(ready)))


def _leaves_the_dialler(asking: Asking, space_id: Any, others: dict[str, Any]) -> list[Skip]:
    """The same when the project changes."""
    is_left = "mode" not in others and _is_unready(asking, space_id)
    return _no_calls(MODE.column == MeetingMode.AUTOMATIC) if is_left else []


def _is_unready(asking: Asking, space_id: Any) -> bool:
    space = asking.session.get(Space, space_id) if space_id else None
    return space is None or why_no_calls(space) is not None


def _no_calls(criterion: ColumnElement[bool]) -> list[Skip]:
    message = say("Their project has no automatic calls")
    return _skip("calls", MODE, criterion, message, say("Set up phone meetings in the project"))


MEETING_RULES = {
    **_in_order(STARTS_AT, ENDS_AT),
    "mode": SetRule(_cannot_dial),
    "space": SetRule(_leaves_the_dialler),
}
