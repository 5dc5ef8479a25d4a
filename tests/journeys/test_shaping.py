"""An administrator gives persons a field, fills it in, takes it away and brings it back; a tag gets another name and colour."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Comes
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

FIELD = "Newsletter in"


def makes_field(visitor: Visitor) -> None:
    """A field with two choices, the second on top."""
    page = visitor.goes_to("/settings/fields/person/add").page
    page.locator("[data-type]").select_option("choice")
    page.locator("#f-label").fill(FIELD)
    expect(page.locator("[data-pv-label]").first).to_have_text(FIELD)
    choices = page.locator("li[data-choice]")
    for place, word in enumerate(("Polish", "Hebrew")):
        choices.nth(place).locator("input[lang=en]").fill(word)
    choices.nth(1).locator("[data-grip]").focus()
    visitor.presses("Alt+ArrowUp")
    visitor.presses("Control+s")
    visitor.is_told(FIELD)


def test_field_is_made_filled_in_taken_away_and_brought_back(site: Site, comes: Comes) -> None:
    person = site.house.add("person", last_name="Nitka")
    visitor = comes(site).sign_in("administrator")
    makes_field(visitor)
    page = visitor.goes_to(f"/persons/edit/{person}").page
    control = visitor.field(FIELD)
    assert [one.strip() for one in control.locator("option").all_inner_texts()] == ["", "Hebrew", "Polish"]
    control.select_option(label="Hebrew")
    visitor.presses("Control+s")
    expect(page.locator("dl.kv").filter(has_text=FIELD)).to_contain_text("Hebrew")
    visitor.goes_to("/settings/fields/person")
    row = page.locator("form[data-row]").filter(has_text=FIELD)
    visitor.button("More about “%(name)s”", row, name=FIELD).click()
    page.get_by_role(
        "button", name=visitor.words.several("Delete with %(num)s value", "Delete with %(num)s values", 1)
    ).click()
    visitor.is_told(FIELD)
    expect(row).to_have_count(0)
    visitor.button("Undo", page.locator(".toasts")).click()
    expect(row).to_be_visible()
    visitor.goes_to("/persons/list/?cf.newsletter_in.is=Hebrew&columns=name,cf.newsletter_in")
    expect(page.locator("thead th[data-field='cf.newsletter_in']")).to_contain_text(FIELD)
    expect(visitor.row("Nitka")).to_contain_text("Hebrew")


def test_tag_gets_another_name_and_colour_on_a_phone(site: Site, comes: Comes) -> None:
    site.house.add("person", last_name="Nitka", tags=["Fair"])
    site.house.add("company", name="Tkalnia", tags=["Fair"])
    visitor = comes(site, "he", size=PHONE).sign_in("manager")
    page = visitor.goes_to("/settings/tags/").page
    entry = page.locator("[data-row]").first
    entry.locator("[data-swatch-of]").click()
    entry.locator("[name=color][value=plum]").check(force=True)
    entry.locator("[name=name]").fill("Spring fair")
    entry.locator("[name=name]").press("Enter")
    visitor.is_told("Spring fair")
    expect(page.locator("[data-preview] .tg.c-plum")).to_have_text("Spring fair")
    entry.get_by_role("button", name=visitor.words.several("%(num)s record", "%(num)s records", 2)).click()
    page.get_by_role("link", name=visitor.words("Companies")).and_(page.locator("[popover] a")).click()
    expect(page.locator("main").get_by_text("Tkalnia").first).to_be_visible()
