"""An owner hides a contact, an outsider meets no trace of it; invited to read, the outsider reads, cannot edit, and is told why."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Comes
from tests.journeys.keyboard import Keyboard
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

NAME = "Ewa Tajemnicza"


def opens_access(visitor: Visitor, record_id: int, words: str) -> Locator:
    """The dialog, from its link on the profile; ``words`` are what the link says."""
    visitor.goes_to(f"/persons/show/{record_id}")
    visitor.page.locator("#access").get_by_role("link", name=visitor.words(words)).click()
    dialog = visitor.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name=visitor.words("Who can see %(name)s", name=NAME))).to_be_visible()
    return dialog


def saves(visitor: Visitor, dialog: Locator) -> None:
    visitor.button("Save access", dialog).click()
    visitor.is_told(NAME)


def matrix_line(visitor: Visitor, dialog: Locator, who: str) -> list[str]:
    """What the matrix says of somebody: access, edit, delete."""
    cells = dialog.locator("table.mx tr").filter(has_text=who).locator("td[data-label]")
    expect(cells).to_have_count(3)
    return [text.strip() for text in cells.all_inner_texts()]


def meets_no_trace(visitor: Visitor, record_id: int) -> None:
    """Neither in the list and its count, nor in the search, the command sheet and at its addresses."""
    for path in ("/persons/list/", "/search?q=tajemnicza"):
        visitor.goes_to(path)
        expect(visitor.main.get_by_text("Ewa")).to_have_count(0)
    visitor.goes_to("/persons/list/")
    assert visitor.count == 1
    sheet = visitor.page.get_by_role("dialog", name=visitor.words("Search and commands"))
    Keyboard(visitor).presses("Ctrl+KeyK")
    visitor.page.keyboard.type("tajemnicza")
    expect(sheet.get_by_role("option").filter(has_text="Jawny")).to_have_count(
        0
    )  # what was there before typing is gone
    expect(sheet.get_by_role("option").filter(has_text="Ewa")).to_have_count(0)
    for path in (f"/persons/show/{record_id}", f"/r/{record_id}", f"/r/{record_id}/access"):
        visitor.goes_to(path)
        visitor.sees("Nothing here")


def test_outsider_meets_no_trace_until_invited_and_then_reads_alone(site: Site, comes: Comes, language: str) -> None:
    site.house.add("person", first_name="Jan", last_name="Jawny")
    secret = site.house.add("person", first_name="Ewa", last_name="Tajemnicza")
    owner, outsider = comes(site, language).sign_in("owner"), comes(site, language).sign_in("outsider")
    outsider.expected |= {403, 404}
    outsider.goes_to("/persons/list/")
    assert outsider.count == 2

    dialog = opens_access(owner, secret, "Change")
    dialog.get_by_text(owner.words("Hidden"), exact=True).click()
    saves(owner, dialog)
    meets_no_trace(outsider, secret)

    dialog = opens_access(owner, secret, "Change")
    owner.field("Invite a user or a user group", dialog).fill("outsider")
    owner.field("Rights of the invited", dialog).select_option("see")
    owner.button("Invite", dialog).click()
    expect(dialog.locator("table.mx tr").filter(has_text="Outsider Test")).to_be_visible()
    owner.takes_picture("invited")
    saves(owner, dialog)

    dialog = opens_access(outsider, secret, "Show details")
    line = matrix_line(outsider, dialog, "Outsider Test")
    assert line[0] == outsider.words("participant")
    assert outsider.words("participant") not in line[1:]
    assert matrix_line(outsider, dialog, "Owner Test") == [outsider.words("owner")] * 3
    expect(outsider.button("Save access", dialog)).to_have_count(0)
    outsider.takes_picture("told-why")
    outsider.presses("Escape")
    expect(outsider.main.locator(f'a[href^="/persons/edit/{secret}"]')).to_have_count(0)
    outsider.goes_to(f"/persons/edit/{secret}")
    expect(outsider.main.locator("input[name=last_name]")).to_have_count(0)
    outsider.goes_to("/persons/list/")
    assert outsider.count == 2
