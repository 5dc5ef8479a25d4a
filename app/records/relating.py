"""Tying records and undoing ties: the one way in which relations are written (REL-3, REL-10). Call inside a change set.

The flush asks whether the viewer sees both ends and may edit one of them. What the viewer does not see is in nobody's way: a limit
that only a hidden relation breaks is met by administrators, who see both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.text import search_key, strip_controls
from app.models import Record, Relation, Side
from app.records.fields import Asking
from app.records.kinds import kind
from app.records.link_fields import NEW, is_id
from app.records.relation_limits import check_limits
from app.records.relations import End
from app.records.saving import add_record
from app.records.search_text import bears_name
from app.records.ties import Tie, opposite

TEXT = "text:"
"""Before words: they are meant as free text."""
MOST_TEXT, MOST_NOTE = 200, 1000


@dataclass(frozen=True)
class Given:
    """What is to stand at an end: a record or a free text."""

    record: Record | None = None
    text: str = ""

    @property
    def key(self) -> tuple[str, Any]:
        """By what two of them are the same."""
        return ("text", search_key(self.text)) if self.record is None else ("record", self.record.id or id(self.record))


@dataclass(frozen=True)
class Draft:
    """A relation to be: what stands on each side, and since when, until when, with which note."""

    ends: dict[Side, Given]
    note: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    def record(self, side: Side) -> Record | None:
        """The record on that side; None where a text stands."""
        return self.ends[side].record

    @property
    def text_side(self) -> Side | None:
        """The side on which a free text stands."""
        return next((side for side in Side if self.record(side) is None), None)

    def covers(self, other: Draft) -> bool:
        """Whether the other begins no earlier and ends no later."""
        begins = self.starts_on is None or (other.starts_on is not None and self.starts_on <= other.starts_on)
        return begins and (self.ends_on is None or (other.ends_on is not None and other.ends_on <= self.ends_on))


def relate(asking: Asking, tie: Tie, draft: Draft, *, but: frozenset[int] = frozenset()) -> Relation:
    """Tie two records, or a record and a text; raises ``Invalid`` with the relation in the way. Those numbered ``but`` are in
    nobody's way: they are about to go."""
    draft = _checked(tie, draft)
    check_limits(asking, tie, draft.record(Side.PRIMARY), draft.record(Side.SECONDARY), draft, but)
    text_side = draft.text_side
    stands = [draft.record(side) for side in Side if draft.record(side) is not None]
    made = Relation(
        type_id=tie.id,
        record=stands[0],
        other=stands[1] if text_side is None else None,
        text=draft.ends[text_side].text if text_side is not None else None,
        is_turned=text_side is Side.PRIMARY,
        note=draft.note,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
    )
    asking.session.add(made)
    return made


def change_relation(asking: Asking, tie: Tie, relation: Relation, draft: Draft) -> Relation:
    """Give a relation other days, another note, or another text; its records stay. Raises ``Invalid``.

    What stands already is not asked whether it fits: a type may have become narrower since. So a relation can always be ended."""
    before = draft_of(relation)
    draft = _checked(tie, draft, before.ends)
    ends = draft.record(Side.PRIMARY), draft.record(Side.SECONDARY)
    if draft.ends != before.ends or not before.covers(draft):
        check_limits(asking, tie, *ends, draft, frozenset({relation.id}))
    relation.note, relation.starts_on, relation.ends_on = draft.note, draft.starts_on, draft.ends_on
    if draft.text_side is not None:
        relation.text = draft.ends[draft.text_side].text
    return relation


def draft_of(relation: Relation) -> Draft:
    """A relation as it stands."""
    if relation.text is None:
        ends = {Side.PRIMARY: Given(relation.record), Side.SECONDARY: Given(relation.other)}
    else:
        side = Side.PRIMARY if relation.is_turned else Side.SECONDARY
        ends = {side: Given(text=relation.text), opposite(side): Given(relation.record)}
    return Draft(ends, relation.note, relation.starts_on, relation.ends_on)


def bring_in_line(
    asking: Asking, tie: Tie, side: Side, record: Record, present: Sequence[End], given: Sequence[Given]
) -> None:
    """Let exactly ``given`` stand on ``side`` of ``record``; touches only what differs. A record that takes the place of a text that
    names it keeps days and note (REL-11)."""
    wanted = {one.key: one for one in given}
    kept = {key_of(end) for end in present} & wanted.keys()
    gone = frozenset(end.relation_id for end in present if key_of(end) not in kept)
    for relation_id in gone:
        asking.session.delete(asking.session.get_one(Relation, relation_id))
    texts = {search_key(end.text): end for end in present if end.text and end.relation_id in gone}
    for key, one in wanted.items():
        if key not in kept:
            was = texts.get(search_key(one.record.called)) if one.record is not None else None
            more = (was.note, was.starts_on, was.ends_on) if was is not None else ()
            relate(asking, tie, Draft({side: one, opposite(side): Given(record)}, *more), but=gone)


def key_of(end: End) -> tuple[str, Any]:
    """By what an end is the same as what is given."""
    return ("text", search_key(end.text or "")) if end.record is None else ("record", end.record.id)


# --- what is right by itself -----------------------------------------------------------------------------------------------


def _checked(tie: Tie, draft: Draft, before: Mapping[Side, Given] = MappingProxyType({})) -> Draft:
    """The draft with clean words; raises ``Invalid`` at what is wrong. Ends that stood ``before`` may stay."""
    given = {side: one if one == before.get(side) else _checked_end(tie, side, one) for side, one in draft.ends.items()}
    records = [one.record for one in given.values() if one.record is not None]
    if not records:
        raise Invalid(say("One side must be a record."), "secondary")
    if len(records) == 2 and records[0] is records[1]:
        raise Invalid(say("A record cannot be related to itself. Choose another."), "secondary")
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        raise Invalid(say("The relation would end before it begins. Change one of the dates."), "to")
    note = strip_controls(draft.note or "", keep_newlines=True).strip()
    if len(note) > MOST_NOTE:
        raise Invalid(say("Write at most %(count)s characters.", count=MOST_NOTE), "note")
    return replace(draft, ends=given, note=note or None)


def _checked_end(tie: Tie, side: Side, given: Given) -> Given:
    if given.record is not None:
        if given.record.kind != tie.kinds[side]:
            wanted = kind(tie.kinds[side]).label
            raise Invalid(say("“%(type)s” needs a %(kind)s here.", type=tie.label_of(side), kind=wanted), side.value)
        return given
    return Given(text=clean_text(tie, given.text, side.value))


def clean_text(tie: Tie, given: str, field: str) -> str:
    """A free text as it is kept; raises ``Invalid`` where the type has none, or it says nothing or too much."""
    text = " ".join(strip_controls(given).split())
    if not text:
        raise Invalid(say("Choose a record, or write a text."), field)
    if not tie.has_free_text:
        raise Invalid(say("“%(type)s” needs a record here, not a text.", type=tie.label), field)
    if len(text) > MOST_TEXT:
        raise Invalid(say("Write at most %(count)s characters.", count=MOST_TEXT), field)
    return text


# --- what people write -----------------------------------------------------------------------------------------------------


def read_given(asking: Asking, tie: Tie, side: Side, raw: Any, field: str) -> list[Given]:
    """What a form, a file or the API names as standing on ``side``: numbers, names, ``text:…``, ``new:…``, or dictionaries with ``id``
    or ``text``; raises ``Invalid``."""
    given = [_one_given(asking, tie, side, one, field) for one in _parts(raw)]
    return list({one.key: one for one in given}.values())


def _parts(raw: Any) -> list[Any]:
    if isinstance(raw, list | tuple):
        return [one for one in raw if one not in (None, "")]
    words = (strip_controls(part).strip() for part in str(raw or "").replace("\n", ";").split(";"))
    return [word for word in words if word]


def _one_given(asking: Asking, tie: Tie, side: Side, raw: Any, field: str) -> Given:
    if isinstance(raw, dict):
        if raw.get("id") is None:
            return Given(text=str(raw.get("text") or ""))
        raw = raw["id"]
    word = strip_controls(str(raw)).strip()
    if word.startswith(TEXT):
        return Given(text=word.removeprefix(TEXT))
    to = tie.kinds[side]
    if word.startswith(NEW):
        return Given(_make(asking, to, word.removeprefix(NEW).strip(), field))
    try:
        record_id = int(word) if is_id(word) else named_record(asking, (to,), word, field)
    except Invalid:
        if not tie.has_free_text:
            raise
        return Given(text=word)
    return Given(seen_record(asking, record_id, field))


def seen_record(asking: Asking, record_id: int, field: str) -> Record:
    """The living record of that number; raises ``Invalid`` where there is none that the viewer sees."""
    found = asking.session.scalars(select(Record).where(Record.id == record_id)).first()
    if found is None:
        raise Invalid(say("That record does not exist, or it is not shared with you. Choose another."), field)
    return found


def named_record(asking: Asking, kinds: Sequence[str], name: str, field: str) -> int:
    """The only record of that name; raises ``Invalid``."""
    wanted = select(Record.id).where(Record.kind.in_(kinds), bears_name(asking.session, Record, name))
    ids = asking.session.scalars(wanted.limit(2)).all()
    if len(ids) != 1:
        raise Invalid(say("No single record is named “%(name)s”; give its number.", name=name), field)
    return int(ids[0])


def _make(asking: Asking, kind_name: str, name: str, field: str) -> Record:
    of = kind(kind_name)
    try:
        return add_record(asking, of, {of.named_by[0]: name})
    except Invalid as error:
        raise Invalid(error.message, field) from error
