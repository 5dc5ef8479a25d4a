"""On a phone: what is needed lies in reach of the thumb, rows take two lines, drawers the whole screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.conftest import PASSWORD
from tests.journeys.conftest import PHONE, Comes
from tests.journeys.furnished import furnish
from tests.journeys.places import PLACES, Places
from tests.journeys.sideways import overflows
from tests.journeys.site import Site, open_site
from tests.journeys.visitor import Visitor, box_of


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site(furnish) as opened:
        yield opened


@pytest.fixture(scope="module")
def places(site: Site) -> Places:
    return Places(site)


def test_sign_in_fits(site: Site, comes: Comes, language: str) -> None:
    visitor = comes(site, language, size=PHONE).goes_to("/")
    assert overflows(visitor) == []
    visitor.field("E-mail or user name").fill("owner")
    visitor.field("Password").fill(PASSWORD)
    visitor.button("Continue").click()
    expect(bottom_bar(visitor)).to_be_visible()


def bottom_bar(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("navigation", name=visitor.words("Quick menu"))


def test_five_things_lie_in_reach(site: Site, comes: Comes, language: str) -> None:
    visitor = comes(site, language, size=PHONE).sign_in("owner").goes_to("/")
    bar = bottom_bar(visitor)
    expect(bar.locator("a, button")).to_have_count(5)
    assert min(box_of(one)["height"] for one in bar.locator("a, button").all()) >= 44
    bar.get_by_role("link", name=visitor.words("Persons")).click()
    expect(visitor.rows.first).to_be_visible()
    bar.get_by_role("link", name=visitor.words("Menu")).click()
    side = visitor.page.locator("nav.side")
    expect(side.get_by_role("link", name=visitor.words("Companies"))).to_be_in_viewport()
    side.get_by_role("link", name=visitor.words("Close the menu")).click()
    expect(side).not_to_be_in_viewport()
    bar.get_by_role("button", name=visitor.words("New")).click()
    visitor.page.locator("#m-new-s").get_by_role("link", name=visitor.words("Person"), exact=True).click()
    expect(visitor.field("First name")).to_be_visible()


def test_search_opens_over_the_page(site: Site, comes: Comes, language: str) -> None:
    visitor = comes(site, language, size=PHONE).sign_in("owner").goes_to("/")
    bottom_bar(visitor).get_by_role("link", name=visitor.words("Search")).click()
    sheet = visitor.page.get_by_role("dialog", name=visitor.words("Search and commands"))
    words = sheet.get_by_role("combobox")
    expect(words).to_be_focused()
    words.fill("an")
    sheet.get_by_role("option").filter(has=visitor.page.locator("mark")).first.click()
    expect(visitor.page).not_to_have_url(f"{site.address}/")
    expect(visitor.main.get_by_role("heading", level=1)).to_be_visible()


def test_search_has_a_page_of_its_own(site: Site, comes: Comes, language: str) -> None:
    visitor = comes(site, language, size=PHONE).sign_in("owner").goes_to("/search")
    words = visitor.page.get_by_role("searchbox", name=visitor.words("Search everything"))
    expect(words).to_be_focused()
    words.fill("an")
    visitor.presses("Enter")
    expect(visitor.main.locator("a.rl").first).to_be_visible()


def test_rows_take_two_lines(site: Site, comes: Comes, language: str) -> None:
    visitor = comes(site, language, size=PHONE).sign_in("owner").goes_to("/persons/list/?company.empty=no")
    row = visitor.rows.first
    name, below = (box_of(row.locator(f"td[data-slot={slot}]")) for slot in ("name", "sub"))
    assert below["y"] >= name["y"] + name["height"] / 2
    assert 44 <= box_of(row)["height"] <= 80


def test_drawer_takes_the_whole_screen(site: Site, places: Places, comes: Comes, language: str) -> None:
    visitor = comes(site, language, size=PHONE).sign_in("administrator")
    PLACES["selected"](visitor, places)
    box = box_of(visitor.page.locator("#mass-drawer"))
    assert (box["x"], box["width"]) == (0, PHONE[0])
    assert box["height"] >= PHONE[1] - 60
