"""One Chromium for each process, a site for each journey, and visitors who speak English or Hebrew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.site import Site, open_site
from tests.journeys.visitor import COUNTRIES, Visitor

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WIDE, PHONE = (1440, 900), (390, 844)
PATIENCE = 15_000

Comes = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys are marked ``browser``."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def site() -> Iterator[Site]:
    """A site of its own for a journey that changes things."""
    with open_site() as opened:
        yield opened


@pytest.fixture(params=["en", "he"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def comes(chromium: Browser) -> Iterator[Comes]:
    """Visitors: ``comes(site, "he")``. When the journey ends none of their browsers may have complained."""
    visitors: list[Visitor] = []

    def come(site: Site, language: str = "en", *, size: tuple[int, int] = WIDE, theme: Any = "light") -> Visitor:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=size == PHONE,
            color_scheme=theme,
            reduced_motion="reduce",
            locale=f"{language}-{COUNTRIES[language]}",
            timezone_id="UTC",
        )
        context.set_default_timeout(PATIENCE)
        visitors.append(Visitor(site, context, language))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.leaves()
