"""What some dictionaries say of their entries beside the words: a stage's pipeline and likelihood, whether a state is the last one,
where a ticket's state leads (SET-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.kernel.viewer import AnySession
from app.models import DealStage, Pipeline, SpaceState, TicketState, TicketTransition

Given = Mapping[str, str]


@dataclass(frozen=True)
class Extra:
    """One more thing to say of an entry. ``shape`` names its control; what a form sends and shows is text."""

    name: str
    label: Message
    shape: str = "number"
    most: int = 100
    source: type[Any] | None = None

    def shown(self, entry: Any) -> str:
        """What stands in the form."""
        value = getattr(entry, self.name)
        return ("1" if value else "") if isinstance(value, bool) else "" if value is None else str(value)

    def value(self, session: AnySession, given: Given) -> Any:
        """The value in a form; raises ``Invalid`` at its control."""
        text = given.get(self.name, "").strip()
        if self.shape == "tick":
            return text == "1"
        if self.shape == "entry":
            return self._entry(session, text)
        if not (text.isascii() and text.isdigit() and int(text[:9]) <= self.most):
            raise Invalid(say("Write a whole number from 0 to %(most)s.", most=self.most), self.name)
        return int(text)

    def _entry(self, session: AnySession, text: str) -> int:
        found = session.get(self.source, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else None  # type: ignore[arg-type]
        if found is None:
            raise Invalid(say("Choose one."), self.name)
        return int(found.id)

    def choices(self, session: AnySession) -> list[tuple[str, Any]]:
        """The entries that can be chosen: value and entry."""
        if self.source is None:
            return []
        entries = session.scalars(select(self.source).order_by(self.source.sort, self.source.label))
        return [(str(one.id), one) for one in entries]


@dataclass(frozen=True)
class StepsExtra(Extra):
    """The states that a state leads to, as rows of their own. Values are their numbers, with commas between."""

    shape: str = "entries"
    source: type[Any] | None = TicketState

    def shown(self, entry: Any) -> str:
        return ",".join(str(step.target_id) for step in entry.onward)

    def value(self, session: AnySession, given: Given) -> list[int]:
        known = set(session.scalars(select(TicketState.id)))
        words = [word.strip() for word in given.get(self.name, "").split(",") if word.strip()]
        return [int(word) for word in words if word.isascii() and word.isdigit() and int(word[:9]) in known]

    def put(self, entry: TicketState, targets: list[int]) -> None:
        """Make the steps exactly these, touching only what differs."""
        for step in [step for step in entry.onward if step.target_id not in targets]:
            entry.onward.remove(step)
        present = {step.target_id for step in entry.onward}
        for target in targets:
            if target not in present and target != entry.id:
                entry.onward.append(TicketTransition(target_id=target))


FINAL = Extra("is_final", say("Final"), "tick")
EXTRAS: dict[type[Any], tuple[Extra, ...]] = {
    DealStage: (
        Extra("pipeline_id", say("Pipeline"), "entry", source=Pipeline),
        Extra("probability", say("Likelihood, per cent")),
    ),
    SpaceState: (FINAL,),
    TicketState: (FINAL, StepsExtra("onward", say("Leads to"))),
}


def extras_of(model: type[Any]) -> tuple[Extra, ...]:
    """What a dictionary says of its entries beside their words."""
    return EXTRAS.get(model, ())


def put_extras(session: AnySession, entry: Any, given: Given) -> None:
    """Write what the form says; raises ``Invalid`` at a control. A row sent without them leaves them as they are."""
    extras = extras_of(type(entry))
    is_new = entry.id is None
    for extra in extras if is_new or "extras" in given else ():
        if is_new and extra.name not in given and extra.shape == "number":
            continue
        value = extra.value(session, given)
        if isinstance(extra, StepsExtra):
            extra.put(entry, value)
        elif getattr(entry, extra.name) != value:
            setattr(entry, extra.name, value)


def among(model: type[Any], given: Given, entry: Any | None) -> Any:
    """Which other entries a label must differ from: all, for stages those of the same pipeline."""
    if model is not DealStage:
        return None
    own = getattr(entry, "pipeline_id", None)
    text = given.get("pipeline_id", "")
    return DealStage.pipeline_id == (int(text) if text.isascii() and text.isdigit() and len(text) < 10 else own)


def let_go(session: AnySession, entry: Any) -> None:
    """Take away what belongs to an entry that is about to go: the steps to and from a state."""
    if not isinstance(entry, TicketState):
        return
    touching = or_(TicketTransition.source_id == entry.id, TicketTransition.target_id == entry.id)
    for step in session.scalars(select(TicketTransition).where(touching)).all():
        session.delete(step)
    session.flush()
    session.expire(entry, ["onward"])
