"""What a row of a file becomes before anything is written: a record to be, or what is wrong with it (IMP-4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app.kernel.messages import Message
from app.kernel.text import search_key

LONGEST_REPORTED = 500
End = int | str
"""The number of a record, or a free text with its sign before it."""


@dataclass(frozen=True)
class Issue:
    """Something that was not imported, and why. ``is_failure`` is False for a row that was skipped."""

    row: int
    reason: Message
    column: str | None = None
    value: str | None = None
    is_failure: bool = True
    record_id: int | None = None


@dataclass
class Draft:
    """A row that could be read. ``given`` are the values of its cells by field, users, entries and records as their ids; ``made`` the
    names of records and entries that are found or made, ``words`` those of tags and groups. ``values`` are what a new record would
    have, ``settled`` the ids of what was found or made by name, and ``faults`` why it could not be added; ``ends`` is what is
    to stand at the other end of relations, by field, and ``plan`` what that comes to; ``record_id`` is the record that
    the row names by its number, ``keys`` are what the kind's rules compare it by.
    """

    row: int
    cells: list[str]
    given: dict[str, Any] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    settled: dict[str, Any] = field(default_factory=dict)
    faults: list[Issue] = field(default_factory=list)
    ends: dict[str, list[End]] = field(default_factory=dict)
    plan: Any = None
    record_id: int | None = None
    name: str = ""
    keys: list[tuple[Any, ...] | None] = field(default_factory=list)


Parsed = Draft | list[Issue]


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """The form in which names are compared; one without letters and digits is compared as it stands."""
    return search_key(name) or name
