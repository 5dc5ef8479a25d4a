"""``id IN (SELECT …)`` in other words, for what a database does with it.

Fields write every condition as one over ``record`` alone. SQLite gathers and sorts all that such a subquery finds before it gives one
record, PostgreSQL often too: too much for the first fifty of a list, and for a count that ends at its cap.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeGuard

from sqlalchemy import (
    CTE,
    Alias,
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    Column,
    ColumnElement,
    Select,
    Table,
    TableClause,
    UniqueConstraint,
    and_,
    exists,
    or_,
    select,
)
from sqlalchemy.sql.operators import eq, in_op
from sqlalchemy.sql.operators import or_ as or_op
from sqlalchemy.sql.visitors import iterate


def asked_of_each(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition as one that is asked of one record after another, for a list that is walked in its order. PostgreSQL would take
    it for a join again and gather everything; what has an offset it leaves as it is.

    What the chosen key itself must be in is asked before the rest of what is chosen: SQLite asks in the order in which it is written,
    and the value that a filter names is rarer than a record that somebody may see.
    """
    if isinstance(condition, BooleanClauseList) and condition.operator is or_op:
        return or_(*map(asked_of_each, condition.clauses))
    chosen = _chosen(condition)
    if chosen is None:
        return condition
    key, left = chosen.selected_columns[0], condition.left
    same, rest = [], []
    for one in chosen._where_criteria:
        found = _chosen(one)
        if found is not None and one.left.compare(key):
            same.append(asked_of_each(left.in_(found)))
        else:
            rest.append(asked_of_each(one))
    inner, froms = _under(chosen, rest), chosen.get_final_froms()
    outside = {one.table for one in iterate(left) if isinstance(one, Column)}
    if outside & set(froms):  # the same table inside and outside: only under another name can both be spoken of
        renamed = inner.subquery()
        inner, key, froms = select(renamed.c[0]), renamed.c[0], [renamed]
    return and_(*same, exists(inner.where(key == left).correlate_except(*froms).offset(0)))


def from_inside(chosen: Select[Any]) -> Select[Any]:
    """The same selection begun with what its only subquery finds, each once, so that whoever wants a few takes them as they come.

    The order is written out: with the statistics of a quick ``ANALYZE`` SQLite would look through all records of the kind instead
    (425 against 21 ms for a group among a million). With several subqueries nobody knows which finds the fewest: left as it is.
    """
    inside = [one for one in chosen._where_criteria if _chosen(one) is not None]
    found = _chosen(inside[0]) if len(inside) == 1 else None
    if found is None:
        return chosen
    key, left = chosen.selected_columns[0], inside[0].left
    begun = from_inside(found)
    first = (begun if _gives_each_once(found) else begun.distinct()).subquery()
    rest = _under(chosen, [one for one in chosen._where_criteria if one is not inside[0]])
    if not left.compare(key):
        return rest.join(first, first.c[0] == left)
    return select(first.c[0].label("id")).where(exists(rest.where(key == first.c[0]).correlate(first)))


def _chosen(condition: ColumnElement[bool]) -> Select[Any] | None:
    """What stands in the brackets of ``IN (SELECT …)``."""
    if not isinstance(condition, BinaryExpression) or condition.operator is not in_op:
        return None
    chosen = getattr(condition.right, "element", None)
    return chosen if isinstance(chosen, Select) else None


def _under(chosen: Select[Any], conditions: Iterable[ColumnElement[bool]]) -> Select[Any]:
    """The same selection under other conditions."""
    bare = chosen.where()
    bare._where_criteria = ()
    return bare.where(*conditions)


def _gives_each_once(chosen: Select[Any]) -> bool:
    """Whether no value comes twice: it is the key of the one table there, alone or together with columns that have one value."""
    column, sources = chosen.selected_columns[0], chosen.get_final_froms()
    source = sources[0].element if isinstance(sources[0], Alias | CTE) else sources[0]
    if isinstance(source, Select):
        return len(sources) == 1 and _gives_each_once(source)
    if not isinstance(source, TableClause) or len(sources) > 1:
        return False
    fixed = {one.left.name for one in chosen._where_criteria if _has_one_value(one)}
    keys = [{one.name for one in source.c if one.primary_key}]
    if isinstance(source, Table):
        keys += [set(one.columns.keys()) for one in source.constraints if isinstance(one, UniqueConstraint)]
    return any(column.name in key and key <= {column.name, *fixed} for key in keys)


def _has_one_value(condition: ColumnElement[bool]) -> TypeGuard[BinaryExpression[bool]]:
    return (
        isinstance(condition, BinaryExpression)
        and condition.operator is eq
        and isinstance(condition.left, Column)
        and isinstance(condition.right, BindParameter)
    )
