"""The relation types that a new installation begins with (REL-2, S0)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.kernel.viewer import AnySession
from app.models import RelationType, Side

Labels = tuple[str, str, str]
"""In English, Polish and Hebrew."""


@dataclass(frozen=True)
class Sample:
    """A type to begin with; ``more`` are its other columns."""

    key: str
    kinds: tuple[str, str]
    primary: Labels
    secondary: Labels
    color: str
    more: dict[str, Any]


FORMER_EMPLOYEE = "former_employee"
"""The key of the type that is offered when a person's employer changes."""

SAMPLES = (
    Sample(
        "headquarters_branch",
        ("company", "company"),
        ("Headquarters", "Centrala", "הנהלה ראשית"),
        ("Branch", "Oddział", "סניף"),
        "indigo",
        {
            "has_one_primary": True,
            "is_acyclic": True,
            "forms": [{"kind": "company", "side": Side.SECONDARY.value, "section": ""}],
        },
    ),
    Sample(
        "competitors",
        ("company", "company"),
        ("Competitor", "Konkurent", "מתחרה"),
        ("Competitor", "Konkurent", "מתחרה"),
        "madder",
        {"is_symmetric": True, "has_free_text": True},
    ),
    Sample(
        "partners",
        ("company", "company"),
        ("Partner", "Partner", "שותף עסקי"),
        ("Partner", "Partner", "שותף עסקי"),
        "teal",
        {"is_symmetric": True},
    ),
    Sample(
        "project_subcontractor",
        ("space", "company"),
        ("Subcontract project", "Projekt podwykonawcy", "פרויקט של קבלן משנה"),
        ("Subcontractor", "Podwykonawca", "קבלן משנה"),
        "saffron",
        {"has_free_text": True},
    ),
    Sample(
        "project_client",
        ("space", "company"),
        ("Project", "Projekt", "פרויקט"),
        ("Client", "Klient", "לקוח"),
        "woad",
        {},
    ),
    Sample(
        "deal_project",
        ("deal", "space"),
        ("Sale", "Sprzedaż", "מכירה"),
        ("Delivery project", "Projekt realizacji", "פרויקט ביצוע"),
        "plum",
        {},
    ),
    Sample(
        FORMER_EMPLOYEE,
        ("person", "company"),
        ("Former employee", "Były pracownik", "עובד לשעבר"),
        ("Former company", "Poprzednia firma", "חברה קודמת"),
        "slate",
        {"has_free_text": True},
    ),
)


def make_sample_types(session: AnySession) -> None:
    """Add them where there never was a type; call inside a change set."""
    if session.scalar(select(func.count()).select_from(RelationType)):
        return
    for place, one in enumerate(SAMPLES):
        make_type(session, one, place)


def make_type(session: AnySession, one: Sample, place: int) -> RelationType:
    """Add a type as it is described; call inside a change set."""
    english, others = 0, {"pl": 1, "he": 2}
    made = RelationType(
        key=one.key,
        primary_kind=one.kinds[0],
        secondary_kind=one.kinds[1],
        primary_label=one.primary[english],
        primary_labels={code: one.primary[at] for code, at in others.items()},
        secondary_label=one.secondary[english],
        secondary_labels={code: one.secondary[at] for code, at in others.items()},
        color=one.color,
        sort=place,
        **one.more,
    )
    session.add(made)
    session.flush()
    return made
