"""An owner hides a contact, an outsider meets no trace of it, is invited, reads and cannot edit; the matrix says why (ACC-3)."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Comes
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor


def dialog(visitor: Visitor) -> Locator:
    return visitor.page.locator("dialog[open] [data-access-form]")


def invites(visitor: Visitor, name: str, rights: str) -> None:
    """Find somebody by typing, choose the rights, press the button; nothing is in force yet."""
    field = dialog(visitor).locator("[data-link-text]")
    field.fill(name)
    expect(visitor.page.get_by_role("option").filter(has_text=name)).to_be_visible()
    field.press("Enter")
    dialog(visitor).locator("[name=rights]").select_option(rights)
    dialog(visitor).locator("button[name=invite]:not(.sr)").click()
    expect(dialog(visitor).locator("tbody tr").filter(has_text=name)).to_be_visible()


def test_hidden_contact_is_shared_by_name_and_the_matrix_says_why(site: Site, comes: Comes, language: str) -> None:
    person = site.house.add("person", first_name="Ada", last_name="Cicha")
    owner = comes(site, language).sign_in("owner")
    profile = f"/persons/show/{person}"
    page = owner.goes_to(profile).page
    page.locator("[data-access]").first.click()
    dialog(owner).locator("[name=visibility][value=hidden]").check(force=True)
    expect(dialog(owner).locator("tbody tr").filter(has_text="Outsider Test")).to_have_count(0)
    dialog(owner).locator("button[name=save]").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    outsider = comes(site, language).sign_in("outsider")
    outsider.expected.add(404)
    assert "Cicha" not in outsider.goes_to("/persons/list/?q=cicha").page.locator("tbody").all_inner_texts()
    page = owner.goes_to(profile).page
    page.locator("[data-access]").first.click()
    invites(owner, "Outsider Test", "see")
    row = dialog(owner).locator("tbody tr").filter(has_text="Outsider Test")
    expect(row.locator(".y")).to_have_count(1)
    expect(row.locator(".no")).to_have_count(2)
    dialog(owner).locator("button[name=save]").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    read = outsider.goes_to(profile).page
    expect(read.get_by_role("heading", level=1)).to_have_text("Ada Cicha")
    expect(read.locator("[data-edit]")).to_have_count(0)
    read.locator("[data-access]").first.click()
    expect(dialog(outsider).locator("button[name=save]")).to_have_count(0)
    expect(dialog(outsider).locator("tbody tr").filter(has_text="Outsider Test").locator(".y")).to_have_count(1)


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
