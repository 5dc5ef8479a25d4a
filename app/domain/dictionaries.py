"""Dictionaries: positions, stages, sources, account types. Administrators word, colour and order their entries (SET-1, SET-3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, select, union_all

from app.domain.dictionary_extras import among, let_go, put_extras, whole_of
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.messages import Message, say, say_n
from app.kernel.text import THREADS, search_key, strip_controls
from app.kernel.viewer import AnySession, viewer_of
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
)
from app.records.bulk import uses_of
from app.records.references import replace_everywhere

OTHER_LANGUAGES = ("pl", "he")
MOST = 200

_place = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True)
class DictionaryPanel:
    """A dictionary as the settings show it; one that is ``inside`` another is administered on that one's page, entry by entry."""

    key: str
    model: type[Any]
    label: Message
    help: Message
    icon: str
    has_color: bool = False
    inside: str = ""


DICTIONARIES = {
    panel.key: panel
    for panel in (
        DictionaryPanel(
            "positions", Position, say("Positions"), say("What persons do in their companies"), "briefcase"
        ),
        DictionaryPanel("stages", Stage, say("Stages"), say("How far a contact has come"), "progress", has_color=True),
        DictionaryPanel("sources", Source, say("Acquisition sources"), say("Where contacts come from"), "target"),
        DictionaryPanel(
            "account-types",
            AccountType,
            say("Account types"),
            say("What roles can be granted by"),
            "id-badge-2",
            has_color=True,
        ),
        DictionaryPanel("pipelines", Pipeline, say("Pipelines"), say("Ways of selling, each with its stages"), "route"),
        DictionaryPanel(
            "deal-stages",
            DealStage,
            say("Stages of deals"),
            say("The steps of each pipeline, and how likely a deal there is won"),
            "progress",
            has_color=True,
            inside="pipelines",
        ),
        DictionaryPanel(
            "deal-reasons", DealReason, say("Reasons of deals"), say("Why deals are won or lost"), "help-circle"
        ),
        DictionaryPanel(
            "product-categories",
            ProductCategory,
            say("Product categories"),
            say("What sorts of things are sold"),
            "category",
            has_color=True,
        ),
        DictionaryPanel(
            "space-states", SpaceState, say("States of spaces"), say("How far a space has come"), "flag", has_color=True
        ),
        DictionaryPanel(
            "space-groups",
            SpaceGroup,
            say("Groups of spaces"),
            say("What spaces are put together by"),
            "category",
            has_color=True,
        ),
        DictionaryPanel(
            "ticket-kinds", TicketKind, say("Kinds of tickets"), say("What tickets are about"), "ticket", has_color=True
        ),
        DictionaryPanel(
            "ticket-states",
            TicketState,
            say("States of tickets"),
            say("How far a ticket has come, and where it may go from there"),
            "flag",
            has_color=True,
        ),
        DictionaryPanel(
            "task-types",
            TaskType,
            say("Types of tasks"),
            say("What sorts of work there are"),
            "checkbox",
            has_color=True,
        ),
    )
}


class InUse(Conflict):
    """An entry that records still hold is not simply removed."""


def dictionary(key: str) -> DictionaryPanel:
    """The dictionary of that key; raises ``NotFound``."""
    if key not in DICTIONARIES:
        raise NotFound
    return DICTIONARIES[key]


def page_of(key: str) -> DictionaryPanel:
    """The dictionary on whose page that one is administered; raises ``NotFound``."""
    return dictionary(dictionary(key).inside or key)


def entries_of(session: AnySession, model: type[Any]) -> Sequence[Any]:
    """All entries in their order."""
    return session.scalars(select(model).order_by(model.sort, model.label)).all()


def numbers_of(session: AnySession) -> dict[str, tuple[int, int]]:
    """How many entries each dictionary has, and how many of them lack a label in some language: by key, in one statement."""
    parts = [
        select(literal(key).label("key"), panel.model.labels.label("labels")) for key, panel in DICTIONARIES.items()
    ]
    found: dict[str, list[bool]] = {key: [] for key in DICTIONARIES}
    for key, labels in session.execute(union_all(*parts)):
        found[key].append(any(not (labels or {}).get(code) for code in OTHER_LANGUAGES))
    return {key: (len(lacking), sum(lacking)) for key, lacking in found.items()}


def add_entry(session: AnySession, model: type[Any], given: Mapping[str, str]) -> Any:
    """A new entry at the end; raises ``Invalid`` or ``Conflict`` at the field ``label``."""
    _check(session)
    last = session.scalar(select(func.max(model.sort))) or 0
    entry = model(sort=last + 1, **_values(session, model, given, None))
    with session.no_autoflush:
        put_extras(session, entry, given)
    session.add(entry)
    session.flush()
    return entry


def change_entry(session: AnySession, model: type[Any], entry_id: int, given: Mapping[str, str]) -> Any:
    """Other words, colour or place for an entry."""
    _check(session)
    entry = _entry(session, model, entry_id)
    for name, value in _values(session, model, given, entry_id).items():
        if getattr(entry, name) != value:
            setattr(entry, name, value)
    put_extras(session, entry, given)
    if _place.fullmatch(given.get("sort", "").strip()):
        entry.sort = max(-9999, min(9999, int(given["sort"])))
    session.flush()
    return entry


def order_entries(session: AnySession, model: type[Any], ids: Sequence[int]) -> None:
    """Entries in this order; those of the same whole that are not named follow in the order that they had."""
    _check(session)
    places = {entry_id: place for place, entry_id in enumerate(ids)}
    known = [entry for entry in entries_of(session, model) if entry.id in places]
    entries = sorted(_beside(session, known[0]), key=lambda entry: places.get(entry.id, len(places))) if known else []
    for place, entry in enumerate(entries, start=1):
        if entry.sort != place:
            entry.sort = place
    session.flush()


def _beside(session: AnySession, entry: Any) -> list[Any]:
    """The entries that an entry stands in order with: all, or those of its own whole."""
    return [one for one in entries_of(session, type(entry)) if whole_of(one) == whole_of(entry)]


def move_entry(session: AnySession, model: type[Any], entry_id: int, steps: int) -> None:
    """An entry one or more places further down, or up for a negative number."""
    _check(session)
    ids = [entry.id for entry in _beside(session, _entry(session, model, entry_id))]
    at = ids.index(entry_id)
    ids.insert(max(0, min(len(ids) - 1, at + steps)), ids.pop(at))
    order_entries(session, model, ids)


def replace_entry(session: AnySession, model: type[Any], entry_id: int, other_id: int) -> int:
    """Whatever holds one entry gets the other, and the first one goes; returns how many rows got the other (merging two entries)."""
    _check(session)
    gone, stays = _entry(session, model, entry_id), session.get(model, other_id)
    if stays is None or stays.id == gone.id:
        raise Conflict(say("Choose another entry."), "into")
    let_go(session, gone)
    moved = replace_everywhere(session, model.__tablename__, gone.id, stays.id)
    session.delete(session.get_one(model, entry_id))
    session.flush()
    return moved


def remove_entry(session: AnySession, model: type[Any], entry_id: int) -> None:
    """Remove an entry that nothing uses; raises ``InUse`` saying how many records hold it otherwise."""
    _check(session)
    entry = _entry(session, model, entry_id)
    let_go(session, entry)
    used = uses_of(session, model.__tablename__, entry_id)
    if used:
        raise InUse(
            say_n(
                "“%(label)s” is used by %(num)s record. Give that record another value first.",
                "“%(label)s” is used by %(num)s records. Give them another value first.",
                used,
                label=entry.label,
            )
        )
    session.delete(entry)
    session.flush()


def _check(session: AnySession) -> None:
    if not viewer_of(session).is_admin:
        raise Forbidden(say("Only administrators change dictionaries."))


def _entry(session: AnySession, model: type[Any], entry_id: int) -> Any:
    entry = session.get(model, entry_id)
    if entry is None:
        raise NotFound
    return entry


def _values(session: AnySession, model: type[Any], given: Mapping[str, str], own_id: int | None) -> dict[str, Any]:
    label = _words(given.get("label", ""))
    if not search_key(label):
        raise Invalid(say("Write a name with at least one letter or digit."), "label")
    _refuse_taken(session, model, label, own_id, given)
    labels = {code: _words(given.get(f"label_{code}", "")) for code in OTHER_LANGUAGES}
    values: dict[str, Any] = {"label": label, "labels": {code: words for code, words in labels.items() if words}}
    if given.get("color") in THREADS:
        values["color"] = given["color"]
    return values


def _words(text: str) -> str:
    words = " ".join(strip_controls(text).split())
    if len(words) > MOST:
        raise Invalid(say("Write at most %(count)s characters.", count=MOST), "label")
    return words


def _refuse_taken(
    session: AnySession, model: type[Any], label: str, own_id: int | None, given: Mapping[str, str]
) -> None:
    wanted = search_key(label)
    others = among(model, given, session.get(model, own_id) if own_id else None)
    entries = select(model) if others is None else select(model).where(others)
    for entry in session.scalars(entries):
        if entry.id != own_id and search_key(entry.label) == wanted:
            raise Conflict(say("There is an entry “%(name)s” already. Choose another name.", name=entry.label), "label")
