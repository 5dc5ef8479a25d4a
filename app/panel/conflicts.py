"""Two people, one record: what each of them changed since the form was opened, and where they disagree.

A form carries what it showed when it was opened (its *base*). A field that its user left alone is not written; one that
somebody else changed meanwhile and both changed differently is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.kernel.messages import Message, say
from app.panel.controls import Control, Raw
from app.panel.formats import relative_text
from app.records.history import Story


@dataclass(frozen=True)
class Conflict:
    """One field that both changed: theirs stands in the record, mine in the form."""

    control: Control
    theirs: str
    mine: str
    story: Story | None

    @property
    def sentence(self) -> Message:
        """Who changed what to what."""
        words = {
            "who": self.story.who if self.story and self.story.who else say("Somebody"),
            "field": self.control.of.label,
            "when": relative_text(self.story.at) if self.story else say("meanwhile"),
        }
        if not self.theirs:
            return say("%(who)s emptied “%(field)s” (%(when)s).", **words)
        return say("%(who)s changed “%(field)s” to “%(value)s” (%(when)s).", value=self.theirs, **words)


@dataclass
class Merged:
    """``wanted`` is what to write; ``conflicts`` what to ask first."""

    wanted: dict[str, Raw] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)


def merge(controls: Sequence[Control], base: dict[str, Raw], now: dict[str, Raw]) -> Merged:
    """Compare the form (the controls' values) with what it began from and with the record as it is."""
    merged = Merged()
    for one in controls:
        mine, theirs, began = one.raw, now[one.name], base.get(one.name, now[one.name])
        if one.is_same(mine, began):
            one.raw = mine if one.is_same(theirs, began) else theirs
        elif not one.is_same(theirs, began) and not one.is_same(mine, theirs):
            merged.conflicts.append(one.name)
        else:
            merged.wanted[one.name] = mine
    return merged


def conflict(one: Control, theirs: Raw, stories: Sequence[Story]) -> Conflict:
    """What to show about a field in dispute; the newest story that names it says who and when."""
    story = next((story for story in stories if any(line.name == one.name for line in story.lines)), None)
    return Conflict(one, one.words(theirs), one.words(one.raw), story)
