"""Somebody at a browser: goes to pages, finds things by what they are called, and notices what the browser complains about."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Error, FloatRect, Locator, Page, Response, expect

from tests.conftest import PASSWORD
from tests.journeys.site import Site
from tests.journeys.words import Words

PICTURES = os.environ.get("SPLOT_PICTURES", "")
PLAIN = "/static/img/mark.svg"
"""A document without scripts."""
TOLD_BY_ANSWERS = "Failed to load resource: the server responded with a status of"


class Visitor:
    """A person with a language. ``complaints`` holds what should never happen: errors in scripts, refused or failing answers."""

    def __init__(self, site: Site, page: Page, language: str) -> None:
        self.site = site
        self.language = language
        self.words = Words(site.house, language)
        self.context = page.context
        self.username = ""
        self.complaints: list[str] = []
        self.expected: set[int] = {422}
        self._page = page
        self._hears = {"console": self._hear, "pageerror": self._fail, "response": self._look}
        for event, heard in self._hears.items():
            page.on(event, heard)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(TOLD_BY_ANSWERS):
            self.complaints.append(f"console: {message.text}")

    def _fail(self, error: Error) -> None:
        self.complaints.append(f"script: {error}")

    def _look(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.status}: {response.url}")

    @property
    def page(self) -> Page:
        """The page, once it has its scripts."""
        self._page.wait_for_load_state("load")
        return self._page

    # --- going places ----------------------------------------------------------------------------------------------------

    def sign_in(self, username: str) -> Visitor:
        """Sign in without looking at the page; the journeys of signing in do it by hand."""
        answer = self.context.request.get(f"{self.site.address}/login/")
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.text())
        assert found, "the sign-in form has no token"
        data = {"csrf_token": found[1], "username": username, "password": PASSWORD}
        answer = self.context.request.post(f"{self.site.address}/login/", form=data, max_redirects=0)
        assert answer.status == 302, f"{username} cannot sign in: {answer.status}"
        self.username = username
        return self

    def goes_to(self, path: str) -> Visitor:
        """Open an address of the site."""
        self.page.goto(f"{self.site.address}{path}")
        return self

    @property
    def path(self) -> str:
        """Where the visitor is, without the site."""
        return self.page.url.removeprefix(self.site.address)

    # --- finding things --------------------------------------------------------------------------------------------------

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def button(self, text: Any, within: Locator | None = None, **values: Any) -> Locator:
        return self._named("button", text, within, values)

    def link(self, text: Any, within: Locator | None = None, **values: Any) -> Locator:
        return self._named("link", text, within, values)

    def field(self, text: Any, within: Locator | None = None, **values: Any) -> Locator:
        """A control by its label."""
        return (within or self.page).get_by_label(self.words(text, **values), exact=True)

    def _named(self, role: Any, text: Any, within: Locator | None, values: dict[str, Any]) -> Locator:
        # a key may stand beside the name: “Save Ctrl S”
        name = re.compile(rf"^{re.escape(self.words(text, **values))}(\s|$)")
        return (within or self.page).get_by_role(role, name=name)

    @property
    def rows(self) -> Locator:
        return self.page.locator("table[data-kind] tbody tr[data-id]")

    def row(self, name: str) -> Locator:
        return self.rows.filter(has=self.page.get_by_role("link", name=name, exact=True))

    @property
    def count(self) -> int:
        """The total of the list."""
        return int(self.page.locator("[data-count]").first.get_attribute("data-count") or 0)

    # --- seeing ----------------------------------------------------------------------------------------------------------

    def sees(self, text: Any, within: Locator | None = None, **values: Any) -> None:
        """Wait for a text of the product."""
        said = text if isinstance(text, str) else self.words(text)
        expect((within or self.page.locator("body")).get_by_text(self.words(said, **values)).first).to_be_visible()

    def is_told(self, text: str) -> None:
        """Wait for a message (``role=status`` or ``role=alert``) with these words."""
        expect(self.page.locator("[role=status], [role=alert]").filter(has_text=text).first).to_be_visible()

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def takes_picture(self, name: str) -> None:
        """Keep a picture where SPLOT_PICTURES names a folder."""
        if PICTURES:
            folder = Path(PICTURES)
            folder.mkdir(parents=True, exist_ok=True)
            self.page.wait_for_load_state("networkidle")
            self.page.screenshot(path=folder / f"{name}-{self.language}.png")

    def leaves(self) -> list[str]:
        """Go, leaving no cookie behind; what the browser has complained about until now."""
        self.context.cookies()  # whatever it has said so far is heard before it answers
        for event, heard in self._hears.items():
            self._page.remove_listener(event, heard)
        self._hears.clear()
        self._page.goto(f"{self.site.address}{PLAIN}")
        self.context.clear_cookies()
        return self.complaints


def box_of(element: Locator) -> FloatRect:
    """Where something stands on the screen; it must be there."""
    box = element.bounding_box()
    assert box is not None, f"{element} is not shown"
    return box
