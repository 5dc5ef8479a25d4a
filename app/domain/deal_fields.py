"""The fields of deals (REC-5)."""

from __future__ import annotations

from decimal import Decimal

from app.domain.currencies import CURRENCY_LABELS
from app.kernel.messages import Message, say
from app.models import Company, Currency, Deal, DealReason, DealStage, DealState, Person, Pipeline, Source
from app.records.common_fields import common_fields, name_field
from app.records.field_types import Section
from app.records.fields import ChoiceField, Field
from app.records.kinds import Importing, Same
from app.records.link_fields import DictionaryField, RecordField
from app.records.state_fields import StateField
from app.records.value_fields import DateField, DateTimeField, MoneyField

STATE_LABELS: dict[DealState, Message] = {
    DealState.OPEN: say("Still open"),
    DealState.INACTIVE: say("Inactive"),
    DealState.WON: say("Won"),
    DealState.LOST: say("Lost"),
}
STATE_COLORS = {"open": "woad", "inactive": "slate", "won": "moss", "lost": "madder"}

PIPELINE = DictionaryField(
    name="pipeline", label=say("Pipeline"), icon="route", model=Deal, dictionary=Pipeline, is_massable=False
)
REASON = DictionaryField(name="reason", label=say("Reason"), icon="help-circle", model=Deal, dictionary=DealReason)

DEAL_FIELDS: tuple[Field, ...] = (
    name_field(is_required=True, is_massable=False, icon="coin"),
    RecordField(name="company", label=say("Company"), icon="building", model=Deal, to="company", target=Company),
    RecordField(name="person", label=say("Person"), icon="user", model=Deal, to="person", target=Person),
    PIPELINE,
    DictionaryField(name="stage", label=say("Stage"), icon="progress", model=Deal, dictionary=DealStage),
    MoneyField(
        name="value",
        label=say("Value"),
        icon="coins",
        model=Deal,
        currency_attr="currency",
        minimum=Decimal(0),
    ),
    ChoiceField(
        name="currency",
        label=say("Currency"),
        icon="currency",
        section=Section.ADDITIONAL,
        model=Deal,
        enum=Currency,
        labels=CURRENCY_LABELS,
    ),
    DateField(
        name="expected_close",
        label=say("Expected close"),
        section=Section.DATES,
        icon="calendar-due",
        model=Deal,
    ),
    StateField(
        name="state",
        label=say("State"),
        icon="flag",
        model=Deal,
        enum=DealState,
        labels=STATE_LABELS,
        colors=STATE_COLORS,
    ),
    REASON,
    DateTimeField(
        name="state_changed",
        attr="state_changed_at",
        label=say("State changed"),
        section=Section.DATES,
        icon="calendar-event",
        model=Deal,
        is_editable=False,
        is_massable=False,
    ),
    DictionaryField(name="source", label=say("Acquisition source"), icon="target", model=Deal, dictionary=Source),
    *common_fields(),
)

DEAL_IMPORT = Importing(
    same=(Same(("name", "company"), say("Here already: the same name and company.")),),
    same_words=say("Duplicates by name and company"),
    words={
        "name": (
            *("Deal", "Deal name", "Opportunity", "Opportunity name", "Title", "Subject", "Topic"),
            *("Szansa", "Szansa sprzedaży", "Nazwa szansy", "Transakcja", "Nazwa transakcji", "Temat", "Tytuł"),
            *("עסקה", "שם העסקה", "הזדמנות", "נושא"),
        ),
        "person": (
            *("Contact", "Contact name", "Contact person", "Client contact"),
            *("Kontakt", "Osoba kontaktowa", "Imię i nazwisko", "איש קשר", "שם איש קשר"),
        ),
        "value": (
            "Amount",
            "Deal value",
            "Budget",
            "Kwota",
            "Wartość szansy",
            "Wartość netto",
            "סכום",
            "שווי",
            "שווי העסקה",
        ),
        "expected_close": (
            *("Close date", "Closing date", "Expected close date", "Estimated close date"),
            *("Data zamknięcia", "Przewidywane zamknięcie", "Planowane zamknięcie", "Termin zamknięcia"),
            *("תאריך סגירה", "מועד סגירה", "סגירה צפויה"),
        ),
        "state": ("Status", "Deal status", "Status szansy", "סטטוס", "מצב העסקה"),
        "reason": ("Loss reason", "Lost reason", "Reason lost", "Powód utraty", "Powód przegranej", "סיבת הפסד"),
        "pipeline": ("Deal pipeline", "Lejek", "Proces sprzedaży", "תהליך"),
    },
)
