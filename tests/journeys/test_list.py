"""A list by keyboard, conditions by mouse, filters that are kept, links that are sent to others."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from app.models import Operation
from app.records.kinds import kind
from app.records.saving import add_record
from tests.conftest import House
from tests.journeys.conftest import Comes
from tests.journeys.keyboard import Keyboard
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

CITIES = ("Łódź", "Kraków", "חיפה", "Leeds")
PEOPLE = 40
SHORT = "/persons/list/?page_size=25"


def people(house: House) -> None:
    """Forty persons, ten in each city, half of them in Poland."""
    with house.writing("owner", Operation.ADDED) as asking:
        for number in range(PEOPLE):
            values = {
                "first_name": f"N{number:02}",
                "last_name": "Nitka",
                "city": CITIES[number % 4],
                "country": "PL" if number % 4 < 2 else "IL",
            }
            add_record(asking, kind("person"), values)


@pytest.fixture
def visitor(site: Site, comes: Comes, language: str) -> Visitor:
    people(site.house)
    return comes(site, language).sign_in("owner")


def test_rows_are_walked_selected_and_opened_by_keys(visitor: Visitor) -> None:
    keys = Keyboard(visitor.goes_to(SHORT))
    page, words = visitor.page, visitor.words
    bar = page.get_by_role("toolbar", name=words("Acts on the selected rows"))
    keys.presses("KeyJ", "KeyJ", "KeyJ", "KeyK")
    expect(page.locator("tr.foc")).to_contain_text("N01")
    keys.presses("KeyX", "KeyJ", "KeyJ", "Shift+KeyX")
    expect(page.locator("tr.sel")).to_have_count(3)
    expect(bar.get_by_role("button", name=words("Selected: %(count)s", count=3))).to_be_visible()
    keys.presses("Ctrl+KeyA")
    expect(bar.get_by_role("button", name=words("Page %(count)s", count=25))).to_have_attribute("aria-pressed", "true")
    keys.presses("Ctrl+KeyA")
    everything = bar.get_by_role("button", name=words("All %(count)s", count=PEOPLE))
    expect(everything).to_have_attribute("aria-pressed", "true")
    visitor.presses("Escape")
    expect(bar).to_be_hidden()
    expect(page.locator("tr.sel")).to_have_count(0)
    keys.presses("KeyO")
    expect(page.get_by_role("heading", level=1, name="N03 Nitka")).to_be_visible()


def test_help_menu_filter_and_search_have_keys(visitor: Visitor) -> None:
    keys = Keyboard(visitor.goes_to(SHORT))
    page, words = visitor.page, visitor.words
    keys.presses("Shift+Slash")
    expect(page.get_by_role("dialog", name=words("Keys"))).to_be_visible()
    visitor.takes_picture("keys")
    visitor.presses("Escape")
    keys.presses("KeyF")
    finder = visitor.field("Find a field, also of linked records")
    expect(finder).to_be_focused()
    visitor.presses("Escape")
    expect(finder).not_to_be_focused()
    keys.presses("BracketLeft")
    expect(page.locator("html")).to_have_attribute("data-side", "folded")
    keys.presses("Slash")
    expect(page.get_by_role("searchbox", name=words("Search this list"))).to_be_focused()
    page.keyboard.type("lodz")
    visitor.presses("Enter")
    expect(page.locator("[data-count]")).to_have_attribute("data-count", "10")
    expect(page.locator("html")).to_have_attribute("data-side", "folded")


def test_letters_sleep_in_fields(visitor: Visitor) -> None:
    keys = Keyboard(visitor.goes_to(SHORT))
    visitor.page.get_by_role("searchbox", name=visitor.words("Search this list")).focus()
    keys.presses("KeyJ", "KeyX")
    expect(visitor.page.locator("tr.foc, tr.sel")).to_have_count(0)


def test_heads_sort(visitor: Visitor) -> None:
    visitor.goes_to(SHORT)
    head = visitor.page.get_by_role("columnheader", name=visitor.words.field("name"), exact=True)
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(visitor.rows.first).to_contain_text("N39")


def test_conditions_are_joined_dropped_and_cleared(visitor: Visitor) -> None:
    visitor.goes_to(f"/persons/list/?city.is={quote('Łódź')}&country.is=IL")
    page, words = visitor.page, visitor.words
    visitor.sees("Nothing matches")
    visitor.button("Match all").click()
    visitor.link("Match any").click()
    expect(page.locator("[data-count]")).to_have_attribute("data-count", "30")
    visitor.link("Remove the condition “%(field)s”", field=words.field("country")).click()
    expect(page.locator("[data-count]")).to_have_attribute("data-count", "10")
    expect(page.locator("[data-chip]")).to_have_count(1)
    visitor.link("Clear all").click()
    expect(page.locator("[data-count]")).to_have_attribute("data-count", str(PEOPLE))
    expect(page.locator("[data-chip]")).to_have_count(0)


def test_filter_is_kept_at_the_side(visitor: Visitor) -> None:
    visitor.goes_to(f"/persons/list/?city.is={quote('Łódź')}")
    page, words = visitor.page, visitor.words
    visitor.button("Save filter").click()
    box = page.get_by_role("dialog", name=words("Save filter"))
    visitor.field("Name", box).fill("Łódzkie")
    visitor.button("Save as new", box).click()
    side = page.locator("nav.side a.nav-i").filter(has_text="Łódzkie")
    expect(side).to_contain_text("10")
    visitor.goes_to("/persons/list/")
    side.click()
    expect(page.locator("[data-chip]")).to_have_count(1)
    assert visitor.count == 10


def test_link_shows_others_only_what_they_may_see(site: Site, comes: Comes, language: str) -> None:
    company = site.house.add("company", name="Tkalnia Pod Dębem")
    secret = site.house.add("person", first_name="Ewa", last_name="Tajemnicza", city="Łódź", company=company)
    site.house.add("person", first_name="Jan", last_name="Jawny", city="Łódź", company=company)
    owner = comes(site, language).sign_in("owner").goes_to(f"/persons/edit/{secret}")
    hidden = owner.page.get_by_role("radiogroup", name=owner.words.field("visibility"), exact=True)
    hidden.locator("label", has_text=owner.words("Hidden")).click()
    owner.button("Save").click()
    owner.sees("Hidden", owner.main)
    link = f"/persons/list/?city.is={quote('Łódź')}"
    owner.goes_to(link)
    assert owner.count == 2
    outsider = comes(site, language).sign_in("outsider").goes_to(link)
    assert outsider.count == 1
    outsider.expected.add(404)
    for path in (link, "/search?q=ewa", f"/companies/show/{company}", f"/persons/show/{secret}", f"/r/{secret}"):
        outsider.goes_to(path)
        assert "Ewa" not in outsider.main.inner_text(), path
    outsider.sees("Nothing here")
