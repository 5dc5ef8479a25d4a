"""No serious or critical finding of axe on any main page; each meets every language, theme and width at least once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import PHONE, WIDE, Comes
from tests.journeys.furnished import furnish
from tests.journeys.places import PLACES, Places
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


LIKE_OTHERS = {"companies", "deleted", "nothing matches", "jobs"}
"""Drawn by the templates of pages that are looked at."""


def _cases() -> list[Any]:
    pages = ["sign-in", *(place for place in PLACES if place not in LIKE_OTHERS)]
    return [
        pytest.param(page, *setting, id=f"{page}-{setting[0]}-{setting[1]}-{setting[2][0]}")
        for number, page in enumerate(pages)
        for setting in SETTINGS[number % len(SETTINGS)]
    ]


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


@pytest.mark.parametrize(("page", "language", "theme", "size"), _cases())
def test_page_has_no_grave_finding(
    site: Site, places: Places, comes: Comes, page: str, language: str, theme: str, size: tuple[int, int]
) -> None:
    visitor = comes(site, language, size=size, theme=theme)
    if page == "sign-in":
        visitor.goes_to("/login/")
    else:
        PLACES[page](visitor.sign_in("administrator"), places)
    assert findings(visitor) == []
