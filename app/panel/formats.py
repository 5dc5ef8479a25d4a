"""Dates, numbers, money and lists as people of the viewer's language write them (I18N-3), by CLDR through Babel.

Files, the API and parsers use none of this: they are locale-free. English has no country of its own here: its dates go by
the country of the viewer's time zone, its numbers by the glossary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Literal

from babel import Locale, dates, lists, localedata, numbers
from babel.core import get_global
from flask import Flask, has_app_context
from flask_babel import get_locale, get_timezone
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from app.kernel import clock
from app.kernel.messages import say

Moment = date | datetime
ListStyle = Literal["standard", "or"]
Number = int | float | Decimal

DATE_STYLES = {"en": "medium", "pl": "short", "he": "short"}
DAY_PATTERNS = {"en": "d MMMM", "pl": "d MMMM", "he": "d בMMMM"}
MONTH_PATTERNS = {"en": "MMM y", "he": "LLLL y"}
ENGLISH_WITHOUT_COUNTRY = "en_GB"
MARKS = dict.fromkeys(map(ord, "\u200e\u200f"))
HEBREW_FIRST = re.compile("[א-ת]")


def date_locale() -> Locale:
    """The locale for dates: English of the viewer's country, else the viewer's language."""
    locale = words_locale()
    if locale.language != "en":
        return locale
    name = f"en_{get_global('zone_territories').get(str(_time_zone()))}"
    return Locale.parse(name if localedata.exists(name) else ENGLISH_WITHOUT_COUNTRY)


def words_locale() -> Locale:
    """The viewer's language; English outside a request."""
    return get_locale() or Locale.parse("en")


def _time_zone() -> tzinfo:
    return (get_timezone() if has_app_context() else None) or UTC


def as_seen(value: Moment) -> Moment:
    """A moment in the viewer's time zone (a naive one is UTC); a date as it is."""
    if not isinstance(value, datetime):
        return value
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(_time_zone())


def day_of(value: Moment) -> date:
    """The day on which the viewer's calendar shows ``value``."""
    seen = as_seen(value)
    return seen.date() if isinstance(seen, datetime) else seen


def date_text(value: Moment | None) -> str:
    """7 Mar 2026, 7.03.2026, 7.3.2026; empty for nothing."""
    if value is None:
        return ""
    locale = date_locale()
    return dates.format_date(day_of(value), DATE_STYLES.get(locale.language, "medium"), locale)


def month_text(value: date) -> str:
    """Apr 2024, אפריל 2024; in Polish the day, since the month alone would have to be declined."""
    locale = date_locale()
    pattern = MONTH_PATTERNS.get(locale.language)
    return dates.format_date(value, pattern, locale) if pattern else date_text(value)


def time_text(value: datetime | None) -> str:
    """The time of day, 09:14, in the viewer's time zone."""
    return "" if value is None else _clock_text(as_seen(value))


def _clock_text(seen: Moment) -> str:
    locale = date_locale()
    pattern = "short" if _has_half_days(locale) else "HH:mm"
    return dates.format_time(seen, pattern, locale=locale) if isinstance(seen, datetime) else ""


def _has_half_days(locale: Locale) -> bool:
    return "a" in locale.time_formats["short"].pattern


def datetime_text(value: datetime | None) -> str:
    """7 Mar 2026, 09:14 in the viewer's time zone."""
    return "" if value is None else f"{date_text(value)}, {time_text(value)}"


def relative_text(value: Moment | None) -> str:
    """Today, 09:14; Yesterday; then the date. For a date without a time: Today; Yesterday; the date."""
    if value is None:
        return ""
    days = _days_ago(value)
    if days == 0 and isinstance(value, datetime):
        return str(say("Today, %(time)s", time=time_text(value)))
    return _near_day(days) or date_text(value)


def planned_text(value: datetime | None) -> str:
    """A moment that people set: Today, 09:14; Tomorrow, 09:14; 7 Mar 2026, 09:14. Its hour matters on every day."""
    if value is None:
        return ""
    near = say("Tomorrow") if _days_ago(value) == -1 else _near_day(_days_ago(value))
    return f"{str(near) or date_text(value)}, {time_text(value)}"


def day_heading(value: Moment) -> str:
    """The heading of one day in a story: Today, 12 March; Yesterday, 11 March; then the date."""
    locale = words_locale()
    day = dates.format_date(day_of(value), DAY_PATTERNS.get(locale.language, "d MMMM"), locale)
    near = {0: say("Today, %(day)s", day=day), 1: say("Yesterday, %(day)s", day=day)}.get(_days_ago(value))
    return str(near) if near else date_text(value)


def _near_day(days: int) -> str:
    return str({0: say("Today"), 1: say("Yesterday")}.get(days, ""))


def _days_ago(value: Moment) -> int:
    return (day_of(clock.now()) - day_of(value)) // timedelta(days=1)


def number_text(value: Number | None) -> str:
    """1,234.5; Polish 1 234,5 with a no-break space."""
    return "" if value is None else numbers.format_decimal(value, locale=words_locale())


def percent_text(value: Number | None) -> str:
    """0.42 as 42%."""
    return "" if value is None else numbers.format_percent(value, locale=words_locale())


def money_text(value: Number | None, currency: str) -> str:
    """An amount with its currency; in Hebrew with the marks that keep the sign and the figures in order."""
    return "" if value is None else numbers.format_currency(value, currency, locale=words_locale())


def amount_text(value: Number | None, currency: str) -> str:
    """The same for a place that is left to right already: without the marks, which would move the sign behind the figures."""
    return money_text(value, currency).translate(MARKS)


def list_text(words: Iterable[object], style: ListStyle = "standard") -> str:
    """``a, b and c`` (style ``or``: ``a, b or c``) as plain text."""
    return _joined([str(word) for word in words], [str(word) for word in words], style)


def list_markup(words: Iterable[object], style: ListStyle = "standard") -> Markup:
    """The same for a template: every word escaped unless it is markup, and in its own ``<bdi>``."""
    plain = list(words)
    isolated = [f"<bdi>{escape(word)}</bdi>" for word in plain]
    return Markup(_joined(isolated, [str(word) for word in plain], style))  # noqa: S704 - escaped above


def _joined(shown: list[str], plain: list[str], style: ListStyle) -> str:
    locale = date_locale()
    if locale.language == "he" and style == "standard" and len(shown) > 1 and not HEBREW_FIRST.match(plain[-1]):
        shown[-1] = f"-{shown[-1]}"  # Hebrew *and* is a letter before the word; a word of another script takes a hyphen
    return lists.format_list(shown, style=style, locale=locale)


def iso_text(value: Moment | None) -> str:
    """For the ``datetime`` attribute of ``<time>``: in UTC, the same for everybody."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")
    return value.isoformat() if value else ""


def register(app: Flask) -> None:
    """Give the templates the filters, and counted sentences whose number is written as the language does.

    To be called when Flask-AppBuilder has set up Flask-Babel, whose ``ngettext`` is wrapped.
    """
    app.jinja_env.filters.update(
        date=date_text, time=time_text, datetime=datetime_text, relative=relative_text, day_heading=day_heading,
        number=number_text, percent=percent_text, money=money_text, amount=amount_text, listed=list_markup, iso=iso_text,
    )  # fmt: skip
    app.jinja_env.globals["ngettext"] = _counting(app.jinja_env.globals["ngettext"])


def _counting(ngettext: Any) -> Any:
    @pass_context
    def counted(context: Context, singular: str, plural: str, n: int, /, **values: Any) -> Any:
        values.setdefault("num", number_text(n))
        return context.call(ngettext, singular, plural, n, **values)

    return counted
