"""An owner hides a contact, an outsider meets no trace of it; invited, the outsider reads, cannot edit, and is told why (ACC-3)."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Comes
from tests.journeys.keyboard import Keyboard
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

NAME, FIRST_NAME, ASKED = "Ewa Tajemnicza", "Ewa", "tajemnicza"


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


def hides(owner: Visitor, record_id: int) -> None:
    """Choose it in the dialog, whose matrix follows before anything is saved."""
    dialog = opens_access(owner, record_id, "Change")
    outsider = dialog.locator("table.mx tr").filter(has_text="Outsider Test")
    dialog.get_by_text(owner.words("Hidden"), exact=True).click()
    expect(outsider).to_have_count(0)
    saves(owner, dialog)


def invites(owner: Visitor, record_id: int, name: str) -> None:
    """Find somebody by typing, give the right to see, press the button; nothing is in force before it is saved."""
    dialog = opens_access(owner, record_id, "Change")
    field = owner.field("Invite a user or a user group", dialog)
    field.fill(name)
    expect(owner.page.get_by_role("option").filter(has_text=name)).to_be_visible()
    field.press("Enter")
    owner.field("Rights of the invited", dialog).select_option("see")
    owner.button("Invite", dialog).click()
    expect(dialog.locator("table.mx tr").filter(has_text=name)).to_be_visible()
    owner.takes_picture("invited")
    saves(owner, dialog)


def matrix_line(visitor: Visitor, dialog: Locator, who: str) -> list[str]:
    """What the matrix says of somebody: access, edit, delete."""
    cells = dialog.locator("table.mx tr").filter(has_text=who).locator("td[data-label]")
    expect(cells).to_have_count(3)
    return [text.strip() for text in cells.all_inner_texts()]


def traces(visitor: Visitor, record_id: int) -> dict[str, bool]:
    """Where the contact is met: in the list, the search, the command sheet and at its address. The sweeps ask all others."""
    met = {}
    for path in ("/persons/list/", f"/persons/show/{record_id}", f"/search?q={ASKED}"):
        visitor.goes_to(path)
        met[path] = FIRST_NAME in visitor.main.inner_text()
    Keyboard(visitor).presses("Ctrl+KeyK")
    options = visitor.page.get_by_role("dialog", name=visitor.words("Search and commands")).get_by_role("option")
    visitor.page.keyboard.type(ASKED)
    expect(options.filter(has_text=ASKED).first).to_be_visible()  # by which it may be added: the answer is there
    met["sheet"] = options.filter(has_text=FIRST_NAME).count() > 0
    return met


def test_outsider_meets_no_trace_until_invited_and_then_reads_alone(site: Site, comes: Comes, language: str) -> None:
    secret = site.house.add("person", first_name=FIRST_NAME, last_name="Tajemnicza")
    owner, outsider = comes(site, language).sign_in("owner"), comes(site, language).sign_in("outsider")
    outsider.expected |= {403, 404}
    before = traces(outsider, secret)
    assert all(before.values()), before
    hides(owner, secret)
    after = traces(outsider, secret)
    assert not any(after.values()), after
    invites(owner, secret, "Outsider Test")
    reads_alone(outsider, secret)


def reads_alone(outsider: Visitor, record_id: int) -> None:
    """The invited is told by what right, and finds no way to change anything."""
    dialog = opens_access(outsider, record_id, "Show details")
    line = matrix_line(outsider, dialog, "Outsider Test")
    assert line[0] == outsider.words("participant")
    assert outsider.words("participant") not in line[1:]
    assert matrix_line(outsider, dialog, "Owner Test") == [outsider.words("owner")] * 3
    expect(outsider.button("Save access", dialog)).to_have_count(0)
    outsider.takes_picture("told-why")
    outsider.presses("Escape")
    expect(outsider.main.locator(f'[data-edit], a[href^="/persons/edit/{record_id}"]')).to_have_count(0)
    outsider.goes_to(f"/persons/edit/{record_id}")
    expect(outsider.main.locator("input[name=last_name]")).to_have_count(0)


def test_locked_name_is_asked_for_where_it_is_typed(site: Site, comes: Comes, language: str) -> None:
    site.house.add("company", name="Cicha Tkalnia", visibility="nonpublic")
    person = site.house.add("person", last_name="Kot", by="outsider")
    outsider = comes(site, language).sign_in("outsider")
    page = outsider.goes_to(f"/persons/edit/{person}").page
    page.locator("input[name='company.text']").fill("cicha")
    line = page.locator("[role=option].lk")
    expect(line).to_contain_text("Cicha Tkalnia")
    expect(line).to_contain_text("Owner Test")
    line.click()
    expect(page.locator(".toast-s")).to_be_visible()
    expect(page.locator("input[name='company']")).to_have_value("")
    owner = comes(site, language).sign_in("owner")
    page = owner.goes_to("/").page
    expect(page.locator("[data-bell] b")).to_have_text("1")
    page.locator("[data-bell]").click()
    page.locator("button[name=give]").click()
    expect(page.locator("button[name=give]")).to_have_count(0)
    assert "Cicha Tkalnia" in outsider.goes_to("/companies/list/").page.locator("tbody").inner_text()
