"""Columns of a list: a field of the kind, or one of a record that it leads to, such as ``company.city`` (LST-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import selectinload

from app.kernel.errors import BadQuery
from app.kernel.messages import Message, say
from app.models import Record
from app.records.fields import Asking, Field
from app.records.filters import MAX_DEPTH, path_label
from app.records.kinds import Kind, kind
from app.records.link_fields import RecordField
from app.records.plain_fields import MomentField


@dataclass(frozen=True)
class ListColumn:
    """What one column shows: the field ``of``, read from the record at the end of ``links``.

    ``word`` is its name in addresses, views and exports. Where a link is empty, or leads to what the viewer may not see, there is no
    value.
    """

    word: str
    links: tuple[RecordField, ...]
    of: Field

    @property
    def label(self) -> Message:
        """*Company › City*."""
        return path_label([*self.links, self.of])

    @property
    def is_sortable(self) -> bool:
        """A list sorts by what its own records hold: an order by linked values has no index to follow."""
        return self.of.is_sortable and not self.links

    def holder(self, record: Any) -> Any:
        """The record that holds the value; None where there is none."""
        for link in self.links:
            record = None if record is None else link.read(record)
        return record

    def read(self, record: Any) -> Any:
        holder = self.holder(record)
        return None if holder is None else self.of.read(holder)

    def text(self, record: Any) -> str:
        """The value as plain text, for exports."""
        holder = self.holder(record)
        return "" if holder is None else self.of.text(holder)

    def api(self, record: Any) -> Any:
        holder = self.holder(record)
        return None if holder is None else self.of.api(holder)


DELETED_ON = ListColumn("", (), MomentField(name="deleted", attr="deleted_at", label=say("Deleted on"), model=Record))
"""Stands last in lists of what was deleted; it is none to choose."""


def column_of(of_kind: Kind, word: str) -> ListColumn:
    """The column of that name; raises ``BadQuery`` where a field of it is unknown, leads nowhere, or has nothing to show."""
    links: tuple[RecordField, ...] = ()
    found, rest = _step(of_kind, word)
    while rest is not None:
        if not isinstance(found, RecordField):
            raise BadQuery(say("The field “%(name)s” does not lead to other records.", name=found.name))
        links = (*links, found)
        found, rest = _step(kind(found.to), rest)
    if len(links) > MAX_DEPTH:
        raise BadQuery(say("A path goes at most three links deep."))
    if not found.is_readable:
        raise BadQuery(say("The field “%(name)s” has nothing to show in a column.", name=word))
    return ListColumn(word, links, found)


def _step(here: Kind, word: str) -> tuple[Field, str | None]:
    """The first field of a path and what follows it. Names of fields may hold a dot of their own."""
    if word in here.by_name:
        return here.field(word), None
    parts = word.split(".")
    for size in range(len(parts) - 1, 1, -1):
        name = ".".join(parts[:size])
        if name in here.by_name:
            return here.field(name), ".".join(parts[size:])
    return here.field(parts[0]), ".".join(parts[1:]) if parts[1:] else None


def readable_columns(of_kind: Kind, words: Sequence[str]) -> tuple[list[ListColumn], list[str]]:
    """Those of ``words`` that can be shown, and those whose field is gone."""
    found: list[ListColumn] = []
    gone: list[str] = []
    for word in dict.fromkeys(words):
        try:
            found.append(column_of(of_kind, word))
        except BadQuery:
            gone.append(word)
    return found, gone


def loading(columns: Sequence[ListColumn]) -> list[Any]:
    """Loader options so that rows show these columns without a statement per row. Every link is loaded once, with all that is shown
    of the records behind it."""
    through: dict[str, list[ListColumn]] = {}
    columns = [column for column in columns if not _is_prepared(column)]
    for column in columns:
        if column.links:
            through.setdefault(column.links[0].name, []).append(column)
    own = [column.of for column in columns if not column.links and column.of.name not in through]
    return [*(option for of in own for option in of.options()), *map(_through, through.values())]


def _is_prepared(column: ListColumn) -> bool:
    """Whether it begins with a link that no loader can follow."""
    return bool(column.links) and not column.links[0].options()


def prepare(asking: Asking, columns: Sequence[ListColumn], records: Sequence[Any]) -> None:
    """Read for all rows at once what no loader can follow."""
    for column in columns:
        for place, link in enumerate(column.links):
            link.prepare(asking, _holders(records, column.links[:place]))
        column.of.prepare(asking, _holders(records, column.links))


def _holders(records: Sequence[Any], links: Sequence[RecordField]) -> Sequence[Any]:
    """The records that these links lead to."""
    for link in links:
        records = [found for record in records if (found := link.read(record)) is not None]
    return records


def _through(columns: list[ListColumn]) -> Any:
    """Loader of the link that these columns begin with, and of what they show behind it."""
    link = columns[0].links[0]
    behind = [replace(column, links=column.links[1:]) for column in columns]
    return selectinload(getattr(link.model, link.attribute)).options(*loading(behind))
