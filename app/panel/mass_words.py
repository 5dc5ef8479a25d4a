"""How a selection that has changed since it was sealed is told of (MAS-6)."""

from __future__ import annotations

from app.domain.mass_actions import Drift
from app.kernel.messages import Message, say, say_n
from app.panel.formats import number_text


def drift_words(changed: Drift) -> Message:
    """*4,312 → 4,319, 7 are new.* and what to do about it."""
    size = {"before": number_text(changed.before), "now": number_text(changed.now)}
    if not changed.gone:
        return say_n(
            "%(before)s → %(now)s, %(num)s is new. Look again.",
            "%(before)s → %(now)s, %(num)s are new. Look again.",
            changed.new,
            **size,
        )
    if not changed.new:
        return say_n(
            "%(before)s → %(now)s, %(num)s is gone. Look again.",
            "%(before)s → %(now)s, %(num)s are gone. Look again.",
            changed.gone,
            **size,
        )
    counts = {"new": number_text(changed.new), "gone": number_text(changed.gone)}
    return say("%(before)s → %(now)s, new: %(new)s, gone: %(gone)s. Look again.", **size, **counts)
