"""What is measured of exports: a whole list as a file, beside hand-written SQL poured into Python's own CSV writer."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import bare_sql
from bench.bare import Reader
from bench.clock import Spent, spent
from bench.crowds import django_export
from bench.houses import House
from bench.tables import Line, timed

MOST = 100_000
REACH = {"csv": "≤ 2 for 100,000", "xlsx": "≤ 8 for 100,000", "ods": ""}


def exported(house: House, most: int = MOST) -> Iterator[Line]:
    """Seconds that each format takes for many persons with the columns of their list, those of a CSV file by hand, and Django's."""
    count = min(most, house.size)
    for format_, reach in REACH.items():
        own = splot_export(house, format_, count)
        by_hand = bare_export(house, count) if format_ == "csv" else None
        other = django_export(house, format_, count) if format_ != "ods" else None  # it needs another package for that
        yield from timed(f"{count:,} persons as {format_.upper()}", own, by_hand, reach, django=other)


def splot_export(house: House, format_: str, count: int) -> Spent:
    """What it takes until the last byte of a file is made."""
    from app.domain.accounts import user_named, viewer_by_id
    from app.kernel.database import db
    from app.kernel.viewer import as_system, session_for

    with house.app().test_request_context():
        with as_system(db.engine) as session:
            viewer = viewer_by_id(session, user_named(session, "admin").id, "en")
        assert viewer is not None
        with session_for(db.engine, viewer) as session, Path(os.devnull).open("wb") as file, spent(house) as found:
            file.writelines(_pieces(session, viewer, format_, count))
        db.engine.dispose()
    return found


def _pieces(session: Any, viewer: Any, format_: str, count: int) -> Iterator[bytes]:
    from app.domain.exporting import STEP, export_of, made_for, write_records
    from app.records.fields import Asking
    from app.records.filters import parse_query
    from app.records.kinds import kind
    from app.records.search import sorted_ids_of

    asking, of = Asking(session, viewer), kind("person")
    export = export_of(of, of.columns, format_)
    ids = sorted_ids_of(asking, parse_query(of, [])).limit(count).execution_options(yield_per=STEP)
    return write_records(asking, session.scalars(ids).partitions(), export, made_for(asking, export))


def bare_export(house: House, count: int) -> Spent:
    """The same rows by one statement of our own."""
    reader = Reader(*house.plain())
    ids = f"SELECT r.id FROM record r WHERE {bare_sql.LIVE} ORDER BY r.sort_key, r.id LIMIT {count}"
    join = "group_concat" if reader.dialect == "sqlite" else "string_agg"
    statement = bare_sql.ROWS.format(join=join, ids=ids, order="r.sort_key, r.id")
    with Path(os.devnull).open("w", encoding="utf-8") as file, spent(house) as found:
        writer = csv.writer(file)
        for row in reader.connection.execute(statement):
            writer.writerow(tuple(row.values()) if isinstance(row, dict) else tuple(row))
    reader.connection.close()
    return found
