"""Drafts written as records, with the companies, positions, groups and tags that they name found or made (IMP-8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from app.domain.import_drafts import Draft, name_key
from app.kernel.text import search_key
from app.records.bulk_add import NewRecord, add_records
from app.records.custom_links import CustomLink
from app.records.fields import Asking
from app.records.kinds import Importing, Kind
from app.records.link_fields import DictionaryField, LinkField
from app.records.many_fields import ChannelField, ManyField, TokensField
from app.records.vocabulary import forget_words

Ids = dict[str, int]
Place = Callable[[NewRecord, Any], None]


class Writer:
    """Writes drafts of one import into the open change set. All records get its groups, its tags and its owner."""

    def __init__(self, asking: Asking, kind: Kind, owner_id: int | None, common: dict[str, Sequence[str]]) -> None:
        self.asking = asking
        self.kind = kind
        self.owner_id = owner_id
        self.common = {name: list(words) for name, words in common.items() if words and name in kind.by_name}
        self._makes = [kind.by_name[name] for name in (kind.importing or Importing()).makes if name in kind.by_name]
        self._tokens = [one for one in kind.fields if isinstance(one, TokensField)]
        self._places: dict[str, Place] = {}
        self._defaults = self._kept_defaults()

    def write(self, drafts: Sequence[Draft]) -> list[int]:
        """Add the drafts; returns the ids of the records in order. What they name by words must be settled."""
        if not drafts:
            return []
        return add_records(self.asking.session, self.kind.model, [self._new(draft) for draft in drafts])

    # --- what is found by name or made

    def settle(self, drafts: Sequence[Draft]) -> None:
        """Look up the ids of everything that the drafts name by words, making what is not there."""
        for field in self._makes:
            wanted = _first_of_each(draft.made.get(field.name) for draft in drafts)
            if wanted:
                ids = (
                    self._entries(field, wanted) if isinstance(field, DictionaryField) else self._records(field, wanted)
                )
                for draft in drafts:
                    if name := draft.made.get(field.name):
                        draft.settled[field.name] = ids[name_key(name)]
        for token in self._tokens:
            self._settle_tokens(token, drafts)

    def _records(self, field: Any, wanted: dict[str, str]) -> Ids:
        """Linked records by name key: those that the importer may see, the oldest of each name, else new ones."""
        target = field.target
        keys = {search_key(name) for name in wanted.values()}
        statement = select(target.id, target.name).where(func.splot_fold(target.name).in_(keys))
        rows = self.asking.session.execute(statement.order_by(target.id.desc()))
        found = {name_key(row.name): row.id for row in rows}
        missing = [key for key in wanted if key not in found]
        new = [NewRecord({"name": wanted[key], "owner_id": self.owner_id}) for key in missing]
        return found | dict(zip(missing, add_records(self.asking.session, target, new), strict=True))

    def _entries(self, field: DictionaryField, wanted: dict[str, str]) -> Ids:
        """Entries by name key: those with these words in any language, else new ones at the end of the list."""
        entry = field.dictionary
        found: Ids = {}
        last = 0
        columns = (entry.id, entry.label, entry.labels, entry.sort)
        for row in self.asking.session.execute(select(*columns).order_by(entry.sort.desc(), entry.label)):
            last = max(last, row.sort)
            found.update({name_key(words): row.id for words in (*row.labels.values(), row.label) if words})
        missing = {key: label for key, label in wanted.items() if key not in found}
        return found | self._add_entries(entry, missing, last)

    def _add_entries(self, entry: type[Any], missing: dict[str, str], last: int) -> Ids:
        new = {key: entry(label=label, sort=last + place) for place, (key, label) in enumerate(missing.items(), 1)}
        self.asking.session.add_all(new.values())
        self.asking.session.flush()
        self.asking.session.info.pop("dictionaries", None)
        return {key: one.id for key, one in new.items()}

    def _settle_tokens(self, field: TokensField, drafts: Sequence[Draft]) -> None:
        common = self.common.get(field.name, [])
        names = {name for draft in drafts for name in draft.words.get(field.name, ())} | set(common)
        if not names:
            return
        ids = self._token_ids(field, {name_key(name): name for name in sorted(names)})
        for draft in drafts:
            words = [*common, *draft.words.get(field.name, ())]
            draft.settled[field.name] = list(dict.fromkeys(ids[name_key(word)] for word in words))

    def _token_ids(self, field: TokensField, wanted: dict[str, str]) -> Ids:
        """Groups or tags by name key."""
        session, token = self.asking.session, field.token
        statement = select(token.name_key, token.id).where(token.name_key.in_(wanted))
        found: Ids = {row.name_key: row.id for row in session.execute(statement)}
        missing = {key: name for key, name in wanted.items() if key not in found}
        if missing:
            session.info.pop("tokens", None)
            forget_words(self.asking)
        return found | {key: field.make(session, name).id for key, name in missing.items()}

    # --- one record

    def _new(self, draft: Draft) -> NewRecord:
        new = NewRecord({"owner_id": self.owner_id, "custom": dict(self._defaults)})
        for name, value in (draft.values | draft.settled).items():
            place = self._places.get(name)
            if place is None:
                place = self._places[name] = _place_of(self.kind.by_name[name])
            place(new, value)
        return new

    def _kept_defaults(self) -> dict[str, Any]:
        """The custom values that new records get."""
        kept: dict[str, Any] = {}
        for field in self.kind.fields:
            key = getattr(field, "key", "")
            if key and field.default is not None:
                value = field.parse(self.asking, field.default)
                kept[key] = _custom_value(field, value)
        return {key: value for key, value in kept.items() if value is not None}


def _custom_value(field: Any, value: Any) -> Any:
    if isinstance(field, CustomLink):
        return getattr(value, "id", value)
    return field.kept(value)


def _place_of(field: Any) -> Place:
    """What puts a value of the field into a new record: where the field keeps it."""
    key = getattr(field, "key", "")
    if key:
        return lambda new, value: _put_custom(new, field, value)
    if isinstance(field, LinkField):
        column = str(field.foreign_key.name)
        return lambda new, value: new.values.__setitem__(column, value)
    if isinstance(field, ManyField):
        return lambda new, ids: new.hanging.__setitem__(field.links, [{field.to: one} for one in ids])
    if isinstance(field, ChannelField):
        return lambda new, rows: new.hanging.__setitem__(field.attribute, rows)
    attribute = field.attribute
    return lambda new, value: new.values.__setitem__(attribute, value)


def _put_custom(new: NewRecord, field: Any, value: Any) -> None:
    kept = _custom_value(field, value)
    if kept is not None:
        new.values["custom"][field.key] = kept


def _first_of_each(names: Iterable[str | None]) -> dict[str, str]:
    """Names by name key, each as it is written where it stands first."""
    found: dict[str, str] = {}
    for name in filter(None, names):
        found.setdefault(name_key(name), name)
    return found
