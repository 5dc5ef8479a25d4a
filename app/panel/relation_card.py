"""The relations of a record at the side of its profile, and the card of one while it is pointed at (REL-3, REL-4, REL-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask, jsonify, render_template
from werkzeug.wrappers import Response

from app.domain.relations import Offers, offers_for
from app.kernel.errors import NotFound
from app.kernel.messages import Message, say, say_n
from app.kernel.viewer import Right
from app.models import Record, Relation
from app.panel.formats import date_text, month_text
from app.panel.rights import may_write
from app.records.access import allowed_ids
from app.records.fields import Asking, Field
from app.records.kinds import Kind, kind
from app.records.many_fields import ChannelField
from app.records.relation_groups import EndGroup, first_ends
from app.records.relations import End, Linked, ends_by_record, relation_by_id
from app.records.search import load_rows
from app.records.ties import ties_in

MOST = 8
MOST_FACTS = 3
STATUS = ("customer_status", "stage")


class RelationCard:
    """What the card of one record shows. ``may_edit`` is whether the viewer may edit the record itself."""

    def __init__(self, asking: Asking, of: Kind, record: Any, *, may_edit: bool) -> None:
        self.asking = asking
        self.kind = of
        self.record = record
        self.may_edit = may_edit

    @cached_property
    def groups(self) -> list[EndGroup]:
        return first_ends(self.asking.session, self.record.id, MOST)

    @property
    def shown(self) -> list[EndGroup]:
        """Those in which something has not ended."""
        return [one for one in self.groups if one.count]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.groups)

    @property
    def ended(self) -> list[End]:
        """The first of those that have ended, of all types."""
        return [end for group in self.groups for end in group.ended][:MOST]

    @property
    def ended_count(self) -> int:
        return sum(one.ended_count for one in self.groups)

    @property
    def ended_words(self) -> Message:
        return say_n("%(num)s ended", "%(num)s ended", self.ended_count)

    @property
    def may_add(self) -> bool:
        """Whoever may edit anything: this record, or what it could be tied to."""
        return may_write("records")

    @cached_property
    def offers(self) -> Offers:
        """Records that free texts here could mean, and free texts elsewhere that could mean this record."""
        ends = [end for group in self.groups for end in (*group.ends, *group.ended)]
        return offers_for(self.asking, self._own, ends, may_edit=self.may_edit)

    @property
    def _own(self) -> Linked:
        return Linked(self.record.id, self.kind.name, self.record.name)


def card_of(asking: Asking, of: Kind, record: Any, *, may_edit: bool) -> RelationCard | None:
    """The card of a record; None where no type joins its kind, and for what is deleted."""
    fits = any(of.name in one.kinds.values() for one in ties_in(asking.session).values())
    return RelationCard(asking, of, record, may_edit=may_edit) if fits and record.deleted_at is None else None


def days_text(end: End) -> str:
    """Since when, until when, in few words; empty for neither."""
    since, until = (month_text(day) if day else "" for day in (end.starts_on, end.ends_on))
    if since and until:
        return str(say("%(since)s – %(until)s", since=since, until=until))
    if until:
        return str(say("until %(day)s", day=until))
    return str(say("since %(day)s", day=since)) if since else ""


def sentence_of(end: End, name: str) -> Message:
    """What the other end is to the record of that name, and when, in one sentence."""
    values: dict[str, Any] = {"label": end.label, "name": name}
    since, until = date_text(end.starts_on), date_text(end.ends_on)
    if since and until:
        return say("%(label)s of %(name)s from %(since)s until %(until)s", **values, since=since, until=until)
    if since:
        return say("%(label)s of %(name)s since %(since)s", **values, since=since)
    if until:
        return say("%(label)s of %(name)s until %(until)s", **values, until=until)
    return say("%(label)s of %(name)s", **values)


# --- one of them, pointed at -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HoverCard:
    """The other side of a relation with its main details."""

    end: End
    near: Any
    record: Any
    kind: Kind | None
    status: Field | None
    facts: Sequence[tuple[Field, Any]]
    may_edit: bool

    @property
    def sentence(self) -> Message:
        return sentence_of(self.end, self.near.name)


def relation_at(asking: Asking, record: Record, relation_id: int) -> Relation:
    """The relation of that number, if it has the record at an end; raises ``NotFound``."""
    found = relation_by_id(asking.session, relation_id)
    if record.id not in {found.record_id, found.other_id}:
        raise NotFound
    return found


def end_at(asking: Asking, record: Record, relation: Relation) -> End:
    """The relation as the record has it."""
    ends = ends_by_record(asking.session, [record.id], ties=[relation.type_id], with_ended=True)[record.id]
    return next(end for end in ends if end.relation_id == relation.id)


def may_change(asking: Asking, relation: Relation) -> bool:
    """Whether the viewer may edit one of its ends."""
    ids = [one for one in (relation.record_id, relation.other_id) if one is not None]
    return bool(allowed_ids(asking.session, asking.viewer, Right.EDIT, ids))


def show_card(asking: Asking, record: Record, relation_id: int) -> Response:
    """The card of the other side, for a script."""
    relation = relation_at(asking, record, relation_id)
    end = end_at(asking, record, relation)
    card = _hover(asking, record, end, may_edit=may_change(asking, relation))
    return jsonify(html=render_template("panel/relation_hover.html", card=card))


def _hover(asking: Asking, near: Record, end: End, *, may_edit: bool) -> HoverCard:
    if end.record is None:
        return HoverCard(end, near, None, None, None, (), may_edit)
    of = kind(end.record.kind)
    names = [name for name in dict.fromkeys(_told(of)) if name in of.by_name]
    row = load_rows(asking, of, [end.record.id], names)[0]
    known = [of.field(name) for name in names]
    status = next((one for one in known if one.name in STATUS and one.read(row)), None)
    told = [one for one in known if one.name not in {*STATUS, "city", "name"} and one.read(row) not in (None, "", [])]
    facts = [(one, row) for one in told][:MOST_FACTS]
    return HoverCard(end, near, row, of, status, facts, may_edit)


def _told(of: Kind) -> list[str]:
    """Fields that a card could tell: status and place, then the owner, one channel of each sort, then what stands in the list."""
    channels = [one.name for one in of.fields if isinstance(one, ChannelField)]
    return [*STATUS, "city", "owner", *of.hints, *channels, *of.card.fields, *of.columns]


def register(app: Flask) -> None:
    """Let templates say the days of a relation."""
    app.jinja_env.globals["days_text"] = days_text
