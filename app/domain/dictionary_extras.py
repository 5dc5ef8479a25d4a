"""What some dictionaries say of their entries beside the words: a stage's pipeline and likelihood, whether a state is the last one,
where a ticket's state leads (SET-1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from app.kernel.errors import Forbidden, Invalid
from app.kernel.messages import Message, say
from app.kernel.viewer import AnySession, viewer_of
from app.models import DealStage, Pipeline, SpaceState, TicketState, TicketTransition

Given = Mapping[str, str]


@dataclass(frozen=True)
class Extra:
    """One more thing to say of an entry. ``shape`` names its control; what a form sends and shows is text."""

    name: str
    label: Message
    shape: str = "number"
    unit: str = ""
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


Step = tuple[int, int]


def steps_of(session: AnySession) -> frozenset[Step]:
    """The steps from state to state that tickets may take."""
    return frozenset(
        (row[0], row[1]) for row in session.execute(select(TicketTransition.source_id, TicketTransition.target_id))
    )


def put_steps(session: AnySession, wanted: Collection[Step]) -> None:
    """Make the steps from state to state exactly these, touching only what differs; what is no state is left out."""
    if not viewer_of(session).is_admin:
        raise Forbidden(say("Only administrators change dictionaries."))
    states = {state.id: state for state in session.scalars(select(TicketState))}
    for source in states.values():
        for step in [step for step in source.onward if (source.id, step.target_id) not in wanted]:
            source.onward.remove(step)
    present = {(source.id, step.target_id) for source in states.values() for step in source.onward}
    for here, there in wanted:
        if (here, there) not in present and here != there and here in states and there in states:
            states[here].onward.append(TicketTransition(target_id=there))
    session.flush()


FINAL = Extra("is_final", say("Final"), "tick")
EXTRAS: dict[type[Any], tuple[Extra, ...]] = {
    DealStage: (
        Extra("pipeline_id", say("Pipeline"), "entry", source=Pipeline),
        Extra("probability", say("Likelihood"), unit="%"),
    ),
    SpaceState: (FINAL,),
    TicketState: (FINAL,),
}


WHOLES: dict[type[Any], str] = {DealStage: "pipeline_id"}
"""Dictionaries whose entries are parts of another's, and by which column."""


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
        if getattr(entry, extra.name) != value:
            setattr(entry, extra.name, value)


def whole_of(entry: Any) -> int:
    """What an entry is a part of, such as the pipeline of a stage; 0 for one that stands by itself."""
    name = WHOLES.get(type(entry))
    return int(getattr(entry, name)) if name else 0


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
