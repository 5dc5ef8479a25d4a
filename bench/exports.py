"""What is measured of exports: a whole list as a file, beside hand-written SQL poured into Python's own CSV writer."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import bare_sql
from bench.bare import Reader
from bench.houses import House

REACH = {"csv": "≤ 2 for 100,000", "xlsx": "≤ 8 for 100,000", "ods": "–"}


def exported(house: House) -> Iterator[tuple[str, str, str, str]]:
    """Seconds that each format takes for all persons with the columns of their list, and those of the CSV file by hand."""
    by_hand = bare_export(house)
    for format_, reach in REACH.items():
        bare = f"{by_hand:.2f}" if format_ == "csv" else "–"
        yield f"{house.size:,} persons as {format_.upper()}, s", f"{splot_export(house, format_):.2f}", bare, reach


def splot_export(house: House, format_: str) -> float:
    """Seconds until the last byte of a file of all persons is made."""
    from app.domain.accounts import user_named, viewer_by_id
    from app.kernel.database import db
    from app.kernel.viewer import as_system, session_for

    with house.app().test_request_context():
        with as_system(db.engine) as session:
            viewer = viewer_by_id(session, user_named(session, "admin").id, "en")
        assert viewer is not None
        with session_for(db.engine, viewer) as session, Path(os.devnull).open("wb") as file:
            began = time.perf_counter()
            file.writelines(_pieces(session, viewer, format_))
            seconds = time.perf_counter() - began
        db.engine.dispose()
    return seconds


def _pieces(session: Any, viewer: Any, format_: str) -> Iterator[bytes]:
    from app.domain.exporting import export_of, made_for, write_query
    from app.records.fields import Asking
    from app.records.filters import parse_query
    from app.records.kinds import kind

    asking, of = Asking(session, viewer), kind("person")
    export = export_of(of, of.columns, format_)
    return write_query(asking, parse_query(of, []), export, made_for(asking, export))


def bare_export(house: House) -> float:
    """The same rows by one statement of our own."""
    reader = Reader(*house.plain())
    ids = f"SELECT r.id FROM record r WHERE {bare_sql.LIVE}"
    join = "group_concat" if reader.dialect == "sqlite" else "string_agg"
    statement = bare_sql.ROWS.format(join=join, ids=ids, order="r.sort_key, r.id")
    began = time.perf_counter()
    with Path(os.devnull).open("w", encoding="utf-8") as file:
        writer = csv.writer(file)
        for row in reader.connection.execute(statement):
            writer.writerow(tuple(row.values()) if isinstance(row, dict) else tuple(row))
    seconds = time.perf_counter() - began
    reader.connection.close()
    return seconds
