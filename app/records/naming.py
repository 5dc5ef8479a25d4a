"""What a record's name and keys are made of, found out from the model, and made without the cost of mapped objects (REC-12).

A model says how it is called, sorted and found as properties over its own values. The same properties are evaluated here over plain
drafts: by those who add records by the thousand, and by those who change them.
"""

from __future__ import annotations

from collections.abc import Iterable
from inspect import getattr_static
from types import SimpleNamespace
from typing import Any

from sqlalchemy import inspect

from app.models import Record
from app.records.changes import KEYS, keys_of

NAMING = ("called", "sorted_by", "found_by")
CHANNELS = ("phones", "emails")


def draft_class(model: type[Record], common: dict[str, Any]) -> Any:
    """A bare class that is named, sorted and found as ``model`` is; ``common`` are values that all drafts share."""
    naming = {name: getattr_static(model, name) for name in NAMING}
    return type("Draft", (SimpleNamespace,), {**common, "phones": (), "emails": (), **naming})


class _Anything:
    """Another record, seen from a name that looks at it."""

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return "x"


_followed: dict[type[Record], dict[str, frozenset[str]]] = {}


def named_from(model: type[Record], keys: Iterable[str] = KEYS) -> frozenset[str]:
    """The attributes that these keys of such records follow from; all of them where a model does not tell.

    Found by asking twice, once with every value empty and once with every value there, so that either side of an *or* is seen.
    """
    if model not in _followed:
        _followed[model] = {key: _found_out(model, key) for key in KEYS}
    return frozenset().union(*(_followed[model][key] for key in keys))


def keys_from(model: type[Record], changed: Iterable[str]) -> list[str]:
    """The keys of such records that follow from one of the ``changed`` attributes."""
    return [key for key in KEYS if not named_from(model, [key]).isdisjoint(changed)]


def _found_out(model: type[Record], key: str) -> frozenset[str]:
    try:
        return frozenset(_asked_of(model, key, is_full=False) | _asked_of(model, key, is_full=True))
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return frozenset(inspect(model).attrs.keys())


def _asked_of(model: type[Record], key: str, *, is_full: bool) -> set[str]:
    asked: set[str] = set()
    links = inspect(model).relationships

    def answer(_draft: Any, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        asked.add(name)
        if name in links:
            many = links[name].uselist
            return () if many else _Anything() if is_full else None
        return "x" if is_full else ""

    naming = {name: getattr_static(model, name) for name in NAMING}
    keys_of(type("Asked", (), {**naming, "__getattr__": answer})(), [key])
    return asked
