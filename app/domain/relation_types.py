"""Relation types: administrators add, change, order, delete and bring them back (REL-2), and say what becomes of relations that a
change leaves without a fit (SET-5). Call inside a change set.

What is ``given`` comes from a form or the API: texts, truth values, lists. Every sentence stands at the name of what it is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, inspect, select

from app.domain import relation_type_checks as checks
from app.kernel.clock import now, today
from app.kernel.database import one_at_a_time
from app.kernel.errors import Conflict, FieldErrors, Forbidden, Invalid, NotFound
from app.kernel.messages import say, say_n
from app.kernel.viewer import AnySession, viewer_of
from app.models import RelationType, Side
from app.records.custom_kinds import forget_kinds
from app.records.relation_fit import Misfits, misfits
from app.records.relation_sets import end_relations, numbers_by_type, remove_relations
from app.records.ties import tie_of


class Unfit(StrEnum):
    """What becomes of relations that no longer fit."""

    REFUSE = "refuse"
    KEEP = "keep"
    END = "end"
    REMOVE = "remove"


# --- reading -------------------------------------------------------------------------------------------------------------


def relation_types(session: AnySession, *, deleted: bool = False) -> Sequence[RelationType]:
    """The types in force (or the deleted ones) in their order."""
    is_there = RelationType.deleted_at.is_not(None) if deleted else RelationType.deleted_at.is_(None)
    return session.scalars(select(RelationType).where(is_there).order_by(RelationType.sort, RelationType.id)).all()


def relation_type(session: AnySession, type_id: int) -> RelationType:
    """The type of that number, deleted or not; raises ``NotFound``."""
    found = session.get(RelationType, type_id)
    if found is None:
        raise NotFound
    return found


def uses(session: AnySession) -> dict[int, int]:
    """How many relations there are by type, seen or not: so many go with it."""
    _check(session)
    return numbers_by_type(session)


def would_not_fit(session: AnySession, type_id: int, given: Mapping[str, Any]) -> Misfits:
    """The relations that other kinds and limits would leave without a fit; raises ``Invalid`` where these are wrong."""
    _check(session)
    errors: FieldErrors = {}
    of = relation_type(session, type_id)
    values = checks.limits(_columns(of), given, errors)
    if errors:
        raise Invalid.many(errors)
    return misfits(session, tie_of(of), tie_of(SimpleNamespace(**{**_columns(of), **values})))


# --- writing -------------------------------------------------------------------------------------------------------------


def add_relation_type(session: AnySession, given: Mapping[str, Any]) -> RelationType:
    """A new type, at the end where no place is given; raises one ``Invalid`` with all sentences, or ``Conflict`` for a key that is
    taken."""
    _check(session)
    errors: FieldErrors = {}
    values = checks.values({}, given, errors)
    taken = {one.key: one for one in session.scalars(select(RelationType))}
    try:
        values["key"] = checks.free_key(taken, given, tuple(values[f"{side}_label"] for side in Side))
    except Invalid as error:
        errors.update(error.errors)
    if errors:
        raise Invalid.many(errors)
    last = session.scalar(select(func.max(RelationType.sort)).where(RelationType.deleted_at.is_(None)))
    made = RelationType(**{"sort": 0 if last is None else last + 1, **values})
    session.add(made)
    _written(session)
    return made


def change_relation_type(
    session: AnySession, type_id: int, given: Mapping[str, Any], unfit: Unfit = Unfit.REFUSE
) -> RelationType:
    """Other words, kinds or limits; what is not given stays, and so does the key. Relations that no longer fit become what ``unfit``
    says; raises ``Conflict`` at ``unfit`` with their number where they are to refuse it."""
    _check(session)
    of = relation_type(session, type_id)
    values = _changed(of, given)
    one_at_a_time(session, f"relations {of.id}")
    found = misfits(session, tie_of(of), tie_of(SimpleNamespace(**{**_columns(of), **values})))
    if found and unfit is Unfit.REFUSE:
        raise _in_the_way(len(found))
    for name, value in values.items():
        if getattr(of, name) != value:
            setattr(of, name, value)
    _written(session)
    ids = {one.relation.id for one in found.all}
    if unfit is Unfit.END:
        end_relations(session, ids, today(viewer_of(session).time_zone))
    elif unfit is Unfit.REMOVE:
        remove_relations(session, ids)
    return of


def _in_the_way(number: int) -> Conflict:
    sentence = say_n(
        "%(num)s relation would no longer fit. Say what becomes of it: keep, end or remove.",
        "%(num)s relations would no longer fit. Say what becomes of them: keep, end or remove.",
        number,
    )
    return Conflict(sentence, "unfit")


def remove_relation_type(session: AnySession, type_id: int) -> RelationType:
    """Take it from all pages, with its relations. They stay stored, so that all of it can be brought back."""
    _check(session)
    of = relation_type(session, type_id)
    if of.deleted_at is None:
        of.deleted_at = now()
        _written(session)
    return of


def bring_back_relation_type(session: AnySession, type_id: int) -> RelationType:
    """Put a deleted type back with its relations."""
    _check(session)
    of = relation_type(session, type_id)
    if of.deleted_at is not None:
        of.deleted_at = None
        _written(session)
    return of


def move_relation_type(session: AnySession, type_id: int, place: int) -> None:
    """Put it before the one that is at ``place``; 0 is the first."""
    _check(session)
    of = relation_type(session, type_id)
    others = [one for one in relation_types(session) if one is not of]
    put_in_order(session, [one.id for one in (*others[: max(0, place)], of, *others[max(0, place) :])])


def put_in_order(session: AnySession, ids: Sequence[int]) -> None:
    """Let these come first, in this order; the others follow as they are."""
    _check(session)
    known = {one.id: one for one in relation_types(session)}
    named = [one for one in dict.fromkeys(ids) if one in known]
    for number, one in enumerate([*named, *(one for one in known if one not in named)]):
        if known[one].sort != number:
            known[one].sort = number
    _written(session)


# --- parts ---------------------------------------------------------------------------------------------------------------


def _changed(of: RelationType, given: Mapping[str, Any]) -> checks.Values:
    """The type by column as a change would leave it; raises ``Invalid``."""
    errors: FieldErrors = {}
    values = checks.values(_columns(of), given, errors)
    if "key" in given and given["key"] != of.key:
        errors["key"] = [say("The key stays as it is: filters, imports and programs name the type by it.")]
    if errors:
        raise Invalid.many(errors)
    return values


def _columns(of: RelationType) -> dict[str, Any]:
    return {column.key: getattr(of, column.key) for column in inspect(RelationType).column_attrs}


def _written(session: AnySession) -> None:
    session.flush()
    forget_kinds(session)


def _check(session: AnySession) -> None:
    if not viewer_of(session).is_admin:
        raise Forbidden(say("Only administrators change relation types."))
