"""Importing rows: read, told from duplicates, written (IMP-4). One way for every kind, for a job, the command line and a trial run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.domain.import_drafts import Draft, Issue, Parsed
from app.domain.import_matching import Match, Matcher
from app.domain.import_options import ADD, UPDATE, ImportOptions
from app.domain.import_relations import Relations
from app.domain.import_revising import Reviser, Revision
from app.domain.import_rows import RowReader
from app.domain.import_staging import Row
from app.domain.import_unique import UniqueValues
from app.domain.import_writing import Writer
from app.records.fields import Asking
from app.records.kinds import Kind

TRIAL_PORTION = 1_000


@dataclass
class Outcome:
    """What became of some rows; ``failed`` counts rows, while ``issues`` name every wrong cell of them. ``new`` and ``revisions`` are
    what is to be written, ``before`` the values that updates replace, as texts by row and field."""

    rows: int = 0
    added: int = 0
    updated: int = 0
    skipped: int = 0
    failed: int = 0
    issues: list[Issue] = field(default_factory=list)
    new: list[Draft] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    before: dict[int, dict[str, str]] = field(default_factory=dict)

    def take(self, other: Outcome) -> None:
        """Add what became of further rows."""
        self.rows += other.rows
        self.added += other.added
        self.updated += other.updated
        self.skipped += other.skipped
        self.failed += other.failed
        self.issues += other.issues
        self.before |= other.before

    def count(self, found: Draft | Revision | list[Issue]) -> None:
        """Add what becomes of one row."""
        if isinstance(found, Draft):
            self.new.append(found)
            self.added += 1
        elif isinstance(found, Revision):
            self.revisions.append(found)
            self.before[found.draft.row] = found.before
            self.updated += 1
        else:
            is_wrong = any(issue.is_failure for issue in found)
            self.issues += found
            self.failed += is_wrong
            self.skipped += not is_wrong


def read_rows(asking: Asking, kind: Kind, options: ImportOptions, rows: Iterable[Row]) -> list[Parsed]:
    """Parse and validate rows; reads the database, writes nothing, so it can be done before a transaction that does."""
    return RowReader(asking, kind, options).read_all(rows)


def import_rows(
    asking: Asking, kind: Kind, options: ImportOptions, owner_id: int | None, parsed: Sequence[Parsed]
) -> Outcome:
    """Write the good rows among ``parsed`` into the open change set: new records, and what differs in those that are here."""
    sorter = Sorter(asking, kind, options)
    outcome = sorter.sort_out(parsed)
    writer = Writer(asking, kind, owner_id, {"groups": options.groups, "tags": options.tags})
    writer.settle([*outcome.new, *(one.draft for one in outcome.revisions)])
    added = writer.write(outcome.new)
    sorter.reviser.write(outcome.revisions)
    revised = [(one.draft, one.record.id) for one in outcome.revisions]
    sorter.relations.write(zip(outcome.new, added, strict=True), revised)
    return outcome


def try_rows(asking: Asking, kind: Kind, options: ImportOptions, rows: Iterable[Row]) -> Outcome:
    """What would become of the rows; writes nothing."""
    total, sorter, reader = Outcome(), Sorter(asking, kind, options), RowReader(asking, kind, options)
    for portion in _portions(rows):
        total.take(sorter.sort_out(reader.read_all(portion)))
    return total


def _portions(rows: Iterable[Row]) -> Iterable[list[Row]]:
    portion: list[Row] = []
    for row in rows:
        portion.append(row)
        if len(portion) == TRIAL_PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


class Sorter:
    """Says what becomes of each row of one file; knows the rows before."""

    def __init__(self, asking: Asking, kind: Kind, options: ImportOptions) -> None:
        self.policy = options.on_duplicate
        self.matcher = Matcher(asking, kind)
        self.unique = UniqueValues(asking, kind, options.columns)
        self.reviser = Reviser(asking, kind, options)
        self.relations = Relations(asking, kind, options.columns)

    def sort_out(self, parsed: Sequence[Parsed]) -> Outcome:
        """What is to be written, and what becomes of all rows."""
        outcome = Outcome(rows=len(parsed))
        self._look_up([one for one in parsed if isinstance(one, Draft)])
        for one in parsed:
            outcome.count(self._verdict(one) if isinstance(one, Draft) else one)
        return outcome

    def _look_up(self, drafts: Sequence[Draft]) -> None:
        self.unique.look_up(drafts)
        if self.policy != ADD:
            self.matcher.look_up(drafts)
        met: list[tuple[Draft, int]] = []
        if self.policy == UPDATE:
            found = [(draft, self.matcher.find(draft)) for draft in drafts]
            met = [(one, match.record_id) for one, match in found if isinstance(match, Match) and match.record_id]
        self.reviser.load(met)
        self.relations.look_up(drafts, [record_id for _, record_id in met])

    def _verdict(self, draft: Draft) -> Draft | Revision | list[Issue]:
        if draft.faults and self.policy != UPDATE:
            return draft.faults
        match = None if self.policy == ADD else self.matcher.find(draft)
        if isinstance(match, Issue):
            return [match]
        if match is None:
            return self._added(draft)
        if self.policy != UPDATE or match.record_id is None or match.row is not None:
            return [Issue(draft.row, match.reason, value=draft.name, is_failure=False, record_id=match.record_id)]
        return self._revised(draft, match.record_id)

    def _added(self, draft: Draft) -> Draft | list[Issue]:
        wrong = draft.faults or self.unique.taken(draft) or self.relations.plan(draft)
        if wrong:
            return wrong
        if self.policy != ADD:
            self.matcher.remember(draft)
        return draft

    def _revised(self, draft: Draft, record_id: int) -> Revision | list[Issue]:
        wrong = self.unique.taken(draft, record_id) or self.relations.plan(draft, record_id)
        found = wrong or self.reviser.revise(draft, record_id)
        if isinstance(found, Revision):
            self.matcher.remember(draft, record_id)
        return found
