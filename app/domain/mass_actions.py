"""Mass actions: seal a selection, say beforehand what will happen, and do it (MAS-1 to MAS-3, MAS-6).

A selection is a draft job with its ids. ``app.jobs.mass`` starts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.domain.mass_actions_base import MassAction, Raw, Values
from app.domain.mass_actions_export import ExportRows
from app.domain.mass_actions_people import AddManagers, RemoveManagers
from app.domain.mass_actions_relations import Relate
from app.domain.mass_actions_shipped import ChangeOwner, ChangeVisibility, Delete, Restore, SetField
from app.domain.mass_actions_tokens import AddTags, AddToGroup, MoveToGroup, RemoveFromGroup, RemoveTags
from app.domain.mass_actions_values import (
    ChangeDueDate,
    ChangeSource,
    ChangeStage,
    ChangeState,
    ChangeStatus,
    FinishTasks,
    ReopenTasks,
)
from app.kernel.errors import BadQuery, NotFound
from app.kernel.messages import Message, say
from app.models import Job, JobState, Record
from app.records.access import SCOPE, Scope
from app.records.fields import Asking
from app.records.filters import Query, parse_filter
from app.records.kinds import Kind, kind
from app.records.many_ids import among
from app.records.search import load_rows, sorted_ids_of
from app.records.selections import CHANGED, Skip, count_by_reason, fingerprint, first_changing, seal_ids, sealed_ids

JOB_TYPE = "mass"
SELECTING = (JOB_TYPE, "export")
"""Types of jobs that a selection may become."""
MOST_IDS = 10_000
SHOWN_ROWS = 6
PAGE_ROWS = 100
"""So many before and after on one page of all that would change."""
SHOWN_SKIPPED = 50

EVERY_KIND = ("owner", "tag", "set", "delete", "untag", "relate", "visibility", "export")
IN_TRASH = ("restore", "export")

_actions: dict[str, MassAction] = {}


def register_action(action: MassAction) -> None:
    """Make a mass action known; kinds name theirs in ``Kind.acts``."""
    _actions[action.name] = action


for _action in (
    ChangeOwner(),
    AddTags(),
    AddToGroup(),
    ChangeStage(),
    ChangeState(),
    FinishTasks(),
    ChangeDueDate(),
    SetField(),
    Delete(),
    ReopenTasks(),
    RemoveTags(),
    MoveToGroup(),
    RemoveFromGroup(),
    ChangeStatus(),
    ChangeSource(),
    AddManagers(),
    RemoveManagers(),
    Relate(),
    ChangeVisibility(),
    Restore(),
    ExportRows(),
):
    register_action(_action)


def actions_for(of: Kind, *, is_trash: bool = False) -> list[MassAction]:
    """The mass actions of a kind, in the order of the mass bar."""
    names = IN_TRASH if is_trash else (*EVERY_KIND, *of.acts)
    return [action for action in _actions.values() if action.name in names and action.fits(of)]


def action_named(of: Kind, name: str) -> MassAction:
    """The mass action of that name; raises ``BadQuery`` where the kind has none such."""
    if name in (*EVERY_KIND, *IN_TRASH, *of.acts) and name in _actions and _actions[name].fits(of):
        return _actions[name]
    raise BadQuery(say("There is no mass action named “%(name)s” here.", name=name), "action")


# --- selections ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Selection:
    """A sealed choice of records. ``query`` is None where it was made by ticking."""

    id: int
    kind: Kind
    count: int
    job: Job
    query: Query | None = None

    @property
    def is_trash(self) -> bool:
        return bool(self.job.payload.get("is_trash"))


@dataclass(frozen=True)
class Drift:
    """How a selection differs from what it would be now."""

    before: int
    now: int
    new: int
    gone: int


def seal(asking: Asking, of: Kind, chosen: Query | Sequence[int], *, is_trash: bool = False) -> Selection:
    """Keep what is chosen now: all that match a query, or those of some ids that the viewer sees (MAS-1, MAS-6)."""
    is_query = isinstance(chosen, Query)
    trash = chosen.is_trash if isinstance(chosen, Query) else is_trash
    filter_text = chosen.filter_text() if isinstance(chosen, Query) else None
    job = Job(
        type=JOB_TYPE,
        user_id=asking.viewer.user_id,
        state=JobState.DRAFT,
        payload={"kind": of.name, "filter": filter_text, "is_trash": trash},
    )
    asking.session.add(job)
    asking.session.flush()
    ids = _ids_now(asking, of, chosen, is_trash=trash)
    return _keep(asking, job, ids) if is_query or ids else Selection(job.id, of, 0, job)


def _keep(asking: Asking, job: Job, ids: Sequence[int]) -> Selection:
    mark = seal_ids(asking.session, job.id, ids)
    job.payload = {**job.payload, "fingerprint": mark, "count": len(ids)}
    job.total = len(ids)
    asking.session.flush()
    return selection_of(job)


def selection_of(job: Job) -> Selection:
    """The selection that hangs on a draft job."""
    of = kind(job.payload["kind"])
    text = job.payload.get("filter")
    query = parse_filter(of, text) if text is not None else None
    return Selection(job.id, of, int(job.payload.get("count", 0)), job, query)


def find_selection(asking: Asking, of: Kind, selection_id: int) -> Selection:
    """The viewer's own selection of that id; raises ``NotFound``. It may have been started already: see its job's state."""
    job = asking.session.get(Job, selection_id) if 0 < selection_id < 2**31 else None
    if job is None or job.type not in SELECTING or job.user_id != asking.viewer.user_id:
        raise NotFound
    if job.payload.get("kind") != of.name:
        raise NotFound
    return selection_of(job)


def _ids_now(asking: Asking, of: Kind, chosen: Query | Sequence[int], *, is_trash: bool) -> list[int]:
    if isinstance(chosen, Query):
        return list(asking.session.scalars(sorted_ids_of(asking, chosen)))
    if len(chosen) > MOST_IDS:
        raise BadQuery(say("Give at most %(count)s ids, or a query.", count=MOST_IDS), "ids")
    return visible_ids(asking, of, list(dict.fromkeys(chosen)), is_trash=is_trash)


def visible_ids(asking: Asking, of: Kind, ids: Sequence[int], *, is_trash: bool = False) -> list[int]:
    """Those of ``ids`` that are of this kind and that the viewer sees, in their order. The others are as if they did not exist."""
    scope = Scope.TRASH if is_trash else Scope.LIVE
    possible = [one for one in ids if 0 < one < 2**31]
    statement = select(Record.id).where(Record.kind == of.name, among(asking.session, Record.id, possible))
    found = set(asking.session.scalars(statement.execution_options(**{SCOPE: scope})))
    return [one for one in ids if one in found]


def drift(asking: Asking, selection: Selection) -> Drift | None:
    """How the set has changed since it was sealed; None while it is the same (MAS-6)."""
    sealed = sealed_ids(asking.session, selection.id)
    ids = _ids_now_of(asking, selection, sealed)
    if fingerprint(ids) == selection.job.payload.get("fingerprint"):
        return None
    before, after = set(sealed), set(ids)
    return Drift(len(before), len(after), len(after - before), len(before - after))


def seal_again(asking: Asking, selection: Selection) -> Selection:
    """Seal the same filter, or the same ids, as they are now."""
    return _keep(asking, selection.job, _ids_now_of(asking, selection, sealed_ids(asking.session, selection.id)))


def _ids_now_of(asking: Asking, selection: Selection, sealed: Sequence[int]) -> list[int]:
    if selection.query is not None:
        return _ids_now(asking, selection.kind, selection.query, is_trash=selection.is_trash)
    return visible_ids(asking, selection.kind, sealed, is_trash=selection.is_trash)


# --- what will happen ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reason:
    """Why some stay as they are, and how many. ``first`` are some of them: id and name."""

    code: str
    count: int
    message: Message
    hint: Message
    first: list[tuple[int, str]]


@dataclass(frozen=True)
class Row:
    """One record before and after."""

    id: int
    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Preview:
    """What an action would do to a selection (MAS-3)."""

    selection: Selection
    action: MassAction
    values: Values
    changes: int
    reasons: list[Reason]
    rows: list[Row]
    warnings: list[Message] = field(default_factory=list)

    @property
    def skipped(self) -> int:
        return sum(reason.count for reason in self.reasons)


def preview(asking: Asking, selection: Selection, action: MassAction, raw: Raw) -> Preview:
    """What would happen now; writes nothing. Raises ``Invalid`` where a value is missing or wrong."""
    values = action.check(asking, selection.kind, raw)
    skips = action.skips(asking, selection.kind, values)
    counts = count_by_reason(asking.session, selection.id, skips)
    reasons = [_reason(asking, selection, skips, skip, counts[skip.code]) for skip in skips if counts.get(skip.code)]
    rows = _rows(asking, selection, action, values, skips)
    warnings = action.warnings(asking, selection.kind, values)
    return Preview(selection, action, values, counts.get(CHANGED, 0), reasons, rows, warnings)


def preview_rows(
    asking: Asking, selection: Selection, action: MassAction, raw: Raw, page: int
) -> tuple[int, list[Row]]:
    """How many would change, and that page of them, before and after; raises ``Invalid`` as the preview does."""
    values = action.check(asking, selection.kind, raw)
    skips = action.skips(asking, selection.kind, values)
    count = count_by_reason(asking.session, selection.id, skips).get(CHANGED, 0)
    return count, _rows(asking, selection, action, values, skips, after=(page - 1) * PAGE_ROWS, most=PAGE_ROWS)


def _reason(asking: Asking, selection: Selection, skips: list[Skip], skip: Skip, count: int) -> Reason:
    is_secret = skip.code == "gone"
    ids = [] if is_secret else first_changing(asking.session, selection.id, skips, skip.code, SHOWN_SKIPPED)
    return Reason(skip.code, count, skip.message, skip.hint, _named(asking, ids))


def _named(asking: Asking, ids: Sequence[int]) -> list[tuple[int, str]]:
    if not ids:
        return []
    statement = select(Record.id, Record.name).where(Record.id.in_(ids)).order_by(Record.sort_key)
    found = asking.session.execute(statement.execution_options(**{SCOPE: Scope.ALL}))
    return [(row.id, row.name) for row in found]


def _rows(
    asking: Asking,
    selection: Selection,
    action: MassAction,
    values: Values,
    skips: list[Skip],
    *,
    after: int = 0,
    most: int = SHOWN_ROWS,
) -> list[Row]:
    ids = first_changing(asking.session, selection.id, skips, most=most, after=after)
    scope = Scope.TRASH if selection.is_trash else Scope.LIVE
    records: list[Any] = load_rows(asking, selection.kind, ids, action.shown_fields(values), scope=scope)
    of = selection.kind
    return [
        Row(one.id, one.name, action.before(asking, of, one, values), action.after(asking, of, one, values))
        for one in records
    ]
