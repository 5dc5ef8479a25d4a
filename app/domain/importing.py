"""Importing rows: read, told from duplicates, written (IMP-4). The same way for a job, the command line and a trial run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.domain.import_matching import Matcher
from app.domain.import_options import SKIP, ImportOptions
from app.domain.import_rows import Draft, Issue, Parsed, RowReader
from app.domain.import_staging import Row
from app.domain.import_writing import Writer
from app.records.fields import Asking
from app.records.kinds import Kind

TRIAL_PORTION = 1_000


@dataclass
class Outcome:
    """What became of some rows; ``failed`` counts rows, while ``issues`` name every wrong cell of them."""

    rows: int = 0
    added: int = 0
    skipped: int = 0
    failed: int = 0
    issues: list[Issue] = field(default_factory=list)

    def take(self, other: Outcome) -> None:
        """Add what became of further rows."""
        self.rows += other.rows
        self.added += other.added
        self.skipped += other.skipped
        self.failed += other.failed
        self.issues += other.issues


def read_rows(asking: Asking, kind: Kind, options: ImportOptions, rows: Iterable[Row]) -> list[Parsed]:
    """Parse and validate rows; reads the database, writes nothing, so it can be done before a transaction that does."""
    return RowReader(asking, kind, options).read_all(rows)


def import_rows(
    asking: Asking, kind: Kind, options: ImportOptions, owner_id: int | None, parsed: Sequence[Parsed]
) -> Outcome:
    """Write the good rows among ``parsed`` that are no duplicates, into the open change set."""
    outcome, drafts = sort_out(Matcher(asking), options, parsed)
    Writer(asking, kind, owner_id, options.groups, options.tags).write(drafts)
    return outcome


def try_rows(asking: Asking, kind: Kind, options: ImportOptions, rows: Iterable[Row]) -> Outcome:
    """What would become of the rows; writes nothing."""
    total, matcher, reader = Outcome(), Matcher(asking), RowReader(asking, kind, options)
    for portion in _portions(rows):
        total.take(sort_out(matcher, options, reader.read_all(portion))[0])
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


def sort_out(matcher: Matcher, options: ImportOptions, parsed: Sequence[Parsed]) -> tuple[Outcome, list[Draft]]:
    """The drafts that are to be added, and what becomes of all rows."""
    outcome, kept = Outcome(rows=len(parsed)), []
    if options.on_duplicate == SKIP:
        matcher.look_up([one for one in parsed if isinstance(one, Draft)])
    for one in parsed:
        found = _refusal(matcher, options, one)
        if not found and isinstance(one, Draft):
            kept.append(one)
            matcher.remember(one)
        outcome.issues += found
        outcome.failed += any(issue.is_failure for issue in found)
        outcome.skipped += bool(found) and not any(issue.is_failure for issue in found)
    outcome.added = len(kept)
    return outcome, kept


def _refusal(matcher: Matcher, options: ImportOptions, one: Parsed) -> list[Issue]:
    if isinstance(one, list):
        return one
    found = matcher.find(one) if options.on_duplicate == SKIP else None
    return [found] if found else []
