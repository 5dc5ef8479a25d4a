"""A day with deals, in three languages: filter them by their company's city, keep and share the filter, shape a list view with a
custom field, give all that match to somebody else, watch it happen, and take it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from app.domain.custom_fields import add_custom_field
from app.kernel.clock import now
from app.models import Deal, Operation, Record
from app.records.bulk import insert_rows
from app.records.field_types import Operator
from tests.conftest import House
from tests.journeys.conftest import Comes
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

MANY, OTHERS = 1_200, 40
"""More than one chunk of a job, and than one number without a separator."""
OWNERS_AND_GUESTS = 2 * MANY
"""Each previous owner stays as participant."""
CITY = "Łódź"
FILTER, VIEW = "Krosna Łódź", "Umowy"
CONTRACT = {"en": "Contract", "pl": "Umowa", "he": "חוזה"}


def furnish(house: House) -> None:
    """Twelve hundred deals of a company in Łódź, some of one elsewhere, and a field for contracts."""
    here = house.add("company", by="manager", name="Tkalnia Pod Lipą", city=CITY)
    there = house.add("company", by="manager", name="Galil Weavers", city="Haifa")
    with house.writing("administrator", Operation.ADDED) as asking:
        labels = {"pl": CONTRACT["pl"], "he": CONTRACT["he"]}
        given = {"kind": "deal", "key": "contract", "type": "text", "label": CONTRACT["en"], "labels": labels}
        add_custom_field(asking.session, given)
    with house.writing("manager", Operation.ADDED) as asking:
        _pour(asking.session, asking.viewer.user_id, [here] * MANY + [there] * OTHERS)


def _pour(session: object, owner_id: int | None, company_ids: list[int]) -> None:
    common = {"kind": "deal", "visibility": "public", "version": 1, "owner_id": owner_id}
    moments = {"created_at": now(), "changed_at": now()}
    names = [f"Krosno {number:04}" for number in range(len(company_ids))]
    rows = [
        {
            "name": name,
            "sort_key": name.lower(),
            "search_key": name.lower(),
            "custom": {"contract": f"U/{place}"},
            **common,
            **moments,
        }
        for place, name in enumerate(names)
    ]
    ids = insert_rows(session, Record.__table__, rows)  # type: ignore[arg-type]
    deals = [{"id": one, "company_id": company, "state": "open"} for one, company in zip(ids, company_ids, strict=True)]
    insert_rows(session, Deal.__table__, deals)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "pl", "he"])
def test_day_of_deals(site: Site, comes: Comes, language: str) -> None:
    furnish(site.house)
    visitor = comes(site, language).sign_in("manager").goes_to("/deals/list/?page_size=25")
    filters_by_city_of_company(visitor)
    keeps_and_shares_filter(visitor)
    shapes_list_view(visitor)
    gives_all_to_owner(visitor)
    takes_it_back(visitor)
    finds_the_same_from_elsewhere(comes(site, language).sign_in("outsider"))


def filters_by_city_of_company(visitor: Visitor) -> None:
    page, words = visitor.page, visitor.words
    assert visitor.count == MANY + OTHERS
    visitor.presses("f")
    menu = page.get_by_role("dialog", name=words("Add a filter"))
    visitor.link("Linked records", menu).click()
    menu.locator("[data-fm-deeper=company]").click()
    inner = menu.locator("[data-fm-list='to:company']")
    inner.get_by_role("link", name=words.field("city", "company")).first.click()
    operators = page.get_by_role("group", name=words("Operator"), exact=True).locator("visible=true")
    operators.get_by_role("link", name=words.operator(Operator.IS), exact=True).click()
    value = page.locator("[data-value-form]").locator("visible=true")
    value.get_by_role("textbox").fill(CITY)
    visitor.takes_picture("deals-filter")
    visitor.button("Apply", value).click()
    expect(page.locator("[data-chip='company.city']")).to_be_visible()
    expect(page.locator("[data-count]").first).to_have_attribute("data-count", str(MANY))


def keeps_and_shares_filter(visitor: Visitor) -> None:
    page, words = visitor.page, visitor.words
    visitor.button("Save filter").click()
    form = page.get_by_role("dialog", name=words("Save filter"))
    visitor.field("Name", form).fill(FILTER)
    visitor.field("Everyone sees it", form).check()
    visitor.button("Save as new", form).click()
    side = page.locator("nav.side a[aria-current]", has_text=FILTER)
    expect(side).to_contain_text(words.number(MANY))
    assert "filter=" in visitor.path


def shapes_list_view(visitor: Visitor) -> None:
    page = visitor.page
    label = CONTRACT[visitor.language]
    visitor.link("Columns").click()
    chooser = page.locator("[data-columns]").locator("visible=true")
    visitor.field("Find a column", chooser).fill(label)
    chooser.get_by_role("link", name=label).click()
    expect(page.locator("table[data-kind] thead").get_by_text(label)).to_be_visible()
    expect(visitor.rows.first).to_contain_text("U/0")
    visitor.takes_picture("deals-columns")
    _save_view(visitor, chooser)
    expect(page.locator(".vtab", has_text=VIEW).first).to_be_visible()
    expect(visitor.rows.first).to_contain_text("U/0")
    expect(page.locator("[data-count]").first).to_have_attribute("data-count", str(MANY))


def _save_view(visitor: Visitor, chooser: Locator) -> None:
    chooser.get_by_text(visitor.words("Save view"), exact=True).click()
    name = visitor.page.locator("#view-new-name").locator("visible=true")
    name.fill(VIEW)
    visitor.takes_picture("deals-save-view")
    name.press("Enter")


def gives_all_to_owner(visitor: Visitor) -> None:
    page, words = visitor.page, visitor.words
    visitor.page.locator("[data-list]").focus()
    visitor.presses("Control+a", "Control+a")
    bar = page.get_by_role("toolbar", name=words("Acts on the selected rows"))
    bar.get_by_role("button", name=words(words.act("owner", "deal").short), exact=True).click()
    drawer = page.get_by_role("dialog", name=words(words.act("owner", "deal").label))
    visitor.field("New owner", drawer).select_option("owner")
    expect(drawer.locator(".sumbox b").first).to_have_text(words.number(MANY))
    visitor.takes_picture("deals-owner")
    drawer.get_by_role("button", name=words.act_button("owner", MANY, "deal")).click()
    expect(page.locator("main[data-job][data-state=done]")).to_be_visible(timeout=60_000)
    expect(page.locator("[data-changed]")).to_have_attribute("data-changed", str(MANY))
    visitor.sees(words.act_done("owner", MANY, "deal"))
    visitor.takes_picture("deals-job")


def takes_it_back(visitor: Visitor) -> None:
    page, words = visitor.page, visitor.words
    visitor.link("Undo…").click()
    expect(page.locator("[data-back]")).to_have_attribute("data-back", str(OWNERS_AND_GUESTS))
    visitor.takes_picture("deals-undo")
    undo = page.locator(".un-e button")
    expect(undo).to_contain_text(words.several("Undo %(num)s change", "Undo %(num)s changes", OWNERS_AND_GUESTS))
    undo.click()
    expect(page.locator("main[data-job][data-state=done]")).to_be_visible(timeout=60_000)
    expect(page.locator("[data-undone]")).to_have_attribute("data-undone", str(OWNERS_AND_GUESTS))
    visitor.goes_to("/deals/list/?owner.is=owner")
    assert visitor.count == 0
    visitor.goes_to("/deals/list/?owner.is=manager")
    assert visitor.count == MANY + OTHERS


def finds_the_same_from_elsewhere(colleague: Visitor) -> None:
    """What was shared stands in a colleague's side menu and gives the same records."""
    colleague.goes_to("/deals/list/")
    colleague.page.locator("nav.side a", has_text=FILTER).first.click()
    expect(colleague.page.locator("[data-chip='company.city']")).to_be_visible()
    assert colleague.count == MANY
