"""Labels as ``.po`` files, for translators' own tools (SET-3). The context of a message is the label's key."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from app.domain.labels import Label
from app.kernel.errors import Invalid
from app.kernel.messages import say


def labels_to_po(labels: Iterable[Label], language: str) -> bytes:
    """The labels with their words in one language."""
    catalog = Catalog(locale=language, project="Splot", fuzzy=False, charset="utf-8")
    for label in labels:
        catalog.add(label.text, label.labels.get(language, ""), context=label.key, auto_comments=[label.source.msgid])
    file = BytesIO()
    write_po(file, catalog, width=0, sort_by_file=False)
    return file.getvalue()


def words_from_po(content: bytes, labels: Iterable[Label], language: str) -> dict[str, dict[str, str]]:
    """The words of a file for labels that still say what they said when it was written; others are left out, and so are words marked
    as unsure. Raises ``Invalid`` where it cannot be read."""
    try:
        catalog = read_po(BytesIO(content), locale=language, abort_invalid=True)
    except (PoFileError, UnicodeError, ValueError):
        raise Invalid(say("This is not a .po file that can be read. Export one here and fill it in."), "file") from None
    texts = {label.key: label.text for label in labels}
    return {
        str(message.context): {language: message.string}
        for message in catalog
        if isinstance(message.string, str)
        and message.string
        and not message.fuzzy
        and texts.get(str(message.context)) == message.id
    }
