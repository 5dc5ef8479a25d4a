"""Records brought up to date by rows of a file: what would change is told first, then written as by hand (IMP-7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload

from app.domain.import_drafts import Draft, Issue, name_key
from app.domain.import_options import FILL, ImportOptions
from app.domain.import_rows import rule_issues
from app.domain.import_targets import WHOLE_NAME, has_whole_name
from app.kernel.messages import say
from app.kernel.viewer import Right
from app.models import User
from app.records.access import allowed_ids
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.link_fields import DictionaryField, LinkField, RecordField
from app.records.many_fields import ChannelField, ManyField, TokensField
from app.records.naming import named_from
from app.records.owners import keep_owner_of

OWNER = "owner"
NOTHING_NEW = say("Here already, and nothing would change.")
NO_RIGHT = say("You may read this record but not change it. Ask its owner for the right to edit.")


@dataclass
class Revision:
    """What a row changes in a record: for each field the value before as text. ``values`` are the new ones by field."""

    record: Any
    draft: Draft
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)


class Reviser:
    """Compares drafts with the records that they double, and writes what differs."""

    def __init__(self, asking: Asking, kind: Kind, options: ImportOptions) -> None:
        self.asking = asking
        self.kind = kind
        self.columns = options.columns
        self.filling = {column.target for column in options.columns if column.policy == FILL}
        self._records: dict[int, Any] = {}
        self._allowed: set[int] = set()

    def load(self, pairs: Sequence[tuple[Draft, int]]) -> None:
        """Get the records, what they show, and what the drafts name, in a few statements."""
        ids = [record_id for _, record_id in pairs]
        if not pairs:
            return
        names = {name for draft, _ in pairs for name in (*draft.given, *draft.made, *draft.words, *draft.ends)}
        fields = [self.kind.by_name[name] for name in sorted(names)]
        model: Any = self.kind.model
        shown = [option for one in fields for option in one.options()]
        if OWNER in names:
            shown.append(selectinload(model.participants))
        wanted = select(model).where(model.id.in_(ids)).options(*shown, *_naming_links(model))
        self._records = {one.id: one for one in self.asking.session.scalars(wanted)}
        for one in fields:
            one.prepare(self.asking, list(self._records.values()))
        self._allowed = allowed_ids(self.asking.session, self.asking.viewer, Right.EDIT, ids)
        self._load_named(fields, [draft for draft, _ in pairs])

    def _load_named(self, fields: Sequence[Any], drafts: Sequence[Draft]) -> None:
        """Put what the values name into the session, so that no row asks for it by itself."""
        for one in fields:
            target = _named_model(one)
            ids = {draft.given[one.name] for draft in drafts if one.name in draft.given} if target else set()
            if ids and not isinstance(one, ManyField):
                self.asking.session.scalars(select(target).where(target.id.in_(ids))).all()

    def revise(self, draft: Draft, record_id: int) -> Revision | list[Issue]:
        """What the draft changes; or why it changes nothing."""
        record = self._records.get(record_id)
        if record is None or record_id not in self._allowed:
            return [Issue(draft.row, NO_RIGHT, value=draft.name, record_id=record_id)]
        revision = Revision(record, draft)
        self._compare(revision)
        if not revision.before:
            return [Issue(draft.row, NOTHING_NEW, value=draft.name, is_failure=False, record_id=record_id)]
        issues = rule_issues(self.asking, self.kind, self.columns, draft, record, revision.values)
        return issues or revision

    def _compare(self, revision: Revision) -> None:
        draft, record = revision.draft, revision.record
        for name, value in draft.given.items():
            one = self.kind.by_name[name]
            new = self._new_value(one, record, value)
            if new is not None and not self._is_left(one, record):
                revision.before[name] = one.text(record)
                revision.values[name] = new
        for name, word in draft.made.items():
            one = self.kind.by_name[name]
            if name_key(_name_of(one.read(record))) != name_key(word) and not self._is_left(one, record):
                revision.before[name] = one.text(record)
        for name, words in draft.words.items():
            one = self.kind.by_name[name]
            present = {name_key(str(token)) for token in one.read(record)}
            if {name_key(word) for word in words} - present:
                revision.before[name] = one.text(record)

        for name in draft.plan.names if draft.plan is not None else ():
            revision.before[name] = self.kind.by_name[name].text(record)
        if has_whole_name(self.kind) and revision.before.keys() & set(self.kind.named_by):
            revision.before[WHOLE_NAME] = record.name

    def _is_left(self, one: Any, record: Any) -> bool:
        """Whether the value that is there stays: the column only fills what is empty."""
        is_single = not isinstance(one, ManyField | ChannelField)
        return is_single and one.name in self.filling and one.read(record) not in (None, "", [])

    def _new_value(self, one: Any, record: Any, value: Any) -> Any:
        """What the field would be given; None where it says what is there already. Lists only grow."""
        if isinstance(one, ChannelField):
            return _with_rows(one, one.read(record), value)
        if isinstance(one, ManyField):
            present = {getattr(link, one.to): link for link in getattr(record, one.links)}
            added = [self._object(one, one_id) for one_id in value if one_id not in present]
            return [*one.read(record), *added] if added else None
        if isinstance(one, LinkField):
            before = one.read(record)
            return None if value == getattr(before, "id", None) else self._object(one, value)
        return None if one.read(record) == value else value

    def _object(self, one: Any, one_id: int) -> Any:
        return self.asking.session.get(_named_model(one), one_id)

    # --- writing

    def write(self, revisions: Sequence[Revision]) -> None:
        """Write what differs. What the drafts name by words must be settled."""
        with self.asking.session.no_autoflush:
            for revision in revisions:
                self._settle(revision)
                for name, value in _owner_last(revision.values):
                    if name == OWNER:
                        keep_owner_of(revision.record, value)
                    self.kind.by_name[name].write(self.asking, revision.record, value)
        self.asking.session.flush()

    def _settle(self, revision: Revision) -> None:
        """Put in the ids of what was named by words, where it changes something."""
        for name in revision.before.keys() & (revision.draft.made.keys() | revision.draft.words.keys()):
            one = self.kind.by_name[name]
            found = revision.draft.settled[name]
            if isinstance(one, TokensField):
                present = one.read(revision.record)
                known = {token.id for token in present}
                revision.values[name] = [
                    *present,
                    *(self._object(one, one_id) for one_id in found if one_id not in known),
                ]
            else:
                revision.values[name] = self._object(one, found)


def _naming_links(model: Any) -> list[Any]:
    """Loaders for the links that the name and keys of a record follow from: they are made anew when it is written."""
    links = inspect(model).relationships
    return [selectinload(getattr(model, name)) for name in sorted(named_from(model)) if name in links]


def _owner_last(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(values.items(), key=lambda pair: pair[0] == OWNER)


def _name_of(linked: Any) -> str:
    return "" if linked is None else str(linked)


_MODELS: tuple[tuple[type[Any], Callable[[Any], Any]], ...] = (
    (DictionaryField, lambda one: one.dictionary),
    (RecordField, lambda one: one.target),
    (LinkField, lambda _one: User),
    (TokensField, lambda one: one.token),
    (ManyField, lambda _one: User),
)


def _named_model(one: Any) -> Any:
    """What a link's ids are ids of; None for a field of plain values."""
    return next((model(one) for type_, model in _MODELS if isinstance(one, type_)), None)


def _with_rows(one: ChannelField, stored: Sequence[Any], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """The stored numbers or addresses and the new ones after them; None where there is no new one."""
    columns = [prop.key for prop in inspect(one.row).column_attrs if prop.key not in {"id", "record_id"}]
    present = [{name: getattr(row, name) for name in columns} for row in stored]
    known = {one.key_of(row) for row in present}
    added = [row for row in rows if one.key_of(row) not in known]
    if not added:
        return None
    return [*present, *({**row, "is_main": row["is_main"] and not present} for row in added)]
