"""What a mass action is: what it asks for, whom it skips, what it does (MAS-2, MAS-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from app.domain.mass_actions_words import button_words, done_words
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say
from app.kernel.text import strip_controls
from app.kernel.viewer import Right
from app.records.access import Scope
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.selections import Skip, cannot_see, is_elsewhere, lacks_right

Raw = Mapping[str, Any]
Values = dict[str, Any]

NOTHING_TO_CHANGE = say("Nothing to change")


@dataclass(frozen=True)
class Option:
    """One choice of a control."""

    value: str
    label: Message | str
    hint: str = ""


@dataclass(frozen=True)
class Control:
    """What a mass action asks for. ``type``: choice, many (choices), words (several, may be new), text, long, code, number, date,
    moment, tick, or record (found by typing among the kinds ``source``; ``new`` are the words for making one, and a text may stand
    there where it ``takes_text``)."""

    name: str
    label: Message
    type: str
    options: Sequence[Option] = ()
    help: Message | None = None
    is_telling: bool = True
    """Whether the preview changes with it."""
    is_on: bool = False
    """Whether a tick is set until somebody takes it away."""
    source: str = ""
    new: Message | None = None
    takes_text: bool = False


class MassAction:
    """One act on many records. ``what`` chooses its words; ``control_names`` are read from a form.

    Values are what ``check`` made of the raw ones: plain JSON, so that a job can carry them.
    """

    name: ClassVar[str]
    label: ClassVar[Message]
    short: ClassVar[Message]
    icon: ClassVar[str]
    what: ClassVar[str] = "change"
    right: ClassVar[Right] = Right.EDIT
    scope: ClassVar[Scope] = Scope.LIVE
    is_danger: ClassVar[bool] = False
    needs: ClassVar[str] = ""
    """The field that a kind must have for it."""

    def fits(self, kind: Kind) -> bool:
        """Whether the kind has what it is about."""
        return not self.needs or self.needs in kind.by_name

    def controls(self, asking: Asking, kind: Kind, raw: Raw) -> list[Control]:
        """What the form asks for, given what was answered so far."""
        return []

    def check(self, asking: Asking, kind: Kind, raw: Raw) -> Values:
        """Raw values as values; raises ``Invalid`` with a sentence at its control. Writes nothing."""
        return {}

    def settle(self, asking: Asking, values: Values) -> Values:
        """Make what has to be there first, such as a group that is named for the first time; inside the change set."""
        return values

    def skips(self, asking: Asking, kind: Kind, values: Values) -> list[Skip]:
        """Who stays as they are, and why; the first reason that fits counts (MAS-3)."""
        session = asking.session
        return [
            Skip("gone", cannot_see(session), say("No longer there"), say("Deleted or no longer shared with you")),
            self._elsewhere(),
            Skip("right", lacks_right(session, self.right), self.no_right(), say("Ask the owner for it")),
            *self.already(asking, kind, values),
        ]

    def _elsewhere(self) -> Skip:
        message = say("Not deleted") if self.scope is Scope.TRASH else say("Deleted meanwhile")
        hint = NOTHING_TO_CHANGE if self.scope is Scope.TRASH else say("Restore them first")
        return Skip("scope", is_elsewhere(self.scope), message, hint)

    def no_right(self) -> Message:
        return say("No right to delete") if self.right is Right.DELETE else say("No right to edit")

    def already(self, asking: Asking, kind: Kind, values: Values) -> list[Skip]:
        """Those for whom nothing would change."""
        return []

    def warnings(self, asking: Asking, kind: Kind, values: Values) -> list[Message]:
        """What the preview points out before anything is done."""
        return []

    def apply(self, asking: Asking, kind: Kind, ids: Sequence[int], values: Values) -> None:
        """Do it to ``ids``, set-based, inside an open change set."""
        raise NotImplementedError

    def before(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        """The value of ``record`` that will change, in words."""
        return ""

    def after(self, asking: Asking, kind: Kind, record: Any, values: Values) -> str:
        """What it will be, in words."""
        return ""

    def shown_fields(self, values: Values) -> tuple[str, ...]:
        """The fields that ``before`` reads."""
        return ()

    def button(self, kind: Kind, n: int) -> Message:
        """*Change 4,180 persons*."""
        return button_words(self.what, kind.name, n)

    def done(self, kind: Kind, n: int) -> Message:
        """*4,180 persons changed*."""
        return done_words(self.what, kind.name, n)


def word(raw: Raw, *names: str) -> str:
    """The first of these raw values that is given, as text."""
    for name in names:
        value = raw.get(name)
        if value not in (None, "", []):
            return strip_controls(str(value[0] if isinstance(value, list) else value)).strip()
    return ""


def needed(raw: Raw, sentence: Message, *names: str) -> str:
    """The same; raises ``Invalid`` with ``sentence`` where nothing is given."""
    found = word(raw, *names)
    if not found:
        raise Invalid(sentence, names[0])
    return found
