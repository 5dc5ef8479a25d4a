"""New records by the thousand, with names, keys and history as if each had been added by hand (mechanism 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Table, inspect

from app.kernel.clock import now
from app.kernel.errors import Forbidden
from app.kernel.messages import say
from app.kernel.viewer import AnySession, Right, viewer_of
from app.models import Operation, Record, Visibility
from app.records.activity import carry_activity
from app.records.changes import UNRECORDED, current_set, keys_of, plain
from app.records.kinds import guarding_kind
from app.records.loading import pour, reserve_ids
from app.records.naming import CHANNELS, draft_class
from app.records.policies import guests_of_new, policy_of

AS_IT_IS = frozenset({str, int, bool, type(None), dict})


@dataclass
class NewRecord:
    """A record to be: its columns by attribute, and rows of the tables that hang on it, by relationship (``phones``)."""

    values: dict[str, Any]
    hanging: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def add_records(session: AnySession, model: type[Record], new: Sequence[NewRecord]) -> list[int]:
    """Insert the records and what hangs on them into the open change set; returns their ids in order.

    The values must have been parsed. The owner is the one given; who added them is the viewer. Raises ``Forbidden`` for a
    viewer who may not add records.
    """
    if not viewer_of(session).reaches(guarding_kind(inspect(model).polymorphic_identity), Right.EDIT):
        raise Forbidden(say("Your role does not let you add records. Ask an administrator."))
    if not new:
        return []
    tables = inspect(model).tables
    _follow_policy(session, str(inspect(model).polymorphic_identity), new)
    ids = reserve_ids(session, tables[0].name, len(new))
    rows = [{"id": one_id, **row} for one_id, row in zip(ids, _rows(session, model, new), strict=True)]
    for table in tables:
        pour(session, table.name, [_part(table, row) for row in rows])
    _write_history(session, "record", model, rows)
    _hang(session, model, new, ids)
    carry_activity(session, ids, now())
    return ids


def _follow_policy(session: AnySession, kind_name: str, new: Sequence[NewRecord]) -> None:
    """Visibility and participants of what has none of its own: as the policy of the kind says (ACC-2)."""
    policy, guests = policy_of(session, kind_name), {}
    for one in new:
        if one.values.get("host_id") is not None:
            continue
        owner_id = one.values.get("owner_id")
        shown = one.values.setdefault("visibility", _unasked(policy.default, owner_id))
        key = (owner_id, shown)
        if key not in guests:
            guests[key] = guests_of_new(session, kind_name, *key)
        if guests[key] and "participants" not in one.hanging:
            one.hanging["participants"] = [dict(row) for row in guests[key]]


def _unasked(default: Visibility, owner_id: int | None) -> Visibility:
    """Hidden without an owner, a record would be found by administrators alone."""
    return Visibility.NONPUBLIC if default is Visibility.HIDDEN and owner_id is None else default


def _rows(session: AnySession, model: type[Record], new: Sequence[NewRecord]) -> list[dict[str, Any]]:
    """One dictionary per record with every column of its tables but the id."""
    columns = {prop.key: _default(prop.columns[0]) for prop in inspect(model).column_attrs if prop.key != "id"}
    moment, viewer_id = now(), viewer_of(session).user_id
    common = {
        **columns,
        "kind": inspect(model).polymorphic_identity,
        "visibility": Visibility.PUBLIC,
        "custom": {},
        "version": 1,
        "created_at": moment,
        "changed_at": moment,
        "last_activity_at": moment,
        "created_by_id": viewer_id,
        "changed_by_id": viewer_id,
    }
    draft = draft_class(model, common)
    return [{**common, **one.values, **keys_of(_draft(draft, one))} for one in new]


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None and column.default.is_scalar else None


def _draft(draft: Any, new: NewRecord) -> Any:
    channels = {name: [SimpleNamespace(**row) for row in new.hanging[name]] for name in CHANNELS if name in new.hanging}
    return draft(**new.values, **channels)


def _part(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in table.c.keys() if name in row}  # noqa: SIM118 - not a dictionary


def _write_history(session: AnySession, subject: str, model: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    """The whole row of each, as ``records.changes`` writes it for one that is added by hand."""
    names = [prop.key for prop in inspect(model).column_attrs if prop.key not in UNRECORDED]
    head = {"set_id": current_set(session).ensure_id(session), "subject": subject, "operation": Operation.ADDED}
    changes = [
        {
            **head,
            "record_id": row.get("record_id", row["id"]),
            "subject_id": row["id"],
            "field": "",
            "old": None,
            "new": {name: value if type(value := row[name]) in AS_IT_IS else plain(value) for name in names},
        }
        for row in rows
    ]
    pour(session, "change", changes)


def _hang(session: AnySession, model: type[Record], new: Sequence[NewRecord], ids: Sequence[int]) -> None:
    """Insert what hangs on the records, one table after the other."""
    for name in dict.fromkeys(name for one in new for name in one.hanging):
        hung = inspect(model).relationships[name].mapper
        rows = [
            {"record_id": one_id, **row}
            for one, one_id in zip(new, ids, strict=True)
            for row in one.hanging.get(name, ())
        ]
        table = str(hung.local_table.name)
        row_ids = reserve_ids(session, table, len(rows))
        rows = [{"id": row_id, **row} for row_id, row in zip(row_ids, rows, strict=True)]
        pour(session, table, rows)
        _write_history(session, table, hung.class_, rows)
