"""A new owner for more people than one request changes: a job, its page, and what the history of each says."""

from __future__ import annotations

from urllib.parse import quote

from playwright.sync_api import expect

from app.kernel.clock import now
from app.models import Contact, Record
from app.records.bulk import insert_rows
from tests.conftest import House
from tests.journeys.conftest import Comes
from tests.journeys.site import Site

MANY = 700
REASON = "Territory change"


def pour_in(house: House) -> None:
    """Many bare persons at once, as an import leaves them."""
    with house.writing("manager") as asking:
        common = {
            "kind": "person",
            "visibility": "public",
            "version": 1,
            "custom": {},
            "owner_id": asking.viewer.user_id,
            "created_at": now(),
            "changed_at": now(),
        }
        names = [f"Nitka {number:03}" for number in range(MANY)]
        rows = [{"name": name, "sort_key": name.lower(), "search_key": name.lower(), **common} for name in names]
        ids = insert_rows(asking.session, Record.__table__, rows)
        insert_rows(asking.session, Contact.__table__, [{"id": one} for one in ids])


def test_owner_of_many_is_changed_by_a_job(site: Site, comes: Comes, language: str) -> None:
    pour_in(site.house)
    visitor = comes(site, language).sign_in("manager").goes_to("/persons/list/")
    page, words = visitor.page, visitor.words
    visitor.presses("Control+a", "Control+a")
    bar = page.get_by_role("toolbar", name=words("Acts on the selected rows"))
    bar.get_by_role("button", name=words(words.act("owner").short), exact=True).click()
    drawer = page.get_by_role("dialog", name=words(words.act("owner").label))
    visitor.field("New owner", drawer).select_option("owner")
    drawer.get_by_role("checkbox", name=words("Keep previous owners as participants")).check()
    drawer.get_by_role("textbox", name=words("Reason")).fill(REASON)
    visitor.sees("Runs as a job: you may close this page.", drawer)
    visitor.takes_picture("mass-owner")
    drawer.get_by_role("button", name=words.act_button("owner", MANY)).click()
    job = page.locator("main[data-job]")
    expect(job).to_be_visible()
    expect(page.locator("main[data-job][data-state=done]")).to_be_visible()
    expect(page.locator("[data-changed]")).to_have_attribute("data-changed", str(MANY))
    visitor.sees(words.act_done("owner", MANY), job)
    visitor.takes_picture("job")
    visitor.goes_to(f"/persons/list/?owner.is=owner&q={quote('Nitka 007')}")
    visitor.row("Nitka 007").get_by_role("link", name="Nitka 007").click()
    board = page.locator("#board")
    expect(board.get_by_text("Manager Test").first).to_be_visible()
    expect(board.locator("ins").filter(has_text="Owner Test")).to_be_visible()
    expect(board.locator("time").first).to_be_visible()
