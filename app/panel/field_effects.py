"""What saving a custom field would mean for the values that there are, as sentences (SET-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain import custom_field_checks as checks
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say_n
from app.models import CustomField
from app.records.custom_effects import lacking, misfits
from app.records.custom_kinds import Definition, make
from app.records.fields import Asking
from app.records.kinds import kind

LIMITS = ("pattern", "minimum", "maximum")


@dataclass(frozen=True)
class Effect:
    """One sentence with the first few records that it is about."""

    sentence: Message
    records: list[tuple[int, str]]


class _Changed:
    """A field as it would be after the change."""

    def __init__(self, of: CustomField, changes: Mapping[str, Any]) -> None:
        self._of, self._changes = of, changes

    def __getattr__(self, name: str) -> Any:
        return self._changes[name] if name in self._changes else getattr(self._of, name)


def effects_of(asking: Asking, of: CustomField, given: Mapping[str, Any]) -> list[Effect]:
    """What the change touches; nothing where it is refused anyhow, since then the form says why."""
    errors: dict[str, Any] = {}
    values = checks.values(of, given, errors, is_new=False)
    if errors:
        return []
    found = [_required(asking, of, values), _limits(asking, of, values)]
    return [one for one in found if one is not None]


def _required(asking: Asking, of: CustomField, values: Mapping[str, Any]) -> Effect | None:
    number = lacking(asking.session, of.kind, of.key) if values.get("is_required") and not of.is_required else 0
    if not number:
        return None
    sentence = say_n(
        "%(num)s record lacks it. It stays as it is, and whoever edits it next has to fill it in.",
        "%(num)s records lack it. They stay as they are, and whoever edits one next has to fill it in.",
        number,
    )
    return Effect(sentence, [])


def _limits(asking: Asking, of: CustomField, values: Mapping[str, Any]) -> Effect | None:
    changed = {name: values[name] for name in LIMITS if name in values and values[name] != getattr(of, name)}
    if not any(changed.values()):
        return None
    field = make(Definition(_Changed(of, values), ()), kind(of.kind), asking.viewer)

    def fits(value: Any) -> bool:
        try:
            field.parse(asking, value)  # type: ignore[union-attr]
        except Invalid:
            return False
        return True

    found = misfits(asking.session, of.kind, of.key, fits)
    if not found.number:
        return None
    sentence = say_n(
        "%(num)s value does not fit. It stays until somebody changes it.",
        "%(num)s values do not fit. They stay until somebody changes them.",
        found.number,
    )
    return Effect(sentence, found.first)
