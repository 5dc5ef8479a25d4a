"""Theme and language are chosen once and remembered; Hebrew turns the page round as a whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Comes
from tests.journeys.furnished import furnish
from tests.journeys.site import Site, open_site
from tests.journeys.visitor import Visitor, box_of

LIGHT, DARK = "rgb(255, 255, 255)", "rgb(24, 25, 28)"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site(furnish) as opened:
        yield opened


def chooses(visitor: Visitor, option: str) -> None:
    page = visitor.page
    menu = page.locator("#m-user")
    if not menu.is_visible():
        page.get_by_role("button", name=visitor.words("Your account: %(name)s", name="Owner Test")).click()
    menu.get_by_role("button", name=visitor.words(option), exact=True).click()


def left(visitor: Visitor, selector: str) -> float:
    """Where the first such thing begins on the screen."""
    return box_of(visitor.page.locator(selector).first)["x"]


def test_theme_is_remembered(site: Site, comes: Comes, language: str) -> None:
    visitor = comes(site, language).sign_in("owner").goes_to("/")
    html = visitor.page.locator("html")
    chooses(visitor, "Dark")
    expect(html).to_have_attribute("data-bs-theme", "dark")
    expect(visitor.main).to_have_css("background-color", DARK)
    visitor.goes_to("/persons/list/")
    expect(html).to_have_attribute("data-bs-theme", "dark")
    elsewhere = comes(site, language).sign_in("owner").goes_to("/companies/list/")
    expect(elsewhere.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    chooses(visitor, "Light")
    expect(html).to_have_attribute("data-bs-theme", "light")
    expect(visitor.main).to_have_css("background-color", LIGHT)
    chooses(visitor, "As the system")
    expect(html).to_have_attribute("data-theme", "auto")


def test_theme_follows_the_system(site: Site, comes: Comes) -> None:
    visitor = comes(site, theme="dark").sign_in("outsider").goes_to("/persons/list/")
    expect(visitor.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    visitor.page.emulate_media(color_scheme="light")
    expect(visitor.page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_language_is_remembered(site: Site, comes: Comes) -> None:
    visitor = comes(site).sign_in("participant").goes_to("/persons/list/")
    visitor.page.get_by_role("button", name=visitor.words("Language")).click()
    visitor.page.locator("#m-lang").get_by_role("link", name="עברית").click()
    html = visitor.page.locator("html")
    expect(html).to_have_attribute("lang", "he")
    assert visitor.path == "/persons/list/"
    elsewhere = comes(site).sign_in("participant").goes_to("/")
    expect(elsewhere.page.locator("html")).to_have_attribute("dir", "rtl")


def test_sign_in_speaks_the_language_that_is_chosen_there(site: Site, comes: Comes) -> None:
    visitor = comes(site).goes_to("/login/")
    visitor.page.get_by_role("link", name="עברית").click()
    expect(visitor.page.locator("html")).to_have_attribute("dir", "rtl")
    visitor.words.language = "he"
    expect(visitor.field("Password")).to_be_visible()


def test_hebrew_runs_from_the_right(site: Site, comes: Comes) -> None:
    visitor = comes(site, "he").sign_in("owner").goes_to("/persons/list/?phones.empty=no")
    page = visitor.page
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert left(visitor, "nav.side") > left(visitor, "td[data-slot=name]") > left(visitor, "[data-phone]")
    number = page.locator("[data-phone]").first
    assert number.evaluate("element => getComputedStyle(element).direction") == "ltr"
    following = page.locator(".lf-e a[rel=next] svg, .lf-e span svg").first
    assert "matrix(-1" in following.evaluate("element => getComputedStyle(element).transform")


def test_english_runs_from_the_left(site: Site, comes: Comes) -> None:
    visitor = comes(site).sign_in("owner").goes_to("/persons/list/")
    assert left(visitor, "nav.side") < left(visitor, "td[data-slot=name]")
    chevron = visitor.page.locator(".lf-e svg").first
    assert chevron.evaluate("element => getComputedStyle(element).transform") in {"none", "matrix(1, 0, 0, 1, 0, 0)"}
