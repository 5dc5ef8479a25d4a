"""Browser windows that journeys use one after another: a new one starts a process, and has to fetch and read every file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

COUNTRIES = {"en": "GB", "pl": "PL", "he": "IL"}
PATIENCE = 15_000
MOST_KEPT = 6
TOUCHED_BELOW = 600
"""Narrower windows are those of phones."""
FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"


@dataclass(frozen=True)
class Looks:
    """What a window keeps as long as it is open."""

    language: str
    size: tuple[int, int]
    theme: Any


class Windows:
    """The windows of one Chromium, each used by one visitor at a time."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: list[tuple[Looks, Page]] = []

    def open(self, looks: Looks) -> Page:
        """An empty window in which nobody is signed in."""
        found = next((one for one in self._free if one[0] == looks), None)
        if found is None:
            return self._new(looks)
        self._free.remove(found)
        return found[1]

    def give_back(self, looks: Looks, page: Page) -> None:
        """Clear a window for whoever comes next; it shows a document of the site that writes nothing any more."""
        for other in page.context.pages:
            if other is not page:
                other.close()
        page.evaluate(FORGET)
        page.emulate_media(color_scheme=looks.theme)
        page.mouse.move(0, 0)
        self._free.append((looks, page))
        if len(self._free) > MOST_KEPT:
            self._free.pop(0)[1].context.close()

    def _new(self, looks: Looks) -> Page:
        context = self._browser.new_context(
            viewport={"width": looks.size[0], "height": looks.size[1]},
            has_touch=looks.size[0] < TOUCHED_BELOW,
            color_scheme=looks.theme,
            reduced_motion="reduce",
            locale=f"{looks.language}-{COUNTRIES[looks.language]}",
            timezone_id="UTC",
        )
        context.set_default_timeout(PATIENCE)
        return context.new_page()
