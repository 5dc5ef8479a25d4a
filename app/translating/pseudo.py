"""The pseudo-locale: every wrapped text in [ąççéñţš] and two fifths longer, so that what is not wrapped stands out."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog

from app.translating.files import empty_catalog, write_binary
from app.translating.places import PSEUDO, SOURCE, TRANSLATIONS, po_file
from app.translating.texts import english_of

KEEP = re.compile(r"(%\(\w+\)[sd]|%%|</?\w[^>]*>|&\w+;)")
ACCENTS = str.maketrans("aceilnosuyzACEILNOSUYZ", "àçéîļñöšûýžÀÇÉÎĻÑÖŠÛÝŽ")
GROWTH = 0.4


def accented(text: str) -> str:
    """``text`` in brackets, accented and longer; places and markup stay as they are."""
    parts = [part if KEEP.fullmatch(part) else part.translate(ACCENTS) for part in KEEP.split(text)]
    body = "".join(parts)
    trailing = body[len(body.rstrip()) :]
    return f"[{body.rstrip()}{'~' * round(len(text.strip()) * GROWTH)}]{trailing}"


def pseudo_catalog(template: Catalog) -> Catalog:
    """``template`` translated into the pseudo-locale."""
    catalog = empty_catalog(SOURCE)
    for message in template:
        if message.id:
            forms = tuple(accented(form) for form in english_of(message))
            catalog.add(message.id, forms if message.pluralizable else forms[0])
    return catalog


def build(template: Catalog, translations: Path = TRANSLATIONS) -> Path:
    """Write the pseudo-locale's binary catalog; git ignores its directory."""
    target = po_file(PSEUDO, translations).with_suffix(".mo")
    write_binary(pseudo_catalog(template), target)
    return target
