"""Countries by name in three languages, postal codes by country (REC-3)."""

from __future__ import annotations

import pytest

from app.domain.addresses import (
    ISRAELI_DISTRICTS,
    LANGUAGES,
    check_postal_code,
    country_choices,
    country_name,
    parse_country,
    provinces,
)
from app.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Poland", "PL"),
        ("Polska", "PL"),
        (" POLSKA ", "PL"),
        ("פולין", "PL"),
        ("PL", "PL"),
        ("pl", "PL"),
        ("Izrael", "IL"),
        ("ישראל", "IL"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ('ארה"ב', "US"),
        ("UK", "GB"),
        ("Wielka Brytania", "GB"),
        ("Niemcy", "DE"),
        ("Holandia", "NL"),
        ("Czech Republic", "CZ"),
        ("Wybrzeze Kosci Sloniowej", "CI"),
    ],
)
def test_a_country_is_known_by_its_names(name: str, code: str) -> None:
    assert parse_country(name) == code


@pytest.mark.parametrize("name", ["Atlantis", "", "EU", "ZZ", "XX", "001"])
def test_what_is_no_country_is_named(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_country(name)
    assert caught.value.message.params["name"] == name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_offered_is_read_back(language: str) -> None:
    choices = country_choices(language)
    assert len(choices) > 240
    assert {code for code, _ in choices[:2]} == {"PL", "IL"}
    assert [parse_country(name) for _, name in choices] == [code for code, _ in choices]


def test_country_names_by_language() -> None:
    assert [country_name("PL", language) for language in LANGUAGES] == ["Poland", "Polska", "פולין"]
    assert country_name("QQ", "en") == "QQ"
    assert country_name(None, "en") == ""


@pytest.mark.parametrize(
    ("typed", "country", "code"),
    [
        ("90-001", "PL", "90-001"),
        ("90001", "PL", "90-001"),
        ("90 - 001", "PL", "90-001"),
        ("6423906", "IL", "6423906"),
        ("64239 06", "IL", "6423906"),
        ("64239", "IL", "64239"),
        ("SW1A 1AA", "GB", "SW1A 1AA"),
        ("anything", None, "anything"),
        ("  ", "PL", ""),
    ],
)
def test_postal_codes(typed: str, country: str | None, code: str) -> None:
    assert check_postal_code(typed, country) == code


@pytest.mark.parametrize(
    ("typed", "country", "sentence"),
    [
        ("9000", "PL", "Polish postal code"),
        ("90-0011", "PL", "Polish postal code"),
        ("٩٠-٠٠١", "PL", "Polish postal code"),
        ("642390", "IL", "Israeli postal code"),
        ("x" * 17, "GB", "too long"),
    ],
)
def test_a_wrong_postal_code_says_what_is_right(typed: str, country: str, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_postal_code(typed, country)
    assert sentence in caught.value.message.msgid


def test_provinces_are_suggested() -> None:
    assert len(provinces("PL", "he")) == 16
    assert "תל אביב" in provinces("IL", "he")
    assert {len(names) for names in ISRAELI_DISTRICTS.values()} == {6}
    assert provinces("FR", "en") == provinces(None, "en") == ()
