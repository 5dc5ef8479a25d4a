"""Adding, filling in, mending what is wrong, reading, deleting and bringing back one person."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Comes
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

COMPANY = "Tkalnia Pod Dębem"
NEW_COMPANY = "Krosna Północ"
LETTERS = {"en": re.compile("[a-z]"), "he": re.compile("[א-ת]")}


@pytest.fixture
def editor(site: Site, comes: Comes, language: str) -> Visitor:
    """Somebody who has just added a person by the short form and stands before the full one."""
    site.house.add("company", name=COMPANY)
    visitor = comes(site, language).sign_in("owner").goes_to("/persons/list/")
    visitor.presses("n")
    visitor.field("First name").fill("Łucja")
    visitor.field("Last name").fill("Wiśniewska")
    visitor.presses("Control+s")
    expect(visitor.page.get_by_role("heading", level=1, name="Łucja Wiśniewska")).to_be_visible()
    assert "/persons/edit/" in visitor.path
    return visitor


def channel(visitor: Visitor, name: str, number: int) -> Locator:
    group = visitor.page.get_by_role("group", name=visitor.words.field(name), exact=True)
    return group.get_by_role("textbox").nth(number)


def adds_channel(visitor: Visitor, name: str, value: str, number: int) -> Locator:
    group = visitor.page.get_by_role("group", name=visitor.words.field(name), exact=True)
    if group.get_by_role("textbox").count() <= number:
        visitor.button(visitor.words.field(name), group).click()
        expect(channel(visitor, name, number)).to_be_focused()
    channel(visitor, name, number).fill(value)
    return channel(visitor, name, number)


def makes_token(visitor: Visitor, name: str, text: str) -> None:
    visitor.field(visitor.words.field(name)).fill(text)
    row = visitor.page.get_by_role("option", name=visitor.words("Make “%(name)s”", name=text))
    expect(row).to_be_visible()
    visitor.presses("Control+Enter")
    expect(visitor.page.get_by_role("checkbox", name=text, exact=True)).to_be_checked()


def test_full_form_is_filled_in_and_shown(editor: Visitor) -> None:
    words, page = editor.words, editor.page
    adds_channel(editor, "phones", "+48 601 555 014", 0)
    adds_channel(editor, "phones", "+972 50 555 0134", 1)
    adds_channel(editor, "emails", "lucja@tkalnia.test", 0)
    adds_channel(editor, "emails", "zakupy@tkalnia.test", 1)
    company = editor.field(words.field("company"))
    company.press_sequentially("debem")
    expect(page.get_by_role("option", name=COMPANY)).to_be_visible()
    editor.presses("Enter")
    expect(company).to_have_value(COMPANY)
    makes_token(editor, "tags", "jedwab")
    makes_token(editor, "groups", "Klub kupców")
    editor.takes_picture("form")
    editor.presses("Control+s")
    profile = page.locator("main[data-record]")
    for shown in ("+48 601 555 014", "zakupy@tkalnia.test", COMPANY, "jedwab", "Klub kupców"):
        expect(profile.get_by_text(shown).first).to_be_visible()
    number = profile.get_by_text("+48 601 555 014").first
    assert number.evaluate("element => getComputedStyle(element).direction") == "ltr"


def test_company_is_made_on_the_spot(editor: Visitor) -> None:
    page = editor.page
    editor.field(editor.words.field("company")).press_sequentially(NEW_COMPANY)
    expect(page.get_by_role("option").filter(has_text=NEW_COMPANY)).to_be_visible()
    editor.presses("Control+Enter", "Control+s")
    page.locator("main[data-record]").get_by_role("link", name=NEW_COMPANY).first.click()
    expect(page.get_by_role("heading", level=1, name=NEW_COMPANY)).to_be_visible()
    expect(page.get_by_role("link", name="Łucja Wiśniewska").first).to_be_visible()


def test_wrong_values_are_told_at_their_fields_and_nothing_is_lost(editor: Visitor) -> None:
    words, page = editor.words, editor.page
    email = adds_channel(editor, "emails", "lucja at tkalnia", 0)
    editor.field(words.field("country")).select_option("PL")
    postal = editor.field(words.field("postal_code"))
    postal.fill("9000")
    editor.field(words.field("city")).fill("Łódź")
    makes_token(editor, "tags", "jedwab")
    editor.button("Save").click()
    email, postal = channel(editor, "emails", 0), editor.field(words.field("postal_code"))
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(postal).to_have_attribute("aria-invalid", "true")
    for control in (email, postal):
        sentence = page.locator(f"[id='{(control.get_attribute('aria-describedby') or '').split()[0]}']")
        expect(sentence).to_have_text(LETTERS[editor.language])
    editor.takes_picture("form-errors")
    expect(editor.field(words.field("city"))).to_have_value("Łódź")
    expect(page.get_by_role("checkbox", name="jedwab", exact=True)).to_be_checked()
    email.fill("lucja@tkalnia.test")
    postal.fill("90-001")
    editor.button("Save").click()
    expect(page.locator("#facts").get_by_text("90-001")).to_be_visible()
    expect(page.locator("main[data-record]").get_by_text("jedwab").first).to_be_visible()


def test_deleted_person_comes_back_by_undo(editor: Visitor) -> None:
    page = editor.page
    editor.goes_to(editor.path.replace("/edit/", "/show/"))
    profile = editor.path
    editor.button("More", editor.main).click()
    editor.button("Delete", editor.main).click()
    expect(page.get_by_role("button", name=editor.words("Undo"))).to_be_visible()
    expect(editor.row("Łucja Wiśniewska")).to_have_count(0)
    editor.presses("Control+z")
    expect(editor.row("Łucja Wiśniewska")).to_have_count(1)
    editor.goes_to(profile)
    expect(editor.button("More", editor.main)).to_be_visible()
    expect(page.get_by_text(editor.words("Restored"), exact=True).first).to_be_visible()


def test_choosing_a_person_brings_the_company_and_says_so(site: Site, comes: Comes, language: str) -> None:
    company = site.house.add("company", name=COMPANY)
    site.house.add("person", first_name="Anna", last_name="Wrona", company=str(company))
    site.house.add("person", first_name="Ewa", last_name="Kos")
    visitor = comes(site, language).sign_in("owner").goes_to("/tasks/add")
    words = visitor.words
    person, field = visitor.field(words.field("person", "task")), visitor.field(words.field("company", "task"))
    _chooses(visitor, person, "wrona", "Anna Wrona")
    expect(field).to_have_value(COMPANY)
    visitor.sees("proposed from %(name)s", name="Anna Wrona")
    visitor.takes_picture("form-proposal")
    _chooses(visitor, person, "kos", "Ewa Kos")
    expect(field).to_have_value("")
    _chooses(visitor, person, "wrona", "Anna Wrona")
    field.fill("")
    visitor.page.locator("#f-name").fill("Call")
    visitor.presses("Control+s")
    expect(visitor.page).to_have_url(re.compile("/tasks/edit/"))
    expect(visitor.field(words.field("company", "task"))).to_have_value("")


def _chooses(visitor: Visitor, field: Locator, typed: str, name: str) -> None:
    field.fill("")
    field.press_sequentially(typed)
    expect(visitor.page.get_by_role("option", name=name)).to_be_visible()
    visitor.presses("Enter")
    expect(field).to_have_value(name)
