"""What the formats of tables have in common: a beginning, stretches of rows made apart, an end, and the file round them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import ClassVar
from zoneinfo import ZoneInfo

from app.kernel.errors import Invalid
from app.kernel.messages import say

Cells = Sequence[object]
"""The values of one column: texts, numbers, dates, moments, None."""


@dataclass(frozen=True)
class TableLook:
    """For whom a table is made: headings in their language, moments in their time zone; ``widths`` are in characters."""

    headings: Sequence[str]
    language: str = "en"
    time_zone: str = "UTC"
    title: str = "Splot"
    widths: Sequence[int] = field(default=())

    @property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_rtl(self) -> bool:
        return self.language == "he"


class TableFormat:
    """One format. Pieces made one after the other and given to ``file`` in their order make up the file, so a killed job goes on
    where it was, and what is sent while it is made never stands in memory as a whole."""

    suffix: ClassVar[str]
    mimetype: ClassVar[str]
    is_typed: ClassVar[bool] = True
    """Whether it tells numbers, dates and moments from text."""
    most_rows: ClassVar[int | None] = None

    def __init__(self, look: TableLook) -> None:
        self.look = look

    def head(self) -> bytes:
        """What stands before the rows, the headings with it."""
        raise NotImplementedError

    def rows(self, columns: Sequence[Cells], number: int) -> bytes:
        """A stretch of rows, a sequence of cells per column; ``number`` counts the rows before it, without the headings."""
        raise NotImplementedError

    def tail(self) -> bytes:
        """What stands after the rows."""
        return b""

    def file(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The bytes of the whole file round the pieces."""
        return iter(pieces)

    def check_size(self, rows: int) -> None:
        """Raises ``Invalid`` where the format does not hold so many rows."""
        if self.most_rows is not None and rows > self.most_rows:
            sentence = say(
                "A sheet holds at most %(count)s rows. Narrow the list, or choose CSV.", count=f"{self.most_rows:,}"
            )
            raise Invalid(sentence, "format")


def is_text(cells: Cells) -> bool:
    """Whether a column has texts alone, or nothing."""
    return set(map(type, cells)) <= {str, type(None)}


def local(moment: datetime, zone: tzinfo) -> datetime:
    """The moment as the clock on the wall shows it, without a zone: spreadsheets know none."""
    return (moment.astimezone(zone) if moment.tzinfo else moment).replace(tzinfo=None, microsecond=0)
