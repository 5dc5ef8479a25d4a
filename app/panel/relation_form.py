"""The form of one relation: type, other side, note, days; a page by itself and a dialog (REL-3, REL-11).

The types that are offered fit the record on whose profile one is, each read from its side and naming the kind of the other side. What
stands there is a record that was found, one that is made on the spot, or a free text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from flask import request

from app.domain.relations import tie_of_relation
from app.kernel.errors import FieldErrors, Invalid, SplotError
from app.kernel.messages import Message, say
from app.kernel.viewer import Viewer
from app.models import Record, Relation, Side
from app.panel.relation_card import end_at
from app.panel.rights import may_write
from app.panel.suggest import is_open
from app.records.days import read_day
from app.records.fields import Asking
from app.records.kinds import Kind, kind, kind_of
from app.records.link_fields import NEW, is_id
from app.records.relating import TEXT, Draft, Given, draft_of, named_record, read_given, seen_record
from app.records.relations import End
from app.records.ties import Tie, opposite, ties_in

RECORD_WAY, TEXT_WAY = "record", "text"
NO_TYPE = say("Choose what the other side is to this one.")
PLACES = {
    "primary": "who",
    "secondary": "who",
    "from": "from",
    "to": "to",
    "note": "note",
    "type": "type",
    "who": "who",
}
"""Where the sentences of the verbs stand."""


@dataclass(frozen=True)
class Choice:
    """A type as one can choose it: what stands on ``side``, the other one, is its label to this record."""

    tie: Tie
    side: Side

    @property
    def value(self) -> str:
        return f"{self.tie.key}.{self.side.value}"

    @property
    def kind(self) -> Kind:
        """The kind of what stands there."""
        return kind(self.tie.kinds[self.side])

    @property
    def words(self) -> Message:
        return say("%(label)s (%(kind)s)", label=self.tie.label_of(self.side), kind=self.kind.label)


def choices_for(asking: Asking, kind_name: str) -> list[Choice]:
    """The types that fit a record of that kind and lead to a kind that the viewer's role opens."""
    found = [
        Choice(tie, Side.PRIMARY if tie.is_symmetric else opposite(own))
        for tie in ties_in(asking.session).values()
        for own in tie.sides_of(kind_name)
    ]
    return [one for one in found if is_open(one.kind)]


@dataclass
class RelationForm:
    """What stands in the form, as text; ``errors`` by the name of the control, ``in_the_way`` leads to what a limit ran into."""

    asking: Asking
    record: Record
    relation: Relation | None = None
    type: str = ""
    way: str = RECORD_WAY
    who: str = ""
    typed: str = ""
    note: str = ""
    since: str = ""
    until: str = ""
    makes_new: bool = False
    errors: FieldErrors = field(default_factory=dict)
    in_the_way: Mapping[str, int] | None = None

    @cached_property
    def kind(self) -> Kind:
        return kind_of(self.record)

    @cached_property
    def choices(self) -> list[Choice]:
        return choices_for(self.asking, self.kind.name)

    @property
    def choice(self) -> Choice | None:
        """The type that is chosen."""
        return next((one for one in self.choices if one.value == self.type), None)

    @property
    def takes_text(self) -> bool:
        return self.choice is not None and self.choice.tie.has_free_text

    @property
    def is_text(self) -> bool:
        return self.takes_text and self.way == TEXT_WAY

    @property
    def source(self) -> str:
        """The kinds that are looked through while one types."""
        return self.choice.kind.name if self.choice else ",".join(dict.fromkeys(one.kind.name for one in self.choices))

    @property
    def new_label(self) -> Message | None:
        """The words for making the missing record; None where that cannot be."""
        of = self.choice.kind if self.choice else None
        is_made_alone = of is not None and not of.host and len(of.named_by) > 0
        return of.new_label if of is not None and is_made_alone and may_write(f"records.{of.plural}") else None

    @property
    def is_new(self) -> bool:
        return self.who.startswith(NEW)

    @property
    def end(self) -> End | None:
        """The relation that is changed, as the record has it."""
        return end_at(self.asking, self.record, self.relation) if self.relation is not None else None

    # --- what it says

    @property
    def draft(self) -> tuple[Tie, Draft]:
        """The relation that the form describes; raises ``Invalid`` with all that is wrong."""
        choice = self.choice
        if choice is None:
            raise Invalid(NO_TYPE, "type")
        errors: FieldErrors = {}
        far = _collected(errors, "who", lambda: self._given(choice), Given())
        since, until = self._read_days(errors)
        if errors:
            raise Invalid.many(errors)
        own = opposite(choice.side)
        if self.relation is not None and choice.tie.is_symmetric and choice.tie.id == self.relation.type_id:
            own = _own_side(self.relation, self.record)
        return choice.tie, Draft({opposite(own): far, own: Given(self.record)}, self.note, since, until)

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day; raises ``Invalid``."""
        errors: FieldErrors = {}
        found = self._read_days(errors)
        if errors:
            raise Invalid.many(errors)
        return found

    def _read_days(self, errors: FieldErrors) -> tuple[date | None, date | None]:
        since = _collected(errors, "from", lambda: _day(self.since, self.asking.viewer, "from"), None)
        return since, _collected(errors, "to", lambda: _day(self.until, self.asking.viewer, "to"), None)

    def _given(self, choice: Choice) -> Given:
        if self.is_text or self.who.startswith(TEXT):
            return Given(text=self.who.removeprefix(TEXT) if self.who.startswith(TEXT) else self.typed)
        if not self.who and not self.typed:
            raise Invalid(
                say("Choose a record, or write a text.") if self.takes_text else say("Choose a record."), "who"
            )
        if is_id(self.who):
            return Given(seen_record(self.asking, int(self.who), "who"))
        if self.is_new and self.new_label is not None:
            return read_given(self.asking, choice.tie, choice.side, [self.who], "who")[0]
        found = named_record(self.asking, (choice.kind.name,), self.typed, "who")
        return Given(seen_record(self.asking, found, "who"))

    def refuse(self, error: SplotError) -> None:
        """Put the sentences to their controls."""
        found = error.errors or {"who": [error.message]}
        for name, sentences in found.items():
            self.errors.setdefault(PLACES.get(name, "who"), []).extend(sentences)
        self.in_the_way = error.leads_to if isinstance(error, Invalid) else None


def _collected(errors: FieldErrors, name: str, read: Any, otherwise: Any) -> Any:
    try:
        return read()
    except Invalid as error:
        errors[name] = [error.message]
        return otherwise


def _day(text: str, viewer: Viewer, name: str) -> Any:
    return read_day(text, viewer, name) if text else None


def _own_side(relation: Relation, record: Record) -> Side:
    draft = draft_of(relation)
    return next(side for side in Side if draft.record(side) is record)


# --- filling it --------------------------------------------------------------------------------------------------------------


def new_form(asking: Asking, record: Record) -> RelationForm:
    """An empty form; a type that is alone is chosen."""
    form = RelationForm(asking, record, type=request.args.get("type", ""))
    if len(form.choices) == 1:
        form.type = form.choices[0].value
    return form


def form_of(asking: Asking, record: Record, relation: Relation) -> RelationForm:
    """The form filled from a relation."""
    end = end_at(asking, record, relation)
    tie = tie_of_relation(asking, relation)
    form = RelationForm(asking, record, relation, type=Choice(tie, end.side).value, note=end.note or "")
    form.way = TEXT_WAY if end.record is None else RECORD_WAY
    form.who, form.typed = str(end.record.id) if end.record is not None else "", end.name
    form.since, form.until = (day.isoformat() if day else "" for day in (end.starts_on, end.ends_on))
    return form


def sent_form(asking: Asking, record: Record, relation: Relation | None = None) -> RelationForm:
    """The form as it was sent. A name that was typed anew forgets which record was chosen before."""
    sent = {
        name: request.form.get(name, "").strip() for name in ("type", "way", "who", "who.was", "who.text", "from", "to")
    }
    form = RelationForm(asking, record, relation, type=sent["type"], way=sent["way"] or RECORD_WAY)
    form.typed, form.note = sent["who.text"], request.form.get("note", "")
    form.who = sent["who"] if form.typed and form.typed == sent["who.was"] else ""
    if form.typed and request.form.get("who.new", "").strip() == form.typed:
        form.who = NEW + form.typed
    if form.who.startswith(TEXT):
        form.way, form.who = TEXT_WAY, ""
    form.since, form.until = sent["from"], sent["to"]
    return form
