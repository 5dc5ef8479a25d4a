"""Roles, users and teams in the hands of an administrator, and a desk that is handed over; what is refused to all (ACC-4, ACC-8)."""

from __future__ import annotations

from playwright.sync_api import Locator, expect
from sqlalchemy import select

from app.kernel.messages import say
from app.models import Record, Role, User
from tests.conftest import PASSWORD, House
from tests.journeys.conftest import Comes
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

OLA = {"first_name": "Ola", "last_name": "Lis", "username": "ola", "email": "ola@example.test", "password": PASSWORD}


def role_id(house: House, name: str) -> int:
    with house.asking() as asking:
        return asking.session.scalars(select(Role.id).where(Role.name == name)).one()


def user_id(house: House, name: str) -> int:
    return house.viewer(name).user_id or 0


def owners(house: House) -> dict[str, str]:
    """Who owns what, by name."""
    with house.asking() as asking:
        found = asking.session.execute(select(Record.name, User.username).join(User, User.id == Record.owner_id))
        return {row.name: row.username for row in found}


def saves(visitor: Visitor) -> None:
    visitor.button("Save").click()


# --- what an administrator does ---------------------------------------------------------------------------------------------


def narrows_role(visitor: Visitor, role: int) -> None:
    """The preview follows the grid before anything is saved."""
    page = visitor.goes_to(f"/roles/show/{role}").page
    preview = page.locator("[data-role-preview]")
    preview.get_by_role("combobox", name=visitor.words("User")).select_option(label="Outsider Test")
    persons = preview.locator("tbody tr").filter(has_text=visitor.words("Persons"))
    expect(persons.locator("td")).to_have_text(["3", "3"])
    for right in ("delete", "edit", "see"):
        page.locator(f"select[name='row.*.{right}']").select_option("own")
    expect(persons.locator("td")).to_have_text(["3", "1"])
    visitor.takes_picture("role")
    saves(visitor)
    one, many = (
        "Saved. It changes what %(num)s user sees and does.",
        "Saved. It changes what %(num)s users see and do.",
    )
    visitor.is_told(visitor.words.several(one, many, 3))


def adds_user(visitor: Visitor) -> None:
    page = visitor.goes_to("/users/add").page
    for name, value in OLA.items():
        page.locator(f"#f-{name}").fill(value)
    page.get_by_role("checkbox", name=visitor.words("Manager"), exact=True).check()
    saves(visitor)
    visitor.button("Disable").wait_for()


def adds_team(visitor: Visitor, name: str, leader: str, above: str = "") -> None:
    visitor.goes_to("/groups/add")
    visitor.field("Name").fill(name)
    visitor.field("Leader").select_option(label=leader)
    if above:
        visitor.field("Team above").select_option(label=above)
    saves(visitor)
    visitor.is_told(visitor.words("Added."))


def hands_over(visitor: Visitor, number: int) -> None:
    """Refused while nobody takes it; then all of it goes."""
    visitor.link("Hand over…").click()
    visitor.button("Hand over").click()
    visitor.sees("Nothing is handed over. Choose who takes it.")
    visitor.field("Who takes it").select_option(label="Participant Test")
    visitor.button("Hand over").click()
    visitor.sees(visitor.words.several("%(num)s thing handed over.", "%(num)s things handed over.", number))
    visitor.takes_picture("hand-over")


def undoes(visitor: Visitor) -> None:
    visitor.link("Undo…").click()
    for left in ("kept", "blocked"):
        expect(visitor.page.locator(f"[data-{left}]")).to_have_attribute(f"data-{left}", "0")
    number = int(visitor.page.locator("[data-back]").get_attribute("data-back") or 0)
    visitor.page.locator(".un-e button").click()
    visitor.is_told(visitor.words.several("%(num)s change undone.", "%(num)s changes undone.", number))


def test_colleague_comes_leads_a_team_and_leaves_the_desk_to_others(site: Site, comes: Comes) -> None:
    house = site.house
    for name, by in (("Kot", "owner"), ("Lew", "owner"), ("Ryś", "outsider")):
        house.add("person", by, last_name=name)
    admin = comes(site, "he").sign_in("administrator")
    narrows_role(admin, role_id(house, "User"))
    outsider = comes(site, "he").sign_in("outsider").goes_to("/persons/list/")
    assert outsider.count == 1
    adds_user(admin)
    ola = comes(site, "he").sign_in("ola").goes_to("/persons/list/")
    assert ola.count == 3
    house.add("person", "ola", last_name="Wilk")
    house.add("company", "ola", name="Wilk i Syn")
    adds_team(admin, "North", "Owner Test")
    adds_team(admin, "South", "Ola Lis", above="North")
    expect(admin.main.locator(".tm-0 b")).to_have_text(["North"])
    expect(admin.main.locator(".tm-1 b")).to_have_text(["South"])
    admin.goes_to(f"/users/show/{user_id(house, 'ola')}")
    admin.button("Disable").click()
    admin.sees("%(name)s cannot sign in. Their records stay theirs until somebody takes them over.", name="Ola Lis")
    ola.goes_to("/persons/list/")
    ola.button("Continue").wait_for()
    before = owners(house)
    hands_over(admin, 3)
    assert owners(house) == before | {"Wilk": "participant", "Wilk i Syn": "participant"}
    undoes(admin)
    assert owners(house) == before


# --- what is refused --------------------------------------------------------------------------------------------------------


def opens_access(visitor: Visitor, record_id: int) -> Locator:
    visitor.goes_to(f"/persons/show/{record_id}").page.locator("[data-access]").first.click()
    return visitor.page.locator("dialog[open] [data-access-form]")


def test_nobody_gives_away_the_last_key(site: Site, comes: Comes) -> None:
    house = site.house
    shown, hidden = house.add("person", last_name="Kot"), house.add("person", last_name="Lew", visibility="hidden")
    admin = comes(site, "pl").sign_in("administrator")
    admin.goes_to(f"/users/show/{user_id(house, 'administrator')}")
    admin.page.get_by_role("checkbox", name=admin.words("Admin"), exact=True).uncheck()
    saves(admin)
    admin.sees("Nobody would be an administrator any more. Give the role Admin to somebody else first.")
    admin.goes_to(f"/users/show/{user_id(house, 'agent')}").button("Disable").click()
    dialog = opens_access(admin, hidden)
    dialog.locator("[data-link-text]").fill("agent")
    dialog.locator("button[name=invite]:not(.sr)").click()
    admin.sees(say("%(name)s is disabled and cannot sign in. Invite somebody else.", name="Agent Test"), dialog)

    outsider = comes(site, "pl").sign_in("outsider")
    dialog = opens_access(outsider, shown)
    dialog.locator("[name=visibility][value=hidden]").check(force=True)
    outsider.button("Save access", dialog).click()
    outsider.sees(
        "You would no longer see this record yourself. Say that you want that, or take part in it by name.", dialog
    )
    outsider.takes_picture("hiding-from-oneself")
    outsider.field("Yes, hide it from me too", dialog).check()
    outsider.button("Save access", dialog).click()
    outsider.page.wait_for_url("**/persons/list/")
    assert outsider.count == 0

    owner = comes(site, "pl").sign_in("owner").goes_to(f"/persons/edit/{hidden}")
    owner.page.locator("[name='owner.text']").fill("")
    saves(owner)
    owner.sees("A hidden record needs an owner. Choose one, or make it public.")
