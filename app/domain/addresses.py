"""Addresses: countries by their names in three languages, postal codes, provinces (REC-3)."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.text import search_key, sort_key, strip_controls

LANGUAGES = ("en", "pl", "he")

POLISH_PROVINCES = (
    "dolnośląskie",
    "kujawsko-pomorskie",
    "lubelskie",
    "lubuskie",
    "łódzkie",
    "małopolskie",
    "mazowieckie",
    "opolskie",
    "podkarpackie",
    "podlaskie",
    "pomorskie",
    "śląskie",
    "świętokrzyskie",
    "warmińsko-mazurskie",
    "wielkopolskie",
    "zachodniopomorskie",
)

ISRAELI_DISTRICTS = {
    "en": ("Central", "Haifa", "Jerusalem", "Northern", "Southern", "Tel Aviv"),
    "pl": ("Centralny", "Hajfa", "Jerozolima", "Południowy", "Północny", "Tel Awiw"),
    "he": ("הדרום", "המרכז", "הצפון", "חיפה", "ירושלים", "תל אביב"),
}

# In Babel's table of territories, but neither countries nor codes of ISO.
_NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}

_OTHER_NAMES = {
    "PL": ("POL", "RP", "Republic of Poland", "Rzeczpospolita Polska"),
    "IL": ("ISR", "State of Israel", "מדינת ישראל"),
    "GB": ("UK", "GBR", "Great Britain", "England", "Anglia", "Wales", "Scotland", "Szkocja", "אנגליה"),
    "US": ("USA", "United States of America", "America", "Stany Zjednoczone Ameryki", "ארה״ב", "ארהב"),
    "CZ": ("CZE", "Czech Republic", "Republika Czeska", "צכיה"),
    "NL": ("NLD", "Holland", "The Netherlands", "Holandia"),
    "DE": ("DEU", "RFN"),
    "GR": ("EL", "GRC"),
    "AE": ("UAE", "ZEA"),
    "HK": ("Hong Kong", "Hongkong", "הונג קונג"),
    "TR": ("Turkey",),
    "CI": ("Ivory Coast", "Wybrzeże Kości Słoniowej"),
}

_POLISH_CODE = re.compile(r"([0-9]{2})\s*-?\s*([0-9]{3})")
_ISRAELI_CODE = re.compile(r"[0-9]{5}(?:[0-9]{2})?")


def check_postal_code(text: str, country: str | None) -> str:
    """The postal code in the form of its country: ``00-000`` in Poland, 5 or 7 digits in Israel, else as typed (REC-3).

    :raises Invalid: with what a code of that country looks like
    """
    typed = " ".join(strip_controls(text).split())
    if not typed:
        return ""
    if country == "PL":
        return _polish_code(typed)
    if country == "IL":
        return _israeli_code(typed)
    if len(typed) > 16:
        raise Invalid(say("This is too long for a postal code. Write only the code here."))
    return typed


def parse_country(text: str) -> str:
    """The ISO code of a country named in English, Polish or Hebrew, or by its code (REC-3).

    :raises Invalid: where there is no such country
    """
    code = _codes_by_name().get(_key(text))
    if code is None:
        raise Invalid(
            say("There is no country named %(name)s. Write its name or its two letters, as in PL.", name=text.strip())
        )
    return code


def country_name(code: str | None, language: str) -> str:
    """What the country is called in ``language``; the code itself where nobody named it."""
    return _names(language).get(code, code) if code else ""


def country_choices(language: str) -> list[tuple[str, str]]:
    """All countries as code and name, by name, Poland and Israel first."""
    names = sorted(_names(language).items(), key=lambda item: sort_key(item[1]))
    return sorted(names, key=lambda item: item[0] not in {"PL", "IL"})


def provinces(country: str | None, language: str) -> tuple[str, ...]:
    """What to suggest as province: Polish voivodeships, Israeli districts; elsewhere nothing. Any text may be typed."""
    if country == "PL":
        return POLISH_PROVINCES
    if country == "IL":
        return ISRAELI_DISTRICTS.get(language, ISRAELI_DISTRICTS["en"])
    return ()


def _polish_code(typed: str) -> str:
    found = _POLISH_CODE.fullmatch(typed)
    if not found:
        raise Invalid(say("A Polish postal code has five digits, as in 90-001."))
    return f"{found[1]}-{found[2]}"


def _israeli_code(typed: str) -> str:
    digits = re.sub(r"[\s-]", "", typed)
    if not _ISRAELI_CODE.fullmatch(digits):
        raise Invalid(say("An Israeli postal code has seven digits, as in 6423906, or five in its old form."))
    return digits


def _key(name: str) -> str:
    """Without spaces, so that U.S.A. is USA."""
    return search_key(name).replace(" ", "")


@cache
def _names(language: str) -> dict[str, str]:
    locale = Locale(language if language in LANGUAGES else "en")
    return {
        code: name
        for code, name in locale.territories.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRIES
    }


@cache
def _codes_by_name() -> dict[str, str]:
    names = {_key(name): code for language in LANGUAGES for code, name in _names(language).items()}
    names |= {_key(other): code for code, others in _OTHER_NAMES.items() for other in others}
    return names | {code.lower(): code for code in _names("en")}
