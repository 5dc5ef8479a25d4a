"""The time. All moments are kept in UTC; a viewer's time zone matters only where days begin."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, aware, in UTC, without microseconds below the millisecond."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def start_of_day(day: date, time_zone: str) -> datetime:
    """The first moment of ``day`` as people in ``time_zone`` count it, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(time_zone)).astimezone(UTC)


def today(time_zone: str) -> date:
    """The date it is now in ``time_zone``."""
    return datetime.now(ZoneInfo(time_zone)).date()
