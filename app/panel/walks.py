"""Walking a list from profile to profile: a profile's address carries the words of the list that one came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from app.kernel.errors import SplotError
from app.kernel.messages import Message, say
from app.panel.formats import number_text
from app.records.fields import Asking
from app.records.filters import parse_filter
from app.records.kinds import Kind
from app.records.neighbours import Neighbours, neighbours
from app.records.search import COUNT_CAP

WORD = "list"
LONGEST = 4_000


@dataclass(frozen=True)
class Walk:
    """The list that one came from, as its words, and the place of the record in it."""

    kind: Kind
    words: str
    beside: Neighbours

    @property
    def back_url(self) -> str:
        return f"{self.kind.route}/list/?{self.words}" if self.words else f"{self.kind.route}/list/"

    @property
    def before_url(self) -> str:
        return self._url(self.beside.before)

    @property
    def after_url(self) -> str:
        return self._url(self.beside.after)

    def _url(self, record_id: int | None) -> str:
        return f"{self.kind.route}/show/{record_id}?{urlencode({WORD: self.words})}" if record_id else ""

    @property
    def label(self) -> Message:
        """*3 of 418*; the place alone is left out where the record has left the list."""
        count = _capped(self.beside.count)
        if not self.beside.is_in:
            return say("of %(count)s", count=count)
        return say("%(place)s of %(count)s", place=_capped(self.beside.place), count=count)


def _capped(number: int) -> str:
    return number_text(min(number, COUNT_CAP)) + ("+" if number > COUNT_CAP else "")


def walk_of(asking: Asking, kind: Kind, record: Any) -> Walk | None:
    """The walk that this request's address asks for; None without one, and where its list can no longer be read."""
    words = request.args.get(WORD)
    if words is None or len(words) > LONGEST:
        return None
    try:
        beside = neighbours(asking, parse_filter(kind, words), record.id)
    except SplotError:
        return None
    return Walk(kind, words, beside) if beside else None
