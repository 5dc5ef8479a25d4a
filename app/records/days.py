"""Days and moments as words of a form, a file or an address: read tolerantly, and as periods that are relative to today (FLT-2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, localedata
from babel.core import get_global

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.kernel.viewer import Viewer
from app.records.field_types import FUTURE_PERIODS, PERIODS

Span = tuple[date | None, date | None]
"""First and last day, both counting; None for an end that lies open."""

ENGLISH_WITHOUT_COUNTRY = "en_GB"
MOST_DAYS = 3_660

_numeric = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_slashed = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_days = re.compile(r"(last|next)_(\d{1,4})_days|over_(\d{1,4})_days_ago")
_marks = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_clock = re.compile(r"\s*,?\s+(\d{1,2}:\d{2}(?::\d{2})?)$")


def locale_of(language: str, time_zone: str) -> Locale:
    """The locale for dates: English goes by the country of the time zone, which it lacks itself."""
    if language != "en":
        return Locale.parse(language)
    name = f"en_{get_global('zone_territories').get(time_zone)}"
    return Locale.parse(name if localedata.exists(name) else ENGLISH_WITHOUT_COUNTRY)


def first_weekday(viewer: Viewer) -> int:
    """The day on which the viewer's week begins, 0 for Monday (CLDR: Sunday in Israel and the United States)."""
    names = {"he": "he_IL", "pl": "pl_PL"}
    language = names.get(viewer.language, "")
    return int((Locale.parse(language) if language else locale_of("en", viewer.time_zone)).first_week_day)


# --- days ----------------------------------------------------------------------------------------------------------------


def parse_day(value: str, field: str) -> date:
    """An ISO date; raises ``Invalid``."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or not 1 < day.year < 9999:
        raise Invalid(say("“%(value)s” is not a date. Write it as 2026-03-07.", value=value), field)
    return day


def read_day(text: str, viewer: Viewer, field: str) -> date:
    """A day as people and other programs write it: ISO, 7.03.2026, 7/3/2026 (month first only where the viewer's country does
    so), with or without midnight after it; raises ``Invalid``."""
    bare = _plain(text)
    bare = re.sub(r"[ T]0{1,2}:00(:00(\.0+)?)?$", "", bare)
    found = _numeric.fullmatch(bare)
    return parse_day(_iso(found, viewer) if found else bare, field)


def with_iso_day(text: str, *, is_month_first: bool) -> str:
    """The text with a day such as 03/04/2026 at its beginning in ISO form, read as is said; any other text as it is."""
    bare = _plain(text)
    found = _slashed.match(bare)
    if found is None:
        return text
    first, second, year = found.groups()
    day, month = (second, first) if is_month_first else (first, second)
    return f"{year}-{int(month):02}-{int(day):02}{bare[found.end() :]}"


def is_month_first(viewer: Viewer) -> bool:
    """Whether 03/04 is the fourth of March where the viewer lives."""
    return str(locale_of(viewer.language, viewer.time_zone)) == "en_US"


def _plain(text: str) -> str:
    return " ".join(_marks.sub("", unicodedata.normalize("NFKC", text)).split())


def _iso(found: re.Match[str], viewer: Viewer) -> str:
    first, sign, second, year = found.groups()
    day, month = (second, first) if sign == "/" and is_month_first(viewer) else (first, second)
    return f"{year}-{int(month):02}-{int(day):02}"


# --- moments ---------------------------------------------------------------------------------------------------------------


def read_moment(text: str, viewer: Viewer, field: str) -> datetime:
    """A moment in UTC, without fractions of a second: ISO, or a day and a time of the viewer's own time zone; raises ``Invalid``."""
    bare = _plain(text)
    try:
        moment = datetime.fromisoformat(bare)
    except ValueError:
        moment = _day_and_time(bare, viewer, field)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(viewer.time_zone))
    if not 2 < moment.year < 9998:
        raise _no_moment(text, field)
    return moment.astimezone(UTC).replace(microsecond=0)


def _day_and_time(bare: str, viewer: Viewer, field: str) -> datetime:
    clock = _clock.search(bare)
    if clock is None:
        raise _no_moment(bare, field)
    try:
        at = time.fromisoformat(clock[1].zfill(5))
        return datetime.combine(read_day(bare[: clock.start()], viewer, field), at)
    except (ValueError, Invalid):
        raise _no_moment(bare, field) from None


def _no_moment(text: str, field: str) -> Invalid:
    return Invalid(say("“%(value)s” is not a date with a time. Write it as 2026-03-07 14:30.", value=text), field)


# --- periods ---------------------------------------------------------------------------------------------------------------


def period(word: str, day: date, week_begins: int, field: str) -> Span:
    """First and last day of a period that is relative to ``day``; raises ``Invalid``."""
    found = _days.fullmatch(word)
    if found is not None and 0 < int(found[2] or found[3]) <= MOST_DAYS:
        return _counted(found, day)
    if word in _SPANS:
        return _SPANS[word](day, week_begins)
    periods = ", ".join((*PERIODS, *FUTURE_PERIODS))
    raise Invalid(say("“%(value)s” is not a period. Write one of: %(periods)s.", value=word, periods=periods), field)


def _counted(found: re.Match[str], day: date) -> Span:
    """``last_7_days`` and ``next_7_days`` hold today; ``over_30_days_ago`` ends the day before those thirty."""
    number = timedelta(days=int(found[2] or found[3]))
    if found[3]:
        return None, day - number
    one = timedelta(days=1)
    return (day - number + one, day) if found[1] == "last" else (day, day + number - one)


def _week(day: date, begins: int, shift: int) -> Span:
    first = day - timedelta(days=(day.weekday() - begins) % 7) + timedelta(days=7 * shift)
    return first, first + timedelta(days=6)


def _months(day: date, size: int, shift: int) -> Span:
    """The span of ``size`` months that ``day`` lies in, counted from January, or one before or after it."""
    number = day.year * 12 + (day.month - 1) // size * size + size * shift
    return _month(number), _month(number + size) - timedelta(days=1)


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _shifted(days: int) -> Callable[[date, int], Span]:
    return lambda day, _begins: (day + timedelta(days=days),) * 2


def _calendar(size: int, shift: int) -> Callable[[date, int], Span]:
    return lambda day, _begins: _months(day, size, shift)


def _weekly(shift: int) -> Callable[[date, int], Span]:
    return lambda day, begins: _week(day, begins, shift)


_SPANS: dict[str, Callable[[date, int], Span]] = {
    "today": _shifted(0),
    "yesterday": _shifted(-1),
    "tomorrow": _shifted(1),
    "this_week": _weekly(0),
    "last_week": _weekly(-1),
    "next_week": _weekly(1),
    "this_month": _calendar(1, 0),
    "last_month": _calendar(1, -1),
    "next_month": _calendar(1, 1),
    "this_quarter": _calendar(3, 0),
    "last_quarter": _calendar(3, -1),
    "next_quarter": _calendar(3, 1),
    "this_year": _calendar(12, 0),
    "last_year": _calendar(12, -1),
    "past": lambda day, _begins: (None, day - timedelta(days=1)),
    "future": lambda day, _begins: (day + timedelta(days=1), None),
}
