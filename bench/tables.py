"""Plain tables for a terminal, which are Markdown too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bench.measuring import Measured


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A titled table; the first column is text, the others are numbers."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    told = [_line(line, widths) for line in lines]
    rule = "| " + " | ".join(_rule(place, width) for place, width in enumerate(widths)) + " |"
    return "\n".join(["", title, "", told[0], rule, *told[1:]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if not place else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "| " + " | ".join([first, *others]) + " |"


def _rule(place: int, width: int) -> str:
    return "-" * width if not place else "-" * (width - 1) + ":"


def pages(title: str, measured: Sequence[Measured]) -> str:
    """Medians beside bare's, and the ratio."""
    by_name = {one.row.name: one for one in measured}
    head = ("page", "Splot ms", "bare ms", "ratio", "Splot CPU ms", "bare CPU ms", "reach")
    return table(title, head, [_page(one, by_name) for one in measured])


def _page(one: Measured, by_name: dict[str, Measured]) -> list[str]:
    row, own = one.row, one.splot_median
    beside = by_name[row.beside].splot_median if row.beside in by_name else one.bare_median
    ratio = f"{own / beside:.1f} ×" if beside else "–"
    work = (_number(one.splot_processor), _number(one.bare_processor))
    return [row.name, f"{own:.1f}", _number(one.bare_median), ratio, *work, _reach(one)]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _reach(one: Measured) -> str:
    row = one.row
    times = f"≤ {row.most_times:g} × {'the administrator’s' if row.beside else 'bare'}" if row.most_times else ""
    return ", ".join(filter(None, (times, f"≤ {row.most:g} ms at 1,000,000" if row.most else ""))) or "–"
