"""The choices of a custom field as rows of its form: their order in the page is their order; a row that is gone is offered no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request

from app.domain.choice_sets import add_choice, change_choice, move_choice, remove_choice
from app.domain.dictionaries import OTHER_LANGUAGES
from app.kernel.errors import Conflict, Invalid
from app.kernel.viewer import AnySession
from app.models import ChoiceSet, CustomField
from app.records.link_fields import is_id

EMPTY_ROWS = 3


@dataclass
class ChoiceRow:
    """One choice: its number where it has one, and what stands in its inputs."""

    id: int = 0
    label: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    color: str = ""

    @property
    def given(self) -> dict[str, Any]:
        """As the verbs take it."""
        return {"label": self.label, "labels": self.labels, "color": self.color}


def rows_stored(of: CustomField) -> list[ChoiceRow]:
    """The choices in force of the field's set."""
    choices = of.choice_set.choices if of.choice_set else []
    return [ChoiceRow(one.id, one.label, dict(one.labels), one.color) for one in choices if one.deleted_at is None]


def rows_sent() -> list[ChoiceRow]:
    """The rows of the form in the order of the page; new ones that nothing was written in are none."""
    form = request.form
    rows = [
        ChoiceRow(
            int(form.get(f"choice_id.{number}", "0")) if is_id(form.get(f"choice_id.{number}", "")) else 0,
            form.get(f"choice_label.{number}", "").strip(),
            {code: form.get(f"choice_label_{code}.{number}", "").strip() for code in OTHER_LANGUAGES},
            form.get(f"choice_color.{number}", ""),
        )
        for number in form.getlist("choice")
    ]
    return [row for row in rows if row.id or row.label or any(row.labels.values())]


def keep_choices(session: AnySession, of: ChoiceSet, rows: Sequence[ChoiceRow]) -> None:
    """Make the set's choices those of the rows; raises ``Invalid`` or ``Conflict`` at ``choices``."""
    known = {one.id: one for one in of.choices if one.deleted_at is None}
    rows = [row for row in rows if row.label or row.id in known]
    try:
        for choice_id in known.keys() - {row.id for row in rows}:
            remove_choice(session, choice_id)
        ids = [
            change_choice(session, row.id, row.given).id
            if row.id in known
            else add_choice(session, of.id, row.given).id
            for row in rows
        ]
    except (Invalid, Conflict) as error:
        raise type(error)(error.message, "choices") from error
    session.expire(of, ["choices"])
    if [one.id for one in of.choices if one.deleted_at is None] != ids:
        for place, choice_id in enumerate(ids):
            move_choice(session, choice_id, place)
