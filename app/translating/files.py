"""Reading, merging, writing and compiling catalogs.

Files are written so that the same texts give the same bytes: no dates, no line numbers, sorted.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.translating.places import LANGUAGES, PLURAL_FORMS, SOURCE, TEMPLATE, TRANSLATIONS, plural_count, po_file
from app.translating.texts import english_of, forms_of

WIDTH = 110

HEAD = """# Splot, {name}. `splot i18n update` rewrites this file from the sources and keeps translations and comments.
msgid ""
msgstr ""
"Project-Id-Version: Splot\\n"
"Language: {language}\\n"
"Plural-Forms: {plural_forms};\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def read_catalog(language: str, translations: Path = TRANSLATIONS) -> Catalog:
    """The catalog of ``language`` as it is in its file; an empty one where there is none yet."""
    path = po_file(language, translations)
    if not path.exists():
        return empty_catalog(language)
    with path.open("rb") as opened:
        return read_po(opened, locale=language, abort_invalid=True)


def empty_catalog(language: str) -> Catalog:
    """A catalog with the right head and no texts. Read, not built: Babel's own idea of Hebrew has other plural forms."""
    return read_po(BytesIO(_head(LANGUAGES[language], language)), locale=language)


def _head(name: str, language: str) -> bytes:
    plural_forms = PLURAL_FORMS.get(language, PLURAL_FORMS[SOURCE])
    return HEAD.format(name=name, language=language, plural_forms=plural_forms).encode()


def write_template(template: Catalog, path: Path = TEMPLATE) -> bool:
    """Write the template; True where the file has changed."""
    return _write_if_changed(path, _as_bytes(template, "template", ""))


def write_catalog(catalog: Catalog, language: str, translations: Path = TRANSLATIONS) -> bool:
    """Write the catalog of ``language``; True where the file has changed."""
    return _write_if_changed(po_file(language, translations), _as_bytes(catalog, LANGUAGES[language], language))


def merge(old: Catalog, template: Catalog, language: str) -> Catalog:
    """Every text of ``template`` with its translation out of ``old``.

    A text without one stays empty: nothing is guessed from a similar text. Texts that are no longer used are kept as
    obsolete and come back with their text.
    """
    merged = empty_catalog(language)
    known = {_key(message): message for message in (*old.obsolete.values(), *old) if message.id}
    for message in template:
        if message.id:
            _take_over(merged, message, known.pop(_key(message), None), plural_count(language))
    merged.obsolete.update({_key(message): message for message in known.values() if _is_translated(message)})
    return merged


def _take_over(merged: Catalog, message: Message, old: Message | None, plural_forms: int) -> None:
    forms = ("",) * plural_forms if message.pluralizable else ("",)
    comments: list[str] = []
    if old is not None:
        comments = list(old.user_comments)
        if old.pluralizable == message.pluralizable and not old.fuzzy:
            forms = forms_of(old)
    places = [(place, 0) for place, _line in message.locations]
    text = forms if message.pluralizable else forms[0]
    merged.add(message.id, text, places, auto_comments=message.auto_comments, user_comments=comments)


def _key(message: Message) -> str:
    return english_of(message)[0]


def _is_translated(message: Message) -> bool:
    return all(forms_of(message)) and not message.fuzzy


def _as_bytes(catalog: Catalog, name: str, language: str) -> bytes:
    body = BytesIO()
    write_po(body, catalog, width=WIDTH, omit_header=True, sort_output=True, include_lineno=False)
    return _head(name, language) + body.getvalue()


def _write_if_changed(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".new{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)
    return True


def compile_catalogs(force: bool = False, translations: Path = TRANSLATIONS) -> list[Path]:
    """Make the binary catalogs whose source is newer; the files that were made."""
    made = []
    for language in LANGUAGES:
        source = po_file(language, translations)
        target = source.with_suffix(".mo")
        if force or not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            write_binary(read_catalog(language, translations), target)
            made.append(target)
    return made


def write_binary(catalog: Catalog, target: Path) -> None:
    """Write ``catalog`` in the form that is read while serving."""
    body = BytesIO()
    write_mo(body, catalog, use_fuzzy=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(f".new{os.getpid()}")
    beside.write_bytes(body.getvalue())
    beside.replace(target)
