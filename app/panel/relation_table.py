"""The table of all relations of a record: what this side is, what the other one is, note, days; edited and removed in place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from app.kernel.viewer import Right
from app.panel.relation_form import Choice, RelationForm, form_of
from app.panel.rights import may_write
from app.records.access import allowed_ids
from app.records.fields import Asking
from app.records.kinds import Kind, kind_of
from app.records.link_fields import is_id
from app.records.relations import End, ends_by_record, relation_by_id

ON_A_PAGE = 50


class RelationTable:
    """One page of it, as the address asks: ``type`` (a choice of the form), ``page``, ``edit`` (a relation that is open).
    ``form`` is the open row as it was sent."""

    def __init__(self, asking: Asking, record: Any, words: Mapping[str, str], form: RelationForm | None = None) -> None:
        self.asking = asking
        self.record = record
        self.type = words.get("type", "")
        self.sent_page = words.get("page", "")
        self.edited = int(words["edit"]) if is_id(words.get("edit", "")) else 0
        self._form = form

    @cached_property
    def kind(self) -> Kind:
        return kind_of(self.record)

    @cached_property
    def every(self) -> list[End]:
        """All of them; those that have ended come last."""
        found = ends_by_record(self.asking.session, [self.record.id], with_ended=True)[self.record.id]
        return sorted(found, key=lambda end: not end.is_in_force)

    @cached_property
    def types(self) -> list[Choice]:
        """The types among them, to choose one."""
        return list(dict.fromkeys(Choice(end.tie, end.side) for end in self.every))

    @cached_property
    def chosen(self) -> list[End]:
        return [end for end in self.every if not self.type or Choice(end.tie, end.side).value == self.type]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.chosen) // ON_A_PAGE))

    @property
    def page(self) -> int:
        return min(max(1, int(self.sent_page)), self.pages) if is_id(self.sent_page) else 1

    @cached_property
    def ends(self) -> list[End]:
        """Those of this page."""
        first = (self.page - 1) * ON_A_PAGE
        return self.chosen[first : first + ON_A_PAGE]

    @cached_property
    def _editable(self) -> set[int]:
        far = {end.record.id for end in self.ends if end.record is not None}
        return allowed_ids(self.asking.session, self.asking.viewer, Right.EDIT, sorted({*far, self.record.id}))

    @property
    def may_add(self) -> bool:
        return may_write("records")

    def may_edit(self, end: End) -> bool:
        """Whoever may edit one of the two ends."""
        return self.record.id in self._editable or (end.record is not None and end.record.id in self._editable)

    def is_open(self, end: End) -> bool:
        return end.relation_id == self.edited and self.may_edit(end)

    @cached_property
    def form(self) -> RelationForm:
        """What stands in the open row."""
        relation = relation_by_id(self.asking.session, self.edited)
        return self._form or form_of(self.asking, self.record, relation)

    def url(self, **changed: object) -> str:
        """The address of this page with other words."""
        words = {"type": self.type, "page": self.page if self.page > 1 else "", **changed}
        query = urlencode({key: value for key, value in words.items() if value})
        return f"/r/{self.record.id}/relations/{'?' if query else ''}{query}"

    def page_url(self, page: int) -> str:
        return self.url(page=page)
