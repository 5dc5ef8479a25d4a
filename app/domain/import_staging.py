"""A file read once and laid down as rows that are found again by their place: what the parts of an import work from (IMP-5)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.import_options import ImportOptions
from app.domain.reading_tables import iter_rows
from app.kernel.errors import Invalid
from app.kernel.messages import say

Row = tuple[int, list[str], bool]


@dataclass(frozen=True)
class Portion:
    """Some rows one after the other: where they begin in the staged file, how many there are, the number of the first."""

    offset: int
    count: int
    first: int

    def to_json(self) -> dict[str, Any]:
        return {"offset": self.offset, "count": self.count, "first": self.first}


def stage(source: Path, options: ImportOptions, staged: Path, size: int) -> list[Portion]:
    """Read ``source`` by ``options`` into ``staged``, of each row only what is imported; returns it in portions of ``size`` rows.

    :raises Invalid: for a file that cannot be read to its end, or has no rows
    """
    draft = staged.with_suffix(".draft")
    portions: list[Portion] = []
    with draft.open("w", encoding="ascii", newline="\n") as file:
        for number, (row, cells, is_long) in enumerate(_rows(source, options)):
            if number % size == 0:
                portions.append(Portion(file.tell(), 0, row))
            file.write(json.dumps([row, cells, is_long]) + "\n")
            portions[-1] = Portion(portions[-1].offset, portions[-1].count + 1, portions[-1].first)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(staged)
    if not portions:
        raise Invalid(say("There are no rows below the header."), "file")
    return portions


def _rows(source: Path, options: ImportOptions) -> Iterator[Row]:
    places = [column.place for column in options.columns]
    for number, cells in iter_rows(source, options.read):
        is_long = 0 < options.width < len(cells)
        yield number, [cells[place] if place < len(cells) else "" for place in places], is_long


def read_portion(staged: Path, portion: dict[str, Any]) -> Iterator[Row]:
    """The rows of a portion."""
    with staged.open(encoding="ascii", newline="\n") as file:
        file.seek(portion["offset"])
        for _ in range(portion["count"]):
            number, cells, is_long = json.loads(file.readline())
            yield number, cells, is_long


def all_rows(source: Path, options: ImportOptions) -> Iterator[Row]:
    """The rows of the file itself in the same form, for a trial run."""
    return _rows(source, options)
