"""The main pages, and how to bring one into the state that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from playwright.sync_api import expect

from tests.journeys.furnished import job_id, review_id, some_id
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

Goes = Callable[[Visitor, "Places"], object]


@dataclass
class Places:
    """Addresses of a furnished site that hold numbers; made when they are first asked for."""

    site: Site

    @cached_property
    def person(self) -> int:
        return some_id(self.site.house, "person")

    @cached_property
    def review(self) -> int:
        return review_id(self.site.house)

    @cached_property
    def job(self) -> int:
        return job_id(self.site.house)


def to(path: str) -> Goes:
    return lambda visitor, places: visitor.goes_to(path.format(places=places))


def selected(visitor: Visitor, _places: Places) -> None:
    """All rows ticked, the drawer of a new owner open."""
    visitor.goes_to("/persons/list/?country.is=PL&page_size=12")
    visitor.presses("Control+a")
    action = visitor.words.act("owner")
    bar = visitor.page.get_by_role("toolbar", name=visitor.words("Acts on the selected rows"))
    bar.get_by_role("button", name=visitor.words(action.short), exact=True).click()
    drawer = visitor.page.get_by_role("dialog", name=visitor.words(action.label))
    visitor.field("New owner", drawer).select_option("daniel")
    expect(drawer.locator(".sumbox")).to_be_visible()


def refused_form(visitor: Visitor, places: Places) -> None:
    """The full form with a wrong e-mail and a wrong name."""
    visitor.goes_to(f"/persons/edit/{places.person}")
    for name in ("first_name", "last_name"):
        visitor.field(visitor.words.field(name)).fill("")
    visitor.page.locator("[data-rows=emails] input[dir=ltr]").first.fill("nobody at all")
    visitor.button("Save").click()
    expect(visitor.page.locator("[aria-invalid=true]").first).to_be_visible()


def missing(visitor: Visitor, _places: Places) -> None:
    visitor.expected.add(404)
    visitor.goes_to("/persons/show/999999")


PLACES: dict[str, Goes] = {
    "dashboard": to("/"),
    "persons": to("/persons/list/?page_size=12"),
    "companies": to("/companies/list/?page_size=12"),
    "filtered": to("/persons/list/?country.is=PL&stage.is=Lead&phones.empty=no&match=any&page_size=12"),
    "nothing matches": to("/persons/list/?city.is=Nowhere&country.is=PL"),
    "deleted": to("/persons/list/?deleted=1"),
    "filter panel": to("/persons/list/?country.is=PL&panel=1&page_size=12"),
    "selected": selected,
    "add": to("/persons/add"),
    "edit": to("/persons/edit/{places.person}"),
    "edit with errors": refused_form,
    "profile": to("/persons/show/{places.person}"),
    "relation map": to("/relations/map?record={places.person}"),
    "relation map as a table": to("/relations/map?record={places.person}&show=table"),
    "relation map begins": to("/relations/map"),
    "search": to("/search?q=an"),
    "settings": to("/settings/"),
    "dictionary": to("/settings/dictionaries/stages/"),
    "relation type": to("/settings/relations/1/edit"),
    "groups": to("/settings/groups/"),
    "tags": to("/settings/tags/"),
    "imports": to("/imports/"),
    "import review": to("/imports/{places.review}"),
    "job": to("/jobs/{places.job}"),
    "jobs": to("/jobs/"),
    "users": to("/users/list/"),
    "user": to("/users/show/1"),
    "my sessions": to("/mine/sessions/"),
    "my password": to("/mine/password/"),
    "one-time codes": to("/mine/code/"),
    "signing in": to("/settings/signing/"),
    "error": missing,
}
"""Signed in; the sign-in page is looked at apart."""
