"""Free-text search over the stored search keys: trigrams on both databases (REC-12)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, column, false, func, or_, select, table, text

from app.kernel.database import is_sqlite
from app.kernel.text import search_key, sort_key
from app.kernel.viewer import AnySession
from app.records.fields import like

TRIGRAM = 3
SHORTEST_NUMBER = 5
LAST_SIGN = "\U0010ffff"

_number = re.compile(r"[\d\s()+./-]+")

_sqlite_fts = table("record_fts", column("rowid"))
_sqlite_fts.c.rowid.primary_key = True
_fts = table("record_fts", column("id"), column("search_key"))
_fts.c.id.primary_key = True


@dataclass(frozen=True)
class Named:
    """A record of which little more than the name is told."""

    id: int
    kind: str
    name: str


def begins_with(columns: Any, typed: str) -> ColumnElement[bool]:
    """Records whose names begin so, by the index of the names."""
    start = sort_key(typed)
    return and_(columns.sort_key >= start, columns.sort_key < start + LAST_SIGN)


def text_criterion(session: AnySession, record: Any, words: str, *, is_frequent: bool = False) -> ColumnElement[bool]:
    """Records whose search key holds every word anywhere in it; words under three letters count only where a word begins.

    A phone number is found in whatever form it is written. Where many match (``is_frequent``) the keys themselves are looked at, one
    after another.
    """
    folded = search_key(words).split()
    if not folded:
        return false()
    word_of = _word_of_each if is_frequent else _word
    found = and_(*(word_of(session, record, word) for word in folded))
    number = number_in(words)
    # typed without signs between, it is the word itself; asked twice, PostgreSQL would look through every record (240 against 11 ms)
    return or_(found, word_of(session, record, number)) if number and folded != [number] else found


def first_matching(session: AnySession, chosen: Select[Any], record: Any, words: str) -> Select[Any]:
    """Of a few records that ``chosen`` will be limited to, those that ``text_criterion`` finds: whichever come first.

    Both databases gather every hit of an ``IN`` before they give one (22 ms for 32,000 on SQLite), and those of a join one by one.
    """
    folded = search_key(words).split()
    if number_in(words) or not all(len(word) >= TRIGRAM for word in folded):
        return chosen.where(text_criterion(session, record, words))
    hits = (_sqlite_hits(*folded) if is_sqlite(session) else _postgresql_hits(*folded)).subquery()
    return chosen.join(hits, hits.c[0] == record.id)


def bears_name(session: AnySession, record: Any, name: str) -> ColumnElement[bool]:
    """Records that are called just so, however it is written; the trigrams of the search key, which holds the name, find them."""
    return and_(text_criterion(session, record, name), func.splot_fold(record.name) == search_key(name))


def number_in(words: str) -> str:
    """The digits of what looks like a phone number, as they stand inside E.164; empty for anything else.

    Leading zeros, of a trunk or of ``00`` for ``+``, are no part of the number that is stored.
    """
    if not _number.fullmatch(words.strip()):
        return ""
    digits = "".join(sign for sign in words if sign.isdecimal()).lstrip("0")
    return digits if len(digits) >= SHORTEST_NUMBER else ""


def _word(session: AnySession, record: Any, word: str) -> ColumnElement[bool]:
    if len(word) < TRIGRAM:
        return or_(
            record.search_key.like(like(word, before=""), escape="\\"),
            record.search_key.like(like(word, before="% "), escape="\\"),
        )
    return record.id.in_(_sqlite_hits(word) if is_sqlite(session) else _postgresql_hits(word))


def _word_of_each(session: AnySession, record: Any, word: str) -> ColumnElement[bool]:
    is_short = len(word) < TRIGRAM
    return _word(session, record, word) if is_short else record.search_key.like(like(word), escape="\\")


def _sqlite_hits(*words: str) -> Select[Any]:
    phrases = " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
    return select(_sqlite_fts.c.rowid).where(text("record_fts MATCH :phrases").bindparams(phrases=phrases))


def _postgresql_hits(*words: str) -> Select[Any]:
    """PostgreSQL looks the words up once, by their trigrams, and then sorts what it found. Left to itself it walks the index of names
    and compares row by row, which for a word that few have near the beginning is every row (366 against 45 ms)."""
    found = select(_fts.c.id).where(*(_fts.c.search_key.like(like(word), escape="\\") for word in words))
    hits = found.cte("hits", nesting=True).prefix_with("MATERIALIZED", dialect="postgresql")
    return select(hits.c.id)
