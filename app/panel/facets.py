"""Live counts beside the ticks of the filter panel, fetched after the page."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from app.domain.saved_filters import ask
from app.panel.filter_values import source_of
from app.panel.formats import number_text
from app.records.facets import spread
from app.records.fields import Asking
from app.records.kinds import kind

OWN_WORDS = frozenset({"kind", "field"})


def facet_counts(asking: Asking, args: MultiDict[str, str]) -> dict[str, str]:
    """Counts by the value that the tick has; raises ``BadQuery`` for what is unknown."""
    of_kind = kind(args.get("kind", ""))
    of = of_kind.field(args.get("field", ""))
    pairs = [(word, value) for word, value in args.items(multi=True) if word not in OWN_WORDS]
    found = spread(asking, ask(asking, of_kind, pairs).query, of)
    is_by_id = source_of(of) is not None
    return {
        str(value) if is_by_id else str(getattr(value, "value", value)): number_text(count)
        for value, count in found.items()
    }
