"""Sentences for people, kept untranslated until somebody reads them.

A job fails in a worker that knows no language, and an administrator reads the reason in Hebrew: so a sentence travels as
its English text and its values, is stored as JSON, and is translated when it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations
from flask_babel import force_locale, format_decimal, get_locale, get_translations

Json = dict[str, Any]

MOST_CATALOGS = 64
CATALOGS = Path(__file__).resolve().parents[2] / "translations"
OTHER_LANGUAGES = ("pl", "he")
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
READS_ALONG = re.compile(r"[\u0590-\u05ff]|^[\d.,:]*(, [\d:]+)?$")
"""Values that need no setting apart in a Hebrew sentence: those with Hebrew letters, and figures, dates and times."""


@dataclass(frozen=True)
class Message:
    """One translatable sentence. ``str()`` gives it in the language of whoever is asking now.

    ``params`` fill the ``%(name)s`` places; a value may be a ``Message`` itself. With ``plural`` the form is chosen by ``n``,
    which is also the value of ``%(num)s``.
    """

    msgid: str
    params: dict[str, Any] = field(default_factory=dict)
    plural: str | None = None
    n: int = 0

    def __str__(self) -> str:
        values = {key: _shown(value) for key, value in self.params.items()}
        if self.plural is None:
            return translated(self.msgid) % values if values else translated(self.msgid)
        text = str(get_translations().ungettext(self.msgid, self.plural, self.n))
        return text % {"num": _figure(self.n), **values}

    def __hash__(self) -> int:
        return hash((self.msgid, self.plural, self.n, tuple(sorted(map(repr, self.params.items())))))

    def to_json(self) -> Json:
        """As plain JSON, for a job's report or a change; ``from_json`` gives an equal message back."""
        params = {key: value.to_json() if isinstance(value, Message) else value for key, value in self.params.items()}
        return {"msgid": self.msgid, "params": params, "plural": self.plural, "n": self.n}

    @classmethod
    def from_json(cls, data: Json) -> Message:
        if "labels" in data:
            return Words(data["msgid"], labels=data["labels"])
        params = {
            key: cls.from_json(value) if isinstance(value, dict) and "msgid" in value else value
            for key, value in data.get("params", {}).items()
        }
        return cls(data["msgid"], params, data.get("plural"), int(data.get("n") or 0))


@dataclass(frozen=True)
class Words(Message):
    """Words that an administrator wrote, with other words for some languages (SET-3)."""

    labels: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        locale = get_locale()
        return (self.labels.get(locale.language) if locale else None) or self.msgid

    def __hash__(self) -> int:
        return hash((self.msgid, tuple(sorted(self.labels.items()))))

    def to_json(self) -> Json:
        return {"msgid": self.msgid, "labels": self.labels}


def _shown(value: Any) -> Any:
    """A value as it stands in a sentence.

    In Hebrew, text of another direction is set apart, so that a phone number reads from its plus sign on.
    """
    if isinstance(value, Message):
        return str(value)
    if not isinstance(value, str) or READS_ALONG.search(value):
        return value
    locale = get_locale()
    return f"{ISOLATE}{value}{END_OF_ISOLATE}" if locale and locale.text_direction == "rtl" else value


def _figure(n: int) -> str:
    """``n`` as written in the reader's language: 4,180."""
    return str(format_decimal(n)) if get_locale() else f"{n:,}"


_known: dict[int, tuple[Any, dict[str, str]]] = {}


def translated(text: str) -> str:
    """A text without values in the language of whoever is asking now.

    Remembered by language: a page says some hundred words, and looking up where to look took longer than looking.
    """
    locale = get_locale()
    if locale is None:
        return text
    known = _known.get(id(locale))
    if known is None:
        if len(_known) >= MOST_CATALOGS:
            _known.clear()
        known = _known[id(locale)] = (locale, {})  # holding the language keeps its number its own
    words = known[1]
    if text not in words:
        words[text] = str(get_translations().ugettext(text))
    return words[text]


def in_every_language(message: Message) -> tuple[str, ...]:
    """Words without values in all languages, English first: what a file may call something, whoever reads it."""
    if isinstance(message, Words):
        return tuple(dict.fromkeys(filter(None, (message.msgid, *message.labels.values()))))
    return tuple(dict.fromkeys((message.msgid, *(_catalog(one).ugettext(message.msgid) for one in OTHER_LANGUAGES))))


@cache
def _catalog(language: str) -> NullTranslations:
    return Translations.load(CATALOGS, [language])


@contextmanager
def spoken_in(language: str) -> Iterator[None]:
    """Sentences in that language meanwhile: for what a worker writes, who has no request to tell it."""
    with force_locale(language):
        yield


def language_now(otherwise: str) -> str:
    """The language that sentences come in now; ``otherwise`` where nobody is spoken to."""
    locale = get_locale()
    return locale.language if locale else otherwise


def say(msgid: str, **params: Any) -> Message:
    """A translatable sentence; extracted into the catalogs by ``splot i18n extract``."""
    return Message(msgid, params)


def say_n(singular: str, plural: str, n: int, **params: Any) -> Message:
    """A translatable sentence with a count; ``%(num)s`` stands for ``n``."""
    return Message(singular, params, plural, n)
