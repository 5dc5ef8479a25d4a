"""Who may see, edit and delete what: decided here, for every way in (ACC-6).

``reach`` is the rule. A record that is a part of another (``host_id``) has no rule of its own: whoever sees its host sees it,
whoever edits its host edits and deletes it, and with its host it goes into the trash and comes back. ``guard`` adds the rule to every
ORM statement of a session as loader criteria; ``records.changes`` asks it again on committed values before a flush; ``records.bulk``
starts every set-based write from it. A statement on guarded classes without a viewer is refused. The lambdas hold no Python branch
and only SQL elements and plain values: SQLAlchemy caches them by their code.
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
from app.kernel.viewer import AGENT, AnySession, Viewer
from app.models import (
    Change,
    ChangeSet,
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
    SavedFilter,
    Tracked,
    Visibility,
)

PUBLIC = Visibility.PUBLIC
CHECKED = "splot_checked"
SCOPE = "splot_scope"


class Right(StrEnum):
    SEE = "see"
    EDIT = "edit"
    DELETE = "delete"


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

    Says nothing of the trash. Public records: everybody with a working role sees and edits them, agents delete only their own.
    Others: owner, administrators, and participants with the right they were given. Parts of other records: as their host.
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
    return or_(_open_to(viewer, right, columns), columns.owner_id == viewer.user_id, _invited(viewer, right, columns))


def _open_to(viewer: Viewer, right: Right, columns: Any) -> ColumnElement[bool]:
    if right is Right.DELETE and AGENT in viewer.roles and not viewer.is_manager:
        return false()
    return and_(columns.visibility == PUBLIC, true())


def _invited(viewer: Viewer, right: Right, columns: Any) -> ColumnElement[bool]:
    invited = Participant.__table__.alias("invited")
    conditions = [invited.c.user_id == viewer.user_id, invited.c.record_id == columns.id]
    if right is not Right.SEE:
        conditions.append(invited.c.may_edit if right is Right.EDIT else invited.c.may_delete)
    return select(literal(1)).select_from(invited).where(*conditions).correlate_except(invited).exists()


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
    change = with_loader_criteria(
        Change, lambda cls: visible.where(seen.c.id == cls.record_id).exists(), include_aliases=True
    )
    if viewer.is_admin:
        return [*_living(scope), *([] if scope is Scope.ALL else [hanging])]
    return [_visible_records(viewer, scope), hanging, change]


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


def _visible_records(viewer: Viewer, scope: Scope) -> ExecutableOption:
    if not viewer.works_here:
        nothing = false()
        return with_loader_criteria(Record, lambda cls: (cls.id == 0) & nothing, include_aliases=True)
    return {Scope.LIVE: _visible_living, Scope.TRASH: _visible_deleted, Scope.ALL: _visible_of_both}[scope](viewer)


def _invitation(viewer: Viewer) -> tuple[Any, Any]:
    """The viewer's invitations: their alias, and what selects them."""
    invited = Participant.__table__.alias("invited")
    mine = select(literal(1)).select_from(invited).where(invited.c.user_id == viewer.user_id)
    return invited, mine.correlate_except(invited)


def _visible_hosts(viewer: Viewer) -> tuple[Any, Any]:
    """The hosts that the viewer sees: their alias, and what selects them."""
    host = Record.__table__.alias("host")
    return host, select(literal(1)).select_from(host).where(_own(viewer, Right.SEE, host.c)).correlate_except(host)


def _visible_living(viewer: Viewer) -> ExecutableOption:
    user_id = viewer.user_id
    invited, invitation = _invitation(viewer)
    host, hosts = _visible_hosts(viewer)
    hosts = hosts.where(host.c.deleted_at.is_(None))
    return with_loader_criteria(
        Record,
        lambda cls: (
            cls.deleted_at.is_(None)
            & (
                (
                    cls.host_id.is_(None)
                    & (
                        (cls.visibility == PUBLIC)
                        | (cls.owner_id == user_id)
                        | invitation.where(invited.c.record_id == cls.id).exists()
                    )
                )
                | hosts.where(host.c.id == cls.host_id).exists()
            )
        ),
        include_aliases=True,
    )


def _visible_deleted(viewer: Viewer) -> ExecutableOption:
    user_id = viewer.user_id
    invited, invitation = _invitation(viewer)
    host, hosts = _visible_hosts(viewer)
    return with_loader_criteria(
        Record,
        lambda cls: (
            cls.deleted_at.is_not(None)
            & (
                (
                    cls.host_id.is_(None)
                    & (
                        (cls.visibility == PUBLIC)
                        | (cls.owner_id == user_id)
                        | invitation.where(invited.c.record_id == cls.id).exists()
                    )
                )
                | hosts.where(host.c.id == cls.host_id).exists()
            )
        ),
        include_aliases=True,
    )


def _visible_of_both(viewer: Viewer) -> ExecutableOption:
    user_id = viewer.user_id
    invited, invitation = _invitation(viewer)
    host, hosts = _visible_hosts(viewer)
    return with_loader_criteria(
        Record,
        lambda cls: (
            (
                cls.host_id.is_(None)
                & (
                    (cls.visibility == PUBLIC)
                    | (cls.owner_id == user_id)
                    | invitation.where(invited.c.record_id == cls.id).exists()
                )
            )
            | hosts.where(host.c.id == cls.host_id).exists()
        ),
        include_aliases=True,
    )


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
    return [*by_job, *by_user, *kept]


def is_kept_by(viewer: Viewer, thing: OwnedByUser) -> bool:
    """Whether the viewer may change a saved filter or list view: its author, and managers where it is shared (FLT-5)."""
    return thing.user_id == viewer.user_id or (viewer.is_manager and thing.is_shared) or viewer.is_admin
