"""Relations as lines of a record's history: read from the record's side, with what stands at the other end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select

from app.kernel.messages import Message, say
from app.models import Relation, RelationType, Side
from app.records.access import checked
from app.records.fields import Asking
from app.records.ties import Tie, opposite, tie_of

SUBJECT = Relation.__tablename__
NAME = "relations"
LABEL = say("Relations")
PARTS: dict[str, Message] = {"note": say("Note"), "starts_on": say("Since"), "ends_on": say("Until")}
TEXT = "text"


class RelationWords:
    """Labels that lines about relations need, read when the first is met; ``names`` gives those of records. ``viewed`` is the record
    whose history it is; without one each line is read from its primary side."""

    def __init__(
        self, asking: Asking, rows: Iterable[Any], names: Callable[[], dict[int, str]], viewed: int | None = None
    ) -> None:
        self.asking = asking
        self.names = names
        self.rows = [row for row in rows if row.subject == SUBJECT]
        self.viewed = viewed
        self._is_read = False
        self._types: dict[int, tuple[int | None, bool]] = {}
        self._ties: dict[int, Tie] = {}

    def line(self, row: Any) -> tuple[Message, str, str] | None:
        """What it is about, before and after; None for what nobody needs to read."""
        self._read()
        type_id, is_turned = self._types.get(row.subject_id, (None, False))
        whole = row.new or row.old if not row.field else None
        if isinstance(whole, dict):
            type_id, is_turned = whole.get("type_id"), bool(whole.get("is_turned"))
        label = self._label(row, type_id, is_turned=is_turned)
        if not row.field:
            old, new = (self._far(row, given or {}) if given else "" for given in (row.old, row.new))
            return label, old, new
        if row.field == TEXT:
            return label, str(row.old or ""), str(row.new or "")
        part = PARTS.get(row.field)
        if part is None:
            return None
        about = say("%(label)s, %(part)s", label=label, part=part)
        return about, str(row.old or ""), str(row.new or "")

    def _label(self, row: Any, type_id: int | None, *, is_turned: bool) -> Message:
        """What the other end is to the record."""
        tie = self._ties.get(type_id or 0)
        if tie is None:
            return LABEL
        is_secondary = is_turned if row.other_id is None else self._is_from_other(row)
        return tie.label_of(Side.PRIMARY if is_secondary else opposite(Side.PRIMARY))

    def _is_from_other(self, row: Any) -> bool:
        return row.other_id is not None and row.other_id == self.viewed

    def _far(self, row: Any, whole: dict[str, Any]) -> str:
        if whole.get(TEXT):
            return str(whole[TEXT])
        far = row.record_id if self._is_from_other(row) else row.other_id
        return self.names().get(far or 0, "")

    def _read(self) -> None:
        if self._is_read:
            return
        self._is_read, session = True, self.asking.session
        self._ties = {one.id: tie_of(one) for one in session.connection().execute(checked(_types()))}
        relation = Relation.__table__.c
        wanted = select(relation.id, relation.type_id, relation.is_turned)
        wanted = wanted.where(relation.id.in_({row.subject_id for row in self.rows}))
        rows = session.connection().execute(checked(wanted))
        self._types = {one.id: (one.type_id, one.is_turned) for one in rows}


def _types() -> Any:
    return select(RelationType.__table__)
