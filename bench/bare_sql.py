"""What *bare* asks, written by hand for each database over the tables and indexes of Splot.

One statement for the rows and one for the count. Places are named (``:city``); ``bare`` puts them into the driver's form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

LIVE = "r.kind = 'person' AND r.deleted_at IS NULL"
COUNT_CAP = 10_000
PAGE = 50

ROWS = """
SELECT r.id, r.name, r.sort_key, r.changed_at, r.last_activity_at, employer.name AS company, s.label AS stage, s.color,
  u.first_name || ' ' || u.last_name AS owner,
  (SELECT {join}(p.number, ' · ') FROM phone p WHERE p.record_id = r.id) AS phones,
  (SELECT {join}(e.address, ' · ') FROM email e WHERE e.record_id = r.id) AS emails,
  (SELECT {join}(t.name, ' · ') FROM record_tag l JOIN tag t ON t.id = l.tag_id WHERE l.record_id = r.id) AS tags
FROM ({ids}) found
JOIN record r ON r.id = found.id
JOIN contact c ON c.id = r.id
LEFT JOIN record employer ON employer.id = c.company_id AND employer.deleted_at IS NULL
LEFT JOIN stage s ON s.id = c.stage_id
LEFT JOIN ab_user u ON u.id = r.owner_id
ORDER BY {order}
"""

ORDERS = {
    "name": ("r.sort_key, r.id", "(r.sort_key, r.id) > (:after_key, :after_id)"),
    "date": ("r.changed_at DESC, r.id DESC", "(r.changed_at, r.id) < (:after_key, :after_id)"),
}


@dataclass(frozen=True)
class Asked:
    """What a page is asked for, as its address says it."""

    sort: str = "name"
    after: tuple[Any, int] | None = None
    city: str = ""
    owner: int = 0
    text: str = ""
    tag: int = 0
    group: int = 0


@dataclass
class Statement:
    """SQL with named places and the values for them."""

    sql: str
    values: dict[str, Any] = field(default_factory=dict)


def rows(asked: Asked, dialect: str) -> Statement:
    """The rows of one page."""
    order, after = ORDERS[asked.sort]
    found = _found(asked, dialect)
    if asked.after is not None:
        found.sql += f" AND {after}"
        found.values |= {"after_key": asked.after[0], "after_id": asked.after[1]}
    ids = f"{found.sql} ORDER BY {order} LIMIT {PAGE}"
    join = "group_concat" if dialect == "sqlite" else "string_agg"
    return Statement(ROWS.format(join=join, ids=ids, order=order), found.values)


def count(asked: Asked, dialect: str) -> Statement:
    """How many match, up to the cap. A tag is counted from its links, which is quicker than walking the names."""
    found = _linked("record_tag", "tag_id", asked.tag) if asked.tag else _found(asked, dialect)
    return Statement(f"SELECT count(*) FROM ({found.sql} LIMIT {COUNT_CAP + 1}) counted", found.values)


def _found(asked: Asked, dialect: str) -> Statement:
    if asked.text:
        return _searched(asked.text, dialect)
    if asked.group:
        joined = (
            f"SELECT r.id FROM group_member m JOIN record r ON r.id = m.record_id WHERE m.group_id = :one AND {LIVE}"
        )
        return Statement(joined, {"one": asked.group})
    conditions, values = [LIVE], {}
    if asked.tag:
        conditions.append("EXISTS (SELECT 1 FROM record_tag l WHERE l.record_id = r.id AND l.tag_id = :one)")
        values["one"] = asked.tag
    if asked.city:
        conditions.append("c.city = :city AND r.owner_id = :owner")
        values |= {"city": asked.city, "owner": asked.owner}
    source = "record r JOIN contact c ON c.id = r.id" if asked.city else "record r"
    return Statement(f"SELECT r.id FROM {source} WHERE {' AND '.join(conditions)}", values)


def _linked(links: str, column: str, one: int) -> Statement:
    joined = f"SELECT r.id FROM {links} l JOIN record r ON r.id = l.record_id WHERE l.{column} = :one AND {LIVE}"
    return Statement(joined, {"one": one})


def _searched(words: str, dialect: str) -> Statement:
    """Materialised first: else the planner walks the index of names and looks at every row."""
    if dialect == "sqlite":
        hits = "SELECT r.id FROM record_fts f CROSS JOIN record r ON r.id = f.rowid WHERE f.record_fts MATCH :words"
        return Statement(f"{hits} AND {LIVE}", {"words": f'"{words}"'})
    found = "SELECT f.id FROM record_fts f WHERE f.search_key LIKE :words"
    hits = f"SELECT r.id, r.sort_key, r.changed_at FROM record r WHERE r.id IN ({found}) AND {LIVE}"
    return Statement(
        f"SELECT r.id FROM (WITH m AS MATERIALIZED ({hits}) SELECT * FROM m) r WHERE true", {"words": f"%{words}%"}
    )


TYPES = {"stage_id": "integer", "city": "text"}
WORDS = {
    "sqlite": {"json": "json_quote", "plain": "->> '$'"},
    "postgresql": {"json": "to_jsonb", "plain": "#>> '{}'"},
}
HISTORY = "INSERT INTO change (set_id, record_id, subject, subject_id, operation, field, old, new)"
TOUCH = "UPDATE record SET version = version + 1, changed_at = :moment{keys} WHERE id IN ({ids})"


def mass_change(column: str, count: int, dialect: str) -> tuple[str, ...]:
    """History, value and version of the first ``count`` persons; with a searched column the search key, which its triggers follow."""
    ids = f"SELECT id FROM record WHERE kind = 'person' ORDER BY id LIMIT {count}"
    value, json = f"CAST(:value AS {TYPES[column]})", WORDS[dialect]["json"]
    keys = ", search_key = search_key || ' by hand'" if column == "city" else ""
    kept = f"SELECT :set_id, id, 'record', id, 'edited', :done, {json}({column}), {json}({value})"
    return (
        f"{HISTORY} {kept} FROM contact WHERE id IN ({ids})",
        f"UPDATE contact SET {column} = {value} WHERE id IN ({ids})",
        TOUCH.format(keys=keys, ids=ids),
    )


def mass_undo(column: str, dialect: str) -> tuple[str, ...]:
    """Its undo, from its history."""
    done = "FROM change h WHERE h.set_id = :set_id AND h.field = :done"
    old = f"CAST(h.old {WORDS[dialect]['plain']} AS {TYPES[column]})"
    keys = ", search_key = replace(search_key, ' by hand', '')" if column == "city" else ""
    return (
        f"{HISTORY} SELECT h.set_id, h.record_id, h.subject, h.subject_id, h.operation, :undone, h.new, h.old {done}",
        f"UPDATE contact SET {column} = {old} {done} AND h.subject = 'record' AND h.subject_id = contact.id",
        TOUCH.format(keys=keys, ids=f"SELECT h.subject_id {done}"),
    )
