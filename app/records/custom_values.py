"""Values that lie in ``record.custom``: how one is read and put there, and what it is in SQL on either database.

The key stands in the SQL itself, not as a parameter: only so does the planner know the expression of an index again. A value of
another type than the one asked for (two kinds may have a key in common) counts as none.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, Text, false, func, literal, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.kernel.columns import Amount, Json

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")

TEXT, NUMBER, YES_NO, ID, LIST, JSON = "text", "number", "yes_no", "id", "list", "json"
_SQL_TYPES: dict[str, Any] = {TEXT: Text(), NUMBER: Amount(4), YES_NO: Boolean(), ID: Integer(), LIST: Json, JSON: Json}


def read_custom(record: Any, key: str) -> Any:
    """The value as JSON keeps it; None for none."""
    return (record.custom or {}).get(key)


def put_custom(record: Any, key: str, value: Any) -> None:
    """Set one value, or take it away with None. The whole is replaced, never changed in place: so the history sees it."""
    others = {name: kept for name, kept in (record.custom or {}).items() if name != key}
    record.custom = others if value is None else {**others, key: value}


class CustomValue(FunctionElement[Any]):
    """One custom value of a record as SQL: text, number, yes or no, the id of a row, or a list of ids."""

    inherit_cache = True
    name = "custom_value"

    def __init__(self, column: Any, key: str, sort: str) -> None:
        super().__init__(column, _spelled(key), _spelled(sort))
        self.key, self.sort, self.type = key, sort, _SQL_TYPES[sort]


class HasChoice(FunctionElement[bool]):
    """That a list of ids among the custom values holds one id."""

    inherit_cache = True
    name = "has_choice"
    type = Boolean()

    def __init__(self, column: Any, key: str, one: int) -> None:
        super().__init__(column, _spelled(key), literal_column(str(int(one))))
        self.key, self.one = key, int(one)


def _spelled(word: str) -> Any:
    """A word that is part of the statement; raises ``ValueError`` for what could be anything else than a word."""
    if not KEY.fullmatch(word):
        raise ValueError(f"{word!r} is no key of a custom field")
    return literal_column(f"'{word}'")


def custom_sql(record: Any, key: str, sort: str) -> ColumnElement[Any]:
    """The expression over ``record`` (the class, an alias of it, or its columns)."""
    return CustomValue(record.custom, key, sort)


def _column(element: CustomValue | HasChoice, compiler: Any, **more: Any) -> str:
    return str(compiler.process(element.clauses.clauses[0], **more))


def holds(record: Any, key: str, one: int) -> ColumnElement[bool]:
    """That the list of ids holds one; never unknown, also where there is no list."""
    return func.coalesce(HasChoice(record.custom, key, one), false())


def custom_json(record: Any, key: str) -> ColumnElement[Any]:
    """The value as the JSON that it is, whatever its type; NULL for none."""
    return CustomValue(record.custom, key, JSON)


class WithCustom(FunctionElement[Any]):
    """All custom values of a record with one of them set to JSON, or taken away."""

    inherit_cache = True
    name = "with_custom"
    type = Json

    def __init__(self, column: Any, key: str, value: Any) -> None:
        given = [] if value is None else [literal(value, Json)]
        super().__init__(column, _spelled(key), *given)
        self.key = key


def with_custom(record: Any, key: str, value: Any) -> ColumnElement[Any]:
    """The new ``custom`` in SQL."""
    return WithCustom(record.custom, key, value)


@compiles(WithCustom, "sqlite")
def _sqlite_with(element: WithCustom, compiler: Any, **more: Any) -> str:
    column, _, *given = element.clauses.clauses
    whole, path = compiler.process(column, **more), f"'$.\"{element.key}\"'"
    if not given:
        return f"json_remove({whole}, {path})"
    return f"json_set({whole}, {path}, json({compiler.process(given[0], **more)}))"


@compiles(WithCustom, "postgresql")
def _postgresql_with(element: WithCustom, compiler: Any, **more: Any) -> str:
    column, _, *given = element.clauses.clauses
    whole = compiler.process(column, **more)
    if not given:
        return f"({whole} - '{element.key}')"
    return f"jsonb_set({whole}, '{{{element.key}}}', {compiler.process(given[0], **more)}, true)"


@compiles(CustomValue)
@compiles(CustomValue, "sqlite")
def _sqlite_value(element: CustomValue, compiler: Any, **more: Any) -> str:
    if element.sort == JSON:
        return f"NULLIF({_column(element, compiler, **more)} -> '$.\"{element.key}\"', 'null')"
    where = f"{_column(element, compiler, **more)}, '$.\"{element.key}\"'"
    types = {
        TEXT: "('text')",
        NUMBER: "('integer', 'real')",
        ID: "('integer')",
        YES_NO: "('true', 'false')",
        LIST: "('array')",
    }
    return f"CASE WHEN json_type({where}) IN {types[element.sort]} THEN json_extract({where}) END"


@compiles(CustomValue, "postgresql")
def _postgresql_value(element: CustomValue, compiler: Any, **more: Any) -> str:
    if element.sort == JSON:
        return f"NULLIF({_column(element, compiler, **more)} -> '{element.key}', 'null'::jsonb)"
    column = _column(element, compiler, **more)
    value, text = f"({column} -> '{element.key}')", f"({column} ->> '{element.key}')"
    types = {TEXT: "string", NUMBER: "number", ID: "number", YES_NO: "boolean", LIST: "array"}
    shown = {
        TEXT: text,
        NUMBER: f"CAST({text} AS numeric)",
        ID: f"CAST({text} AS integer)",
        YES_NO: f"CAST({text} AS boolean)",
        LIST: value,
    }
    return f"CASE WHEN jsonb_typeof({value}) = '{types[element.sort]}' THEN {shown[element.sort]} END"


@compiles(HasChoice)
@compiles(HasChoice, "sqlite")
def _sqlite_has(element: HasChoice, compiler: Any, **more: Any) -> str:
    column = _column(element, compiler, **more)
    chosen = f"json_each({column}, '$.\"{element.key}\"') AS chosen"
    return f"EXISTS (SELECT 1 FROM {chosen} WHERE chosen.value = {element.one})"  # noqa: S608 - a checked key, an int


@compiles(HasChoice, "postgresql")
def _postgresql_has(element: HasChoice, compiler: Any, **more: Any) -> str:
    column = _column(element, compiler, **more)
    return f"(({column} -> '{element.key}') @> '{element.one}'::jsonb)"
