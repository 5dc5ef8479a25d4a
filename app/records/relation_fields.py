"""A relation type as a field of a kind: in forms, filters, columns, imports and the API (REL-5, REL-7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select, true
from sqlalchemy.orm import aliased, object_session

from app.kernel.errors import BadQuery, Invalid
from app.kernel.messages import Message, say
from app.kernel.viewer import AnySession, Right
from app.models import Record, Relation, RelationType, Side
from app.records import field_types as types
from app.records.access import checked
from app.records.as_of import day_asked, in_force
from app.records.field_types import FieldType, Operator, Section
from app.records.fields import Asking, Field, compare_text, is_yes
from app.records.filters import criterion, parse_filter
from app.records.kept_things import kept_for
from app.records.kinds import declared, guarding_kind, kind
from app.records.link_fields import is_id
from app.records.linked_fields import KNOWN as LINKED_KNOWN
from app.records.relating import Given, bring_in_line, named_record, read_given
from app.records.relations import End, ends_by_record
from app.records.ties import FEATURE, FormPlace, Tie, opposite, tie_of

KNOWN, OF_ONE, WITHIN = "relations_known", "relations_of_one", "filters_within"
relation = Relation.__table__.c


@dataclass(frozen=True, kw_only=True)
class RelationField(Field):
    """What stands at the other end of the relations of one type. ``ends`` are the sides on which it can stand: both of a symmetric
    type, and of one that joins a kind with itself where no side is named; such a field is read and asked, but not written."""

    tie: Tie
    ends: tuple[Side, ...]
    place: FormPlace | None = None
    section: Section = Section.RELATIONS
    type: FieldType = types.RELATION
    feature: str = FEATURE
    icon: str = "affiliate"
    is_sortable: bool = False
    is_massable: bool = False
    is_counted_out: bool = True

    @property
    def side(self) -> Side:
        """The side of the other end, where it is one."""
        return self.ends[0]

    @property
    def to(self) -> str:
        """The kind of what stands there."""
        return self.tie.kinds[self.side]

    @property
    def target(self) -> Any:
        """The model of that kind."""
        return declared(self.to).model

    @property
    def way_to(self) -> str:
        return self.to

    @property
    def leads_to(self) -> tuple[str, ...]:
        """The kinds of what may stand there, as look-ups ask."""
        return (self.to,)

    @property
    def source(self) -> str:
        """What look-ups call these kinds."""
        return self.to

    @property
    def color(self) -> str:
        """The thread of the type."""
        return self.tie.color

    @property
    def has_one(self) -> bool:
        """Whether there is at most one."""
        return self.tie.has_one[self.side]

    @property
    def section_named(self) -> str | None:
        """The section of the form that it stands in, empty for that of relations; None where no form has it."""
        return self.place.section if self.place is not None else None

    def new_label(self, asking: Asking) -> Message | None:
        """The words for making the record that is missing there; None where its name alone would not make one, or the viewer may
        add none."""
        of = kind(self.to)
        asks_for_more = any(one.is_required and one.is_editable and one.name not in of.named_by for one in of.fields)
        may_add = asking.viewer.reaches(guarding_kind(of.name), Right.EDIT)
        return of.new_label if may_add and not asks_for_more and not of.host else None

    # --- reading and writing

    def read(self, record: Any) -> list[End]:
        session = object_session(record)
        if session is None or record.id is None:
            return []
        known = self._known(session)
        if record.id not in known:
            known.update(self.ends_of(session, [record.id]))
        return known[record.id]

    def prepare(self, asking: Asking, records: Sequence[Any]) -> None:
        if records:
            self._known(asking.session).update(self.ends_of(asking.session, [record.id for record in records]))

    def _known(self, session: AnySession) -> dict[int, list[End]]:
        every: dict[str, dict[int, list[End]]] = session.info.setdefault(KNOWN, {})
        return every.setdefault(self.name, {})

    def ends_of(self, session: AnySession, ids: Sequence[int]) -> dict[int, list[End]]:
        """What stands there, by record. Of one record alone all types are read at once, since a form or a profile shows several."""
        found = _ends_of_one(session, ids[0]) if len(ids) == 1 else ends_by_record(session, ids, ties=[self.tie.id])
        return {
            one: [end for end in ends if end.tie.id == self.tie.id and end.side in self.ends]
            for one, ends in found.items()
        }

    def parse(self, asking: Asking, raw: Any) -> list[Given]:
        given = read_given(asking, self.tie, self.side, raw, self.name)
        if self.has_one and len(given) > 1:
            raise Invalid(say("There can be only one “%(label)s” here.", label=self.label), self.name)
        return given

    def write(self, asking: Asking, record: Any, value: Sequence[Given]) -> None:
        """Make what stands there exactly this. Relations that have ended, and those whose end the viewer does not see, stay."""
        present = self.read(record)
        forget_ends(asking.session)
        try:
            bring_in_line(asking, self.tie, self.side, record, present, value)
        except Invalid as error:
            error.errors = {self.name: [error.message]}
            error.field = self.name
            raise

    def text(self, record: Any) -> str:
        return self.named(self.read(record))

    @staticmethod
    def named(ends: Sequence[End]) -> str:
        """Their names in one text, from which a file or a form reads them again."""
        return "; ".join(end.name for end in ends)

    def api(self, record: Any) -> list[dict[str, Any]]:
        return [
            {"relation": end.relation_id, "text": end.text}
            if end.record is None
            else {"relation": end.relation_id, "id": end.record.id, "name": end.record.name}
            for end in self.read(record)
        ]

    # --- in queries

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        if operator is Operator.EMPTY:
            has_one = self._having(asking, record, self._is_seen, with_text=True)
            return not_(has_one) if is_yes(values) else has_one
        if operator is Operator.CONTAINS:
            linked: Any = aliased(Record, flat=True)
            named = self.linked_ids(linked, compare_text(linked.name, operator, values))
            said = self._having_text(asking, record, compare_text(relation.text, operator, values))
            return or_(self.leading_to(asking, record, named), said)
        if operator is Operator.WITHIN:
            return self.leading_to(asking, record, self._fitting(asking, values))
        linked = aliased(Record, flat=True)
        ids = [self._resolve(asking, value) for value in values]
        found = self.leading_to(asking, record, self.linked_ids(linked, linked.id.in_(ids)))
        return not_(found) if operator in {Operator.NOT, Operator.NONE} else found

    def _resolve(self, asking: Asking, value: str) -> int:
        return int(value) if is_id(value) else named_record(asking, self.leads_to, value, self.name)

    def _is_seen(self, far: Any) -> ColumnElement[bool]:
        """Asked of each: gathering all that the viewer sees of a kind took seconds."""
        linked: Any = aliased(Record, flat=True)
        return select(linked.id).where(linked.id == far, linked.kind == self.to).correlate_except(linked).exists()

    def linked_ids(self, linked: Any, criterion: ColumnElement[bool]) -> Any:
        return select(linked.id).where(linked.kind == self.to, criterion)

    def leading_to(self, asking: Asking, record: Any, ids: Any) -> ColumnElement[bool]:
        return self._having(asking, record, lambda far: far.in_(ids))

    def _having(
        self, asking: Asking, record: Any, fits: Callable[[Any], ColumnElement[bool]], *, with_text: bool = False
    ) -> ColumnElement[bool]:
        """Records at whose other end stands one that ``fits``, or a free text."""
        found = [record.id.in_(self._standing(asking, side, fits)) for side in self.ends]
        if with_text and self.tie.has_free_text:
            found.append(self._having_text(asking, record, relation.text.is_not(None)))
        return or_(*found)

    def _standing(self, asking: Asking, side: Side, fits: Callable[[Any], ColumnElement[bool]]) -> Any:
        own, far = (relation.record_id, relation.other_id)
        if side is Side.PRIMARY:
            own, far = far, own
        return select(own).where(*self._of_type(asking), own.is_not(None), far.is_not(None), fits(far))

    def _having_text(self, asking: Asking, record: Any, said: ColumnElement[bool]) -> ColumnElement[bool]:
        turned = [side is Side.PRIMARY for side in self.ends]
        stands = select(relation.record_id).where(
            *self._of_type(asking), relation.text.is_not(None), relation.is_turned.in_(turned), said
        )
        return record.id.in_(stands)

    def _of_type(self, asking: Asking) -> Iterator[ColumnElement[bool]]:
        yield relation.type_id == self.tie.id
        yield in_force(asking.session, relation)

    def _fitting(self, asking: Asking, values: Sequence[str]) -> Any:
        """The records that a saved filter of their kind finds, by its name or number."""
        of, word = kind(self.to), values[0]
        kept = kept_for(asking, of).filters
        found = next((one for one in kept if one.name == word), None) or next(
            (one for one in kept if str(one.id) == word), None
        )
        if found is None:
            raise Invalid(say("There is no saved filter named “%(name)s”.", name=word), self.name)
        nested: set[int] = asking.session.info.setdefault(WITHIN, set())
        if found.id in nested:
            raise BadQuery(say("The saved filter “%(name)s” asks for itself.", name=found.name))
        nested.add(found.id)
        try:
            linked: Any = aliased(Record, flat=True)
            return self.linked_ids(linked, and_(true(), *criterion(asking, parse_filter(of, found.query), linked)))
        finally:
            nested.discard(found.id)


def _ends_of_one(session: AnySession, record_id: int) -> dict[int, list[End]]:
    known: dict[Any, dict[int, list[End]]] = session.info.setdefault(OF_ONE, {})
    key = (record_id, day_asked(session))
    if key not in known:
        known[key] = ends_by_record(session, [record_id])
    return known[key]


def forget_ends(session: AnySession) -> None:
    """Read anew what stands where: a relation was written through this session."""
    for kept in (KNOWN, OF_ONE, LINKED_KNOWN):
        session.info.pop(kept, None)


def relation_fields(tie: Tie, kind_name: str) -> Iterator[RelationField]:
    """A type as the fields of a kind that it joins. One that joins a kind with itself has a field for each side and one for both."""
    sides = tie.sides_of(kind_name)
    if tie.is_symmetric and sides:
        place = _place(tie, kind_name, sides[0])
        yield RelationField(name=tie.name, label=tie.label, tie=tie, ends=tuple(Side), place=place)
    elif len(sides) == 1:
        far = opposite(sides[0])
        yield RelationField(
            name=tie.name, label=tie.label_of(far), tie=tie, ends=(far,), place=_place(tie, kind_name, sides[0])
        )
    elif sides:
        yield RelationField(name=tie.name, label=tie.label, tie=tie, ends=tuple(Side), is_editable=False)
        for far in Side:
            yield RelationField(
                name=f"{tie.name}.{far}",
                label=tie.label_of(far),
                tie=tie,
                ends=(far,),
                place=_place(tie, kind_name, opposite(far)),
            )


def deleted_type_label(session: AnySession, kind_name: str, name: str) -> Message | None:
    """What a field of a type that has been deleted was called; None where there was none."""
    key = name.split(".")[1]
    of_key = select(RelationType.__table__).where(RelationType.key == key, RelationType.deleted_at.is_not(None))
    newest = of_key.order_by(RelationType.deleted_at.desc()).limit(1)
    row = session.connection().execute(checked(newest)).first()
    fields = relation_fields(tie_of(row), kind_name) if row is not None else ()
    return next((one.label for one in fields if one.name == name), None)


def _place(tie: Tie, kind_name: str, side: Side) -> FormPlace | None:
    return next((one for one in tie.forms if one.kind == kind_name and (one.side is side or tie.is_symmetric)), None)
