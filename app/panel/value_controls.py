"""Controls of fields with one value: numbers, amounts, days, moments, long text, yes or no, choices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.panel.control_base import Control, Form, Raw, language
from app.records import field_types as types
from app.records.option_fields import Options
from app.records.value_base import ValueField
from app.records.value_fields import NO, YES

INPUTS = {
    types.DATE: ("date", ""),
    types.MOMENT: ("datetime-local", ""),
    types.NUMBER: ("text", "decimal"),
    types.MONEY: ("text", "decimal"),
    types.LINK: ("text", "url"),
    types.EMAIL: ("text", "email"),
    types.PHONE: ("tel", "tel"),
}
"""What kind of input a browser is asked for, and with which keys on a phone."""


@dataclass
class ValueControl(Control):
    """One line; ``type`` and ``inputmode`` are the browser's."""

    macro: str = "value"

    @property
    def type(self) -> str:
        """A browser's own control for days and moments, unless what was typed is none."""
        wanted = INPUTS.get(self.of.type, ("text", ""))[0]
        return "text" if wanted in {"date", "datetime-local"} and not self._is_iso() else wanted

    @property
    def inputmode(self) -> str:
        return INPUTS.get(self.of.type, ("", ""))[1]

    @property
    def currency(self) -> str:
        """What stands after a figure: the currency that is fixed, or the unit."""
        return str(getattr(self.of, "currency", "") or getattr(self.of, "unit", ""))

    @property
    def is_long(self) -> bool:
        return self.of.type is types.LONG_TEXT

    def _is_iso(self) -> bool:
        length = 10 if self.of.type is types.DATE else 16
        return not self.raw or (len(self.raw) == length and self.raw[4:5] == "-")

    def shown(self, record: Any) -> Raw:
        assert isinstance(self.of, ValueField)
        value = self.of.read(record)
        return "" if value is None else self.of.edited(self.asking.viewer, value)

    def read(self, form: Form) -> Raw | None:
        found = super().read(form)
        return found if found is None else found.replace("\r\n", "\n")

    def words(self, raw: Raw) -> str:
        return str(raw).replace("T", " ") if self.of.type is types.MOMENT else str(raw)


@dataclass
class YesNoControl(Control):
    """Yes, no, or nothing yet."""

    macro: str = "select"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Value and words."""
        return [("yes", str(YES)), ("no", str(NO))]

    def shown(self, record: Any) -> Raw:
        return self.of.text(record)

    def words(self, raw: Raw) -> str:
        return dict(self.choices).get(raw, "")


@dataclass
class OptionControl(Control):
    """One choice of a set; a former one stays while it is in force."""

    macro: str = "select"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Value and words."""
        assert isinstance(self.of, Options)
        chosen = self.raw if isinstance(self.raw, list) else [self.raw]
        offered = [one for one in self.of.choices if one.is_offered or str(one.id) in chosen]
        return [(str(one.id), one.label(language())) for one in offered]

    def shown(self, record: Any) -> Raw:
        value = self.of.read(record)
        return "" if value is None else str(value.id)

    def words(self, raw: Raw) -> str:
        return dict(self.choices).get(raw, "")


@dataclass
class OptionsControl(OptionControl):
    """Several choices, each a tick. Raw: their numbers."""

    macro: str = "ticks"
    raw: Raw = field(default_factory=list)

    def shown(self, record: Any) -> Raw:
        return [str(one.id) for one in self.of.read(record)]

    def read(self, form: Form) -> Raw | None:
        return form.getlist(self.name) if f"{self.name}.sent" in form else None

    def fits(self, raw: Raw) -> bool:
        return isinstance(raw, list) and all(isinstance(one, str) for one in raw)

    def is_same(self, raw: Raw, other: Raw) -> bool:
        return set(raw) == set(other)

    def words(self, raw: Raw) -> str:
        return ", ".join(words for value, words in self.choices if value in raw)
