"""Mass actions that give one field a value: a stage, a state, a due date, a source (MAS-2). What the field's kind asks to be kept
is kept as in *Change a field*, which they are a short way to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from app.domain.mass_actions_base import Control, Raw, Values, word
from app.domain.mass_actions_shipped import SetField, checked_value, value_control
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.models import DealState, TaskState
from app.records.fields import Asking
from app.records.kinds import Kind


class SetOne(SetField):
    """``field`` is the one it sets; values come under its name."""

    field: ClassVar[str]
    may_be_empty: ClassVar[bool] = False

    def controls(self, asking: Asking, kind: Kind, raw: Raw) -> list[Control]:
        return [self.control(asking, kind, self.field)]

    def control(self, asking: Asking, kind: Kind, name: str) -> Control:
        """What asks for the value of a field."""
        of = kind.field(name)
        return replace(value_control(asking, of), name=name, label=of.label)

    def check(self, asking: Asking, kind: Kind, raw: Raw) -> Values:
        return {"set": {self.field: self.value(asking, kind, self.field, raw, "value")}}

    def value(self, asking: Asking, kind: Kind, name: str, raw: Raw, *names: str) -> Any:
        """The value given for a field; raises ``Invalid`` at its control."""
        given = word(raw, name, *names)
        if not given and not self.may_be_empty:
            raise Invalid(say("Choose one."), name)
        return checked_value(asking, kind, name, given, name)


class ChangeStage(SetOne):
    """Another stage of their pipeline."""

    name = "stage"
    label: ClassVar[Message] = say("Change stage")
    short: ClassVar[Message] = say("Stage")
    icon = "progress"
    field = "stage"
    needs = "stage"


class ChangeState(SetOne):
    """Another state; where the kind knows reasons, why."""

    name = "state"
    label: ClassVar[Message] = say("Change state")
    short: ClassVar[Message] = say("State")
    icon = "flag"
    field = "state"
    needs = "state"

    def controls(self, asking: Asking, kind: Kind, raw: Raw) -> list[Control]:
        controls = super().controls(asking, kind, raw)
        if "reason" in kind.by_name and word(raw, "state", "value") in {DealState.WON, DealState.LOST}:
            return [*controls, replace(self.control(asking, kind, "reason"), name="why")]
        return controls

    def check(self, asking: Asking, kind: Kind, raw: Raw) -> Values:
        values = super().check(asking, kind, raw)
        why = word(raw, "why", "reason")
        if "reason" in kind.by_name and why:
            values["set"]["reason"] = checked_value(asking, kind, "reason", why, "why")
        elif values["set"]["state"] == DealState.LOST and "reason" in kind.by_name:
            raise Invalid(say("Say why the deal was lost: choose a reason."), "why")
        return values


class FinishTasks(SetOne):
    """Done."""

    name = "done"
    label: ClassVar[Message] = say("Mark as done")
    short: ClassVar[Message] = say("Done")
    icon = "check"
    field = "state"
    needs = "state"
    state: ClassVar[TaskState] = TaskState.DONE

    def controls(self, asking: Asking, kind: Kind, raw: Raw) -> list[Control]:
        return []

    def check(self, asking: Asking, kind: Kind, raw: Raw) -> Values:
        return {"set": {"state": self.state.value}}


class ReopenTasks(FinishTasks):
    """To do again."""

    name = "reopen"
    label: ClassVar[Message] = say("Mark as to do")
    short: ClassVar[Message] = say("To do")
    icon = "rotate-2"
    state = TaskState.OPEN


class ChangeDueDate(SetOne):
    """Another due date; none puts them into the inbox."""

    name = "due_date"
    label: ClassVar[Message] = say("Change due date")
    short: ClassVar[Message] = say("Due date")
    icon = "calendar-due"
    field = "due_date"
    needs = "due_date"
    may_be_empty = True


class ChangeStatus(SetOne):
    """Another customer status."""

    name = "customer_status"
    label: ClassVar[Message] = say("Change customer status")
    short: ClassVar[Message] = say("Customer status")
    icon = "circle-half-2"
    field = "customer_status"
    needs = "customer_status"


class ChangeSource(SetOne):
    """Another acquisition source."""

    name = "source"
    label: ClassVar[Message] = say("Change acquisition source")
    short: ClassVar[Message] = say("Acquisition source")
    icon = "target"
    field = "source"
    needs = "source"
