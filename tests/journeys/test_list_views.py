"""Columns are chosen, moved, widened and kept as a view; a broken filter is repaired: by hand and by keys (LST-2, FLT-8)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from app.models import SavedFilter
from tests.journeys.conftest import Comes
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor, box_of


@pytest.fixture
def visitor(site: Site, comes: Comes, language: str) -> Visitor:
    company = site.house.add("company", name="Tkalnia", city="Kraków")
    site.house.add("person", first_name="Ada", last_name="Nitka", city="Łódź", company=company, tags=["VIP"])
    return comes(site, language).sign_in("owner")


def heads(visitor: Visitor) -> list[str | None]:
    return [head.get_attribute("data-field") for head in visitor.page.locator("thead th[data-field]").all()]


def row_in(box: Locator, word: str) -> Locator:
    return box.locator(f"[data-word='{word}']")


def drags(visitor: Visitor, what: Locator, onto: Locator) -> None:
    """Takes it by its middle and drops it at the upper edge of the other."""
    what.hover()  # stands still now
    start, end, mouse = box_of(what), box_of(onto), visitor.page.mouse
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 4, y - 8, steps=4)
    mouse.move(x + 4, end["y"] + 4, steps=8)
    mouse.up()


def test_columns_are_chosen_and_kept_as_a_view(visitor: Visitor) -> None:
    visitor.goes_to("/persons/list/?columns=name,phones,tags,stage")
    page, words = visitor.page, visitor.words
    visitor.link("Columns").click()
    box = page.get_by_role("dialog", name=words("Columns"))
    drags(visitor, row_in(box, "stage").locator("[data-grip]"), row_in(box, "phones"))
    expect(page.locator("thead th").nth(2)).to_have_attribute("data-field", "stage")
    grip = row_in(box, "tags").locator("[data-grip]")
    grip.focus()
    visitor.presses("Alt+ArrowUp", "Alt+ArrowUp")
    expect(page.locator("thead th").nth(2)).to_have_attribute("data-field", "tags")
    expect(grip).to_be_focused()
    visitor.link("Take out %(name)s", box, name=words.field("stage")).click()
    expect(row_in(box, "stage")).to_have_count(0)
    box.locator("[data-way=deeper][data-name]").first.click()
    expect(box.locator("[data-way=back]")).to_be_visible()
    box.get_by_role("searchbox").fill(words.field("city"))
    box.locator(f"[data-name='{words.field('city')}']").click()
    expect(page.locator("thead th[data-field='company.city']")).to_be_visible()
    visitor.sees("Kraków", visitor.main)
    visitor.link("Save view", box).click()
    visitor.field("Name", box).fill("Everyday")
    visitor.button("Save as new", box).click()
    expect(page.locator("[data-views] [aria-current]")).to_contain_text("Everyday")
    assert heads(visitor) == ["name", "tags", "phones", "company.city"]
    page.reload()
    assert heads(visitor) == ["name", "tags", "phones", "company.city"]


IS_AS_WIDE = """(width) =>
  Math.abs(document.querySelector("th[data-field=phones]").getBoundingClientRect().width - width) <= 2"""


def test_edge_of_a_head_widens_its_column_by_keys_and_the_tab_says_so(visitor: Visitor) -> None:
    visitor.goes_to("/persons/list/?columns=name,phones,tags")
    page, words = visitor.page, visitor.words
    head = page.locator("th[data-field=phones]")
    before = box_of(head)["width"]
    edge = head.get_by_role("separator")
    edge.focus()
    visitor.presses(*["ArrowLeft" if visitor.language == "he" else "ArrowRight"] * 3)
    page.wait_for_url("**widths=**")
    page.wait_for_function(IS_AS_WIDE, arg=before + 24)
    page.locator("[data-views] [aria-current]").click()
    menu = page.get_by_role("dialog", name=words("List view"))
    visitor.sees("the widths", menu)
    visitor.link("Drop my changes", menu).click()
    page.wait_for_url("**/persons/list/")


def test_broken_filter_is_repaired_from_its_chip(visitor: Visitor, site: Site) -> None:
    with site.house.writing("owner") as asking:
        one = SavedFilter(kind="person", name="Old", query="tags.any=fair", user_id=asking.viewer.user_id)
        asking.session.add(one)
    visitor.goes_to("/persons/list/?filter=Old")
    page, words = visitor.page, visitor.words
    sign = page.locator("nav.side").get_by_role("img", name=words("This filter no longer works"))
    expect(sign).to_be_visible()
    visitor.link("Repair").click()
    menu = page.get_by_role("dialog", name=words("Saved filter"))
    menu.get_by_role("checkbox", name="VIP").check()
    visitor.button("Choose this instead", menu).click()
    visitor.is_told("Old")
    assert visitor.count == 1
    expect(sign).to_have_count(0)
