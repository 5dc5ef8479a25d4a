"""Currencies of amounts: one of ISO 4217 each, proposed by where the installation stands."""

from __future__ import annotations

from babel.numbers import get_territory_currencies

from app.kernel.messages import Message
from app.kernel.settings import get_setting
from app.kernel.viewer import AnySession
from app.models import Currency

CURRENCY_LABELS: dict[Currency, Message] = {currency: Message(currency.value) for currency in Currency}
"""The codes themselves, which are the same in all languages."""


def usual_currency(session: AnySession) -> Currency:
    """What people pay with in the installation's own country."""
    for code in get_territory_currencies(get_setting(session, "installation.region")):
        if code in Currency.__members__:
            return Currency(code)
    return Currency("EUR")
