"""No main page has a serious or critical finding of axe or scrolls sideways on a phone.

axe looks at each in every language, theme and width at least once; each is shown on a phone in every language.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from tests.journeys.conftest import PHONE, WIDE, Comes
from tests.journeys.furnished import furnish
from tests.journeys.places import PLACES, Places
from tests.journeys.sideways import overflows
from tests.journeys.site import Site, open_site
from tests.journeys.visitor import Visitor

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
RUN = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"

Setting = tuple[str, str, tuple[int, int]]
SETTINGS: tuple[tuple[Setting, ...], ...] = (
    (("en", "light", WIDE), ("pl", "dark", PHONE), ("he", "dark", WIDE)),
    (("en", "dark", PHONE), ("pl", "light", WIDE), ("he", "light", PHONE)),
    (("en", "dark", WIDE), ("pl", "light", PHONE), ("he", "dark", PHONE)),
)
"""Three ways to spread languages over themes and widths; the pages take them in turn."""


SIGN_IN = "sign-in"
LIKE_OTHERS = {"companies", "deleted", "nothing matches", "jobs"}
"""Drawn by the templates of pages that are looked at."""


def looked_at(setting: Setting) -> list[str]:
    """The pages that axe looks at in a setting, that of signing in first."""
    pages = [SIGN_IN, *(place for place in PLACES if place not in LIKE_OTHERS)]
    return [page for number, page in enumerate(pages) if setting in SETTINGS[number % len(SETTINGS)]]


def passed_by(setting: Setting) -> list[str]:
    """Pages that would not be seen on a phone in this language otherwise; the first setting of a phone takes them all."""
    phones = [one for one in chain(*SETTINGS) if (one[0], one[2]) == (setting[0], PHONE)]
    seen = {page for phone in phones for page in looked_at(phone)}
    return [place for place in PLACES if place not in seen] if phones[0] == setting else []


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def findings(visitor: Visitor) -> list[str]:
    """What axe has to say that matters: the rule, and the first places."""
    visitor.page.evaluate(_axe())  # by the debugger's door, which the content policy does not close
    found = [one for one in visitor.page.evaluate(RUN) if one["impact"] in GRAVE]
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:240]}"
        for one in found
        for node in one["nodes"][:3]
    ]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site(furnish) as opened:
        yield opened


@pytest.fixture(scope="module")
def places(site: Site) -> Places:
    return Places(site)


@pytest.mark.parametrize("setting", chain(*SETTINGS), ids=lambda one: f"{one[0]}-{one[1]}-{one[2][0]}")
def test_pages_are_for_everyone_and_fit(site: Site, places: Places, comes: Comes, setting: Setting) -> None:
    language, theme, size = setting
    visitor, found = comes(site, language, size=size, theme=theme), {}
    for page in [*looked_at(setting), *passed_by(setting)]:
        if page == SIGN_IN:
            visitor.goes_to("/login/")
        else:
            PLACES[page](visitor if visitor.username else visitor.sign_in("administrator"), places)
        visitor.takes_picture(f"{size[0]}-{page.replace(' ', '-')}")
        found[page] = [
            *(overflows(visitor) if size == PHONE else ()),
            *(findings(visitor) if page in looked_at(setting) else ()),
        ]
    assert not any(found.values()), found


def test_each_page_meets_every_language_theme_and_width() -> None:
    for page in {SIGN_IN, *PLACES} - LIKE_OTHERS:
        met = [setting for setting in chain(*SETTINGS) if page in looked_at(setting)]
        assert [len(set(values)) for values in zip(*met, strict=True)] == [3, 2, 2], page
    for page in PLACES:
        phones = [one for one in chain(*SETTINGS) if one[2] == PHONE and page in [*looked_at(one), *passed_by(one)]]
        assert {language for language, _, _ in phones} == {"en", "pl", "he"}, page
