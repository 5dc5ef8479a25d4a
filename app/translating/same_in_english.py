"""Texts that are rightly the same in a language as in English; everything else that is the same counts as forgotten."""

from __future__ import annotations

NAMES = frozenset(
    {
        "Splot",
        "CSV",
        "Excel (XLSX)",
        "LibreOffice (ODS)",
        "LinkedIn",
        "OK",
        "ID",
        "API",
        "PostgreSQL",
        "SQLite",
        "Redis",
        "UUID",
    }
)

SAME_IN_ENGLISH = {
    "pl": NAMES
    | {
        "E-mail",
        "SMS",
        "Import",
        "Status",
        "Segment",
        "Kanban",
        "Tag",
        "URL",
        "Menu",
        "Operator",
        "Agent",
        "Alfa",
        "Beta",
    }
    | {"%(num)s tag", "%(num)s role", "%(field)s: operator"},
    "he": NAMES,
}
