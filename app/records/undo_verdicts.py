"""What can come of one change in an undo, with the sentence that says why (HIS-4)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.kernel.messages import Message, say
from app.kernel.viewer import AnySession
from app.records.undo_sets import RowChange, Values

TRASHED_AT = "deleted_at"
OWNER = "owner_id"

UNSEEN = say("No longer there, or not shared with you.")
MAY_NOT_EDIT = say("You have no right to edit it now. Ask its owner or an administrator.")
MAY_NOT_DELETE = say("You have no right to delete or restore it now. Ask its owner or an administrator.")
MAY_NOT_OWN = say("Your role does not let you change owners. Ask a manager.")
MAY_NOT_GIVE = say("You may not delete this record yourself, so you cannot give that right.")
MAY_NOT_CHANGE = say("Your role does not let you change this now. Ask an administrator.")
IN_TRASH = say("It was deleted since. Restore it first.")
TARGET_GONE = say("What it was linked to is no longer there.")
OWNER_LEFT = say("Was owned by a user who can no longer sign in. Choose another owner.")
IN_USE = say("Others use it by now. Take it off them first.")
TAKEN = say("Another has the same name by now. Rename that one first.")
UNKNOWN = say("This version of Splot does not know this part.")
PAST = say("What was ended at sign-in does not come back. The user sets it up anew.")
CHANGED = say("Changed since.")
REMOVED = say("Removed since.")


class Outcome(StrEnum):
    BACK = "back"
    KEPT = "kept"
    BLOCKED = "blocked"
    SETTLED = "settled"
    """It is already as it was before: nothing to do, nothing to tell."""


@dataclass
class Verdict:
    """About one value (``field``) or one whole row (``field`` empty). ``was``, ``became`` and ``now`` as the history keeps values."""

    change: RowChange
    outcome: Outcome
    field: str = ""
    reason: Message | None = None
    was: Any = None
    became: Any = None
    now: Any = None
    is_forcible: bool = False
    needed: tuple[tuple[str, int], ...] = ()

    @property
    def key(self) -> str:
        """Names it in a form: *undo this one too*."""
        return f"{self.change.subject}.{self.change.subject_id}.{self.field}"


MayChange = Callable[[type[Any], Any, RowChange], bool]
"""Whether the viewer may change a row of no record now: its class, its values or None where it is gone, what the set did to it."""


@dataclass
class Bench:
    """What is known while one part of a set is judged."""

    session: AnySession
    set_id: int
    may_change: MayChange
    forced: frozenset[str] = frozenset()
    is_locked: bool = False
    added_records: frozenset[int] = frozenset()
    """Records that the set added: they go to the trash with what hangs on them."""
    records: dict[int, Values] = field(default_factory=dict)
    """The records of the part that was judged last, as they are now; filled while judging."""
    returning: Collection[tuple[str, int]] = ()
    """Rows of no record that this undo brings back, by table and number."""
