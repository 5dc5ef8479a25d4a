"""What is wrong with the catalogs (I18N-4): a list of sentences for a translator, empty when all is well."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from app.translating.files import read_catalog
from app.translating.places import LANGUAGES, PLURAL_FORMS, SOURCE, TRANSLATIONS, plural_count
from app.translating.same_in_english import SAME_IN_ENGLISH
from app.translating.texts import english_of, forms_of

PLACE = re.compile(r"%\((\w+)\)[sd]")
NUMBER_NAMES = frozenset({"num", "min", "max"})
SHORT = "\u00a0"
"""In an English label: the place is narrow, and a language may abbreviate."""
EXACT_FORMS = {"en": 1, "pl": 1, "he": 2}
"""How many of the first plural forms stand for exactly one number (1; in Hebrew 1 and 2): they may leave the number out."""
BIDI_CONTROLS = re.compile("[\u061c\u200e\u202a-\u202e\u2066-\u2069]")
RIGHT_TO_LEFT_MARK = "\u200f"
LETTERS = re.compile(r"[^\W\d_]")
HEBREW = re.compile("[א-ת]")
NOT_OUR_VOICE = re.compile(r"\bplease\b|\bsuccessful|!|\.\.\.", re.IGNORECASE)
CLOSING = ".:?…"


def problems(template: Catalog, translations: Path = TRANSLATIONS) -> list[str]:
    """Everything that is wrong with the catalogs of all languages, measured against the texts in the sources."""
    found: list[str] = []
    for language in LANGUAGES:
        catalog = read_catalog(language, translations)
        found += [f"{language}: {problem}" for problem in catalog_problems(catalog, template, language)]
    return found


def catalog_problems(catalog: Catalog, template: Catalog, language: str) -> Iterator[str]:
    """What is wrong with one catalog."""
    if catalog.plural_forms.rstrip(";") != PLURAL_FORMS[language]:
        yield f"the head must say Plural-Forms: {PLURAL_FORMS[language]}"
    yield from _out_of_date(catalog, template)
    for message in catalog:
        if message.id:
            yield from (f"{_name(message)}: {problem}" for problem in message_problems(message, language))


def _out_of_date(catalog: Catalog, template: Catalog) -> Iterator[str]:
    wanted, there = _ids(template), _ids(catalog)
    yield from (f'"{text[0]}": new in the sources; run splot i18n update' for text in sorted(wanted - there))
    yield from (f'"{text[0]}": no longer in the sources; run splot i18n update' for text in sorted(there - wanted))


def _ids(catalog: Catalog) -> set[tuple[str, ...]]:
    return {english_of(message) for message in catalog if message.id}


def _name(message: Message) -> str:
    return f'"{english_of(message)[0]}"'


def message_problems(message: Message, language: str) -> Iterator[str]:
    """What is wrong with one text and its translation."""
    forms = forms_of(message)
    if language == SOURCE:
        yield from _voice_problems(message)
        if not any(forms):
            return
    if message.fuzzy:
        yield "marked fuzzy; check it and remove the mark"
    if message.pluralizable and len(forms) != plural_count(language):
        yield f"has {len(forms)} forms, {language} needs {plural_count(language)}"
    if not all(forms):
        yield "not translated"
        return
    for index, form in enumerate(forms):
        yield from _form_problems(message, form, index, language)


def _form_problems(message: Message, form: str, index: int, language: str) -> Iterator[str]:
    source = english_of(message)[-1]
    yield from _place_problems(source, form, message.pluralizable and index < EXACT_FORMS[language])
    if _edges(form) != _edges(source):
        yield "begins or ends with other spaces than the English text"
    may_abbreviate = SHORT in source and _closing(form) == "."
    if _is_ours(message) and _closing(form) != _closing(source) and not may_abbreviate:
        yield f"ends with {_closing(form) or 'no mark'!r}, the English text with {_closing(source) or 'no mark'!r}"
    if BIDI_CONTROLS.search(form) or (language != "he" and RIGHT_TO_LEFT_MARK in form):
        yield "has a direction control character; only U+200F, and only in Hebrew"
    if '"' in form and '"' not in source:
        yield "has a straight quotation mark, which would end the HTML attribute it stands in; write „a” or ”א”"
    if language != SOURCE:
        yield from _left_in_english(message, form, language)


def _place_problems(source: str, form: str, may_omit_number: bool) -> Iterator[str]:
    wanted, there = set(PLACE.findall(source)), set(PLACE.findall(form))
    missing = wanted - there - (NUMBER_NAMES if may_omit_number else set())
    if missing:
        yield f"lacks {_listed(missing)}"
    if there - wanted:
        yield f"has {_listed(there - wanted)}, which the English text has not"
    if _percents(source) != _percents(form):
        yield "has other % signs than the English text"


def _percents(text: str) -> Counter[str]:
    return Counter(re.findall(r"%%|%.?", PLACE.sub("", text)))


def _listed(names: set[str]) -> str:
    return ", ".join(f"%({name})s" for name in sorted(names))


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _closing(text: str) -> str:
    last = text.rstrip()[-1:]
    return last if last and last in CLOSING else ""


def _is_ours(message: Message) -> bool:
    return any(place.startswith("app/") for place, _line in message.locations)


def _left_in_english(message: Message, form: str, language: str) -> Iterator[str]:
    words = PLACE.sub("", form)
    if not LETTERS.search(words) or form in SAME_IN_ENGLISH[language]:
        return
    if form in english_of(message):
        yield "still in English; where the word is the same, add it to same_in_english.py"
    elif language == "he" and not HEBREW.search(words):
        yield "has no Hebrew letter"


def _voice_problems(message: Message) -> Iterator[str]:
    """The English text as shown: the catalog's where it has one (for the libraries' texts), else the source's."""
    shown = [form for form in forms_of(message) if form] or english_of(message)
    if any(NOT_OUR_VOICE.search(text) for text in shown):
        yield "English texts say no 'please', no 'successfully', no '!', and '…' for three dots"
