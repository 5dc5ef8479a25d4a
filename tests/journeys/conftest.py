"""One Chromium and one address for each process, a site for each journey, and visitors who speak English or Hebrew."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.site import Site, open_site
from tests.journeys.visitor import Visitor
from tests.journeys.windows import PATIENCE, Looks, Windows

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

Comes = Callable[..., Visitor]
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys are marked ``browser``."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note what has failed, for the fixtures that clear up after it."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


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


@pytest.fixture(scope="session")
def windows(chromium: Browser) -> Windows:
    return Windows(chromium)


@pytest.fixture
def comes(windows: Windows, request: pytest.FixtureRequest) -> Iterator[Comes]:
    """Visitors: ``comes(site, "he")``. When the journey ends none of their browsers may have complained."""
    visitors: list[tuple[Looks, Visitor]] = []

    def come(site: Site, language: str = "en", *, size: tuple[int, int] = WIDE, theme: Any = "light") -> Visitor:
        looks = Looks(language, size, theme)
        visitors.append((looks, Visitor(site, windows.open(looks), language)))
        return visitors[-1][1]

    yield come
    complaints = [one for _, visitor in visitors for one in visitor.leaves()]
    for looks, visitor in visitors:
        if complaints or request.node.stash.get(FAILED, False):
            visitor.context.close()  # whatever stands in this window now is not to disturb the next journey
        else:
            windows.give_back(looks, visitor.page)
    assert not complaints, "\n".join(complaints)
