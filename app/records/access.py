"""Who may see, edit and delete what: decided here, for every way in (ACC-6).

``reach`` is the rule: what roles grant on public records, what one owns, manages or is invited to, what the members of one's team own.
A record that is a part of another (``host_id``) has no rule of its own: whoever sees its host sees it, whoever edits its host edits
and deletes it, and with its host it goes into the trash and comes back. ``guard`` adds the rule to every ORM statement of a session
as loader criteria; ``records.changes`` asks it again on committed values before a flush; ``records.bulk`` starts every set-based
write from it. A statement on guarded classes without a viewer is refused. The lambdas hold no Python branch and only SQL elements
and plain values: SQLAlchemy caches them by their code.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, event, false, literal, or_, select, true
from sqlalchemy.orm import ORMExecuteState, Session, UserDefinedOption, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from app.kernel.errors import NoViewer
from app.kernel.viewer import Act, AnySession, Reach, Right, Viewer
from app.models import (
    AccessRequest,
    BetweenRecords,
    Change,
    ChangeSet,
    ContactManager,
    ImportFile,
    Job,
    JobChunk,
    JobIssue,
    JobItem,
    ListView,
    OnRecord,
    OwnedByUser,
    Participant,
    Record,
    Relation,
    RelationType,
    SavedFilter,
    Tracked,
    Visibility,
)
from app.records.kinds import every_kind_name

PUBLIC, NONPUBLIC, HIDDEN = Visibility.PUBLIC, Visibility.NONPUBLIC, Visibility.HIDDEN
CHECKED, SCOPE = "splot_checked", "splot_scope"
invitation, managing = Participant.__table__.alias("invited"), ContactManager.__table__.alias("managing")


class Scope(StrEnum):
    """Which records a statement speaks of: the living (default), those in the trash, or both."""

    LIVE = "live"
    TRASH = "trash"
    ALL = "all"


GUARDED = (Tracked, Change, ChangeSet, Job, JobChunk, JobItem, JobIssue, ImportFile)
OF_A_JOB = (JobChunk, JobItem, JobIssue)


class _Guarded(UserDefinedOption):
    """Marks a statement as guarded, and the loads that follow from it."""

    propagate_to_loaders = True


# --- the rule --------------------------------------------------------------------------------------------------------


def reach(viewer: Viewer, right: Right, columns: Any) -> ColumnElement[bool]:
    """The records that ``viewer`` may ``right``, as a criterion over ``columns`` (of ``record`` or an alias of it).

    Says nothing of the trash. Administrators: all. Others (ACC-1, ACC-4, ACC-5): public records as far as a role grants it; their own,
    which they always see; those that they are invited to with that right, hidden ones by name alone; those that they manage, where a
    role reaches managed ones, and those of the members of their team, neither of them hidden. Parts of other records: as their host.
    """
    if viewer.is_admin:
        return true()
    if not viewer.works_here:
        return false()
    host = Record.__table__.alias("host")
    right_to_host = Right.SEE if right is Right.SEE else Right.EDIT
    hosted = (
        select(literal(1)).select_from(host).where(host.c.id == columns.host_id, _own(viewer, right_to_host, host.c))
    )
    return or_(and_(columns.host_id.is_(None), _own(viewer, right, columns)), hosted.correlate_except(host).exists())


def _own(viewer: Viewer, right: Right, columns: Any) -> ColumnElement[bool]:
    """The rule for records that are no part of another."""
    mine = true() if right is Right.SEE else granted(viewer, right, Reach.OWNED, columns)
    return or_(
        and_(columns.visibility == PUBLIC, granted(viewer, right, Reach.ALL, columns)),
        and_(columns.owner_id == viewer.user_id, mine),
        _invited(right, by_name(viewer), columns),
        *_wider(viewer, right, columns),
    )


def _wider(viewer: Viewer, right: Right, columns: Any) -> list[ColumnElement[bool]]:
    """What opens records that are not hidden."""
    ways = _ways(viewer, right, columns)
    return [and_(columns.visibility != HIDDEN, or_(*ways))] if ways else []


def still_sees(viewer: Viewer, visibility: Visibility, columns: Any) -> ColumnElement[bool]:
    """Records that the viewer would see were they of that visibility."""
    if viewer.is_admin:
        return true()
    ways = [columns.owner_id == viewer.user_id, _invited(Right.SEE, by_name(viewer), columns)]
    if visibility == PUBLIC:
        ways.append(granted(viewer, Right.SEE, Reach.ALL, columns))
    return or_(*ways, *(_ways(viewer, Right.SEE, columns) if visibility != HIDDEN else ()))


def _ways(viewer: Viewer, right: Right, columns: Any) -> list[ColumnElement[bool]]:
    """An invitation of a user group, being a manager, leading a team."""
    ways: list[ColumnElement[bool]] = []
    if viewer.group_ids:
        ways.append(_invited(right, by_group(viewer), columns))
    if any(Reach.MANAGED in grant.reach(right) for grant in viewer.grants):
        ways.append(and_(granted(viewer, right, Reach.MANAGED, columns), _manages(viewer, columns)))
    if viewer.led_user_ids:
        theirs = columns.owner_id.in_(sorted(viewer.led_user_ids))
        ways.append(theirs if right is Right.SEE else and_(theirs, granted(viewer, right, Reach.OWNED, columns)))
    return ways


def granted(viewer: Viewer, right: Right, part: Reach, columns: Any) -> ColumnElement[bool]:
    """Records of the kinds and account types on which the viewer's roles give ``right`` with that part of a reach."""
    kinds: dict[int | None, list[str]] = {}
    for grant in sorted(viewer.grants, key=lambda one: (one.account_type_id or 0, one.kind)):
        if part in grant.reach(right):
            kinds.setdefault(grant.account_type_id, []).append(grant.kind)
    if set(kinds.get(None, ())) >= set(every_kind_name()):
        return true()
    return or_(
        false(),
        *(
            columns.kind.in_(of) if type_id is None else and_(columns.account_type_id == type_id, columns.kind.in_(of))
            for type_id, of in kinds.items()
        ),
    )


def by_name(viewer: Viewer) -> ColumnElement[bool]:
    return invitation.c.user_id == viewer.user_id


def by_group(viewer: Viewer) -> ColumnElement[bool]:
    return invitation.c.group_id.in_(sorted(viewer.group_ids))


def _invited(right: Right, whom: ColumnElement[bool], columns: Any) -> ColumnElement[bool]:
    found = select(literal(1)).select_from(invitation).where(whom, invitation.c.record_id == columns.id)
    if right is not Right.SEE:
        found = found.where(invitation.c.may_edit if right is Right.EDIT else invitation.c.may_delete)
    return found.correlate_except(invitation).exists()


def _manages(viewer: Viewer, columns: Any) -> ColumnElement[bool]:
    found = select(literal(1)).select_from(managing)
    found = found.where(managing.c.user_id == viewer.user_id, managing.c.record_id == columns.id)
    return found.correlate_except(managing).exists()


def is_locked(viewer: Viewer, columns: Any) -> ColumnElement[bool]:
    """Living records that the viewer meets as a locked line, name and owner alone: non-public ones of a kind that a role lets them
    read, which they do not see (ACC-1). Not for lists: only where a name is looked up, or a duplicate is warned of."""
    return and_(
        columns.visibility == NONPUBLIC,
        columns.deleted_at.is_(None),
        columns.host_id.is_(None),
        granted(viewer, Right.SEE, Reach.ALL, columns),
        ~reach(viewer, Right.SEE, columns),
    )


def may_hand_over(viewer: Viewer, owner_id: int | None, columns: Any) -> ColumnElement[bool]:
    """Records that the viewer may give this owner (ACC-4): any by a right of its own, else to themselves those that nobody owns."""
    if viewer.may(Act.OWNERS):
        return true()
    return columns.owner_id.is_(None) if owner_id == viewer.user_id else columns.id.is_(None)


def may_reassign(viewer: Viewer, columns: Any) -> ColumnElement[bool]:
    """Records whose owner and visibility the viewer may change where they may edit: public ones, their own, and those that they may
    delete. Whoever is only invited to edit would otherwise help themselves to the rest (ACC-3)."""
    mine = columns.owner_id == viewer.user_id
    return or_(columns.visibility == PUBLIC, mine, reach(viewer, Right.DELETE, columns))


def may_name_owner(viewer: Viewer, before: int | None, after: int | None) -> bool:
    """The same of one record, whose owner is known."""
    return viewer.may(Act.OWNERS) or (before is None and after == viewer.user_id)


def in_scope(scope: Scope, columns: Any) -> ColumnElement[bool]:
    """Living, deleted or both. What is a part of a deleted record does not live."""
    if scope is Scope.ALL:
        return true()
    if scope is Scope.TRASH:
        return columns.deleted_at.is_not(None)
    host, living = _living_hosts()
    of_a_living_one = living.where(host.c.id == columns.host_id).exists()
    return and_(columns.deleted_at.is_(None), or_(columns.host_id.is_(None), of_a_living_one))


def _living_hosts() -> tuple[Any, Any]:
    """The hosts that are not in the trash: their alias, and what selects them."""
    host = Record.__table__.alias("living_host")
    return host, select(literal(1)).select_from(host).where(host.c.deleted_at.is_(None)).correlate_except(host)


def allowed_ids(session: AnySession, viewer: Viewer, right: Right, ids: Sequence[int]) -> set[int]:
    """Those of ``ids`` that the viewer may ``right``, by what the database holds now, in the trash or not."""
    record = Record.__table__
    statement = select(record.c.id).where(record.c.id.in_(ids), reach(viewer, right, record.c))
    return set(run_checked(session, statement).scalars())


def may(session: AnySession, viewer: Viewer, right: Right, record: Record) -> bool:
    """Whether the viewer may ``right`` this record, by what the database holds now."""
    return record.id in allowed_ids(session, viewer, right, [record.id])


def checked(statement: Any) -> Any:
    """Marks a statement that carries its own access criterion."""
    return statement.execution_options(**{CHECKED: True})


def run_checked(session: AnySession, statement: Any, rows: Sequence[Any] | None = None) -> Any:
    """Execute a Core statement that carries its own access criterion, or writes what was chosen by one."""
    return session.connection().execute(checked(statement), rows)


# --- the hook --------------------------------------------------------------------------------------------------------


def guard(session_class: Any) -> None:
    """Put the guard on every session made by ``session_class`` (a session, its factory or the class itself)."""
    event.listen(session_class, "do_orm_execute", _guard_statement)


def _guard_statement(state: ORMExecuteState) -> None:
    if state.is_column_load or state.execution_options.get(CHECKED):
        state.update_execution_options(**{CHECKED: True})
        return
    guarded = any(issubclass(mapper.class_, GUARDED) for mapper in state.all_mappers)
    viewer: Viewer | None = state.session.info.get("viewer")
    if viewer is None:
        if guarded:
            raise NoViewer("guarded tables were asked while no viewer is set")
        return
    if guarded and not state.is_select:
        raise NoViewer("set-based writes on guarded tables belong to app.records")
    if not any(isinstance(option, _Guarded) for option in state.user_defined_options):
        scope = Scope(state.execution_options.get(SCOPE, Scope.LIVE))
        state.statement = state.statement.options(*_options(state.session, viewer, scope))
    state.update_execution_options(**{CHECKED: True})


def _options(session: Session, viewer: Viewer, scope: Scope) -> Sequence[ExecutableOption]:
    made: dict[Scope, Sequence[ExecutableOption]] = session.info.setdefault("guard", {})
    if scope not in made:
        made[scope] = _criteria(viewer, scope)
    return made[scope]


@lru_cache(maxsize=512)
def _criteria(viewer: Viewer, scope: Scope) -> Sequence[ExecutableOption]:
    """Of equal viewers they are equal: making them takes longer than the statement of a list."""
    return (_Guarded(), *_record_criteria(viewer, scope), *_other_criteria(viewer))


def _record_criteria(viewer: Viewer, scope: Scope) -> list[ExecutableOption]:
    seen = Record.__table__.alias("seen")
    visible = (
        select(literal(1))
        .select_from(seen)
        .where(in_scope(scope, seen.c), reach(viewer, Right.SEE, seen.c))
        .correlate_except(seen)
    )
    hanging = with_loader_criteria(
        OnRecord, lambda cls: visible.where(seen.c.id == cls.record_id).exists(), include_aliases=True
    )
    between = with_loader_criteria(
        BetweenRecords,
        lambda cls: cls.other_id.is_(None) | visible.where(seen.c.id == cls.other_id).exists(),
        include_aliases=True,
    )
    change = with_loader_criteria(
        Change,
        lambda cls: (
            visible.where(seen.c.id == cls.record_id).exists()
            & (cls.other_id.is_(None) | visible.where(seen.c.id == cls.other_id).exists())
        ),
        include_aliases=True,
    )
    if viewer.is_admin:
        return [*_living(scope), *([] if scope is Scope.ALL else [hanging, between, _of_living_types()])]
    types = [] if scope is Scope.ALL else [_of_living_types()]
    return [*_living(scope), _visible_records(viewer), hanging, between, *types, change]


def _of_living_types() -> ExecutableOption:
    """Relations whose type was deleted are not there until it is brought back."""
    kept = RelationType.__table__
    living = select(kept.c.id).where(kept.c.deleted_at.is_(None))
    return with_loader_criteria(Relation, lambda cls: cls.type_id.in_(living), include_aliases=True)


def _living(scope: Scope) -> list[ExecutableOption]:
    if scope is Scope.ALL:
        return []
    if scope is Scope.TRASH:
        return [with_loader_criteria(Record, lambda cls: cls.deleted_at.is_not(None), include_aliases=True)]
    host, living = _living_hosts()
    return [
        with_loader_criteria(
            Record,
            lambda cls: (
                cls.deleted_at.is_(None) & (cls.host_id.is_(None) | living.where(host.c.id == cls.host_id).exists())
            ),
            include_aliases=True,
        )
    ]


def _visible_records(viewer: Viewer) -> ExecutableOption:
    nothing = false()
    if not viewer.works_here:
        return with_loader_criteria(Record, lambda cls: (cls.id == 0) & nothing, include_aliases=True)
    seen = Record.__table__.alias("reached")
    if not opens_all(viewer):
        reached = select(literal(1)).select_from(seen).where(reach(viewer, Right.SEE, seen.c)).correlate_except(seen)
        return with_loader_criteria(
            Record, lambda cls: reached.where(seen.c.id == cls.id).exists(), include_aliases=True
        )
    user_id = viewer.user_id
    invited = select(literal(1)).select_from(invitation).where(by_name(viewer)).correlate_except(invitation)
    wider = select(literal(1)).select_from(seen).where(or_(nothing, *_wider(viewer, Right.SEE, seen.c)))
    wider = wider.correlate_except(seen)
    host = Record.__table__.alias("host")
    hosts = select(literal(1)).select_from(host).where(_own(viewer, Right.SEE, host.c)).correlate_except(host)
    return with_loader_criteria(
        Record,
        lambda cls: (
            (
                cls.host_id.is_(None)
                & (
                    (cls.visibility == PUBLIC)
                    | (cls.owner_id == user_id)
                    | invited.where(invitation.c.record_id == cls.id).exists()
                    | wider.where(seen.c.id == cls.id).exists()
                )
            )
            | hosts.where(host.c.id == cls.host_id).exists()
        ),
        include_aliases=True,
    )


def opens_all(viewer: Viewer) -> bool:
    """Whether the viewer's roles let them see every public record of every kind."""
    open_kinds = {one.kind for one in viewer.grants if Reach.ALL in one.see and one.account_type_id is None}
    return open_kinds >= set(every_kind_name())


def _other_criteria(viewer: Viewer) -> list[ExecutableOption]:
    """Jobs, change sets and kept things: one's own, what is shared, or everything for administrators."""
    user_id = viewer.user_id
    if viewer.is_admin:
        return []
    job = Job.__table__.alias("own_job")
    own = select(literal(1)).select_from(job).where(job.c.user_id == user_id).correlate_except(job)
    by_job = [
        with_loader_criteria(model, lambda cls: own.where(job.c.id == cls.job_id).exists(), include_aliases=True)
        for model in OF_A_JOB
    ]
    by_user = [
        with_loader_criteria(model, lambda cls: cls.user_id == user_id, include_aliases=True)
        for model in (Job, ChangeSet, ImportFile)
    ]
    kept = [
        with_loader_criteria(model, lambda cls: (cls.user_id == user_id) | cls.is_shared, include_aliases=True)
        for model in (SavedFilter, ListView)
    ]
    return [*by_job, *by_user, *kept, _requests(viewer)]


def _requests(viewer: Viewer) -> ExecutableOption:
    """Who asked to be let in sees that, and whoever owns the record."""
    user_id = viewer.user_id
    asked = Record.__table__.alias("asked_for")
    own = select(literal(1)).select_from(asked).where(asked.c.owner_id == user_id).correlate_except(asked)
    return with_loader_criteria(
        AccessRequest,
        lambda cls: (cls.user_id == user_id) | own.where(asked.c.id == cls.record_id).exists(),
        include_aliases=True,
    )


def is_kept_by(viewer: Viewer, thing: OwnedByUser) -> bool:
    """Whether the viewer may change a saved filter or list view: its author, and managers where it is shared (FLT-5)."""
    return thing.user_id == viewer.user_id or (viewer.is_manager and thing.is_shared) or viewer.is_admin
