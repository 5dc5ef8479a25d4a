"""The words of what administrators name: dictionary entries carry a label per language (SET-3)."""

from __future__ import annotations

from app.models import Dictionary


def label_of(entry: Dictionary | None, language: str) -> str:
    """What ``entry`` is called in ``language``; its first label where nobody worded it in that language."""
    if entry is None:
        return ""
    return (entry.labels or {}).get(language) or entry.label
