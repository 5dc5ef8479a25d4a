"""Undo of a change set as a whole (HIS-4): who may, what would happen, and its parts one after the other.

What can go back goes back; what somebody changed since is kept, and what has no way back is blocked, each with its reason. The undo is
a change set too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from app.domain.groups import may_manage_groups
from app.domain.hand_over import giver_of
from app.domain.people_rules import require_administrator, require_tree
from app.kernel.errors import Conflict, NotFound
from app.kernel.messages import Message, say
from app.kernel.settings import forget_settings
from app.models import ChangeSet, ContactGroup, Dictionary, ListDefault, Operation, OwnedByUser, SetState, Tag, User
from app.records.access import is_kept_by
from app.records.fields import Asking
from app.records.undo_judging import judge_records, judge_shared
from app.records.undo_sets import (
    Extent,
    RowChange,
    Values,
    added_records,
    changes_of_records,
    extent_of,
    shared_changes,
    undone_by,
)
from app.records.undo_values import PEOPLE
from app.records.undo_verdicts import Bench, MayChange, Outcome, Verdict
from app.records.undo_writing import Writer

PORTION = 2_000
MOST_JUDGED = 50_000
"""So many lines are looked through before an undo; of a larger set a part stands for the whole."""

ALREADY = say("This was undone already. Undo the undo to have it again.")
RUNNING = say("This is still being done. Wait until it has ended, then undo it.")
NEVER_WAS = say("This was never done: nothing of it is there to undo.")


ON_THE_SPOT = (Tag, ContactGroup, Dictionary, OwnedByUser, ListDefault)
"""What people make while they work, so that it goes and comes again with their work. All else belongs to administrators, also where
somebody who made it once was one."""


# --- which set, and may it be undone ---------------------------------------------------------------------------------------


def find_set(asking: Asking, set_id: int) -> ChangeSet:
    """The viewer's own change set of that id (administrators find everybody's); raises ``NotFound``."""
    wanted = select(ChangeSet).where(ChangeSet.id == set_id)
    found = asking.session.scalars(wanted).first() if 0 < set_id < 2**31 else None
    if found is None:
        raise NotFound
    return found


def refusal(asking: Asking, found: ChangeSet) -> Message | None:
    """Why this set cannot be undone at all; None where it can."""
    if found.state is SetState.OPEN:
        return RUNNING
    if found.state is SetState.ROLLED_BACK:
        return NEVER_WAS
    return ALREADY if undone_by(asking.session, found.id) is not None else None


def check_undoable(asking: Asking, found: ChangeSet) -> None:
    """Raises ``Conflict`` where the set cannot be undone; from here on nobody else undoes it meanwhile."""
    locked = select(ChangeSet.id).where(ChangeSet.id == found.id).with_for_update()
    asking.session.execute(locked)
    reason = refusal(asking, found)
    if reason is not None:
        raise Conflict(reason)


def may_change(asking: Asking, found: ChangeSet) -> MayChange:
    """Whether the viewer may change a row of no record now, as a function of its class, its values and what the set did.

    What was made on the spot while working, such as a tag or an import's positions, may go and come again with it.
    """
    viewer = asking.viewer
    is_redo = found.operation is Operation.UNDONE

    def may(model: type[Any], now: Values | None, change: RowChange) -> bool:
        if (
            change.subject in PEOPLE
        ):  # a user who was made here may have written since: they are disabled, never removed
            return viewer.is_admin and (model is not User or bool(change.edits))
        if viewer.is_admin:
            return True
        if change.added is not None or (is_redo and change.removed is not None):
            return issubclass(model, ON_THE_SPOT)
        if issubclass(model, OwnedByUser):
            kept: Any = SimpleNamespace(**{"user_id": None, "is_shared": False, **(now or change.removed or {})})
            return is_kept_by(viewer, kept)
        if issubclass(model, ListDefault):  # what went with a view or filter comes back with it
            return viewer.is_manager or change.removed is not None or (now or {}).get("user_id") == viewer.user_id
        if issubclass(model, Tag):
            return viewer.is_manager
        return issubclass(model, ContactGroup) and may_manage_groups(asking.session)

    return may


# --- what would happen -----------------------------------------------------------------------------------------------------


@dataclass
class Outlook:
    """What an undo would do: how many go back, are kept, are blocked, and the first of each.

    ``is_whole`` is False where the set was too large to be looked through.
    """

    extent: Extent
    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    first: dict[Outcome, list[Verdict]] = field(default_factory=lambda: {outcome: [] for outcome in Outcome})
    is_whole: bool = True

    def take(self, verdicts: Iterable[Verdict], most: int) -> None:
        for verdict in verdicts:
            self.counts[verdict.outcome] += 1
            if len(self.first[verdict.outcome]) < most:
                self.first[verdict.outcome].append(verdict)


def outlook(asking: Asking, found: ChangeSet, *, most: int = 50) -> Outlook:
    """What undoing a set would do now; writes nothing. ``most`` verdicts of each sort are kept."""
    session, extent = asking.session, extent_of(asking.session, found.id)
    seen = Outlook(extent)
    back_to = _givers(asking, found)
    bench = Bench(session, found.id, may_change(asking, found), returning=back_to)
    if extent.shared:
        bench.added_records = added_records(session, found.id)
        verdicts = judge_shared(bench, shared_changes(session, found.id))
        back = {(v.change.subject, v.change.subject_id) for v in verdicts if v.change.removed is not None}
        bench.returning = {*back_to, *back}
        seen.take(verdicts, most)
    is_small = extent.lines <= PORTION
    for start in range(0, len(extent.record_ids), PORTION):
        part = extent.record_ids[start : start + PORTION]
        if start and sum(seen.counts.values()) >= MOST_JUDGED:
            seen.is_whole = False
            break
        seen.take(judge_records(bench, changes_of_records(session, found.id, part, is_whole=is_small)), most)
    return seen


def _givers(asking: Asking, found: ChangeSet) -> frozenset[tuple[str, int]]:
    """Whoever handed over in this set: it all goes back to them, even if they can no longer sign in."""
    giver = giver_of(asking.session, found.id)
    return frozenset() if giver is None else frozenset({(User.__tablename__, giver)})


# --- doing it --------------------------------------------------------------------------------------------------------------


@dataclass
class Undoing:
    """One undo at work, part by part, inside its change set. ``new_ids`` goes on from part to part."""

    asking: Asking
    found: ChangeSet
    forced: frozenset[str] = frozenset()
    new_ids: dict[tuple[str, int], int] = field(default_factory=dict)

    def bring_shared_back(self) -> list[Verdict]:
        """First: what stood outside the records, since records name it."""
        verdicts = judge_shared(self._bench(), self._shared(is_added=False))
        self._writer().bring_shared_back(verdicts)
        forget_settings(self.asking.session)
        self._look_at_people(verdicts)
        return verdicts

    def put_back(self, record_ids: Sequence[int], *, is_whole: bool = False) -> list[Verdict]:
        """Then the records, with everything that hangs on them."""
        bench = self._bench()
        changes = changes_of_records(self.asking.session, self.found.id, record_ids, is_whole=is_whole)
        verdicts = judge_records(bench, changes)
        self._writer().put_back(verdicts, bench.records)
        return verdicts

    def take_shared_away(self) -> list[Verdict]:
        """Last: what the set had made for its records, and nobody else uses."""
        bench = self._bench()
        bench.added_records = added_records(self.asking.session, self.found.id, in_trash=True)
        verdicts = judge_shared(bench, self._shared(is_added=True))
        self._writer().take_shared_away(verdicts)
        self._look_at_people(verdicts)
        return verdicts

    def _look_at_people(self, verdicts: Iterable[Verdict]) -> None:
        """Raises ``Invalid`` where nobody would be an administrator any more, or teams would stand in a circle."""
        if any(verdict.change.subject in PEOPLE for verdict in verdicts):
            require_administrator(self.asking.session)
            require_tree(self.asking.session)

    def _shared(self, *, is_added: bool) -> list[RowChange]:
        found = shared_changes(self.asking.session, self.found.id)
        return [change for change in found if (change.added is not None) is is_added]

    def _bench(self) -> Bench:
        return Bench(
            self.asking.session,
            self.found.id,
            may_change(self.asking, self.found),
            self.forced,
            is_locked=True,
            returning=frozenset(self.new_ids) | _givers(self.asking, self.found),
        )

    def _writer(self) -> Writer:
        return Writer(self.asking, self.new_ids)
