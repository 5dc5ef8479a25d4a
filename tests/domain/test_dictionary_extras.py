"""Dictionaries that say more of their entries: stages of pipelines, states of tickets and where they lead (SET-1)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.domain.dictionaries import add_entry, change_entry, remove_entry, replace_entry
from app.domain.dictionary_extras import put_steps, steps_of
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.models import DealStage, Pipeline, Ticket, TicketState, TicketTransition
from tests.conftest import House


def state(house: House, label: str) -> int:
    with house.session() as session:
        return session.scalars(select(TicketState.id).where(TicketState.label == label)).one()


def test_stage_needs_its_pipeline_and_has_its_words_to_itself_there(house: House) -> None:
    with house.writing() as asking:
        other = add_entry(asking.session, Pipeline, {"label": "Renewals"})
        first = asking.session.scalars(select(Pipeline).order_by(Pipeline.id)).first()
        stage = add_entry(
            asking.session, DealStage, {"label": "Offer", "pipeline_id": str(other.id), "probability": "40"}
        )
        assert (stage.pipeline_id, stage.probability) == (other.id, 40)
        with pytest.raises(Invalid) as missing:
            add_entry(asking.session, DealStage, {"label": "Nowhere"})
        assert "pipeline_id" in missing.value.errors
        with pytest.raises(Conflict):
            add_entry(asking.session, DealStage, {"label": "offer", "pipeline_id": str(first.id)})
        with pytest.raises(Invalid) as unlikely:
            add_entry(asking.session, DealStage, {"label": "Sure", "pipeline_id": str(first.id), "probability": "101"})
        assert "probability" in unlikely.value.errors


def test_administrator_says_where_states_lead(house: House) -> None:
    new, closed, solved = (state(house, label) for label in ("New", "Closed", "Solved"))
    with house.session() as session:
        before = steps_of(session)
    others = {step for step in before if step[0] != new}
    with house.writing() as asking:
        put_steps(asking.session, {*others, (new, closed), (new, new), (new, 999999)})
    with house.session() as session:
        assert steps_of(session) == {*others, (new, closed)}
    with house.writing() as asking:
        change_entry(asking.session, TicketState, solved, {"label": "Settled", "extras": "1"})
    with pytest.raises(Forbidden), house.writing("manager") as asking:
        put_steps(asking.session, set())
    with house.session() as session:
        assert steps_of(session) == {*others, (new, closed)}
        assert session.get_one(TicketState, solved).is_final is False


def test_state_goes_with_its_steps(house: House) -> None:
    waiting, solved = state(house, "Waiting for the contact"), state(house, "Solved")
    with house.writing() as asking:
        remove_entry(asking.session, TicketState, waiting)
    ticket = house.add("ticket", name="Late van", state="Solved")
    with house.writing() as asking:
        replace_entry(asking.session, TicketState, solved, state(house, "Closed"))
    with house.session() as session:
        assert session.get_one(Ticket, ticket).state.label == "Closed"
        ends = {one for step in session.scalars(select(TicketTransition)) for one in (step.source_id, step.target_id)}
        assert ends.isdisjoint({waiting, solved})
