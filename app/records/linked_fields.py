"""Whether a record is linked to others, and to which: over relations of all types (REL-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, func, literal, not_, or_, select
from sqlalchemy.orm import aliased, object_session

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.text import search_key
from app.kernel.viewer import AnySession, Viewer
from app.models import Record, Relation
from app.records import field_types as types
from app.records.as_of import in_force
from app.records.field_types import FieldType, Operator, Section
from app.records.fields import Asking, Field, compare_text, is_yes
from app.records.kinds import kinds
from app.records.link_fields import is_id
from app.records.relations import End, ends_by_record
from app.records.ties import FEATURE, ties_in
from app.records.value_fields import NO, YES

KNOWN = "linked_known"
YES_WORDS, NO_WORDS = frozenset({"yes", "true"}), frozenset({"no", "false"})
relation = Relation.__table__.c


@dataclass(frozen=True, kw_only=True)
class AnyRelationField(Field):
    """What both have in common."""

    section: Section = Section.RELATIONS
    feature: str = FEATURE
    icon: str = "affiliate"
    is_editable: bool = False
    is_sortable: bool = False
    is_massable: bool = False
    is_counted_out: bool = True

    def ends(self, record: Any) -> list[End]:
        """The other ends of its relations."""
        session = object_session(record)
        if session is None or record.id is None:
            return []
        known = _known(session)
        if record.id not in known:
            known.update(ends_by_record(session, [record.id]))
        return known[record.id]

    def prepare(self, asking: Asking, records: Sequence[Any]) -> None:
        known = _known(asking.session)
        missing = [record.id for record in records if record.id not in known]
        if missing:
            known.update(ends_by_record(asking.session, missing))

    def having(self, asking: Asking, record: Any, ids: Any, said: ColumnElement[bool] | None) -> ColumnElement[bool]:
        """Records that have one of ``ids`` at the other end of any relation, or a free text of which ``said`` holds."""
        of_types = relation.type_id.in_(list(ties_in(asking.session)) or [0]), in_force(asking.session, relation)
        found = [
            record.id.in_(select(relation.record_id).where(*of_types, relation.other_id.in_(ids))),
            record.id.in_(
                select(relation.other_id).where(*of_types, relation.other_id.is_not(None), relation.record_id.in_(ids))
            ),
        ]
        if said is not None:
            texts = select(relation.record_id).where(*of_types, relation.text.is_not(None), said)
            found.append(record.id.in_(texts))
        return or_(*found)


def _is_linked(asking: Asking, record: Any) -> ColumnElement[bool]:
    """Records that have a relation, asked of one after the other: what is linked at all is much, and gathering it took seconds."""
    ways: list[ColumnElement[bool]] = []
    for own, far in (("record_id", "other_id"), ("other_id", "record_id")):
        tied = Relation.__table__.alias("tied")
        linked: Any = aliased(Record, flat=True)
        seen = select(linked.id).where(linked.id == tied.c[far]).correlate_except(linked).exists()
        has_text = tied.c.text.is_not(None) if own == "record_id" else false()
        of_types = tied.c.type_id.in_(list(ties_in(asking.session)) or [0]), in_force(asking.session, tied.c)
        stands = select(literal(1)).where(tied.c[own] == record.id, *of_types, or_(has_text, seen))
        ways.append(stands.correlate_except(tied).exists())
    return or_(*ways)


def _known(session: AnySession) -> dict[int, list[End]]:
    known: dict[int, list[End]] = session.info.setdefault(KNOWN, {})
    return known


@dataclass(frozen=True, kw_only=True)
class LinkedField(AnyRelationField):
    """Whether there is one at all."""

    type: FieldType = types.YES_OR_NO

    def read(self, record: Any) -> bool:
        return bool(self.ends(record))

    def text(self, record: Any) -> str:
        return "yes" if self.read(record) else "no"

    def words(self, viewer: Viewer, value: Any) -> str:
        return str(YES if value else NO)

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        word = values[0].casefold() if values else ""
        if word not in YES_WORDS | NO_WORDS:
            raise Invalid(say("Write yes or no."), self.name)
        is_linked = _is_linked(asking, record)
        return is_linked if word in YES_WORDS else not_(is_linked)


@dataclass(frozen=True, kw_only=True)
class LinkedRecordsField(AnyRelationField):
    """Who they are, by name or number."""

    type: FieldType = types.LINKED_RECORDS

    @property
    def source(self) -> str:
        """What look-ups call the kinds that may stand there: all that relations can join."""
        return ",".join(one.name for one in kinds() if not one.host)

    def read(self, record: Any) -> list[End]:
        return self.ends(record)

    def text(self, record: Any) -> str:
        return ", ".join(dict.fromkeys(end.name for end in self.read(record)))

    def api(self, record: Any) -> list[str]:
        return list(dict.fromkeys(end.name for end in self.read(record)))

    def where(self, asking: Asking, record: Any, operator: Operator, values: Sequence[str]) -> ColumnElement[bool]:
        if operator is Operator.EMPTY:
            has_some = _is_linked(asking, record)
            return not_(has_some) if is_yes(values) else has_some
        linked: Any = aliased(Record, flat=True)
        if operator is Operator.CONTAINS:
            named = select(linked.id).where(compare_text(linked.name, operator, values))
            return self.having(asking, record, named, compare_text(relation.text, operator, values))
        ids = [int(value) for value in values if is_id(value)]
        names = [search_key(value) for value in values if not is_id(value)]
        meant = or_(linked.id.in_(ids), func.splot_fold(linked.name).in_(names)) if names else linked.id.in_(ids)
        return self.having(asking, record, select(linked.id).where(meant), None)
