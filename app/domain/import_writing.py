"""Drafts written as records, with the companies, positions, groups and tags that they name found or made (IMP-8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import func, inspect, select

from app.domain.groups import make_group_as_viewer
from app.domain.import_rows import Draft, name_key
from app.kernel.text import search_key
from app.models import Company, ContactGroup, Person, Position, Tag
from app.records.bulk_add import NewRecord, add_records
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.tokens import make_tag

Ids = dict[str, int]

BY_NAME = {"company": "company_id", "position": "position_id"}
LINKS = {
    "groups": ("group_links", "group_id"),
    "tags": ("tag_links", "tag_id"),
    "managers": ("manager_links", "user_id"),
}


class Writer:
    """Writes drafts of one import into the open change set. All records get its groups, its tags and its owner."""

    def __init__(
        self, asking: Asking, kind: Kind, owner_id: int | None, groups: Sequence[str], tags: Sequence[str]
    ) -> None:
        self.asking = asking
        self.kind = kind
        self.owner_id = owner_id
        self.common = {"groups": list(groups), "tags": list(tags)}
        self._columns: dict[str, str] = {}

    def write(self, drafts: Sequence[Draft]) -> list[int]:
        """Add the drafts; returns the ids of the records in order."""
        if not drafts:
            return []
        found = {
            "company": self._companies(draft.company for draft in drafts),
            "position": self._positions(draft.values.get("position") for draft in drafts),
            "groups": self._tokens("groups", drafts, ContactGroup, make_group_as_viewer),
            "tags": self._tokens("tags", drafts, Tag, make_tag),
        }
        return add_records(self.asking.session, Person, [self._new(draft, found) for draft in drafts])

    # --- what is found by name or made

    def _companies(self, names: Iterable[str]) -> Ids:
        """Companies by name key: those that the importer may see, the oldest of each name, else new ones."""
        wanted = _first_of_each(names)
        if not wanted:
            return {}
        keys = {search_key(name) for name in wanted.values()}
        statement = select(Company.id, Company.name).where(func.splot_fold(Company.name).in_(keys))
        rows = self.asking.session.execute(statement.order_by(Company.id.desc()))
        found = {name_key(row.name): row.id for row in rows}
        missing = [key for key in wanted if key not in found]
        new = [NewRecord({"name": wanted[key], "owner_id": self.owner_id}) for key in missing]
        return found | dict(zip(missing, self._add_companies(new), strict=True))

    def _add_companies(self, new: list[NewRecord]) -> list[int]:
        return add_records(self.asking.session, Company, new)

    def _positions(self, labels: Iterable[str | None]) -> Ids:
        """Positions by name key: entries with these words in any language, else new ones at the end of the list."""
        wanted = _first_of_each(labels)
        if not wanted:
            return {}
        found: Ids = {}
        last = 0
        columns = (Position.id, Position.label, Position.labels, Position.sort)
        for row in self.asking.session.execute(select(*columns).order_by(Position.sort.desc(), Position.label)):
            last = max(last, row.sort)
            found.update({name_key(words): row.id for words in (*row.labels.values(), row.label) if words})
        missing = {key: label for key, label in wanted.items() if key not in found}
        return found | self._add_positions(missing, last)

    def _add_positions(self, missing: dict[str, str], last: int) -> Ids:
        new = {key: Position(label=label, sort=last + place) for place, (key, label) in enumerate(missing.items(), 1)}
        self.asking.session.add_all(new.values())
        self.asking.session.flush()
        self.asking.session.info.pop("dictionaries", None)
        return {key: position.id for key, position in new.items()}

    def _tokens(self, field: str, drafts: Sequence[Draft], model: Any, make: Callable[[Any, str], Any]) -> Ids:
        """Groups or tags by name key."""
        names = {name for draft in drafts for name in draft.values.get(field, ())} | set(self.common[field])
        wanted = {name_key(name): name for name in sorted(names)}
        if not wanted:
            return {}
        statement = select(model.name_key, model.id).where(model.name_key.in_(wanted))
        found: Ids = {row.name_key: row.id for row in self.asking.session.execute(statement)}
        return found | {key: make(self.asking.session, name).id for key, name in wanted.items() if key not in found}

    # --- one record

    def _new(self, draft: Draft, found: dict[str, Ids]) -> NewRecord:
        new = NewRecord({"owner_id": self.owner_id, "custom": self._custom(draft)})
        for name, value in draft.values.items():
            if name in self._own_fields:
                continue
            if name in BY_NAME:
                new.values[BY_NAME[name]] = found[name][name_key(value)] if value else None
            elif name in {"phones", "emails"}:
                new.hanging[name] = value
            elif name not in LINKS:
                new.values[self._column(name)] = value
        for name, (relationship, column) in LINKS.items():
            if ids := self._link_ids(name, draft, found):
                new.hanging[relationship] = [{column: one_id} for one_id in ids]
        return new

    @cached_property
    def _own_fields(self) -> dict[str, Any]:
        """The custom fields by name."""
        return {one.name: one for one in self.kind.fields if getattr(one, "key", "")}

    def _custom(self, draft: Draft) -> dict[str, Any]:
        """The custom values: those of the row, else what new records get."""
        values: dict[str, Any] = {}
        for name, field in self._own_fields.items():
            value = draft.values.get(name)
            if value is None and field.default is not None:
                value = field.parse(self.asking, field.default)
            if value is not None and (kept := field.kept(value)) is not None:
                values[field.key] = kept
        return values

    def _column(self, name: str) -> str:
        """The column that a field's value is kept in: its own, or the foreign key of its link."""
        if name not in self._columns:
            field: Any = self.kind.by_name[name]
            is_link = field.attribute in inspect(self.kind.model).relationships
            self._columns[name] = str(field.foreign_key.name) if is_link else str(field.attribute)
        return self._columns[name]

    def _link_ids(self, name: str, draft: Draft, found: dict[str, Ids]) -> list[int]:
        own = draft.values.get(name, [])
        if name == "managers":
            return list(own)
        return list(dict.fromkeys(found[name][name_key(word)] for word in [*self.common[name], *own]))


def _first_of_each(names: Iterable[str | None]) -> dict[str, str]:
    """Names by name key, each as it is written where it stands first."""
    found: dict[str, str] = {}
    for name in filter(None, names):
        found.setdefault(name_key(name), name)
    return found
