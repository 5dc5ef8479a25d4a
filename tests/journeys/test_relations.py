"""Relations on a profile, step by step as in the sources: one is added in Polish by hand and by key, and in Hebrew as a free text that
becomes a record and stands in the table of both (S0, S3)."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Comes
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor
from tests.records.test_relations import ends

BRANCH, COMPETITOR = "headquarters_branch.secondary", "competitors.primary"


def sheet(visitor: Visitor) -> Locator:
    return visitor.page.locator("dialog[open] [data-relation-sheet]")


def card(visitor: Visitor) -> Locator:
    return visitor.page.locator("#links [data-relations]")


def adds(visitor: Visitor) -> None:
    sheet(visitor).locator("footer button[name=save]").click()
    expect(sheet(visitor)).to_have_count(0)


def test_relation_is_added_on_the_profile_in_polish(site: Site, comes: Comes) -> None:
    mill = site.house.add("company", name="Tkalnia Łódzka")
    site.house.add("company", name="Tkalnia Łódzka, Zgierz", city="Zgierz")
    site.house.add("company", name="Len Polski", visibility="nonpublic", by="outsider")
    owner = comes(site, "pl").sign_in("owner")
    owner.goes_to("/lang/pl?next=/")
    page = owner.goes_to(f"/companies/show/{mill}").page
    owner.link("Add a relation", card(owner)).click()
    expect(owner.page.get_by_role("dialog", name=owner.words("Add a relation"))).to_be_visible()
    kinds = sheet(owner).locator("#f-type option").all_inner_texts()
    assert "Oddział (Firma)" in kinds
    assert not [words for words in kinds if "Sprzedaż" in words]
    sheet(owner).locator("#f-type").select_option(BRANCH)
    expect(sheet(owner).locator("label[for=f-who]")).to_contain_text("Oddział")
    sheet(owner).locator("#f-who").press_sequentially("zg")
    expect(page.get_by_role("option").filter(has_text="Zgierz").first).to_be_visible()
    sheet(owner).locator("#f-who").press("Enter")
    adds(owner)
    owner.is_told("Dodano: Oddział, Tkalnia Łódzka, Zgierz")
    row = card(owner).locator("[data-relation]")
    expect(row).to_have_count(1)
    row.hover()
    expect(page.locator(".hc")).to_contain_text("Zgierz")
    owner.takes_picture("relations-profile")
    page.locator("h1").hover()
    expect(page.locator(".hc")).to_have_count(0)
    page.keyboard.press("l")
    expect(sheet(owner).locator("#f-type")).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet(owner)).to_have_count(0)
    expect(owner.link("Add a relation", card(owner))).to_be_focused()
    page.keyboard.press("Control+z")
    expect(card(owner).locator("[data-relation]")).to_have_count(0)
    assert ends(site.house, mill) == []


def test_free_text_becomes_a_record_and_stands_in_the_table_in_hebrew(site: Site, comes: Comes) -> None:
    optics = site.house.add("company", name="אופטיקה גליל")
    owner = comes(site, "he").sign_in("owner")
    owner.goes_to("/lang/he?next=/")
    page = owner.goes_to(f"/companies/show/{optics}").page
    owner.link("Add a relation", card(owner)).click()
    sheet(owner).locator("#f-type").select_option(COMPETITOR)
    sheet(owner).locator("[name=way][value=text]").check(force=True)
    expect(sheet(owner).locator("[data-link]")).to_have_count(0)
    sheet(owner).locator("#f-who").fill("משקפי נגב")
    sheet(owner).locator("[name=note]").fill("ראינו ביריד")
    adds(owner)
    expect(card(owner).locator(".rel.free [data-relation]")).to_contain_text("משקפי נגב")
    expect(page.locator("body > #toasts .toast-s")).to_have_count(1)
    owner.takes_picture("relations-text")
    card(owner).locator(".rel.free .rt [data-relation-form]").click()
    expect(sheet(owner).locator("#f-who")).to_have_value("משקפי נגב")
    adds(owner)
    expect(card(owner).locator(".rel.free")).to_have_count(0)
    owner.link("All relations as a table", card(owner)).click()
    table = page.locator("dialog[open] [data-relations-table] tbody tr")
    expect(table).to_have_count(1)
    expect(table).to_contain_text("ראינו ביריד")
    table.locator("[data-relation-edit]").click()
    table.locator("[name=note]").fill("שכנים בשוק")
    page.keyboard.press("Enter")
    expect(table.locator("[name=note]")).to_have_count(0)
    expect(table).to_contain_text("שכנים בשוק")
    expect(page.locator("dialog[open] .toast-s").last.locator("button.u")).to_be_enabled()
    owner.takes_picture("relations-table")
    table.get_by_role("link", name="משקפי נגב", exact=True).click()
    page.wait_for_url(re.compile(rf"/companies/show/(?!{optics}\b)"))
    expect(card(owner).locator("[data-relation]")).to_contain_text("אופטיקה גליל")
