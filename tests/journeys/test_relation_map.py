"""The relation map by eye and by hand: from a profile, along the keys, less a type, as a table, as a drawing, and the way."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import Comes
from tests.journeys.site import Site
from tests.records.test_relations import COMPETITORS, HEADQUARTERS, company, tie


def test_map_is_walked_narrowed_read_as_a_table_and_taken_away(site: Site, comes: Comes, language: str) -> None:
    house = site.house
    alfa, beta, gamma = (company(house, f"{name} {language}", "administrator") for name in ("Alfa", "Beta", "Gamma"))
    tie(house, HEADQUARTERS, alfa, beta, "administrator")
    tie(house, COMPETITORS, beta, gamma, "administrator")
    tie(house, COMPETITORS, alfa, "Dom Mody", "administrator")
    visitor = comes(site, language).sign_in("administrator").goes_to(f"/companies/show/{alfa}")
    visitor.link("Relation map", visitor.page.locator(".ph-acts")).click()
    canvas = visitor.page.locator("#map-canvas[data-drawn]")
    expect(canvas).to_have_attribute("data-drawn", "4")
    counts = visitor.page.locator(".map-n")
    expect(counts.locator("[data-map-edges]")).to_have_text("3")

    canvas.focus()
    visitor.presses("ArrowDown", "Enter")
    card = visitor.page.locator("[data-map-card]")
    visitor.sees(f"Alfa {language}", card)
    visitor.presses("Escape")

    visitor.page.locator(f"[data-map-switch][value={COMPETITORS}]").uncheck()
    expect(counts.locator("[data-map-nodes]")).to_have_text("2")
    visitor.page.get_by_role("main").get_by_role("link", name=visitor.words("Table")).click()
    expect(visitor.page.locator("tr[data-relation]")).to_have_count(1)
    visitor.link("Show all").click()
    expect(visitor.page.locator("tr[data-relation]")).to_have_count(3)

    visitor.link("Graph").click()
    expect(canvas).to_have_attribute("data-drawn", "4")
    visitor.button("Export").click()
    with visitor.page.expect_download() as download:
        visitor.button("Drawing (SVG)").click()
    drawing = Path(download.value.path()).read_text(encoding="utf-8")
    assert all(name in drawing for name in (f"Beta {language}", "Dom Mody", "marker-end"))

    visitor.button("How connected?").click()
    to = visitor.field("To", visitor.page.locator("#map-way"))
    to.press_sequentially(f"Gamma {language}")
    visitor.page.locator("#map-way [role=option]").first.click()
    visitor.button("Find the way").click()
    expect(visitor.page.locator(".map-steps li")).to_have_count(2)
    expect(canvas).to_have_attribute("data-drawn", "3")
    visitor.takes_picture("relation-map-way")
