"""Values that only one record may have, asked for all rows of a portion at once (SET-2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.import_drafts import LONGEST_REPORTED, Draft, Issue
from app.domain.import_options import Column
from app.kernel.messages import say
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.unique_values import Holder, holders, unique_fields


class UniqueValues:
    """Who has which unique value: records that are here, and earlier rows of the file."""

    def __init__(self, asking: Asking, kind: Kind, columns: Sequence[Column]) -> None:
        self.asking = asking
        self.kind = kind
        self.columns = {column.target: (place, column) for place, column in enumerate(columns)}
        self.fields = [one for one in unique_fields(kind) if one.name in self.columns]
        self._holders: dict[tuple[str, Any], Holder] = {}
        self._rows: dict[tuple[str, Any], int] = {}

    def look_up(self, drafts: Sequence[Draft]) -> None:
        """Read who has the values of these drafts; nobody else writes such values until the transaction ends."""
        for one in self.fields:
            values = [draft.given[one.name] for draft in drafts if one.name in draft.given]
            found = holders(self.asking, self.kind, one, values) if values else {}
            self._holders |= {(one.name, value): holder for value, holder in found.items()}

    def taken(self, draft: Draft, own_id: int | None = None) -> list[Issue]:
        """What is wrong with the draft's unique values; those that are right are the draft's from now on."""
        keys = [(one.name, one.bound(draft.given[one.name])) for one in self.fields if one.name in draft.given]
        issues = [issue for key in keys if (issue := self._issue(draft, key, own_id))]
        if not issues:
            self._rows.update(dict.fromkeys(keys, draft.row))
        return issues

    def _issue(self, draft: Draft, key: tuple[str, Any], own_id: int | None) -> Issue | None:
        holder, row = self._holders.get(key), self._rows.get(key)
        place, column = self.columns[key[0]]
        value = draft.cells[place][:LONGEST_REPORTED]
        if holder is not None and holder.record_id != own_id:
            seen = holder.record_id if holder.is_seen else None
            return Issue(draft.row, holder.sentence, column.header, value, record_id=seen)
        if row is not None:
            reason = say("Row %(row)s of the file has this value already, and it must be unique.", row=row)
            return Issue(draft.row, reason, column.header, value)
        return None
