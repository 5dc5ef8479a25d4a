"""Rows of a file as records to be: every cell is parsed by the field that it goes into, as in a form (IMP-4).

A row with a wrong cell stays out as a whole and is reported with row, column, value and reason. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.export_text import plain
from app.domain.import_cells import CellReader, reader_for
from app.domain.import_drafts import LONGEST_REPORTED, Draft, Issue, Parsed
from app.domain.import_links import EXTERNAL_ID
from app.domain.import_options import Column, ImportOptions
from app.domain.import_relations import EndsReader
from app.domain.import_staging import Row
from app.domain.import_targets import WHOLE_NAME, has_whole_name, importable_fields
from app.domain.reading_encodings import UNREADABLE
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.records.fields import Asking, Field
from app.records.kinds import Kind
from app.records.link_fields import LinkField
from app.records.many_fields import ManyField
from app.records.policies import unallowed
from app.records.relation_fields import RelationField


class RowReader:
    """Reads the rows of one file by its columns. Keeps what it looked up, so that thousands of rows ask once."""

    def __init__(self, asking: Asking, kind: Kind, options: ImportOptions) -> None:
        self.asking = asking
        self.kind = kind
        self.columns = options.columns
        self._readers = [self._reader(column, options) for column in self.columns]
        self._pairs = list(zip(self.columns, self._readers, strict=True))
        self._telling = [place for place, one in enumerate(self.columns) if one.target != EXTERNAL_ID]
        self._needed = [one for one in importable_fields(kind) if one.is_required and one.default is None]
        self._links = [one.name for one in kind.fields if isinstance(one, LinkField)]
        self._several = [one.name for one in kind.fields if isinstance(one, ManyField)]

    def _reader(self, column: Column, options: ImportOptions) -> CellReader:
        of = self.kind.by_name.get(column.target)
        if isinstance(of, RelationField):
            return EndsReader(self.asking, of)
        return reader_for(self.asking, self.kind, column, options.dates)

    def read_all(self, rows: Iterable[Row]) -> list[Parsed]:
        """Every row, in order."""
        taken = list(rows)
        for place, reader in enumerate(self._readers):
            reader.look_up(plain(cells[place]) for _, cells, _ in taken)
        return [self.read(*row) for row in taken]

    def read(self, number: int, cells: list[str], is_long: bool) -> Parsed:
        """One row: a draft, or what is wrong with it; a list with one issue that is no failure for a row without any value."""
        if is_long:
            return [Issue(number, say("This row has more cells than the header. Check its delimiters and quotes."))]
        if not any(cells[place] for place in self._telling):
            return [Issue(number, say("This row has nothing in the columns that are imported."), is_failure=False)]
        draft = Draft(number, cells)
        issues: list[Issue] = []
        for (column, reader), cell in zip(self._pairs, cells, strict=True):
            if cell:
                try:
                    if UNREADABLE in cell:
                        raise Invalid(say("Some characters cannot be read. Choose another encoding for the file."))
                    reader.put(draft, plain(cell))
                except Invalid as error:
                    issues += _issues(number, column, cell, error)
        return issues or self._finished(draft)

    def _finished(self, draft: Draft) -> Draft:
        """The draft with its name, and what a new record made of it would have or lack."""
        draft.name = " ".join(str(part) for name in self.kind.named_by if (part := draft.given.get(name)))
        draft.values = dict(draft.given) if self.kind.completes else draft.given
        draft.faults = [Issue(draft.row, _missing(one)) for one in self._needed if _is_missing(draft, one)]
        if not draft.faults:
            draft.faults = rule_issues(self.asking, self.kind, self.columns, draft, None, draft.values)
        self._settle(draft.given)
        if draft.values is not draft.given:
            self._settle(draft.values)
        return draft

    def _settle(self, values: dict[str, Any]) -> None:
        """Users, entries and records as their ids: a draft is read in one transaction and written in another."""
        for name in self._links:
            if name in values:
                values[name] = getattr(values[name], "id", values[name])
        for name in self._several:
            if name in values:
                values[name] = [getattr(one, "id", one) for one in values[name]]


def rule_issues(
    asking: Asking, kind: Kind, columns: Sequence[Column], draft: Draft, record: Any, values: dict[str, Any]
) -> list[Issue]:
    """Fill in what follows from the values, and tell what the kind's rules over several fields find."""
    issues: list[Issue] = []
    try:
        for complete in kind.completes:
            complete(asking, record, values)
    except Invalid as error:
        return issues_of(kind, columns, draft, error)
    for check in kind.checks:
        try:
            check(record, values)
        except Invalid as error:
            issues += issues_of(kind, columns, draft, error)
    if wrong := unallowed(asking.session, kind.name, record, values):
        issues += issues_of(kind, columns, draft, Invalid.many(wrong))
    return issues


def issues_of(kind: Kind, columns: Sequence[Column], draft: Draft, error: Invalid) -> list[Issue]:
    """What is wrong with the row as a whole, at the columns that it is about."""
    found = error.errors or {error.field or "": [error.message]}
    return [_issue_at(kind, columns, draft, name, reason) for name, reasons in found.items() for reason in reasons]


def _issue_at(kind: Kind, columns: Sequence[Column], draft: Draft, name: str, reason: Message) -> Issue:
    for column, cell in zip(columns, draft.cells, strict=True):
        is_part = column.target == WHOLE_NAME and has_whole_name(kind) and name in kind.named_by
        if is_part or name == column.target:
            return Issue(draft.row, reason, column.header, cell[:LONGEST_REPORTED])
    return Issue(draft.row, reason)


def _issues(row: int, column: Column, cell: str, error: Invalid) -> list[Issue]:
    reasons = [reason for found in error.errors.values() for reason in found] or [error.message]
    return [Issue(row, reason, column.header, cell[:LONGEST_REPORTED]) for reason in reasons]


def _missing(field: Field) -> Message:
    return say("“%(field)s” is missing, and every record needs it.", field=field.label)


def _is_missing(draft: Draft, field: Field) -> bool:
    name = field.name
    return draft.given.get(name) in (None, "", []) and name not in draft.made and name not in draft.words
