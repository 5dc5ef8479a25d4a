"""The main job: a LinkedIn export goes in, the list is narrowed, all that match go into a new group, a profile is opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.records.field_types import Operator
from tests.conftest import PASSWORD
from tests.data.linkedin import CONNECTIONS, Connection, linkedin_export
from tests.journeys.conftest import Comes
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

WEAVERS = 33
GROUP = "Tkacze 2026"
FIRST_NAMES = ("Zofia", "Jakub", "נועה", "Emily", "איתן", "Łukasz")
COMPANY = "Krosna Północ"


def _weaver(number: int) -> Connection:
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    return first, f"Nitka {number}", f"https://www.linkedin.com/in/weaver-{number}", "", COMPANY, "", "4 Jan 2026"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """What LinkedIn hands out, with more people than one page of a list holds."""
    path = tmp_path / "Connections.csv"
    path.write_bytes(linkedin_export([*CONNECTIONS, *(_weaver(number) for number in range(WEAVERS))]))
    return path


def test_main_job(site: Site, comes: Comes, language: str, export: Path) -> None:
    visitor = comes(site, language)
    signs_in(visitor)
    imports(visitor, export)
    lists_what_came(visitor)
    narrows_by_keys(visitor)
    narrows_by_mouse(visitor)
    puts_all_into_new_group(visitor)
    opens_profile(visitor)


def signs_in(visitor: Visitor) -> None:
    visitor.expected.add(401)
    visitor.goes_to("/")
    name, password = visitor.field("E-mail or user name"), visitor.field("Password")
    name.fill("manager")
    password.fill("wrong password")
    visitor.takes_picture("sign-in")
    visitor.button("Continue").click()
    visitor.is_told(visitor.words("This name and password do not fit together. Check both, then try again."))
    expect(name).to_have_value("manager")
    expect(password).to_have_value("")
    password.fill(PASSWORD)
    visitor.button("Continue").click()
    visitor.sees("You have added nothing yet")


def imports(visitor: Visitor, export: Path) -> None:
    visitor.link("Import", visitor.page.locator("nav.side")).click()
    visitor.field("Drop a CSV file here, or choose one").set_input_files(export)
    visitor.button("Continue").click()
    columns = visitor.main.locator("select.pol")
    expect(columns).to_have_count(7)
    expect(visitor.field("Where “%(header)s” goes", header="Company")).to_have_value("company")
    visitor.sees("Wiśniewska", visitor.main)
    visitor.takes_picture("import-review")
    rows = len(CONNECTIONS) + WEAVERS - 1  # one names nobody
    visitor.button(visitor.words.several("Import %(num)s row", "Import %(num)s rows", rows)).click()
    job = visitor.page.locator("main[data-job][data-state=done]")
    expect(job).to_be_visible()
    expect(job.locator("[data-added]")).to_have_attribute("data-added", str(rows))
    visitor.takes_picture("import-result")


def lists_what_came(visitor: Visitor) -> None:
    rows = len(CONNECTIONS) + WEAVERS
    people = visitor.words.several("%(num)s person", "%(num)s persons", rows - 1)
    visitor.link(people).click()
    expect(visitor.row("Wiśniewska, Łucja").or_(visitor.row("Łucja Wiśniewska"))).to_be_visible()
    assert visitor.count == rows - 1
    visitor.field("Rows on a page").select_option("25")
    expect(visitor.rows).to_have_count(25)


def narrows_by_keys(visitor: Visitor) -> None:
    """Filter menu, field, operator and value without touching the mouse."""
    page = visitor.page
    visitor.presses("f")
    finder = visitor.field("Find a field, also of linked records")
    expect(finder).to_be_focused()
    finder.fill(visitor.words.field("company"))
    visitor.presses("ArrowDown")
    page.keyboard.press("Enter")
    operators = page.get_by_role("group", name=visitor.words("Operator"), exact=True).locator("visible=true")
    contains = operators.get_by_role("link", name=visitor.words.operator(Operator.CONTAINS), exact=True)
    expect(operators.get_by_role("link").first).to_be_focused()
    while not contains.evaluate("element => element === document.activeElement"):
        visitor.presses("ArrowDown")
    visitor.presses("Enter")
    value = visitor.field("Value of %(field)s", field=visitor.words.field("company"))
    expect(value.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("krosna polnoc")
    visitor.presses("Enter")
    expect(page.locator("[data-count]")).to_have_attribute("data-count", str(WEAVERS))


def narrows_by_mouse(visitor: Visitor) -> None:
    page, words = visitor.page, visitor.words
    visitor.button("Filter").click()
    menu = page.get_by_role("dialog", name=words("Add a filter"))
    visitor.link("Main data", menu).click()
    visitor.link(words.field("last_name"), menu).click()
    operators = page.get_by_role("group", name=words("Operator"), exact=True).locator("visible=true")
    operators.get_by_role("link", name=words.operator(Operator.STARTS), exact=True).click()
    value = visitor.field("Value of %(field)s", field=words.field("last_name"))
    value.get_by_role("textbox").fill("nit")
    visitor.button("Apply", value).click()
    expect(page.locator("[data-chip]")).to_have_count(3)
    assert visitor.count == WEAVERS
    visitor.takes_picture("filtered-list")


def puts_all_into_new_group(visitor: Visitor) -> None:
    page, words = visitor.page, visitor.words
    visitor.field("Select the page").check()
    bar = page.get_by_role("toolbar", name=words("Acts on the selected rows"))
    everything = words("All %(count)s that match", count=words.number(WEAVERS))
    bar.get_by_role("button", name=everything).click()
    bar.get_by_role("button", name=words(words.act("group").short), exact=True).click()
    drawer = page.get_by_role("dialog", name=words(words.act("group").label))
    group = drawer.locator("[data-part=controls] input")
    group.fill(GROUP)
    group.press("Tab")
    expect(drawer.locator(".sumbox b").first).to_have_text(words.number(WEAVERS))
    visitor.takes_picture("mass-drawer")
    drawer.get_by_role("button", name=words.act_button("group", WEAVERS)).click()
    visitor.is_told(words.act_done("group", WEAVERS))
    side = page.locator("nav.side").get_by_role("link", name=GROUP)
    expect(side).to_contain_text(words.number(WEAVERS))
    side.click()
    expect(page.get_by_role("heading", level=1, name=GROUP)).to_be_visible()
    assert visitor.count == WEAVERS
    visitor.takes_picture("group")


def opens_profile(visitor: Visitor) -> None:
    visitor.rows.first.get_by_role("link", name="Nitka").click()
    profile = visitor.page.locator("main[data-record]")
    expect(profile.get_by_role("link", name=GROUP)).to_be_visible()
    expect(profile.get_by_role("link", name=COMPANY).first).to_be_visible()
    visitor.takes_picture("profile")
