"""What an undo may put back, what changed since and is kept, and what is blocked (HIS-4). Reads; writes nothing.

Fields of a record are judged one by one, since people change them one by one. Rows that hang on it, and rows of no record, are
judged whole: a number and its E.164 form belong together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.kernel.messages import Message
from app.kernel.viewer import AnySession, Right, Viewer, viewer_of
from app.models import Participant, Record
from app.records.access import may_name_owner, run_checked
from app.records.many_ids import among
from app.records.people_log import SIGN_IN
from app.records.undo_obstacles import block_used, needed_by, settle
from app.records.undo_sets import CUSTOM, Edit, RowChange, Values, made_anew_since
from app.records.undo_values import (
    columns_of_kind,
    differs,
    ends_of,
    hanging_tables,
    has_derived_name,
    model_of,
    records_now,
    rows_now,
    table_of,
    typed,
)
from app.records.undo_verdicts import (
    CHANGED,
    IN_TRASH,
    MAY_NOT_CHANGE,
    MAY_NOT_DELETE,
    MAY_NOT_EDIT,
    MAY_NOT_GIVE,
    MAY_NOT_OWN,
    OWNER,
    PAST,
    REMOVED,
    TRASHED_AT,
    UNKNOWN,
    UNSEEN,
    Bench,
    Outcome,
    Verdict,
)

record = Record.__table__
PARTICIPANTS = Participant.__table__.name
DERIVED = ("sort_key", "search_key")

# --- what belongs to records ---------------------------------------------------------------------------------------------


@dataclass
class _Scene:
    """The records of one part as they are now, and what the viewer may do with them."""

    now: dict[int, Values]
    rows: dict[str, dict[int, Values]]
    rights: dict[Right, set[int]]
    born: set[int]
    restored: set[int]
    worked_on: set[int]
    """Those of the born on which something hangs that the set did not put there."""


def judge_records(bench: Bench, changes: Sequence[RowChange]) -> list[Verdict]:
    """Verdicts about records and what hangs on them."""
    scene = _scene(bench, changes)
    verdicts: list[Verdict] = []
    for change in changes:
        if change.is_record or change.record_id not in scene.born:
            verdicts += _refused(change, scene) or _judge_one(bench, change, scene)
    return settle(bench, verdicts)


def _scene(bench: Bench, changes: Sequence[RowChange]) -> _Scene:
    ids = sorted({one for change in changes for one in (change.record_id, change.other_id) if one is not None})
    fields = {name for change in changes if change.is_record for name in (*change.edits, *(change.added or ()))}
    now, rights = records_now(bench.session, ids, fields, is_locked=bench.is_locked)
    bench.records = now
    born = {change.subject_id for change in changes if change.is_record and change.added is not None}
    scene = _Scene(now, _rows_of(bench.session, changes), rights, born, set(), set())
    scene.worked_on = _worked_on(bench.session, changes, born, scene.rows)
    if TRASHED_AT in fields:
        scene.restored = {change.subject_id for change in changes if change.is_record and _will_return(change, scene)}
    return scene


def _rows_of(session: AnySession, changes: Iterable[RowChange]) -> dict[str, dict[int, Values]]:
    """The rows that the set touched and that hang on the records, as they are now."""
    by_subject: dict[str, list[int]] = {}
    for change in changes:
        if not change.is_record and model_of(change.subject) is not None:
            by_subject.setdefault(change.subject, []).append(change.subject_id)
    return {subject: rows_now(session, subject, ids) for subject, ids in by_subject.items()}


def _worked_on(
    session: AnySession, changes: Sequence[RowChange], born: set[int], rows: dict[str, dict[int, Values]]
) -> set[int]:
    hung = [change for change in changes if not change.is_record and change.record_id in born]
    found = {change.record_id for change in hung if _has_changed(change, rows)}
    ours = {(change.subject, change.subject_id) for change in hung}
    for subject in hanging_tables() if born else ():
        table = table_of(subject)
        for end in ends_of(subject):
            there = run_checked(session, select(table.c.id, end.label("end")).where(among(session, end, born)))
            found |= {row.end for row in there if (subject, row.id) not in ours}
    return {record_id for record_id in found if record_id is not None}


def _has_changed(change: RowChange, rows: dict[str, dict[int, Values]]) -> bool:
    now = rows.get(change.subject, {}).get(change.subject_id)
    return now is None or differs(change.subject, change.added or {}, now)


def _will_return(change: RowChange, scene: _Scene) -> bool:
    """Whether this undo takes the record out of the trash before anything else happens to it."""
    old, new = change.edits.get(TRASHED_AT, (None, None))
    now = scene.now.get(change.subject_id)
    is_ours = now is not None and new is not None and now[TRASHED_AT] == typed(record.c[TRASHED_AT], new)
    return is_ours and old is None and change.subject_id in scene.rights[Right.DELETE]


def _refused(change: RowChange, scene: _Scene) -> list[Verdict]:
    """One verdict for the whole row where nothing of it may be touched."""
    record_id, crosses = change.record_id, change.is_record and (change.added is not None or TRASHED_AT in change.edits)
    ends = {one for one in (record_id, change.other_id) if one is not None}
    reason: Message | None = None
    if not ends or ends - scene.rights[Right.SEE]:
        reason = UNSEEN
    elif not crosses and not ends & scene.rights[Right.EDIT]:
        reason = MAY_NOT_EDIT
    elif crosses and record_id not in scene.rights[Right.DELETE]:
        reason = MAY_NOT_DELETE
    elif _gives_delete(change) and record_id not in scene.rights[Right.DELETE]:
        reason = MAY_NOT_GIVE
    elif model_of(change.subject) is None:
        reason = UNKNOWN
    elif not crosses and any(scene.now[one][TRASHED_AT] is not None for one in ends - scene.restored):
        reason = IN_TRASH
    return [Verdict(change, Outcome.BLOCKED, reason=reason)] if reason else []


def _gives_delete(change: RowChange) -> bool:
    """Whether somebody would have the right to delete again by this undo: nobody gives what they do not have (ACC-3)."""
    if change.subject != PARTICIPANTS:
        return False
    return bool((change.removed or {}).get("may_delete") or change.edits.get("may_delete", (False,))[0])


def _judge_one(bench: Bench, change: RowChange, scene: _Scene) -> list[Verdict]:
    if change.is_record:
        now = scene.now[change.subject_id]
        return (
            [_judge_birth(change, now, scene)] if change.added is not None else list(_judge_fields(bench, change, now))
        )
    now_rows = scene.rows.get(change.subject, {})
    found = now_rows.get(change.subject_id)
    if found is not None and found.get("record_id") != change.record_id:
        found = None  # its number was given to a row of another record
    return [judge_row(change, found)]


def _judge_birth(change: RowChange, now: Values, scene: _Scene) -> Verdict:
    """A record that the set added goes to the trash, unless somebody has worked on it since."""
    if now[TRASHED_AT] is not None:
        return Verdict(change, Outcome.SETTLED)
    columns = columns_of_kind(now["kind"])
    but = (*DERIVED, "name") if has_derived_name(now["kind"]) else DERIVED
    kept = {name: value for name, value in (change.added or {}).items() if name != TRASHED_AT}
    changed = change.subject_id in scene.worked_on or differs(change.subject, kept, now, columns, but)
    return Verdict(change, Outcome.KEPT, reason=CHANGED, is_forcible=True) if changed else Verdict(change, Outcome.BACK)


def _judge_fields(bench: Bench, change: RowChange, now: Values) -> Iterable[Verdict]:
    columns = columns_of_kind(now["kind"])
    skipped = {*DERIVED, *(("name",) if has_derived_name(now["kind"]) else ())}
    for name, (old, new) in change.edits.items():
        if name in skipped:
            continue
        if name.startswith(CUSTOM):
            yield _judge_value(
                change, name, (old, new), (now["custom"] or {}).get(name.removeprefix(CUSTOM)), (old, new)
            )
        elif name == OWNER and not _may_own(viewer_of(bench.session), now[name], old):
            yield Verdict(change, Outcome.BLOCKED, name, MAY_NOT_OWN, old, new)
        elif name not in columns:
            yield Verdict(change, Outcome.BLOCKED, name, UNKNOWN, old, new)
        else:
            column = columns[name]
            verdict = _judge_value(change, name, (old, new), now[name], (typed(column, old), typed(column, new)))
            verdict.needed = needed_by({name: column}, {name: old})
            yield verdict


def _may_own(viewer: Viewer, now: int | None, old: int | None) -> bool:
    """Whether the owner of before may be owner again. What one took from nobody one may let go again."""
    return now == old or may_name_owner(viewer, now, old) or (old is None and now == viewer.user_id)


def _judge_value(change: RowChange, name: str, stored: Edit, now: Any, values: Edit) -> Verdict:
    old, new = values
    if now == new:
        return Verdict(change, Outcome.BACK, name, None, *stored, now)
    if now == old:
        return Verdict(change, Outcome.SETTLED, name)
    return Verdict(change, Outcome.KEPT, name, CHANGED, *stored, now, is_forcible=True)


# --- whole rows ----------------------------------------------------------------------------------------------------------


def judge_row(change: RowChange, now: Values | None) -> Verdict:
    """About a row that is no record, by what stands there now."""
    if change.added is not None:
        return _judge_added(change, now)
    if change.removed is not None:
        return _judge_removed(change, now)
    columns = table_of(change.subject).c
    edits = {name: edit for name, edit in change.edits.items() if name in columns}
    if now is None:
        return Verdict(change, Outcome.KEPT, reason=REMOVED)
    if all(now[name] == typed(columns[name], new) for name, (_old, new) in edits.items()):
        return Verdict(change, Outcome.BACK, now=now, needed=needed_by(columns, {n: e[0] for n, e in edits.items()}))
    if all(now[name] == typed(columns[name], old) for name, (old, _new) in edits.items()):
        return Verdict(change, Outcome.SETTLED)
    return Verdict(change, Outcome.KEPT, reason=CHANGED, now=now, is_forcible=True)


def _judge_added(change: RowChange, now: Values | None) -> Verdict:
    if now is None:
        return Verdict(change, Outcome.SETTLED)
    if differs(change.subject, change.added or {}, now):
        return Verdict(change, Outcome.KEPT, reason=CHANGED, now=now, is_forcible=True)
    return Verdict(change, Outcome.BACK, now=now)


def _judge_removed(change: RowChange, now: Values | None) -> Verdict:
    removed = change.removed or {}
    if now is not None and not differs(change.subject, removed, now):
        return Verdict(change, Outcome.SETTLED)
    return Verdict(change, Outcome.BACK, needed=needed_by(table_of(change.subject).c, removed))


# --- what belongs to no record -------------------------------------------------------------------------------------------


def judge_shared(bench: Bench, changes: Sequence[RowChange]) -> list[Verdict]:
    """Verdicts about tags, groups, entries, settings and the like."""
    by_subject: dict[str, list[RowChange]] = {}
    for change in changes:
        by_subject.setdefault(change.subject, []).append(change)
    verdicts: list[Verdict] = []
    leaving = {(change.subject, change.subject_id) for change in changes if change.added is not None}
    for subject, of_subject in by_subject.items():
        found = _judge_shared_of(bench, subject, of_subject)
        block_used(bench, subject, found, leaving)
        verdicts += found
    return _settle_together(bench, verdicts)


def _settle_together(bench: Bench, verdicts: list[Verdict]) -> list[Verdict]:
    """Rows that return may name one another; asked again, because what one of them names may turn out to stay away."""
    before = bench.returning
    for _ in range(2):
        back = [one for one in verdicts if one.outcome is Outcome.BACK and one.change.removed is not None]
        bench.returning = {*before, *((one.change.subject, one.change.subject_id) for one in back)}
        verdicts = settle(bench, verdicts)
    return verdicts


def _judge_shared_of(bench: Bench, subject: str, changes: Sequence[RowChange]) -> list[Verdict]:
    model = model_of(subject)
    if model is None:
        reason = PAST if subject == SIGN_IN else UNKNOWN
        return [Verdict(change, Outcome.BLOCKED, reason=reason) for change in changes]
    ids = [change.subject_id for change in changes]
    now = rows_now(bench.session, subject, ids)
    others = made_anew_since(bench.session, subject, ids, bench.set_id)
    verdicts = []
    for change in changes:
        found = now.get(change.subject_id) if change.subject_id not in others else None
        if bench.may_change(model, found, change):
            verdicts.append(judge_row(change, found))
        else:
            verdicts.append(Verdict(change, Outcome.BLOCKED, reason=MAY_NOT_CHANGE))
    return verdicts
