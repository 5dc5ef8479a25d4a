"""The control of a relation type in a form: the records and texts at the other end, as tokens (REL-5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.kernel.errors import Invalid
from app.kernel.messages import Message
from app.kernel.text import strip_controls, thread_of
from app.models import Record
from app.panel.control_base import Control, Form, Raw
from app.records.kinds import Kind, kind
from app.records.link_fields import NEW, is_id
from app.records.relating import TEXT
from app.records.relation_fields import RelationField

NAMED = "named_records"
"""Where a session keeps the names of records that controls show, by number."""


@dataclass(frozen=True)
class EndToken:
    """What stands in the field: a record, one that is to be made, or a text."""

    value: str
    text: str
    thread: str = "slate"

    @property
    def is_text(self) -> bool:
        return self.value.startswith(TEXT)

    @property
    def is_new(self) -> bool:
        return self.value.startswith(NEW)


@dataclass
class RelationControl(Control):
    """One or many ends. Raw: numbers of records, ``text:…``, ``new:…``, and words that are still to be found out."""

    macro: str = "relation"
    raw: Raw = field(default_factory=list)
    in_the_way: dict[str, int] | None = None
    """The relation that another one cannot stand beside, and the record whose profile shows it."""

    @property
    def type(self) -> RelationField:
        assert isinstance(self.of, RelationField)
        return self.of

    @property
    def thread(self) -> str:
        return self.type.color

    @property
    def kind(self) -> Kind:
        """The kind of what stands at the other end."""
        return kind(self.type.to)

    @property
    def is_single(self) -> bool:
        return self.type.has_one

    @property
    def takes_text(self) -> bool:
        return self.type.tie.has_free_text

    @property
    def new_label(self) -> Message | None:
        """The words for making the missing one; None where that cannot be."""
        return self.type.new_label(self.asking)

    @property
    def tokens(self) -> list[EndToken]:
        return [self._token(value) for value in self.raw if self._is_known(value)]

    @property
    def typed(self) -> list[str]:
        """The words that nobody has said the meaning of."""
        return [value for value in self.raw if not self._is_known(value)]

    @property
    def has_text(self) -> bool:
        return any(token.is_text for token in self.tokens)

    @staticmethod
    def _is_known(value: str) -> bool:
        return is_id(value) or value.startswith((TEXT, NEW))

    def _token(self, value: str) -> EndToken:
        for prefix in (TEXT, NEW):
            if value.startswith(prefix):
                return EndToken(value, value.removeprefix(prefix))
        return EndToken(value, self._names().get(value, value), thread_of(int(value)))

    def _names(self) -> dict[str, str]:
        """The names of the records given here, by number, as far as the viewer sees them."""
        known: dict[str, str] = self.asking.session.info.setdefault(NAMED, {})
        missing = [int(value) for value in self.raw if value not in known and is_id(value)]
        if missing:
            found = self.asking.session.execute(select(Record.id, Record.name).where(Record.id.in_(missing)))
            known.update({str(row.id): row.name for row in found})
        return known

    def shown(self, record: Any) -> Raw:
        ends = self.type.read(record)
        known: dict[str, str] = self.asking.session.info.setdefault(NAMED, {})
        known.update({str(end.record.id): end.record.name for end in ends if end.record is not None})
        return [str(end.record.id) if end.record is not None else f"{TEXT}{end.text}" for end in ends]

    def read(self, form: Form) -> Raw | None:
        if f"{self.name}.text" not in form:
            return None
        given = [strip_controls(value).strip() for value in form.getlist(self.name)]
        decided = {value.partition(":")[2] for value in given if value.startswith((TEXT, NEW))}
        typed = (strip_controls(word).strip() for word in form[f"{self.name}.text"].split(";"))
        return list(dict.fromkeys(word for word in [*given, *typed] if word and word not in decided))

    def fits(self, raw: Raw) -> bool:
        return isinstance(raw, list) and all(isinstance(one, str) for one in raw)

    def is_same(self, raw: Raw, other: Raw) -> bool:
        return set(raw) == set(other)

    def words(self, raw: Raw) -> str:
        return ", ".join(self._token(value).text if self._is_known(value) else value for value in raw)

    def turn(self) -> None:
        """Let a record be made of each text."""
        self.raw = [NEW + value.removeprefix(TEXT) if value.startswith(TEXT) else value for value in self.raw]

    def blame(self, error: Invalid) -> None:
        self.in_the_way = error.leads_to if self.errors else None
