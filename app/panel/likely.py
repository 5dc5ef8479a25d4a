"""Whoever is being added may be here already: told gently, by name and by number or address (CON-3, ACC-1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.kernel.text import search_key, strip_controls
from app.panel.access_requests import locked_hits
from app.panel.hits import record_hit
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.locked import locked_of_name
from app.records.many_fields import ChannelField
from app.records.quick_find import Quick, quick_find
from app.records.search import load_rows
from app.records.search_text import number_in

MOST = 4
LOOKED_AT = 12
LONGEST = 200
MOST_CHANNELS = 6


@dataclass(frozen=True)
class Likely:
    """Records that may be the same: those that the viewer sees, and locked ones of that very name."""

    seen: Sequence[dict[str, Any]]
    locked: Sequence[dict[str, Any]]


def likely(asking: Asking, of: Kind, name: str, channels: Iterable[str], but: int = 0) -> Likely | None:
    """Who may be meant; None where nobody is. Locked records are found by their names alone: a number that finds one would tell whose
    it is."""
    name = strip_controls(name).strip()[:LONGEST]
    found = {one.id: one for one in _by_name(asking, of, name)}
    for word in list(channels)[:MOST_CHANNELS]:
        found.update({one.id: one for one in _by_channel(asking, of, strip_controls(word).strip()[:LONGEST])})
    found.pop(but, None)
    rows = load_rows(asking, of, list(found)[:MOST], (*of.hints, *of.proposes)) if found else []
    locked = locked_of_name(asking, name, of.name)
    return Likely([record_hit(of, one) for one in rows], locked_hits(locked)) if rows or locked else None


def _by_name(asking: Asking, of: Kind, name: str) -> list[Quick]:
    wanted = search_key(name)
    best = quick_find(asking, name, [of.name], LOOKED_AT).best if len(wanted) > 1 else ()
    return [one for one in best if search_key(one.name) == wanted]


def _by_channel(asking: Asking, of: Kind, word: str) -> list[Quick]:
    number = number_in(word)
    if not number and "@" not in word:
        return []
    wanted = number or search_key(word)
    return [one for one in quick_find(asking, word, [of.name], LOOKED_AT).best if wanted in one.found_by]


def likely_of(asking: Asking, of: Kind, record: Any) -> Likely | None:
    """The same for a record that has just been added."""
    fields = [one for one in of.fields if isinstance(one, ChannelField)]
    channels = [row["value"] for one in fields for row in one.api(record)]
    return likely(asking, of, record.name, channels, record.id)
