"""The change history as an Excel file: one row for each change that fits the conditions (HIS-2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask import Response

from app.domain.export_tables import TableLook
from app.domain.export_xlsx import Xlsx
from app.domain.exporting import write_table
from app.kernel.messages import say
from app.models import Change
from app.panel.history_pages import change_rows, history_query
from app.panel.history_words import HOW
from app.records.fields import Asking
from app.records.history_list import HistoryQuery, changes_page

HEADINGS = (
    say("When"),
    say("Who"),
    say("How"),
    say("Operation"),
    say("Object"),
    say("Field"),
    say("Before"),
    say("After"),
    say("Change set"),
    say("Reason"),
)
WIDTHS = (17, 24, 16, 16, 32, 24, 32, 32, 12, 32)
STEP = 1_000
MOST = 50_000
"""So many changes, the newest, go into one file."""


def history_file(asking: Asking) -> Response:
    """The newest changes that fit the address, as XLSX."""
    look = TableLook(
        [str(heading) for heading in HEADINGS],
        asking.viewer.language,
        asking.viewer.time_zone,
        str(say("Change history")),
        WIDTHS,
    )
    rows = _rows(asking, replace(history_query(asking), page_size=STEP))
    answer = Response(b"".join(write_table(look, "xlsx", rows)), mimetype=Xlsx.mimetype)
    answer.headers["Content-Disposition"] = 'attachment; filename="splot-history.xlsx"'
    return answer


def _rows(asking: Asking, query: HistoryQuery) -> Iterator[Sequence[Any]]:
    for number in range(1, MOST // STEP + 1):
        page = changes_page(asking, replace(query, page=number), is_counted=False)
        for row in change_rows(asking, page.rows):
            yield _cells(row)
        if len(page.rows) < STEP:
            return


def _cells(row: Any) -> Sequence[Any]:
    change: Change = row.change
    found, line = change.change_set, row.line
    return (
        found.at,
        str(found.user or ""),
        str(HOW[found.via]),
        str(row.operation),
        f"{row.subject}: {row.name}" if row.subject and row.name else row.name or str(row.subject or ""),
        str(line.label) if line else change.field,
        line.old if line else "",
        line.new if line else "",
        found.id,
        found.reason or "",
    )
