"""What a list is asked for, and the addresses of its neighbours: the same list sorted otherwise, on another page, less a condition."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from app.domain.list_views import FIRST, Layout
from app.domain.saved_filters import NONE, Broken
from app.models import SavedFilter
from app.records.filters import Query
from app.records.kinds import Kind

PAGE_SIZES = (25, 50, 100, 200)
AS_SAVED = frozenset({"deleted", "page", "after", "before"})
"""Words beside a saved filter with which a list still is that filter."""


@dataclass(frozen=True)
class Listing:
    """One list as an address asks for it.

    ``saved`` is the filter that its conditions came from; ``kept`` what that filter says, so that a list knows whether it still
    is that filter. ``page_size`` is the size that needs no word in the address; ``begins_with`` the filter that a bare address
    leads to, if any.
    """

    kind: Kind
    query: Query
    saved: SavedFilter | None = None
    kept: Query | None = None
    broken: tuple[Broken, ...] = ()
    page_size: int = 50
    flags: dict[str, str] = field(default_factory=dict)
    layout: Layout | None = None
    begins_with: SavedFilter | None = None

    @property
    def base(self) -> str:
        """The address of the kind's list, bare."""
        return f"{self.kind.route}/list/"

    def pairs(self, query: Query | None = None) -> list[tuple[str, str]]:
        """The words of an address that asks for ``query``: by its saved filter where it is that, else condition by condition; then how
        it is laid out."""
        query = query or self.query
        sizes = [("page_size", str(query.page_size))] if query.page_size != self.page_size else []
        found = [*self._chosen(query), *self._sorted(query), *sizes]
        found += self.layout.pairs() if self.layout else []
        return [("filter", NONE)] if not found and self.begins_with is not None else found

    def _chosen(self, query: Query) -> list[tuple[str, str]]:
        """Which records, and which page of them."""
        words = [pair for pair in query.pairs() if pair[0] not in {"page_size", "sort"}]
        if self.saved is None:
            return words
        if self.is_as_saved(query):
            return [("filter", str(self.saved.id)), *(pair for pair in words if pair[0] in AS_SAVED)]
        return [*words, ("saved", str(self.saved.id))]

    def _sorted(self, query: Query) -> list[tuple[str, str]]:
        """The order, where it is not that of the view."""
        kept = self.layout.kept_sort if self.layout else ()
        return [] if query.sort == kept else [("sort", ",".join(query.sort or (FIRST,)))]

    def url(self, query: Query | None = None, **more: object) -> str:
        """The address that asks for ``query`` (without one: for this list), with further words."""
        pairs = [*self.pairs(query), *((word, str(value)) for word, value in more.items())]
        return f"{self.base}?{urlencode(pairs)}" if pairs else self.base

    def is_as_saved(self, query: Query | None = None) -> bool:
        """Whether the list still is what its saved filter says."""
        query = query or self.query
        if self.kept is None or self.broken:
            return False
        return filter_part(query) == filter_part(self.kept)

    # --- neighbours

    def sorted_by(self, name: str) -> str:
        """Sorted by that field: first its natural way, then the other, then not at all, which is by name."""
        natural = (f"-{name}",) if name == "name" else (name,)
        steps = {(): natural, (name,): (f"-{name}",), (f"-{name}",): ()}
        sort = steps.get(self.query.sort, (name,))
        return self.url(replace(self.query, sort=sort, page=1))

    def paged(self, page: int) -> str:
        return self.url(self.query.at_page(page))

    def next_page(self, last: int) -> str:
        """What follows the record ``last``."""
        return self.url(self.query.at_page(self.query.page + 1, after=last))

    def previous_page(self, first: int) -> str:
        """What stands before the record ``first``."""
        return self.url(self.query.at_page(self.query.page - 1, before=first))

    def without(self, number: int) -> str:
        """Less one condition."""
        return self.url(self.query.without(number))

    def cleared(self) -> str:
        """Without any condition, text or saved filter; sort and page size stay."""
        bare = replace(self, saved=None)
        return bare.url(replace(self.query, conditions=(), text="", match_any=False, as_of=None, page=1))

    def as_of(self, day: date | None) -> str:
        """With relations as they were on that day; None asks of today."""
        return self.url(replace(self.query, as_of=day, page=1))

    def laid_out(self, layout: Layout, **more: object) -> str:
        """The same records, laid out otherwise. An order that was only the view's goes with the view."""
        kept = self.layout.kept_sort if self.layout else ()
        query = replace(self.query, sort=layout.kept_sort) if self.query.sort == kept else self.query
        return replace(self, layout=layout).url(query, **more)

    def matching(self, *, any_of: bool) -> str:
        return self.url(replace(self.query, match_any=any_of, page=1))


def filter_part(query: Query) -> tuple[object, ...]:
    """What of a query chooses records; with one condition *all* and *any* are the same."""
    return query.conditions, query.match_any and len(query.conditions) > 1, query.text, query.as_of
