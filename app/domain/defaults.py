"""What a new installation holds before anybody adds a thing: dictionaries to start with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.domain.relation_samples import make_sample_types
from app.kernel.viewer import AnySession
from app.models import (
    AccountType,
    DealReason,
    DealStage,
    Pipeline,
    Position,
    ProductCategory,
    Source,
    SpaceGroup,
    SpaceState,
    Stage,
    TaskType,
    TicketKind,
    TicketState,
    TicketTransition,
)

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
    Pipeline: (("Sales", "Sprzedaż", "מכירות", "indigo"),),
    DealReason: (
        ("Price", "Cena", "מחיר", "slate"),
        ("Competition", "Konkurencja", "מתחרים", "slate"),
        ("No budget", "Brak budżetu", "אין תקציב", "slate"),
        ("Bad moment", "Zły moment", "עיתוי לא מתאים", "slate"),
        ("No answer", "Brak odpowiedzi", "אין מענה", "slate"),
        ("Quality", "Jakość", "איכות", "slate"),
        ("Good experience", "Dobre doświadczenia", "ניסיון טוב", "slate"),
    ),
    ProductCategory: (
        ("Goods", "Towary", "סחורה", "woad"),
        ("Services", "Usługi", "שירותים", "teal"),
        ("Subscriptions", "Abonamenty", "מינויים", "plum"),
    ),
    SpaceGroup: (
        ("Projects", "Projekty", "פרויקטים", "indigo"),
        ("Internal", "Wewnętrzne", "פנימיים", "slate"),
    ),
    SpaceState: (
        ("Planned", "Plan", "בתכנון", "slate"),
        ("Under way", "W toku", "בביצוע", "woad"),
        ("On hold", "Wstrzymanie", "בהמתנה", "weld"),
        ("Closed", "Koniec", "הסתיים", "moss"),
    ),
    TicketKind: (
        ("Complaint", "Reklamacja", "תלונה", "madder"),
        ("Question", "Pytanie", "שאלה", "woad"),
        ("Fault", "Usterka", "תקלה", "saffron"),
        ("Request", "Prośba", "בקשה", "teal"),
    ),
    TicketState: (
        ("New", "Nowe", "חדשה", "woad"),
        ("In progress", "W toku", "בטיפול", "indigo"),
        ("Waiting for the contact", "Czeka na kontakt", "ממתינה ללקוח", "weld"),
        ("Solved", "Rozwiązane", "נפתרה", "teal"),
        ("Closed", "Zamknięte", "סגורה", "moss"),
    ),
    TaskType: (
        ("To do", "Zadanie", "מטלה", "slate"),
        ("Call", "Telefon", "שיחה", "moss"),
        ("Meeting", "Spotkanie", "פגישה", "plum"),
        ("E-mail", "E-mail", "דוא״ל", "woad"),
        ("Visit", "Wizyta", "ביקור", "saffron"),
    ),
}

STARTING_STAGES: tuple[tuple[str, str, str, str, int], ...] = (
    ("New enquiry", "Nowe zapytanie", "פנייה חדשה", "slate", 10),
    ("Needs", "Rozpoznanie potrzeb", "אפיון", "woad", 25),
    ("Offer", "Oferta", "הצעת מחיר", "indigo", 50),
    ("Negotiation", "Negocjacje", "משא ומתן", "plum", 75),
    ("Closing", "Finalizacja", "סגירה", "moss", 90),
)
"""Stages of the first pipeline, with how likely a deal there is won."""

STARTING_STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("New", ("In progress", "Waiting for the contact", "Closed")),
    ("In progress", ("Waiting for the contact", "Solved", "Closed")),
    ("Waiting for the contact", ("In progress", "Solved", "Closed")),
    ("Solved", ("In progress", "Closed")),
    ("Closed", ("In progress",)),
)
"""From which state a ticket goes to which."""

FINAL = frozenset({"Closed"})


def make_starting_entries(session: AnySession) -> None:
    """Fill dictionaries that are empty; call inside a change set."""
    filled = {model for model, entries in STARTING_ENTRIES.items() if _fill(session, model, entries)}
    session.flush()
    if Pipeline in filled:
        _make_stages(session, session.scalars(select(Pipeline)).one())
    if TicketState in filled:
        _make_steps(session)
    make_sample_types(session)
    session.flush()


def _fill(session: AnySession, model: type[Any], entries: tuple[tuple[str, str, str, str], ...]) -> bool:
    """Whether the dictionary was empty and has these entries now."""
    if session.scalar(select(func.count()).select_from(model)):
        return False
    for place, (label, polish, hebrew, color) in enumerate(entries):
        entry = model(label=label, labels={"pl": polish, "he": hebrew}, color=color, sort=place)
        if hasattr(model, "is_final"):
            entry.is_final = label in FINAL
        session.add(entry)
    return True


def _make_stages(session: AnySession, pipeline: Pipeline) -> None:
    for place, (label, polish, hebrew, color, probability) in enumerate(STARTING_STAGES):
        stage = DealStage(label=label, labels={"pl": polish, "he": hebrew}, color=color, sort=place)
        stage.pipeline, stage.probability = pipeline, probability
        session.add(stage)


def _make_steps(session: AnySession) -> None:
    by_label = {state.label: state.id for state in session.scalars(select(TicketState))}
    for source, targets in STARTING_STEPS:
        for target in targets:
            session.add(TicketTransition(source_id=by_label[source], target_id=by_label[target]))
