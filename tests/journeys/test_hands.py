"""Work by hand and keys: values edited where they stand, the preview, the command sheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from app.models import Person
from app.records.kinds import kind
from app.records.saving import change_record
from tests.journeys.conftest import PHONE, Comes
from tests.journeys.keyboard import Keyboard
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

LIST = "/persons/list/"


@pytest.fixture
def visitor(site: Site, comes: Comes, language: str) -> Visitor:
    site.house.add("company", name="Tkalnia Łódzka", city="Łódź")
    for name in ("Ada", "Ewa", "Jan"):
        site.house.add("person", first_name=name, last_name="Nitka", phones=["+48 601 555 014"], city="Łódź")
    return comes(site, language).sign_in("owner")


def ahead(visitor: Visitor) -> str:
    """The arrow that goes on in a row."""
    return "ArrowLeft" if visitor.language == "he" else "ArrowRight"


def control(visitor: Visitor) -> Locator:
    return visitor.page.locator("[data-cell-form]")


def test_cells_are_edited_by_keys(visitor: Visitor) -> None:
    keys = Keyboard(visitor.goes_to(LIST))
    page = visitor.page
    keys.presses("KeyJ")
    visitor.presses(ahead(visitor), "Enter")
    expect(control(visitor)).to_be_visible()
    page.keyboard.type("lodz")
    expect(page.get_by_role("option").filter(has_text="Tkalnia")).to_be_visible()
    visitor.presses("Enter", "Tab")
    row = visitor.row("Ada Nitka")
    expect(row.get_by_role("link", name="Tkalnia Łódzka")).to_be_visible()
    phone = control(visitor).get_by_role("textbox")
    expect(phone).to_have_value("+48 601 555 014")
    phone.fill("12")
    visitor.presses("Enter")
    expect(control(visitor).get_by_role("alert")).to_be_visible()
    visitor.takes_picture("cell-refused")
    expect(phone).to_have_value("12")
    phone.fill("+48 601 555 777")
    visitor.presses("Enter")
    expect(row).to_contain_text("+48 601 555 777")
    expect(row.locator("td:focus")).to_contain_text("+48 601 555 777")
    visitor.presses("Enter")
    control(visitor).get_by_role("textbox").fill("nothing of this is kept")
    visitor.presses("Escape")
    expect(control(visitor)).to_have_count(0)
    expect(row).to_contain_text("+48 601 555 777")


def test_double_click_opens_a_cell_and_a_click_elsewhere_saves(visitor: Visitor) -> None:
    page = visitor.goes_to(LIST).page
    row = visitor.row("Ewa Nitka")
    row.locator("td").nth(1).dblclick(position={"x": 4, "y": 4})
    control(visitor).get_by_label(visitor.words.field("first_name"), exact=True).fill("Eve")
    page.get_by_role("heading", level=1).click()
    row = visitor.row("Eve Nitka")
    expect(row).to_be_visible()
    # by hand the acts of the row would be met, which stand over its last cell while it is pointed at
    row.locator("td").last.evaluate("cell => cell.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))")
    visitor.is_told(visitor.words("This value is kept by the program, so it cannot be changed by hand."))
    visitor.presses("Control+z")
    expect(visitor.row("Ewa Nitka")).to_be_visible()


def test_profiles_walk_the_list_that_one_came_from(visitor: Visitor) -> None:
    keys = Keyboard(visitor.goes_to(f"{LIST}?sort=-name"))
    page = visitor.page
    keys.presses("KeyJ", "KeyO")
    for name, place in (("Jan Nitka", 1), ("Ewa Nitka", 2), ("Ada Nitka", 3)):
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        visitor.sees("%(place)s of %(count)s", page.locator(".walk"), place=place, count=3)
        page.wait_for_load_state("load")
        keys.presses("Shift+KeyJ" if place < 3 else "Shift+KeyK")
    expect(page.get_by_role("heading", level=1, name="Ewa Nitka")).to_be_visible()
    page.wait_for_load_state("load")
    visitor.presses("Escape")
    expect(visitor.rows.first).to_contain_text("Jan Nitka")


def test_facts_are_edited_where_they_stand_and_two_at_once_are_asked(
    site: Site, visitor: Visitor, comes: Comes
) -> None:
    ada = site.house.add("person", first_name="Ada", last_name="Żak", stage="Lead")
    visitor.expected.add(409)
    page = visitor.goes_to(f"/persons/show/{ada}").page
    fact = page.locator("[data-cell=stage]")
    fact.hover()
    visitor.button("Edit “%(field)s”", fact, field=visitor.words.field("stage")).click()
    stage = control(visitor).get_by_role("combobox")
    expect(stage).to_be_focused()
    with site.house.writing("manager") as asking:
        record = asking.session.get_one(Person, ada)
        change_record(asking, kind("person"), record, {"stage": "2"})
    stage.select_option("3")
    visitor.presses("Enter")
    visitor.takes_picture("cell-conflict")
    visitor.button("Keep mine", control(visitor)).click()
    expect(control(visitor)).to_have_count(0)
    expect(page.locator("#board ins")).to_have_count(2)


def test_preview_follows_the_row_and_letters_can_be_switched_off(visitor: Visitor) -> None:
    keys = Keyboard(visitor.goes_to(LIST))
    page, words = visitor.page, visitor.words
    drawer = page.locator("#preview")
    keys.presses("KeyJ")
    visitor.presses("Space")
    expect(drawer.get_by_role("heading", name="Ada Nitka")).to_be_visible()
    keys.presses("KeyJ")
    expect(drawer.get_by_role("heading", name="Ewa Nitka")).to_be_visible()
    visitor.takes_picture("preview")
    visitor.presses("Escape")
    expect(drawer).to_be_hidden()
    keys.presses("Shift+Slash")
    sheet = page.get_by_role("dialog", name=words("Keys"), exact=True)
    sheet.get_by_role("button", name=f"{words('Keys of one letter')}: {words('Off')}").click()
    visitor.presses("Escape")
    visitor.goes_to(LIST)
    keys.presses("KeyJ")
    expect(page.locator("tr.foc")).to_have_count(0)


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_command_sheet_finds_and_does(site: Site, comes: Comes, language: str, size: tuple[int, int]) -> None:
    mill = site.house.add("company", name="Tkalnia Łódzka", city="Łódź", phones=["+48 601 555 014"])
    visitor = comes(site, language, size=size).sign_in("owner").goes_to(LIST)
    page, words = visitor.page, visitor.words
    sheet = page.get_by_role("dialog", name=words("Search and commands"))
    if size == PHONE:
        page.locator('.bn a[href="/search"]').click()
    else:
        Keyboard(visitor).presses("Ctrl+KeyK")
    field = sheet.get_by_role("combobox")
    expect(field).to_be_focused()
    page.keyboard.type("0601 555 014")
    option = sheet.get_by_role("option").filter(has_text="Tkalnia Łódzka")
    expect(option).to_have_attribute("aria-selected", "true")
    visitor.takes_picture(f"sheet-{size[0]}")
    visitor.presses("Enter")
    expect(page.locator("main[data-record]")).to_have_attribute("data-record", str(mill))
    page.wait_for_load_state("networkidle")
    if size == PHONE:
        return
    Keyboard(visitor).presses("Ctrl+KeyK")
    expect(sheet.get_by_role("option").first).to_contain_text("Tkalnia Łódzka")
    page.keyboard.type("> " + words("Theme: dark"))
    expect(sheet.get_by_role("option")).to_have_count(1)
    visitor.presses("Enter")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    Keyboard(visitor).presses("Ctrl+KeyK")
    page.keyboard.type("Młyny Baszta")
    expect(sheet.get_by_role("option").first).to_contain_text("Młyny Baszta")
    visitor.presses("Control+Enter")
    expect(page.locator("input[name=name]")).to_have_value("Młyny Baszta")
