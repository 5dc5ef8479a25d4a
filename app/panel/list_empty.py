"""What a list says when it has no rows: nothing yet, nothing matches, nothing one may see."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from app.kernel.messages import Message, say
from app.models import Record
from app.panel.filterbar import Block
from app.panel.formats import date_text
from app.panel.list_links import Listing
from app.records.access import SCOPE, Scope
from app.records.fields import Asking
from app.records.filters import Query
from app.records.search import counts_of

MOST_TRIED = 12


@dataclass(frozen=True)
class Drop:
    """The condition whose loss brings most: what it is, where the list without it is, and how many that has."""

    label: Message
    url: str
    count: int
    is_capped: bool


@dataclass(frozen=True)
class Trash:
    """How many lie in *Deleted*, and which came last."""

    count: int
    name: str
    day: str


def best_drop(asking: Asking, listing: Listing, blocks: list[Block]) -> Drop | None:
    """Which single condition, when dropped, brings most; None where no single one brings anything. One statement."""
    tries = _tries(listing, blocks)[:MOST_TRIED]
    counts = counts_of(asking, [query for query, _ in tries])
    ranked = sorted(zip(tries, counts, strict=True), key=lambda one: -one[1][0])
    if not ranked or ranked[0][1][0] == 0:
        return None
    (query, label), (count, is_capped) = ranked[0]
    return Drop(label, listing.url(query), count, is_capped)


def _tries(listing: Listing, blocks: list[Block]) -> list[tuple[Query, Message]]:
    query = listing.query
    tries = [(query.without(block.number), _block_label(block)) for block in blocks]
    if query.text:
        tries.append((replace(query, text="", page=1), say("the search for “%(text)s”", text=query.text)))
    return tries


def _block_label(block: Block) -> Message:
    value, more = block.value_text
    if not value:
        return say("“%(field)s %(operator)s”", field=block.label, operator=block.operator_text)
    value = f"{value} +{more}" if more > 0 else value
    return say("“%(field)s %(operator)s %(value)s”", field=block.label, operator=block.operator_text, value=value)


def trash_of(asking: Asking, listing: Listing) -> Trash | None:
    """What lies in *Deleted*, if anything does."""
    trash = Query(kind=listing.kind, is_trash=True)
    count, _ = counts_of(asking, [trash])[0]
    if not count:
        return None
    last = (
        select(Record.name, Record.deleted_at)
        .where(Record.kind == listing.kind.name)
        .order_by(Record.deleted_at.desc())
        .limit(1)
    )
    row = asking.session.execute(last.execution_options(**{SCOPE: Scope.TRASH})).one()
    return Trash(count, row.name, date_text(row.deleted_at))
