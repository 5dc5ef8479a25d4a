"""What a browser calls itself, in words that people know their devices by."""

from __future__ import annotations

from app.kernel.messages import Message, say

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Opera", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Vivaldi", "Vivaldi"),
    ("YaBrowser", "Yandex"),
    ("FxiOS", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""Marks in the order in which they tell: Edge says that it is Chrome too, Chrome that it is Safari."""
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
HAND_HELD = frozenset({"iPhone", "iPad", "Android"})


def browser_words(user_agent: str) -> Message | str:
    """Browser and system by their names, as far as they are known."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return say("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or say("Unknown browser")


def is_hand_held(user_agent: str) -> bool:
    """Whether it is a telephone or a tablet."""
    return _first(SYSTEMS, user_agent) in HAND_HELD


def _first(marks: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in marks if mark in user_agent), "")
