"""What the review of an import shows: the file as it is read, where its columns go, what becomes of its first rows (IMP-2, IMP-3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import select

from app.domain.import_drafts import Issue
from app.domain.import_files import options_of, path_of, preview_of
from app.domain.import_options import (
    ADD,
    DAY_FIRST,
    FILL,
    MONTH_FIRST,
    OVERWRITE,
    SKIP,
    UPDATE,
    Column,
    ImportOptions,
)
from app.domain.import_targets import RECORD_NUMBER, WHOLE_NAME, Target, has_whole_name, takes_several, targets
from app.domain.importing import Outcome, try_rows
from app.domain.reading_tables import Preview, count_rows
from app.kernel.messages import Message, say, say_n
from app.models import ImportFile, User
from app.panel.controls import Control, control_for
from app.records import field_types as types
from app.records.days import is_month_first
from app.records.fields import Asking
from app.records.kinds import Kind, kind

MOST_USERS = 500
MOST_HEADER_ROWS = 12

DELIMITERS: tuple[tuple[str, Message], ...] = (
    (",", say("Comma")),
    (";", say("Semicolon")),
    ("\t", say("Tab")),
    ("|", say("Bar")),
)
POLICIES: tuple[tuple[str, Message], ...] = (
    (SKIP, say("Skip them")),
    (UPDATE, say("Update them")),
    (ADD, say("Add them anyway")),
)
DATES: tuple[tuple[str, Message], ...] = ((DAY_FIRST, say("03/04 = 3 April")), (MONTH_FIRST, say("03/04 = 4 March")))
COLUMN_POLICIES: tuple[tuple[str, Message], ...] = (
    (OVERWRITE, say("Overwrite")),
    (FILL, say("Only fill empty")),
)

ADDED, UPDATED, SKIPPED, WRONG = say("To add"), say("To update"), say("To skip"), say("Wrong")


@dataclass
class ShownRow:
    """A row of the preview: its number, its cells, and what would become of it. ``before`` are the values that it replaces, by field;
    None for a row that updates nothing."""

    number: int
    cells: list[str]
    issues: list[Issue] = field(default_factory=list)
    before: dict[str, str] | None = None

    @property
    def result(self) -> tuple[Message, str]:
        """The word and its colour."""
        if self.before is not None:
            return UPDATED, "woad"
        if not self.issues:
            return ADDED, "moss"
        return (WRONG, "madder") if self.is_wrong else (SKIPPED, "slate")

    @property
    def is_wrong(self) -> bool:
        return any(issue.is_failure for issue in self.issues)

    @property
    def notes(self) -> list[Message]:
        """What is to be said of the row as a whole."""
        return [issue.reason for issue in self.issues if issue.column is None]

    def is_replaced(self, column: Column | None) -> bool:
        """Whether the value of that column would change."""
        return self.before is not None and column is not None and column.target in self.before

    def is_left(self, column: Column | None) -> bool:
        """Whether an update leaves the value of that column as it is."""
        return self.before is not None and not self.is_replaced(column)

    @cached_property
    def by_header(self) -> Mapping[str, list[Message]]:
        """What is wrong, by the header of its column."""
        found: dict[str, list[Message]] = defaultdict(list)
        for issue in self.issues:
            if issue.column is not None:
                found[issue.column].append(issue.reason)
        return found


@dataclass
class Review:
    """One file under review. ``errors`` are by field of the form."""

    asking: Asking
    file: ImportFile
    options: ImportOptions
    errors: dict[str, list[Message]] = field(default_factory=dict)

    @property
    def of(self) -> Kind:
        return kind(self.file.kind)

    @cached_property
    def preview(self) -> Preview:
        return preview_of(self.asking, self.file, self.options.read)

    @cached_property
    def count(self) -> int:
        """How many rows the file has."""
        return count_rows(path_of(self.asking, self.file), self.options.read)

    @property
    def confidence(self) -> int:
        """How sure the encoding is that was found, in percent; 0 where another was chosen."""
        best = self.preview.candidates[0]
        return round(100 * best.confidence) if best.encoding == self.preview.encoding else 0

    @property
    def delimiters(self) -> Sequence[tuple[str, Message]]:
        return DELIMITERS

    @property
    def policies(self) -> Sequence[tuple[str, Message]]:
        return POLICIES

    @property
    def same_words(self) -> Message | None:
        """By what rows are told to be here already."""
        return self.of.importing.same_words if self.of.importing else None

    @property
    def has_days(self) -> bool:
        """Whether a column goes into a day or a moment, so that it matters how 03/04 is read."""
        fields = [self.of.by_name.get(column.target) for column in self.options.columns]
        return any(one is not None and one.type in {types.DATE, types.MOMENT} for one in fields)

    @property
    def dates(self) -> tuple[Sequence[tuple[str, Message]], str]:
        """How 03/04 can be read, and how it is."""
        usual = MONTH_FIRST if is_month_first(self.asking.viewer) else DAY_FIRST
        return DATES, self.options.dates or usual

    @property
    def is_update(self) -> bool:
        return self.options.on_duplicate == UPDATE

    def column_policies(self, column: Column | None) -> Sequence[tuple[str, Message]]:
        """What an update can do with that column: nothing to choose where values only join those that are there."""
        if not self.is_update or column is None or takes_several(self.of, column.target):
            return ()
        return () if column.target in self._identifying else COLUMN_POLICIES

    @property
    def _identifying(self) -> set[str]:
        return {RECORD_NUMBER, WHOLE_NAME} if has_whole_name(self.of) else {RECORD_NUMBER}

    @property
    def header_rows(self) -> list[tuple[int, Message]]:
        last = max(MOST_HEADER_ROWS, self.preview.header_row)
        rows = [(number, say("Row %(row)s", row=number)) for number in range(1, last + 1)]
        return [*rows, (0, say("No header"))]

    @cached_property
    def targets(self) -> list[Target]:
        return targets(self.of)

    @cached_property
    def chosen(self) -> dict[int, Column]:
        return {column.place: column for column in self.options.columns}

    @property
    def widths(self) -> list[int]:
        """The widths of the columns, wider where texts are long."""
        longest = [max([len(row.cells[place]) for row in self.rows[:20]], default=0) for place in self._places]
        return [min(260, max(132, 60 + 6 * length)) for length in longest]

    @property
    def _places(self) -> range:
        return range(len(self.preview.headers))

    @cached_property
    def rows(self) -> list[ShownRow]:
        """The first rows with what would become of them."""
        places = [column.place for column in self.options.columns]
        width = self.options.width
        rows = [
            (number, [cells[place] if place < len(cells) else "" for place in places], 0 < width < len(cells))
            for number, cells in self.preview.rows
        ]
        return self._shown(try_rows(self.asking, self.of, self.options, rows))

    def _shown(self, outcome: Outcome) -> list[ShownRow]:
        found: dict[int, list[Issue]] = defaultdict(list)
        for issue in outcome.issues:
            found[issue.row].append(issue)
        rows = self.preview.rows
        return [ShownRow(number, cells, found[number], outcome.before.get(number)) for number, cells in rows]

    @property
    def tallies(self) -> list[tuple[Message, str, int]]:
        """How many of the shown rows would be added, updated, skipped, or are wrong: the word, its colour, the number."""
        results = [row.result for row in self.rows]
        each = [(ADDED, "moss"), (UPDATED, "woad"), (SKIPPED, "slate"), (WRONG, "madder")]
        return [(word, color, count) for word, color in each if (count := results.count((word, color)))]

    @property
    def wrong(self) -> int:
        """How many of the shown rows would stay out."""
        return sum(row.is_wrong for row in self.rows)

    @property
    def owners(self) -> list[tuple[str, Message | str]]:
        """Whom the records can be given to."""
        me = self.asking.viewer
        others = select(User).where(User.active, User.id != me.user_id).order_by(User.first_name, User.last_name)
        users = self.asking.session.scalars(others.limit(MOST_USERS))
        mine = say("Me (%(name)s)", name=me.name)
        return [("me", mine), ("none", say("Nobody")), *((user.username, repr(user)) for user in users)]

    @property
    def token_names(self) -> list[str]:
        """The fields of words that all records can get."""
        return [name for name in ("groups", "tags") if name in self.of.by_name]

    def tokens(self, name: str) -> Control:
        """The field of groups or tags that all records get."""
        control = control_for(self.asking, self.of.by_name[name])
        control.raw = list(self.options.groups if name == "groups" else self.options.tags)
        return control

    @property
    def button(self) -> Message:
        """*Import 1,173 rows*: what goes in, where all rows are shown, else all that the file has."""
        return say_n("Import %(num)s row", "Import %(num)s rows", self.good if self.is_whole else self.count)

    @property
    def is_whole(self) -> bool:
        """Whether every row of the file is shown."""
        return self.count == len(self.rows)

    @property
    def good(self) -> int:
        """How many of the shown rows would be added or updated."""
        return sum(row.result[0] in {ADDED, UPDATED} for row in self.rows)


def review_of(asking: Asking, file: ImportFile) -> Review:
    """A file with what was decided so far."""
    return Review(asking, file, options_of(file))
