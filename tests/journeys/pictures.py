"""The pictures of the README, taken from the product with demo data: ``make pictures``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy import update

from app.cli_demo import make_demo
from app.kernel.viewer import as_system
from app.models import User
from tests.conftest import PASSWORD, House
from tests.journeys.conftest import CHROMIUM, PHONE, QUIET, WIDE
from tests.journeys.site import Site, open_site
from tests.journeys.visitor import Visitor
from tests.journeys.windows import Looks, Windows

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
PERSONS, COMPANIES = 1_200, 300
LEADS = "/persons/list/?country.any=PL,IL&stage.not=Lost&last_activity.within=last_90_days"
ISRAEL = "/persons/list/?country.is=IL&sort=-name"


def furnish(house: House) -> None:
    with house.app.app_context():
        make_demo(house.engine, persons=PERSONS, companies=COMPANIES, password=PASSWORD)
    with as_system(house.engine) as session:
        own = update(User).where(User.username == "administrator")
        session.execute(own.values(first_name="Anna", last_name="Lis"))
        session.commit()


class Studio:
    """A browser before a furnished site."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.windows = Windows(browser)
        self.site = site

    def visitor(self, language: str, theme: Any = "light", size: tuple[int, int] = WIDE) -> Visitor:
        window = self.windows.open(Looks(language, size, theme))
        visitor = Visitor(self.site, window, language).sign_in("marta")
        return visitor.goes_to(f"/lang/{language}?next=/")

    def take(self, visitor: Visitor, name: str) -> None:
        visitor.page.wait_for_load_state("networkidle")
        path = FOLDER / f"{name}.png"
        visitor.page.screenshot(path=path)
        with Image.open(path) as picture:
            plain = picture.convert("RGB")
        plain.save(path, optimize=True)
        visitor.leaves()


def list_in_english(studio: Studio) -> None:
    visitor = studio.visitor("en").goes_to(LEADS)
    visitor.rows.nth(4).hover()
    studio.take(visitor, "persons-en")


def mass_action(studio: Studio) -> None:
    visitor = studio.visitor("en").goes_to(LEADS)
    visitor.presses("Control+a", "Control+a")
    action = visitor.words.act("owner")
    bar = visitor.page.get_by_role("toolbar", name=visitor.words("Acts on the selected rows"))
    bar.get_by_role("button", name=visitor.words(action.short), exact=True).click()
    drawer = visitor.page.get_by_role("dialog", name=visitor.words(action.label))
    visitor.field("New owner", drawer).select_option("priya")
    expect(drawer.locator(".sumbox")).to_be_visible()
    studio.take(visitor, "mass-action-en")


def list_in_hebrew(studio: Studio) -> None:
    studio.take(studio.visitor("he", "dark").goes_to(f"{ISRAEL}&stage.not=Lost"), "persons-he-dark")


def map_in_english(studio: Studio) -> None:
    visitor = studio.visitor("en").goes_to("/companies/list/?relation.headquarters_branch.secondary.empty=no&sort=name")
    visitor.rows.first.locator("a.nm").click()
    record_id = visitor.page.locator("main[data-record]").get_attribute("data-record")
    visitor.goes_to(f"/relations/map?record={record_id}&depth=2")
    expect(visitor.page.locator("#map-canvas")).to_have_attribute("data-drawn", re.compile(r"\d+"))
    studio.take(visitor, "relation-map-en")


def profile_in_hebrew(studio: Studio) -> None:
    visitor = studio.visitor("he").goes_to(f"{ISRAEL}&company.empty=no&tags.empty=no&groups.empty=no")
    visitor.rows.first.locator("a.nm").click()
    expect(visitor.page.locator("main[data-record]")).to_be_visible()
    studio.take(visitor, "profile-he")


def list_on_phone(studio: Studio) -> None:
    studio.take(studio.visitor("he", size=PHONE).goes_to(ISRAEL), "persons-he-phone")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open_site(furnish) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for take in (list_in_english, mass_action, list_in_hebrew, profile_in_hebrew, map_in_english, list_on_phone):
            take(Studio(browser, site))
        browser.close()


if __name__ == "__main__":
    main()
