"""What follows from a deal's values, and the rules over several of them, asked however it is written (REC-5)."""

from __future__ import annotations

from typing import Any

from app.domain.currencies import usual_currency
from app.domain.deal_fields import PIPELINE
from app.kernel.clock import now
from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.models import DealStage, DealState, Pipeline, Record
from app.records.fields import Asking
from app.records.saving import in_force

ENDED = frozenset({DealState.WON, DealState.LOST})


def complete_deal(asking: Asking, record: Record | None, values: dict[str, Any]) -> None:
    """The pipeline of a stage and the first stage of a pipeline, the person's company, the company's source, the currency of the
    country, and when the state changed."""
    _complete_stage(asking, record, values)
    propose_company(record, values)
    company = values.get("company")
    if company is not None and company.source is not None and in_force(record, values, "source") is None:
        values.setdefault("source", company.source)
    if values.get("value") is not None and in_force(record, values, "currency") is None:
        values["currency"] = usual_currency(asking.session)
    _complete_state(record, values)


def propose_company(record: Record | None, values: dict[str, Any]) -> None:
    """The person's company, where a person is named and no company is (REC-8)."""
    person = values.get("person")
    if person is not None and person.company is not None and in_force(record, values, "company") is None:
        values.setdefault("company", person.company)


def _complete_stage(asking: Asking, record: Record | None, values: dict[str, Any]) -> None:
    if record is None and values.get("pipeline") is None:
        stage = values.get("stage")
        values["pipeline"] = stage.pipeline if stage is not None else _first_pipeline(asking)
    elif values.get("stage") is not None and "pipeline" not in values:
        values["pipeline"] = values["stage"].pipeline
    pipeline = values.get("pipeline")
    if pipeline is None:
        return
    stage = in_force(record, values, "stage")
    if stage is not None and stage.pipeline_id != pipeline.id:
        stage = _of_same_name(pipeline, stage)
        if stage is not None or "stage" not in values:
            values["stage"] = stage
    if in_force(record, values, "stage") is None and pipeline.stages:
        values["stage"] = pipeline.stages[0]


def _first_pipeline(asking: Asking) -> Pipeline | None:
    return next(iter(PIPELINE.entries(asking)), None)


def _of_same_name(pipeline: Pipeline, stage: DealStage) -> DealStage | None:
    """The stage of ``pipeline`` that is called like one of another pipeline."""
    return next((one for one in pipeline.stages if one.label == stage.label), None)


def _complete_state(record: Record | None, values: dict[str, Any]) -> None:
    state = values.get("state")
    if state is None or state == getattr(record, "state", DealState.OPEN):
        return
    values["state_changed"] = now()
    if state not in ENDED:
        values.setdefault("reason", None)


def check_deal(record: Record | None, values: dict[str, Any]) -> None:
    """A stage is one of its pipeline's; a deal is lost for a reason."""
    stage, pipeline = (in_force(record, values, name) for name in ("stage", "pipeline"))
    is_asked = {"stage", "pipeline"} & values.keys() and isinstance(stage, DealStage) and isinstance(pipeline, Pipeline)
    if is_asked and stage.pipeline_id != pipeline.id:
        raise Invalid(say("That stage belongs to another pipeline. Choose one of this deal's pipeline."), "stage")
    if not {"state", "reason"} & values.keys():
        return
    if in_force(record, values, "state") == DealState.LOST and in_force(record, values, "reason") is None:
        raise Invalid(say("Say why the deal was lost: choose a reason."), "reason")
