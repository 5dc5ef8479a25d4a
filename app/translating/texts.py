"""A catalog's entry as plain tuples: one English text and one translation, or their plural forms."""

from __future__ import annotations

from babel.messages.catalog import Message


def english_of(message: Message) -> tuple[str, ...]:
    """The text in the sources, or its singular and plural."""
    return _as_tuple(message.id)


def forms_of(message: Message) -> tuple[str, ...]:
    """The translation, or its plural forms; ``""`` for what is missing."""
    return _as_tuple(message.string)


def _as_tuple(text: object) -> tuple[str, ...]:
    if isinstance(text, (list, tuple)):
        return tuple(str(form or "") for form in text)
    return (str(text or ""),)
