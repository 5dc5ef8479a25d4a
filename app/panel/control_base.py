"""What every control of a form has in common (see ``app.panel.controls``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import get_locale
from werkzeug.datastructures import MultiDict

from app.kernel.errors import Invalid
from app.kernel.messages import Message
from app.records.fields import Asking, Field

Form = MultiDict[str, str]
Raw = Any


def language() -> str:
    """The language of the page."""
    return str(get_locale() or "en").partition("_")[0]


@dataclass
class Control:
    """One field of one form. ``raw`` is what it shows; ``errors`` stand below it."""

    asking: Asking
    of: Field
    raw: Raw = ""
    errors: list[Message] = field(default_factory=list)
    macro: str = "line"
    is_decided: bool = False
    """Whether the form was sent by somebody who saw what was proposed, so that an empty value is meant."""

    @property
    def name(self) -> str:
        return self.of.name

    @property
    def thread(self) -> str:
        """The colour of the dot before its label; empty where there is none."""
        return ""

    @property
    def id(self) -> str:
        return f"f-{self.of.name}"

    def shown(self, record: Any) -> Raw:
        """The raw value of a record."""
        value = self.of.read(record)
        return "" if value is None else str(value)

    def read(self, form: Form) -> Raw | None:
        """The raw value in a form; None where the form does not have this field."""
        return form[self.name].strip() if self.name in form else None

    def given(self, raw: Raw) -> Any:
        """A raw value as the field parses it."""
        return raw

    def fits(self, raw: Raw) -> bool:
        """Whether what a form sent back can be a raw value."""
        return True

    def is_same(self, raw: Raw, other: Raw) -> bool:
        return bool(raw == other)

    def take(self, errors: Mapping[str, list[Message]]) -> list[tuple[str, Message]]:
        """Keep the sentences that are for this control; gives the place and the name of each wrong one."""
        self.errors = errors.get(self.name, [])
        return [(self.id, self.of.label)] if self.errors else []

    def blame(self, error: Invalid) -> None:
        """Keep what else the refusal says of this control; called after ``take``."""

    def words(self, raw: Raw) -> str:
        """A raw value for people."""
        return str(raw)
