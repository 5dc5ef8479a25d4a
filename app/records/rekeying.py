"""Names, sort keys and search keys of many records at once, after a set-based change of what they follow from (REC-12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Integer, String, Text, bindparam, cast, column, func, inspect, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.kernel.database import is_sqlite
from app.models import Record
from app.records.access import run_checked
from app.records.changes import keys_of
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.naming import CHANNELS, draft_class, named_from

PORTION = 5_000
ORM_PORTION = 1_000

record = Record.__table__
KEYS = ("name", "sort_key", "search_key")

Row = dict[str, Any]


def renew_keys(asking: Asking, kind: Kind, ids: Sequence[int], changed: Iterable[str]) -> None:
    """Make the keys of these records fit their values again, where a key follows from one of the ``changed`` attributes."""
    named = named_from(kind.model)
    if named.isdisjoint(changed):
        return
    columns = {prop.key for prop in inspect(kind.model).column_attrs}
    is_plain = named <= columns | set(CHANNELS)
    size, rows_of = (PORTION, _plain_rows) if is_plain else (ORM_PORTION, _loaded_rows)
    for start in range(0, len(ids), size):
        _write(asking, rows_of(asking, kind, ids[start : start + size]))


def _plain_rows(asking: Asking, kind: Kind, ids: Sequence[int]) -> list[Row]:
    """New keys of those whose keys change, from columns alone."""
    found = _values(asking, kind, ids)
    hanging = {name: _channels(asking, kind, name, ids) for name in CHANNELS if name in named_from(kind.model)}
    draft = draft_class(kind.model, {})
    rows = []
    for row in found:
        channels = {name: of.get(row["id"], ()) for name, of in hanging.items()}
        new = keys_of(draft(**row, **channels))
        if any(new[key] != row[f"old_{key}"] for key in KEYS):
            rows.append({"id": row["id"], **new})
    return rows


def _values(asking: Asking, kind: Kind, ids: Sequence[int]) -> list[Row]:
    """What the keys follow from, and the keys as they are."""
    mapper = inspect(kind.model)
    columns = [
        mapper.column_attrs[name].columns[0].label(name)
        for name in sorted(named_from(kind.model))
        if name in mapper.column_attrs
    ]
    old = [record.c[key].label(f"old_{key}") for key in KEYS]
    statement = select(record.c.id, *columns, *old).select_from(mapper.selectable).where(record.c.id.in_(ids))
    return [dict(row) for row in run_checked(asking.session, statement).mappings()]


def _channels(asking: Asking, kind: Kind, name: str, ids: Sequence[int]) -> dict[int, list[Any]]:
    """Phones or e-mails by record, in their order."""
    table = inspect(kind.model).relationships[name].mapper.local_table
    statement = select(table).where(table.c.record_id.in_(ids)).order_by(table.c.record_id, table.c.sort, table.c.id)
    found: dict[int, list[Any]] = {}
    for row in run_checked(asking.session, statement).mappings():
        found.setdefault(row["record_id"], []).append(SimpleNamespace(**row))
    return found


def _loaded_rows(asking: Asking, kind: Kind, ids: Sequence[int]) -> list[Row]:
    """The same for kinds whose name looks at other records."""
    options = [option for name in CHANNELS if name in kind.by_name for option in kind.field(name).options()]
    found = asking.session.scalars(select(kind.model).where(kind.model.id.in_(ids)).options(*options)).all()
    return [{"id": one.id, **keys_of(one)} for one in found]


def _write(asking: Asking, rows: list[Row]) -> None:
    if not rows:
        return
    if is_sqlite(asking.session):
        renewed: Row = {key: bindparam(f"new_{key}") for key in KEYS}
        statement = update(record).where(record.c.id == bindparam("its_id")).values(renewed)
        bound = [{"its_id": row["id"], **{f"new_{key}": row[key] for key in KEYS}} for row in rows]
        run_checked(asking.session, statement, bound)
        return
    given = func.jsonb_to_recordset(cast(rows, JSONB)).table_valued(
        column("id", Integer), column("name", String), column("sort_key", Text), column("search_key", Text)
    )
    new = given.render_derived(name="given", with_types=True)
    run_checked(
        asking.session,
        update(record).where(record.c.id == new.c.id).values({key: new.c[key] for key in KEYS}),
    )
