"""Dates, numbers, money and lists by language (I18N-3, the glossary's table of formats)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from markupsafe import Markup

from app.kernel import clock
from app.panel import formats, languages
from app.translating import files
from app.translating.places import TRANSLATIONS

MORNING = datetime(2026, 3, 7, 8, 14, tzinfo=UTC)
NOW = datetime(2026, 3, 7, 20, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def site() -> Flask:
    files.compile_catalogs()
    site = Flask(__name__)
    site.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(site)
    formats.register(site)
    return site


@contextmanager
def reading(site: Flask, language: str, time_zone: str = "Europe/Warsaw") -> Iterator[None]:
    babel = site.extensions["babel"]
    babel.locale_selector = lambda: languages.locale_named(language)
    babel.timezone_selector = lambda: time_zone
    with site.test_request_context():
        yield


@pytest.fixture
def this_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.mark.parametrize(
    ("language", "time_zone", "shown"),
    [
        ("en", "Europe/London", "7 Mar 2026, 08:14"),
        ("en", "Asia/Jerusalem", "7 Mar 2026, 10:14"),
        ("en", "America/New_York", "Mar 7, 2026, 3:14\u202fAM"),
        ("en", "UTC", "7 Mar 2026, 08:14"),
        ("pl", "Europe/Warsaw", "7.03.2026, 09:14"),
        ("he", "Asia/Jerusalem", "7.3.2026, 10:14"),
    ],
)
def test_moments_in_the_viewers_time_zone(site: Flask, language: str, time_zone: str, shown: str) -> None:
    with reading(site, language, time_zone):
        assert formats.datetime_text(MORNING) == shown
        assert formats.datetime_text(MORNING.replace(tzinfo=None)) == shown


def test_a_date_has_no_time_zone_and_a_late_moment_is_tomorrow(site: Flask) -> None:
    with reading(site, "pl", "Asia/Jerusalem"):
        assert formats.date_text(date(2026, 3, 7)) == "7.03.2026"
        assert formats.date_text(datetime(2026, 3, 7, 23, 30, tzinfo=UTC)) == "8.03.2026"


@pytest.mark.parametrize(
    ("language", "today", "yesterday", "before"),
    [
        ("en", "Today, 09:14", "Yesterday", "5 Mar 2026"),
        ("pl", "Dzisiaj, 09:14", "Wczoraj", "5.03.2026"),
        ("he", "היום, 09:14", "אתמול", "5.3.2026"),
    ],
)
@pytest.mark.usefixtures("this_evening")
def test_relative_days(site: Flask, language: str, today: str, yesterday: str, before: str) -> None:
    with reading(site, language):
        assert formats.relative_text(MORNING) == today
        assert formats.relative_text(MORNING.replace(day=6)) == yesterday
        assert formats.relative_text(date(2026, 3, 5)) == before
        assert formats.planned_text(MORNING.replace(day=5)) == f"{before}, 09:14"
        assert formats.planned_text(MORNING) == today


@pytest.mark.parametrize(
    ("language", "today", "before"),
    [
        ("en", "Today, 7 March", "5 Mar 2026"),
        ("pl", "Dzisiaj, 7 marca", "5.03.2026"),
        ("he", "היום, 7 במרץ", "5.3.2026"),
    ],
)
@pytest.mark.usefixtures("this_evening")
def test_headings_of_days(site: Flask, language: str, today: str, before: str) -> None:
    with reading(site, language):
        assert formats.day_heading(MORNING) == today
        assert formats.day_heading(date(2026, 3, 5)) == before


@pytest.mark.parametrize(
    ("language", "number", "money", "part"),
    [
        ("en", "1,234.5", "PLN1,234.50", "42%"),
        ("pl", "1\xa0234,5", "1\xa0234,50\xa0zł", "42%"),
        ("he", "1,234.5", "\u200f1,234.50\xa0\u200fPLN", "42%"),
    ],
)
def test_numbers_and_money(site: Flask, language: str, number: str, money: str, part: str) -> None:
    with reading(site, language):
        assert formats.number_text(1234.5) == number
        assert formats.money_text(1234.5, "PLN") == money
        assert formats.percent_text(0.42) == part


@pytest.mark.parametrize(
    ("language", "both", "either"),
    [
        ("en", "Ann, Bob and Zoë", "Ann, Bob or Zoë"),
        ("pl", "Ann, Bob i Zoë", "Ann, Bob lub Zoë"),
        ("he", "Ann, Bob ו-Zoë", "Ann, Bob או Zoë"),
    ],
)
def test_lists(site: Flask, language: str, both: str, either: str) -> None:
    with reading(site, language):
        assert formats.list_text(["Ann", "Bob", "Zoë"]) == both
        assert formats.list_text(["Ann", "Bob", "Zoë"], "or") == either


def test_a_hebrew_list_of_hebrew_words_has_no_hyphen(site: Flask) -> None:
    with reading(site, "he"):
        assert formats.list_text(["נועה", "יעל"]) == "נועה ויעל"


def test_a_list_in_a_template_escapes_and_isolates_its_words(site: Flask) -> None:
    with reading(site, "en"):
        shown = render_template_string("{{ words|listed }}", words=["<b>", Markup("<i>x</i>")])
    assert shown == "<bdi>&lt;b&gt;</bdi> and <bdi><i>x</i></bdi>"


def test_nothing_is_shown_for_nothing_and_iso_is_for_machines(site: Flask) -> None:
    template = "{{ none|date }}{{ none|time }}{{ none|datetime }}{{ none|relative }}{{ none|number }}{{ none|iso }}"
    with reading(site, "en"):
        assert render_template_string(template, none=None) == ""
        assert render_template_string("{{ at|iso }} {{ on|iso }}", at=MORNING, on=date(2026, 3, 7)) == (
            "2026-03-07T08:14:00+00:00 2026-03-07"
        )


def test_outside_a_request_formats_are_english() -> None:
    assert formats.datetime_text(MORNING) == "7 Mar 2026, 08:14"
    assert formats.number_text(1234.5) == "1,234.5"
