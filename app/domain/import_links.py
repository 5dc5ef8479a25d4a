"""Records that the cells of a column name, looked up by the portion: by number, by external id, by exact name (IMP-8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, inspect, select

from app.domain.import_drafts import name_key
from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.text import search_key
from app.models import Record
from app.records.custom_links import CustomLink
from app.records.fields import Asking
from app.records.kinds import kind
from app.records.link_fields import LinkField, RecordField, is_id
from app.records.relation_fields import RelationField

EXTERNAL_ID = "external_id"

Found = dict[str, list[int]]


class RecordFinder:
    """Finds the records that one field can name, as far as the importer sees them. ``whole`` gives the records, else their ids."""

    def __init__(self, asking: Asking, field: RecordField | RelationField, *, whole: bool) -> None:
        self.asking = asking
        self.field = field
        self.is_whole = whole
        self._known: dict[str, Any] = {}

    def look_up(self, cells: Iterable[str]) -> None:
        """Read whatever these cells name, in a few statements."""
        missing = {cell for cell in cells if cell and cell not in self._known}
        for way in (self._by_number, self._by_external_id, self._by_name):
            found = way(missing) if missing else {}
            self._known.update({cell: ids for cell, ids in found.items() if ids})
            missing -= found.keys()
        self._known.update({cell: [] for cell in missing})
        if self.is_whole:
            self._load()

    def is_unknown(self, cell: str) -> bool:
        """Whether the cell names none."""
        return self._known[cell] == []

    def find(self, cell: str) -> Any:
        """The one that the cell names; raises ``Invalid`` for none, and for several of that name."""
        found = self._known[cell]
        if not isinstance(found, list):
            return found
        if not found:
            raise Invalid(say("There is no record “%(name)s” in “%(field)s”.", name=cell, field=self.field.label))
        if len(found) > 1:
            raise Invalid(say("Several records are named “%(name)s”; give the number of one.", name=cell))
        return found[0]

    def _by_number(self, cells: set[str]) -> Found:
        numbers = {cell: [int(cell)] for cell in cells if is_id(cell)}
        among = self._among(Record.id.in_([one for ids in numbers.values() for one in ids])) if numbers else []
        there = {row.id for row in among}
        return {cell: ids for cell, ids in numbers.items() if ids[0] in there}

    def _by_external_id(self, cells: set[str]) -> Found:
        target: Any = self.field.target
        if EXTERNAL_ID not in inspect(target).column_attrs:
            return {}
        statement = select(target.id, target.external_id).where(target.external_id.in_(cells))
        found: Found = defaultdict(list)
        for row in self.asking.session.execute(statement.order_by(target.id)):
            found[row.external_id].append(row.id)
        return found

    def _by_name(self, cells: set[str]) -> Found:
        by_key: Found = defaultdict(list)
        for row in self._among(func.splot_fold(Record.name).in_({search_key(cell) for cell in cells})):
            by_key[name_key(row.name)].append(row.id)
        return {cell: by_key[name_key(cell)] for cell in cells if name_key(cell) in by_key}

    def _among(self, criterion: Any) -> Sequence[Any]:
        wanted = select(Record.id, Record.name).where(Record.kind.in_(self.field.leads_to), criterion)
        return self.asking.session.execute(wanted.order_by(Record.id)).all()

    def _load(self) -> None:
        """Put the records themselves in the place of their numbers, with what they name in turn."""
        single = {cell: ids[0] for cell, ids in self._known.items() if isinstance(ids, list) and len(ids) == 1}
        if not single:
            return
        target: Any = self.field.target
        named = [one for one in kind(self.field.to).fields if isinstance(one, LinkField)]
        options = [option for one in named if not isinstance(one, CustomLink) for option in one.options()]
        wanted = select(target).where(target.id.in_(set(single.values()))).options(*options)
        loaded = {one.id: one for one in self.asking.session.scalars(wanted)}
        self._known.update({cell: loaded[one_id] for cell, one_id in single.items() if one_id in loaded})
