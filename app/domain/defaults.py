"""What a new installation holds before anybody adds a thing: dictionaries to start with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.kernel.viewer import AnySession
from app.models import AccountType, Position, Source, Stage

STARTING_ENTRIES: dict[type[Any], tuple[tuple[str, str, str, str], ...]] = {
    Position: (
        ("Managing director", "Dyrektor zarządzający", "מנכ״ל", "slate"),
        ("Purchasing director", "Dyrektor zakupów", "מנהל רכש ראשי", "slate"),
        ("Sales manager", "Kierownik sprzedaży", "מנהל מכירות", "slate"),
        ("Accountant", "Księgowość", "הנהלת חשבונות", "slate"),
        ("Engineer", "Inżynier", "מהנדס", "slate"),
        ("Office manager", "Kierownik biura", "מנהל משרד", "slate"),
    ),
    Stage: (
        ("Lead", "Lead", "ליד", "woad"),
        ("Contacted", "W kontakcie", "נוצר קשר", "indigo"),
        ("Qualified", "Rokujący", "מתאים", "teal"),
        ("Customer", "Klient", "לקוח", "moss"),
        ("Lost", "Utracony", "אבוד", "madder"),
    ),
    Source: (
        ("Recommendation", "Polecenie", "המלצה", "slate"),
        ("Website", "Strona internetowa", "אתר", "slate"),
        ("Trade fair", "Targi", "תערוכה", "slate"),
        ("LinkedIn", "LinkedIn", "LinkedIn", "slate"),
        ("Cold call", "Zimny telefon", "שיחה יזומה", "slate"),
    ),
    AccountType: (
        ("Customer", "Klient", "לקוח", "indigo"),
        ("Partner", "Partner", "שותף", "plum"),
    ),
}


def make_starting_entries(session: AnySession) -> None:
    """Fill dictionaries that are empty; call inside a change set."""
    for model, entries in STARTING_ENTRIES.items():
        if session.scalar(select(func.count()).select_from(model)):
            continue
        for place, (label, polish, hebrew, color) in enumerate(entries):
            session.add(model(label=label, labels={"pl": polish, "he": hebrew}, color=color, sort=place))
    session.flush()
