"""On a phone: nothing scrolls sideways, what is needed lies in reach of the thumb, rows take two lines, drawers the whole screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.conftest import PASSWORD
from tests.journeys.conftest import PHONE, Comes
from tests.journeys.furnished import furnish
from tests.journeys.places import PLACES, Places
from tests.journeys.site import Site, open_site
from tests.journeys.visitor import Visitor

OVERFLOWS = """() => {
  const width = document.documentElement.clientWidth;
  const wide = document.documentElement.scrollWidth > width ? ["the page itself"] : [];
  const outside = (box) => box.width > 0 && (box.right > width + 1 || box.left < -1);
  const isHeld = (element) => {
    for (let one = element.parentElement; one; one = one.parentElement)
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(one).overflowX)) return one !== document.documentElement && one !== document.body;
    return false;
  };
  for (const element of document.querySelectorAll("main *, header *, nav.bn *"))
    if (element.checkVisibility({ visibilityProperty: true }) && outside(element.getBoundingClientRect()) && !isHeld(element) && !element.closest(".sr")) wide.push(element.outerHTML.slice(0, 120));
  const scrollers = [...document.querySelectorAll("main, main *")].filter((one) =>
    one.scrollWidth > one.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(one).overflowX) && !one.matches(".fb, .vtabs, .ptabs, .ph-acts, .im-p, .massbar, .tw:has(.s-table:not([data-kind])), input, textarea, select") && !one.closest("[popover], .enc-l"));
  return [...wide, ...scrollers.map((one) => `scrolls: ${one.outerHTML.slice(0, 120)}`)];
}"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site(furnish) as opened:
        yield opened


@pytest.fixture(scope="module")
def places(site: Site) -> Places:
    return Places(site)


@pytest.mark.parametrize("language", ["en", "pl", "he"])
def test_no_page_scrolls_sideways(site: Site, places: Places, comes: Comes, language: str) -> None:
    visitor = comes(site, language, size=PHONE).sign_in("administrator")
    found = {}
    for name, goes in PLACES.items():
        goes(visitor, places)
        visitor.takes_picture(f"phone-{name.replace(' ', '-')}")
        if wide := visitor.page.evaluate(OVERFLOWS):
            found[name] = wide[:3]
    assert not found


def test_sign_in_fits(site: Site, comes: Comes, language: str) -> None:
    visitor = comes(site, language, size=PHONE).goes_to("/")
    assert visitor.page.evaluate(OVERFLOWS) == []
    visitor.field("E-mail or user name").fill("owner")
    visitor.field("Password").fill(PASSWORD)
    visitor.button("Continue").click()
    expect(bottom_bar(visitor)).to_be_visible()


def bottom_bar(visitor: Visitor):  # type: ignore[no-untyped-def]
    return visitor.page.get_by_role("navigation", name=visitor.words("Quick menu"))


def test_five_things_lie_in_reach(site: Site, comes: Comes, language: str) -> None:
    visitor = comes(site, language, size=PHONE).sign_in("owner").goes_to("/")
    bar = bottom_bar(visitor)
    expect(bar.locator("a, button")).to_have_count(5)
    assert all(box["height"] >= 44 for one in bar.locator("a, button").all() if (box := one.bounding_box()))
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


def test_rows_take_two_lines(site: Site, comes: Comes, language: str) -> None:
    visitor = comes(site, language, size=PHONE).sign_in("owner").goes_to("/persons/list/?company.empty=no")
    row = visitor.rows.first
    name, below = (row.locator(f"td[data-slot={slot}]").bounding_box() for slot in ("name", "sub"))
    assert name and below
    assert below["y"] >= name["y"] + name["height"] / 2
    height = row.bounding_box()
    assert height and 44 <= height["height"] <= 80


def test_drawer_takes_the_whole_screen(site: Site, places: Places, comes: Comes, language: str) -> None:
    visitor = comes(site, language, size=PHONE).sign_in("administrator")
    PLACES["selected"](visitor, places)
    box = visitor.page.locator("#mass-drawer").bounding_box()
    assert box and (box["x"], box["width"]) == (0, PHONE[0])
    assert box["height"] >= PHONE[1] - 60
