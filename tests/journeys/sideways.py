"""What stands beside the screen of a phone."""

from __future__ import annotations

from tests.journeys.visitor import Visitor

MAY_SCROLL = (
    ".fb, .vtabs, .ptabs, .ph-acts, .im-p, .massbar, .tw:has(.s-table:not([data-kind])), input, textarea, select"
)
"""Rows of chips, tabs and buttons, and tables that are no lists, scroll inside themselves."""

OVERFLOWS = """(mayScroll) => {
  const width = document.documentElement.clientWidth;
  const found = document.documentElement.scrollWidth > width ? ["the page itself"] : [];
  const isOutside = ({ width: own, left, right }) => own > 0 && (right > width + 1 || left < -1);
  const holds = (one) => ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(one).overflowX);
  const isHeld = ({ parentElement: one }) => one !== null && one !== document.body && (holds(one) || isHeld(one));
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".sr");
  for (const one of document.querySelectorAll("main *, header *, nav.bn *"))
    if (isSeen(one) && isOutside(one.getBoundingClientRect()) && !isHeld(one)) found.push(one.outerHTML.slice(0, 120));
  for (const one of document.querySelectorAll("main, main *")) {
    const scrolls = one.scrollWidth > one.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(one).overflowX);
    if (scrolls && !one.matches(mayScroll) && !one.closest("[popover], .enc-l")) found.push(`scrolls: ${one.outerHTML.slice(0, 120)}`);
  }
  return found.slice(0, 3);
}"""


def overflows(visitor: Visitor) -> list[str]:
    """The first things by which the page can be moved sideways."""
    found: list[str] = visitor.page.evaluate(OVERFLOWS, MAY_SCROLL)
    return found
