"""The product's own words in a language, so that journeys find things by what they are called and translations may change."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale, gettext

from app.domain.mass_actions import MassAction, action_named
from app.kernel.messages import say_n
from app.panel.formats import number_text
from app.records.field_types import OPERATOR_LABELS, Operator
from app.records.kinds import kind
from tests.conftest import House


class Words:
    """What the pages say in one language."""

    def __init__(self, house: House, language: str) -> None:
        self.house = house
        self.language = language

    def __call__(self, text: Any, **values: Any) -> str:
        """A text of the catalogs, given in English or as a message."""
        with self.house.app.app_context(), force_locale(self.language):
            return gettext(text, **values) if isinstance(text, str) else str(text)

    def several(self, one: str, many: str, number: int, **values: Any) -> str:
        """A text with a number in its right plural."""
        return self(say_n(one, many, number, **values))

    def number(self, value: int) -> str:
        with self.house.app.app_context(), force_locale(self.language):
            return number_text(value)

    def field(self, name: str, of: str = "person") -> str:
        """What a field is called."""
        return self(kind(of).by_name[name].label)

    def operator(self, operator: Operator) -> str:
        return self(OPERATOR_LABELS[operator])

    def act(self, name: str, of: str = "person") -> MassAction:
        return action_named(kind(of), name)

    def act_button(self, name: str, number: int, of: str = "person") -> str:
        """The button that starts a mass action: verb and number."""
        return self(self.act(name, of).button(kind(of), number))

    def act_done(self, name: str, number: int, of: str = "person") -> str:
        """What is said when it was done."""
        return self(self.act(name, of).done(kind(of), number))
