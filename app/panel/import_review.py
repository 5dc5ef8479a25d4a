"""What the review of an import shows: the file as it is read, where its columns go, what becomes of its first rows (IMP-2, IMP-3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import select

from app.domain.import_files import options_of, path_of, preview_of
from app.domain.import_options import ADD, SKIP, Column, ImportOptions, Target, targets
from app.domain.import_rows import Issue
from app.domain.importing import try_rows
from app.domain.reading_tables import Preview, count_rows
from app.kernel.messages import Message, say, say_n
from app.models import ImportFile, User
from app.panel.controls import Control, control_for
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
POLICIES: tuple[tuple[str, Message], ...] = ((SKIP, say("Skip them")), (ADD, say("Add them anyway")))

ADDED, SKIPPED, WRONG = say("Added"), say("Skipped"), say("Wrong")


@dataclass
class ShownRow:
    """A row of the preview: its number, its cells, and what would become of it."""

    number: int
    cells: list[str]
    issues: list[Issue] = field(default_factory=list)

    @property
    def result(self) -> tuple[Message, str]:
        """The word and its colour."""
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
        found: dict[int, list[Issue]] = defaultdict(list)
        for issue in try_rows(self.asking, self.of, self.options, rows).issues:
            found[issue.row].append(issue)
        return [ShownRow(number, cells, found[number]) for number, cells in self.preview.rows]

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

    def tokens(self, name: str) -> Control:
        """The field of groups or tags that all records get."""
        control = control_for(self.asking, self.of.by_name[name])
        control.raw = list(self.options.groups if name == "groups" else self.options.tags)
        return control

    @property
    def button(self) -> Message:
        """*Import 1,173 rows*."""
        return say_n("Import %(num)s row", "Import %(num)s rows", self.count)


def review_of(asking: Asking, file: ImportFile) -> Review:
    """A file with what was decided so far."""
    return Review(asking, file, options_of(file))
