"""Which rows stand for records that are here already, or twice in the file (IMP-4): by the number of the record, else by the rules
that the kind declares.

Only records that the importer may see are asked, so that a row can tell nobody of a hidden one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from app.domain.import_drafts import Draft, Issue, name_key
from app.domain.import_targets import WHOLE_NAME
from app.kernel.messages import Message, say
from app.kernel.text import search_key
from app.records.fields import Asking
from app.records.kinds import Importing, Kind, Same
from app.records.link_fields import LinkField, RecordField
from app.records.many_fields import ChannelField

Key = tuple[Any, ...]

SAME_NUMBER = say("Here already: the record of that number.")


@dataclass(frozen=True)
class Match:
    """Whom a row doubles: a stored record, or an earlier row of the file."""

    reason: Message
    record_id: int | None = None
    row: int | None = None


@dataclass(frozen=True)
class Known:
    """Something to compare with: stored (``record_id``) or earlier in the file (``row``)."""

    channels: frozenset[str]
    record_id: int | None = None
    row: int | None = None

    def match(self, reason: Message) -> Match:
        if self.row is not None:
            reason = say("The same record stands in row %(row)s of the file.", row=self.row)
        return Match(reason, self.record_id, self.row)


class Matcher:
    """Finds duplicates of drafts among stored records and among the drafts before them."""

    def __init__(self, asking: Asking, kind: Kind) -> None:
        self.asking = asking
        self.kind = kind
        self.importing = kind.importing or Importing()
        self._known: dict[Same, dict[Key, list[Known]]] = {rule: defaultdict(list) for rule in self.importing.same}
        self._rules = [(rule, self._known[rule]) for rule in self.importing.same]
        self._here: set[int] = set()
        self._met: dict[int, int] = {}

    @cached_property
    def _channel_fields(self) -> list[ChannelField]:
        names = dict.fromkeys(name for rule in self.importing.same for name in rule.sharing)
        return [one for name in names if isinstance(one := self.kind.by_name.get(name), ChannelField)]

    # --- what is here

    def look_up(self, drafts: Sequence[Draft]) -> None:
        """Load every record that these drafts could be, in a few statements."""
        for draft in drafts:
            draft.keys = [self._key(draft, rule) for rule in self.importing.same]
        numbers = {draft.record_id for draft in drafts if draft.record_id}
        if numbers:
            self._here |= {row.id for row in self._records([], self.kind.model.id.in_(numbers))}
        for first in dict.fromkeys(rule.fields[0] for rule in self.importing.same):
            if wanted := {part for draft in drafts if (part := self._part(draft, first))}:
                self._load(first, wanted)

    def _load(self, first: str, wanted: set[Any]) -> None:
        rules = [rule for rule in self.importing.same if rule.fields[0] == first]
        names = list(dict.fromkeys(name for rule in rules for name in rule.fields))
        rows = self._records(names, self._criterion(first, wanted))
        made = {name: self._names_of(name, rows) for name in names if name in self.importing.makes}
        channels = self._channels([row.id for row in rows]) if any(rule.sharing for rule in rules) else {}
        for row in rows:
            parts = {name: self._stored_part(name, getattr(row, name), made) for name in names}
            known = Known(frozenset(channels.get(row.id, ())), row.id)
            for rule in rules:
                key = tuple(parts[name] for name in rule.fields)
                if all(key):
                    self._known[rule][key].append(known)

    def _records(self, names: Sequence[str], criterion: Any) -> Sequence[Any]:
        columns = [self._column(name).label(name) for name in names]
        statement = select(self.kind.model.id, *columns).where(criterion).order_by(self.kind.model.id)
        return self.asking.session.execute(statement).all()

    def _column(self, name: str) -> Any:
        field = self.kind.by_name[name]
        attribute = field.foreign_key.name if isinstance(field, LinkField) else field.attribute
        return getattr(self.kind.model, attribute)

    def _criterion(self, name: str, wanted: set[Any]) -> Any:
        if name == WHOLE_NAME:  # a name of signs alone folds to nothing and is compared by itself
            return func.splot_fold(self.kind.model.name).in_(set(map(search_key, wanted)))
        return self._column(name).in_(wanted)

    def _names_of(self, name: str, rows: Sequence[Any]) -> dict[int, str]:
        """The names of linked records by their ids: a row gives them by name, too."""
        field = self.kind.by_name[name]
        ids = {one_id for row in rows if (one_id := getattr(row, name))}
        if not ids or not isinstance(field, RecordField):
            return {}
        target: Any = field.target
        statement = select(target.id, target.name).where(target.id.in_(ids))
        return {row.id: name_key(row.name) for row in self.asking.session.execute(statement)}

    def _stored_part(self, name: str, value: Any, made: dict[str, dict[int, str]]) -> Any:
        if name in made:
            return made[name].get(value)
        return name_key(value) if name == WHOLE_NAME and value else value

    def _channels(self, ids: Sequence[int]) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for field in self._channel_fields if ids else ():
            key = func.coalesce(*(getattr(field.row, name) for name in field.compared_by), "")
            statement = select(field.row.record_id, key.label("key")).where(field.row.record_id.in_(ids))
            for row in self.asking.session.execute(statement):
                found[row.record_id].add(row.key)
        return found

    # --- what a draft is compared by

    def _part(self, draft: Draft, name: str) -> Any:
        if name == WHOLE_NAME:
            return name_key(draft.name) if draft.name else None
        if made := draft.made.get(name):
            return name_key(made)
        return draft.given.get(name)

    def _key(self, draft: Draft, rule: Same) -> Key | None:
        """What the rule compares the draft by; None where it has not all of it."""
        key = tuple([self._part(draft, name) for name in rule.fields])
        return key if all(key) else None

    def _shared(self, draft: Draft) -> frozenset[str]:
        return frozenset(one.key_of(row) for one in self._channel_fields for row in draft.given.get(one.name, ()))

    # --- asking

    def find(self, draft: Draft) -> Match | Issue | None:
        """Whom this draft doubles, or that it names a record which is not there; None for a new one."""
        if draft.record_id is not None:
            return self._by_number(draft)
        for (rule, stored), key in zip(self._rules, draft.keys, strict=True):
            alike = stored.get(key) if key else None
            if alike and (known := self._best(rule, draft, alike)):
                return self._once(known.match(rule.reason))
        return None

    def _by_number(self, draft: Draft) -> Match | Issue:
        assert draft.record_id is not None
        if draft.record_id not in self._here:
            return Issue(draft.row, say("There is no record number %(number)s here.", number=str(draft.record_id)))
        return self._once(Match(SAME_NUMBER, draft.record_id))

    def _once(self, match: Match) -> Match:
        """A record that an earlier row stands for already is met by that row."""
        if match.record_id is None or match.record_id not in self._met:
            return match
        return Known(frozenset(), match.record_id, self._met[match.record_id]).match(match.reason)

    def _best(self, rule: Same, draft: Draft, alike: Iterable[Known]) -> Known | None:
        if not rule.sharing:
            return next(iter(alike))
        shared = self._shared(draft)
        best = max(alike, key=lambda one: len(one.channels & shared))
        return best if best.channels & shared else None

    def remember(self, draft: Draft, record_id: int | None = None) -> None:
        """Compare the drafts after this one with it, too; ``record_id`` is the record that it brings up to date."""
        if record_id is not None:
            self._met[record_id] = draft.row
            return
        known = Known(self._shared(draft), row=draft.row)
        for (_, stored), key in zip(self._rules, draft.keys, strict=True):
            if key:
                stored[key].append(known)
