"""Figures in tables: for a terminal, which is Markdown too, and kept in a file of JSON from which bench.report prints them again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.clock import Spent
from bench.measuring import Measured
from bench.rows import BARE, DJANGO, SPLOT

COLUMNS = (SPLOT, BARE, "ratio", DJANGO, "Splot CPU", "bare CPU", "Django CPU")


@dataclass
class Line:
    """One figure: a number for each column that has one, or words where there is none and a reason."""

    name: str
    values: dict[str, float | str | None]
    reach: str = ""
    digits: int = 0

    def told(self, column: str) -> str:
        """What stands in a cell."""
        value = self.values.get(column)
        if value is None or isinstance(value, str):
            return value or "–"
        return f"{value:.1f} ×" if column == "ratio" else f"{value:,.{self.digits}f}"


@dataclass
class Sheet:
    """Figures that are read together."""

    title: str
    lines: list[Line] = field(default_factory=list)

    def columns(self) -> list[str]:
        """Those with something in them."""
        return [one for one in COLUMNS if any(line.values.get(one) is not None for line in self.lines)]

    def text(self) -> str:
        """Title and table."""
        shown = self.columns()
        rows = [[line.name, *map(line.told, shown), line.reach or "–"] for line in self.lines]
        return "\n".join(["", self.title, "", *table(["", *shown, "reach"], rows)])


def line(name: str, splot: float, bare: float | None = None, django: float | str | None = None, **more: Any) -> Line:
    """A figure of Splot beside those of its yardsticks."""
    ratio = splot / bare if bare and splot else None
    return Line(name, {SPLOT: splot, BARE: bare, "ratio": ratio, DJANGO: django}, **more)


def timed(
    name: str, splot: Spent, bare: Spent | None = None, reach: str = "", django: float | str | None = None
) -> tuple[Line, Line]:
    """What a piece of work takes, in seconds that pass and in seconds of processor."""
    wall, processor = (bare.wall, bare.processor) if bare else (None, None)
    return (
        line(f"{name}, s", splot.wall, wall, django, reach=reach, digits=2),
        line(f"{name}, processor s", splot.processor, processor, digits=2),
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table; the first column is text, the others are numbers."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(one[place]) for one in lines) for place in range(len(head))]
    told = [_row(one, widths) for one in lines]
    rule = "| " + " | ".join(_rule(place, width) for place, width in enumerate(widths)) + " |"
    return [told[0], rule, *told[1:]]


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if not place else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "| " + " | ".join([first, *others]) + " |"


def _rule(place: int, width: int) -> str:
    return "-" * width if not place else "-" * (width - 1) + ":"


def pages(title: str, measured: Sequence[Measured]) -> Sheet:
    """Medians beside those of the yardsticks, and the ratio to bare or to another page of Splot."""
    by_name = {one.row.name: one for one in measured}
    return Sheet(title, [_page(one, by_name) for one in measured])


def _page(one: Measured, by_name: dict[str, Measured]) -> Line:
    own = one.median(SPLOT)
    beside = by_name[one.row.beside].median(SPLOT) if one.row.beside in by_name else one.median(BARE)
    values = {side: one.median(side) for side in (SPLOT, BARE, DJANGO)}
    values["ratio"] = own / beside if own and beside else None
    values |= {f"{side.split()[0]} CPU": work for side, work in one.processor.items()}
    return Line(one.row.name, values, _reach(one), digits=1)


def _reach(one: Measured) -> str:
    row = one.row
    times = f"≤ {row.most_times:g} × {'the administrator’s' if row.beside else 'bare'}" if row.most_times else ""
    return ", ".join(filter(None, (times, f"≤ {row.most:g} ms at 1,000,000" if row.most else "")))


def keep(path: Path, database: str, size: int, sheet: Sheet) -> None:
    """Add figures to a file; those of the same names in it are replaced, so that one can be taken again alone."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    lines = kept.setdefault(str(size), {}).setdefault(sheet.title, {}).setdefault(database, {})
    lines |= {one.name: asdict(one) for one in sheet.lines}
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
