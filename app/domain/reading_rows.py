"""Lines of text taken apart into rows of cells, whatever somebody's program did with the quotes (IMP-2)."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import TextIO

from app.kernel.errors import Invalid
from app.kernel.messages import say

LONGEST_LINE = 4 * 1024 * 1024
LONGEST_ROW = 8 * 1024 * 1024
MOST_LINES = 1000
"""A cell may hold so many lines. A quote that stays open longer was never meant to open one."""

# One for the whole process, and the module's own limit of 128 KB is less than a note can have.
csv.field_size_limit(2 * LONGEST_ROW)


class _Unfinished(Exception):
    """The row goes on too long, or the text ends inside it."""


class Rows:
    """The rows of a text, one after the other; ``broken`` counts those whose quotes could not be followed.

    A row whose quotes are wrong is taken alone: its line is divided as it stands, and the next line is a row again. So one
    forgotten quote never swallows the rows after it. NUL characters are left out and counted in ``zeros``.

    :raises Invalid: for a line of more than ``LONGEST_LINE`` characters
    """

    def __init__(self, text: TextIO, delimiter: str) -> None:
        self.broken = 0
        self.zeros = 0
        self._text = text
        self._delimiter = delimiter
        self._waiting: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0
        self._count = 0

    def __iter__(self) -> Iterator[list[str]]:
        while True:
            try:
                for row in csv.reader(self._lines(), delimiter=self._delimiter, strict=True):
                    self._forget()
                    yield row
            except (csv.Error, _Unfinished):
                yield self._first_line_alone()
                continue
            return

    def _lines(self) -> Iterator[str]:
        """What the csv module asks for; what it took for the row at hand is kept, to be given back."""
        while line := self._waiting.popleft() if self._waiting else self._read():
            self._taken.append(line)
            self._size += len(line)
            if len(self._taken) > MOST_LINES or self._size > LONGEST_ROW:
                raise _Unfinished
            yield line
        if self._taken:
            raise _Unfinished

    def _read(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if len(line) >= LONGEST_LINE:
            raise Invalid(
                say("Row %(row)s is too long for a row of a table. Check the file.", row=self._count + 1), "file"
            )
        if "\0" in line:
            self.zeros += line.count("\0")
            # A line of nothing else still is a line: an empty one would end the file.
            return line.replace("\0", "") or "\n"
        return line

    def _forget(self) -> None:
        self._taken.clear()
        self._size = 0
        self._count += 1

    def _first_line_alone(self) -> list[str]:
        first, *others = self._taken
        self._waiting.extendleft(reversed(others))
        self._forget()
        self.broken += 1
        return _divided(first.rstrip("\r\n"), self._delimiter)


def _divided(line: str, delimiter: str) -> list[str]:
    """A line with wrong quotes: leniently where they close, else at every delimiter."""
    if not _stays_open(line, delimiter):
        return next(csv.reader([line], delimiter=delimiter), [])
    return [_unquoted(cell) for cell in line.split(delimiter)]


def _stays_open(line: str, delimiter: str) -> bool:
    """Whether one more quote is what the line lacks."""
    try:
        list(csv.reader([line + '"'], delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
        return cell[1:-1].replace('""', '"')
    return cell.removeprefix('"')
