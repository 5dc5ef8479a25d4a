"""How a relation type reads: sentences with places for what is typed, in every language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import force_locale

from app.kernel.messages import Message, say, translated
from app.models import Side
from app.panel.settings import WRITTEN_IN
from app.records.ties import opposite

PLACE = re.compile(r"%\((\w+)\)s")
READS = say("%(one)s is %(label)s of %(other)s")
"""A sentence of the preview; the label stands in it as a coloured word."""
PREVIEW_NAMES = {Side.PRIMARY: say("Alfa"), Side.SECONDARY: say("Beta")}
HAS_ONE = {
    Side.PRIMARY: say("Each %(secondary)s has one %(primary)s at most"),
    Side.SECONDARY: say("Each %(primary)s has one %(secondary)s at most"),
}
"""Limits; what is typed as labels stands in them."""
IN_FORM = {
    Side.PRIMARY: say("In the form of %(primary)s, to choose %(secondary)s"),
    Side.SECONDARY: say("In the form of %(secondary)s, to choose %(primary)s"),
}


@dataclass(frozen=True)
class Reading:
    """How a type reads in one language, from either side: pieces of text, and places with their names."""

    language: str
    lines: list[list[tuple[str, str]]]


def slots(message: Message) -> list[tuple[str, str]]:
    """A sentence in the language of the page as pieces: a text has no name, a place has one and no text."""
    pieces = PLACE.split(translated(message.msgid))
    return [("", piece) if number % 2 == 0 else (piece, "") for number, piece in enumerate(pieces)]


def reading_lines(label: Callable[[str, str], str]) -> list[Reading]:
    """How it reads, in all languages."""
    found = []
    for language in WRITTEN_IN:
        with force_locale(language):
            found.append(Reading(language, [_line(side, label(side, language)) for side in Side]))
    return found


def _line(side: Side, label: str) -> list[tuple[str, str]]:
    filled = {
        "one": ("name", str(PREVIEW_NAMES[side])),
        "other": ("name", str(PREVIEW_NAMES[opposite(side)])),
        "label": (side.value, label),
    }
    return [filled.get(name, ("", text)) for name, text in slots(READS)]
