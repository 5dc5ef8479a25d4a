"""What an address asks of the relation map: read alike by the page and the API; raises ``BadQuery`` for what is unknown (REL-8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.relation_map import MOST_DEPTH, RelationMap, map_of_all, map_of_list, map_of_records
from app.kernel.errors import BadQuery, Invalid, NotFound
from app.kernel.messages import say
from app.panel.rest_query import read_query
from app.panel.rest_shapes import LARGEST_ID
from app.panel.suggest import open_kind
from app.records.as_of import ask_as_of
from app.records.days import parse_day
from app.records.fields import Asking
from app.records.filters import Query
from app.records.kinds import kinds
from app.records.relation_lines import Wanted, wanted_lines
from app.records.ties import is_switched_on, tie_named

OWN_WORDS = frozenset({"record", "depth", "as_of", "types", "links", "kind", "from", "to"})
"""Words of the map itself; the others choose the records of ``kind``."""
FIRST_DEPTH = 2
MOST_RECORDS = 500

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class MapAsked:
    """Round which records: those of these numbers, or those of a list, or with neither whatever is related at all."""

    records: tuple[int, ...] = ()
    query: Query | None = None
    depth: int = FIRST_DEPTH
    as_of: date | None = None
    types: tuple[str, ...] = ()
    with_links: bool = False
    filter_words: tuple[tuple[str, str], ...] = field(default=())

    def wanted(self, asking: Asking) -> Wanted:
        """Which lines; from here on the session asks as of the day."""
        if self.as_of is not None:
            ask_as_of(asking.session, self.as_of)
        return wanted_lines(asking.session, self.types, with_links=self.with_links)

    def found(self, asking: Asking) -> RelationMap:
        """The map; raises ``NotFound`` where a record is not seen."""
        wanted = self.wanted(asking)
        if self.records:
            return map_of_records(asking, self.records, wanted, self.depth)
        return map_of_list(asking, self.query, wanted, self.depth) if self.query else map_of_all(asking, wanted)


def refuse_while_off() -> None:
    """Raises ``NotFound`` while relations are switched off."""
    if not is_switched_on():
        raise NotFound


def read_map(asking: Asking, pairs: Pairs, *, has_links: bool = False) -> MapAsked:
    """The map that an address asks for. ``has_links`` says whether there are links where it does not say."""
    own = {word: value for word, value in pairs if word in OWN_WORDS}
    records = numbers_in([value for word, value in pairs if word == "record"], "record")
    rest = tuple(pair for pair in pairs if pair[0] not in OWN_WORDS)
    if own.get("kind") and records:
        raise BadQuery(say("Give either the number of a record or a kind, not both."))
    if rest and not own.get("kind"):
        raise BadQuery(say("There is no parameter named “%(word)s” here.", word=rest[0][0]))
    return MapAsked(
        records,
        _query(asking, own["kind"], rest) if own.get("kind") else None,
        _depth(own.get("depth", str(FIRST_DEPTH))),
        _day(own.get("as_of", "")),
        _types(asking, own.get("types", "")),
        _yes_or_no("links", own.get("links") or ("yes" if has_links else "no")),
        rest,
    )


def _query(asking: Asking, kind_name: str, words: Pairs) -> Query:
    query = read_query(asking, open_kind(_name_of(kind_name)), words)
    if query.is_trash:
        raise BadQuery(say("There is no parameter named “%(word)s” here.", word="deleted"))
    return query


def _name_of(word: str) -> str:
    """The name of a kind that is named in the singular or in the plural."""
    return next((one.name for one in kinds() if one.plural == word), word)


def numbers_in(values: Iterable[str], word: str) -> tuple[int, ...]:
    """Numbers of records, several with commas between; raises ``BadQuery``."""
    found = [one.strip() for value in values for one in value.split(",") if one.strip()]
    if len(found) > MOST_RECORDS or not all(
        one.isascii() and one.isdigit() and len(one) <= 10 and 0 < int(one) <= LARGEST_ID for one in found
    ):
        raise BadQuery(say("“%(word)s” takes the number of a record or other thing.", word=word))
    return tuple(dict.fromkeys(int(one) for one in found))


def _depth(value: str) -> int:
    if value not in {str(one) for one in range(1, MOST_DEPTH + 1)}:
        raise BadQuery(say("“%(word)s” takes a whole number from 1 to %(most)s.", word="depth", most=MOST_DEPTH))
    return int(value)


def _day(value: str) -> date | None:
    try:
        return parse_day(value, "as_of") if value else None
    except Invalid as error:
        raise BadQuery(error.message) from error


def _types(asking: Asking, value: str) -> tuple[str, ...]:
    keys = tuple(one.strip() for one in value.split(",") if one.strip())
    try:
        return tuple(tie_named(asking.session, one).key for one in keys)
    except Invalid as error:
        raise BadQuery(error.message) from error


def _yes_or_no(word: str, value: str) -> bool:
    if value not in {"yes", "no"}:
        raise BadQuery(say("“%(word)s” takes yes or no.", word=word))
    return value == "yes"
