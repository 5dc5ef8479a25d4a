"""Names, sort keys and search keys of many records at once, after a set-based change of what they follow from (REC-12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import inspect, select

from app.models import Record
from app.records.access import run_checked
from app.records.changes import keys_of
from app.records.fields import Asking
from app.records.kinds import Kind
from app.records.loading import set_each
from app.records.many_ids import among
from app.records.naming import CHANNELS, draft_class, keys_from, named_from

PORTION = 5_000
ORM_PORTION = 1_000

record = Record.__table__
Row = dict[str, Any]


def renew_keys(asking: Asking, kind: Kind, ids: Sequence[int], changed: Iterable[str]) -> None:
    """Make the keys of these records fit their values again, those keys that follow from one of the ``changed`` attributes."""
    keys = keys_from(kind.model, set(changed))
    if not keys:
        return
    columns = {prop.key for prop in inspect(kind.model).column_attrs}
    is_plain = named_from(kind.model, keys) <= columns | set(CHANNELS)
    size, rows_of = (PORTION, _plain_rows) if is_plain else (ORM_PORTION, _loaded_rows)
    for start in range(0, len(ids), size):
        set_each(asking.session, record, rows_of(asking, kind, ids[start : start + size], keys))


def _plain_rows(asking: Asking, kind: Kind, ids: Sequence[int], keys: Sequence[str]) -> list[Row]:
    """New keys of those whose keys change, from columns alone."""
    named = named_from(kind.model, keys)
    hanging = {name: _channels(asking, kind, name, ids) for name in CHANNELS if name in named}
    draft = draft_class(kind.model, {})
    rows = []
    for row, *old in _values(asking, kind, ids, keys):
        channels = {name: of.get(row["id"], ()) for name, of in hanging.items()}
        new = keys_of(draft(**row, **channels), keys)
        if list(new.values()) != old:
            rows.append({"id": row["id"], **new})
    return rows


def _values(asking: Asking, kind: Kind, ids: Sequence[int], keys: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """What the keys follow from by name, and then the keys as they are."""
    mapper, session = inspect(kind.model), asking.session
    own = [name for name in sorted(named_from(kind.model, keys)) if name in mapper.column_attrs]
    columns = [mapper.column_attrs[name].columns[0] for name in own]
    old = [record.c[key].label(f"old_{key}") for key in keys]
    statement = select(record.c.id, *columns, *old).select_from(mapper.selectable)
    for row in run_checked(session, statement.where(among(session, record.c.id, ids))).all():
        yield {"id": row[0], **dict(zip(own, row[1:], strict=False))}, *row[1 + len(own) :]


def _channels(asking: Asking, kind: Kind, name: str, ids: Sequence[int]) -> dict[int, list[Any]]:
    """Phones or e-mails by record, in their order."""
    table, session = inspect(kind.model).relationships[name].mapper.local_table, asking.session
    statement = select(table).where(among(session, table.c.record_id, ids))
    found: dict[int, list[Any]] = {}
    for row in run_checked(session, statement.order_by(table.c.record_id, table.c.sort, table.c.id)).all():
        found.setdefault(row.record_id, []).append(row)
    return found


def _loaded_rows(asking: Asking, kind: Kind, ids: Sequence[int], keys: Sequence[str]) -> list[Row]:
    """The same for kinds whose name looks at other records."""
    options = [option for name in CHANNELS if name in kind.by_name for option in kind.field(name).options()]
    found = asking.session.scalars(select(kind.model).where(kind.model.id.in_(ids)).options(*options)).all()
    return [{"id": one.id, **keys_of(one, keys)} for one in found]
