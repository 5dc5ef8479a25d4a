"""``python -m bench.report FILE``: the tables of docs/benchmarks.md from what ``python -m bench --json FILE`` kept."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.tables import BARE, DJANGO, SPLOT, Line, table

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
SHOWN = (SPLOT, BARE, "ratio", DJANGO)


def report(kept: dict[str, Any]) -> Iterator[str]:
    """Each size, each sheet: both databases side by side."""
    for size, sheets in kept.items():
        yield f"\n## {int(size):,} persons"
        for title, by_database in sheets.items():
            yield f"\n{title}\n"
            yield from _sheet(by_database)


def _sheet(by_database: dict[str, Any]) -> list[str]:
    found = {one: {name: Line(**cells) for name, cells in by_database.get(one, {}).items()} for one in DATABASES}
    names = list(dict.fromkeys(name for lines in found.values() for name in lines))
    shown = [
        (database, column)
        for database, lines in found.items()
        for column in SHOWN
        if any(one.values.get(column) is not None for one in lines.values())
    ]
    head = ["", *(DATABASES[database] if column == SPLOT else column for database, column in shown), "reach"]
    return table(head, [_row(name, found, shown) for name in names])


def _row(name: str, found: dict[str, dict[str, Line]], shown: list[tuple[str, str]]) -> list[str]:
    cells = [found[database][name].told(column) if name in found[database] else "–" for database, column in shown]
    reach = list(dict.fromkeys(lines[name].reach for lines in found.values() if name in lines))
    return [name, *cells, "; ".join(filter(None, reach)) or "–"]


if __name__ == "__main__":
    print("\n".join(report(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))
