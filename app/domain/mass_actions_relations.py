"""The mass action that relates many records to one other, or to one free text (MAS-2, REL-3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from app.domain.mass_actions_base import NOTHING_TO_CHANGE, Control, MassAction, Option, Raw, Values, needed, word
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.kernel.text import strip_controls
from app.kernel.viewer import Right
from app.models import Record
from app.records.access import may
from app.records.days import parse_day
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.kinds import kind as kind_named
from app.records.link_fields import NEW
from app.records.relating import MOST_NOTE, TEXT, clean_text, read_given
from app.records.relating_many import ManyTies, has_another, has_it, hold_limits, is_in_circle, relate_many
from app.records.relation_fields import RelationField
from app.records.saving import add_record
from app.records.selections import Skip, columns
from app.records.ties import PREFIX, opposite

ONE_ALREADY = say("End or remove that relation first")


class Relate(MassAction):
    """A relation added to each. ``type`` is the name of the field that says what the other is to them: ``relation.<key>``, for a type
    that joins a kind with itself ``relation.<key>.primary`` or ``.secondary``."""

    name = "relate"
    label: ClassVar[Message] = say("Add a relation")
    short: ClassVar[Message] = say("Relate")
    icon = "affiliate"
    what = "relate"

    def fits(self, kind: Kind) -> bool:
        return bool(self._fields(kind))

    def _fields(self, kind: Kind) -> list[RelationField]:
        return [one for one in kind.fields if isinstance(one, RelationField) and one.is_editable]

    # --- what is asked

    def controls(self, asking: Asking, kind: Kind, raw: Raw) -> list[Control]:
        fields = self._fields(kind)
        options = [Option(one.name, _called(one)) for one in fields]
        field = next((one for one in fields if one.name == word(raw, "type")), None)
        asked = [Control("type", say("They get"), "choice", options)]
        if field is None:
            return asked
        return [
            *asked,
            _other_control(asking, field),
            Control("note", say("Note"), "text", is_telling=False),
            Control("from", say("Since"), "date"),
            Control("to", say("Until"), "date"),
        ]

    def check(self, asking: Asking, kind: Kind, raw: Raw) -> Values:
        field = self._field(kind, needed(raw, say("Choose the type of the relation."), "type"))
        days = {name: parse_day(given, name).isoformat() for name in ("from", "to") if (given := word(raw, name))}
        if len(days) == 2 and days["to"] < days["from"]:
            raise Invalid(say("The relation would end before it begins. Change one of the dates."), "to")
        note = strip_controls(word(raw, "note"), keep_newlines=True).strip()
        if len(note) > MOST_NOTE:
            raise Invalid(say("Write at most %(count)s characters.", count=MOST_NOTE), "note")
        return {"type": field.name, "kind": kind.name, "note": note, **days, **self._other(asking, field, raw)}

    def _field(self, kind: Kind, name: str) -> RelationField:
        """The field of that name; the key of a type alone will do where it has one side."""
        names = (name, f"{PREFIX}.{name}")
        found = next((one for one in self._fields(kind) if one.name in names), None)
        if found is None:
            known = ", ".join(one.name for one in self._fields(kind))
            raise Invalid(say("“%(value)s” is not one of: %(choices)s.", value=name, choices=known), "type")
        return found

    def _other(self, asking: Asking, field: RelationField, raw: Raw) -> Values:
        given = _other_given(raw)
        if given.startswith(NEW):
            if field.new_label(asking) is None:
                raise Invalid(say("Choose a record that exists."), "other")
            self._refuse_many_to_one(field, given.removeprefix(NEW))
            return {"other": None, "text": "", "new": given.removeprefix(NEW).strip()}
        found = read_given(asking, field.tie, field.side, [given], "other")[0]
        if found.record is None:
            return {"other": None, "text": clean_text(field.tie, found.text, "other"), "new": ""}
        if found.record.kind != field.to:
            raise Invalid(
                say("“%(type)s” needs a %(kind)s here.", type=field.label, kind=kind_named(field.to).label), "other"
            )
        self._refuse_many_to_one(field, found.record.called)
        return {"other": found.record.id, "text": "", "new": ""}

    def _refuse_many_to_one(self, field: RelationField, name: str) -> None:
        near = opposite(field.side)
        if field.tie.has_one[near]:
            label = field.tie.label_of(near)
            sentence = say(
                "“%(name)s” has one “%(label)s” at most. Add the relation on its profile.", name=name, label=label
            )
            raise Invalid(sentence, "other")

    # --- who stays as they are

    def skips(self, asking: Asking, kind: Kind, values: Values) -> list[Skip]:
        """Whoever may edit the other need only see the many."""
        found = super().skips(asking, kind, values)
        return [one for one in found if one.code != "right"] if self._edits_other(asking, values) else found

    def _edits_other(self, asking: Asking, values: Values) -> bool:
        if values["new"]:
            return True
        other = asking.session.get(Record, values["other"]) if values["other"] else None
        return other is not None and may(asking.session, asking.viewer, Right.EDIT, other)

    def already(self, asking: Asking, kind: Kind, values: Values) -> list[Skip]:
        many, field = self._many(kind, values), self._field(kind, values["type"])
        hold_limits(asking, many)
        found = []
        if many.other_id:
            itself = columns().id == many.other_id
            found.append(Skip("self", itself, say("The record itself"), say("Nothing is related to itself")))
        if many.other_id or many.text:
            found.append(Skip("same", has_it(asking, many), say("Related so already"), NOTHING_TO_CHANGE))
        if field.has_one:
            sentence = say("Has one “%(label)s” already", label=field.label)
            found.append(Skip("limit", has_another(asking, many), sentence, ONE_ALREADY))
        if many.tie.is_acyclic and not many.tie.is_symmetric and many.other_id:
            found.append(Skip("circle", is_in_circle(asking, many), say("Would close a circle"), ONE_ALREADY))
        return found

    def _many(self, kind: Kind, values: Values) -> ManyTies:
        field = self._field(kind, values["type"])
        days = {name: date.fromisoformat(values[name]) if values.get(name) else None for name in ("from", "to")}
        return ManyTies(
            tie=field.tie,
            far=field.side,
            other_id=values["other"],
            text=values["text"],
            note=values["note"] or None,
            starts_on=days["from"],
            ends_on=days["to"],
        )

    # --- doing it

    def settle(self, asking: Asking, values: Values) -> Values:
        if not values["new"]:
            return values
        of = kind_named(self._field(kind_named(values["kind"]), values["type"]).to)
        made = add_record(asking, of, {of.named_by[0]: values["new"]})
        return {**values, "other": made.id, "new": ""}

    def apply(self, asking: Asking, kind: Kind, ids: Sequence[int], values: Values) -> None:
        relate_many(asking, ids, self._many(kind, values))

    def shown_fields(self, values: Values) -> tuple[str, ...]:
        return (values["type"],)

    def before(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        return self._field(kind, values["type"]).text(record)

    def after(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        present = self.before(asking, kind, record, values)
        other = asking.session.get(Record, values["other"]) if values["other"] else None
        name = other.name if other is not None else values["text"] or values["new"]
        return f"{present}; {name}" if present else name


def _called(field: RelationField) -> Message:
    """*Headquarters (Company)*: what the other is, and of which kind."""
    return say("%(label)s (%(kind)s)", label=field.label, kind=kind_named(field.to).label)


def _other_control(asking: Asking, field: RelationField) -> Control:
    takes_text = field.tie.has_free_text
    return Control(
        "other", field.label, "record", source=field.source, new=field.new_label(asking), takes_text=takes_text
    )


def _other_given(raw: Raw) -> str:
    """The other as a form or the API names it; the words of a form hold where they are no longer those of what was found."""
    typed, was = word(raw, "other.text"), word(raw, "other.was")
    found = word(raw, "other")
    if "other.text" in raw and typed != was:
        found = typed
    if not found and (text := word(raw, "text")):
        found = TEXT + text
    if not found:
        raise Invalid(say("Choose a record, or write a text."), "other")
    return found
