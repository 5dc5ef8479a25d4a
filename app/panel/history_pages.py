"""The change history for administrators: sets by day or single changes, conditions as chips, a set at the side (HIS-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request
from sqlalchemy import select

from app.domain.undo import Outlook, find_set, outlook, refusal
from app.kernel.clock import start_of_day
from app.kernel.errors import BadQuery, Invalid
from app.kernel.messages import Message, say
from app.models import Change, ChangeSet, Operation, Record, User, Via
from app.panel.formats import date_text, day_heading, day_of
from app.panel.history_words import DOTS, HOW, OPERATIONS, object_words, what_words
from app.panel.settings_cards import CARDS
from app.records.access import SCOPE, Scope
from app.records.days import parse_day
from app.records.fields import Asking
from app.records.filters import MAX_PAGE, MAX_PAGE_SIZE
from app.records.history import Line
from app.records.history_list import (
    EVERYTHING,
    HistoryQuery,
    WordsByKind,
    changes_page,
    objects_of,
    records_of,
    sets_page,
)
from app.records.history_sets import Summary, summaries
from app.records.history_subjects import subject_word
from app.records.kinds import kind, kinds
from app.records.link_fields import is_id, resolve_user
from app.records.undo_sets import Undone, undone_by

URL = "/history/list/"
CONDITIONS = ("user", "kind", "operation", "via", "record", "about", "from", "to")
WORDS = (*CONDITIONS, "tab", "page", "page_size", "set", "part")


@dataclass(frozen=True)
class Chip:
    """One condition: what it is about, its value in words, and the address without it."""

    field: Message
    value: str
    remove_url: str


@dataclass(frozen=True)
class SetRow:
    """A line of the list of sets."""

    set: ChangeSet
    summary: Summary
    operation: Message
    dot: str
    object: Message | str
    what: Message | str
    url: str


@dataclass(frozen=True)
class ChangeRow:
    """A line of the list of single changes: ``line`` is None where the change cannot be told in a value."""

    change: Change
    operation: Message
    dot: str
    name: str
    record_id: int | None
    subject: Message | None
    line: Line | None


@dataclass(frozen=True)
class Side:
    """A set opened beside the list."""

    set: ChangeSet
    objects: Sequence[Any]
    seen: Outlook | None
    refused: Message | None
    undone: Undone | None
    how: Message
    operation: Message
    lines: int


def history_page(asking: Asking) -> str:
    """The page that the address asks for; raises ``BadQuery`` for words that it does not know."""
    _refuse_unknown()
    query = history_query(asking)
    side = side_of(asking)
    if request.args.get("part") == "side" and side is not None:
        return render_template("panel/history_side.html", side=side, operations=OPERATIONS)
    is_single = request.args.get("tab") == "changes"
    page = changes_page(asking, query) if is_single else sets_page(asking, query)
    rows = change_rows(asking, page.rows) if is_single else _set_rows(asking, page.rows)
    return render_template(
        "pages/history.html",
        query=query,
        page=page,
        days=_by_day(rows, is_single=is_single),
        is_single=is_single,
        side=side,
        chips=chips_of(asking, query),
        kept=[(word, value) for word, value in request.args.items() if word in CONDITIONS],
        choices=_choices(asking),
        address=address,
        operations=OPERATIONS,
        nav="settings",
    )


def _refuse_unknown() -> None:
    for word in request.args:
        if word not in WORDS:
            raise BadQuery(say("There is no parameter named “%(word)s” here.", word=word))


# --- the address -----------------------------------------------------------------------------------------------------------


def history_query(asking: Asking) -> HistoryQuery:
    """The conditions of this address."""
    args = request.args
    since, until = _day("from", asking), _day("to", asking)
    kind_name = args.get("kind", "")
    return HistoryQuery(
        user_id=_user(asking, args.get("user", "")),
        operations=tuple(_members(Operation, "operation")),
        vias=tuple(_members(Via, "via")),
        kind=kind(kind_name).name if kind_name else "",
        record_id=_id("record"),
        things=_things(),
        since=start_of_day(since, asking.viewer.time_zone) if since else None,
        until=start_of_day(until + timedelta(days=1), asking.viewer.time_zone) if until else None,
        page=_number("page", 1, MAX_PAGE),
        page_size=_number("page_size", 50, MAX_PAGE_SIZE),
    )


def _user(asking: Asking, word: str) -> int | None:
    if not word:
        return None
    try:
        return resolve_user(asking, word, "user")
    except Invalid as error:
        raise BadQuery(error.message) from error


def _members(enum: type[Any], word: str) -> list[Any]:
    names = [name for name in ",".join(request.args.getlist(word)).split(",") if name]
    try:
        return [enum(name) for name in names]
    except ValueError:
        raise BadQuery(say("“%(value)s” is not in the list “%(field)s”.", value=names[0], field=word)) from None


def _id(word: str) -> int | None:
    value = request.args.get(word, "")
    if value and not is_id(value):
        raise BadQuery(say("“%(word)s” takes the number of a record or other thing.", word=word))
    return int(value) if value else None


def _things() -> tuple[str, ...]:
    """What belongs to no record, as the cards of the settings name it."""
    names = tuple(name for name in ",".join(request.args.getlist("about")).split(",") if name)
    known = {EVERYTHING, *(name for card in CARDS for name in card.changes)}
    for name in names:
        if name not in known:
            raise BadQuery(say("“%(value)s” is not in the list “%(field)s”.", value=name[:100], field="about"))
    return names


def _about_words(things: Sequence[str]) -> str:
    """The cards that these things are the whole of, else what the things are."""
    labels = [card.label for card in CARDS if card.changes and set(card.changes) <= set(things)]
    return ", ".join(map(str, dict.fromkeys(labels or [subject_word(name.partition(":")[0]) for name in things])))


def _number(word: str, default: int, most: int) -> int:
    value = request.args.get(word, str(default))
    if not (value.isascii() and value.isdigit() and len(value) <= 9 and 1 <= int(value) <= most):
        raise BadQuery(say("“%(word)s” takes a whole number from 1 to %(most)s.", word=word, most=most))
    return int(value)


def _day(word: str, asking: Asking) -> Any:
    value = request.args.get(word, "")
    try:
        return parse_day(value, word) if value else None
    except Invalid as error:
        raise BadQuery(error.message) from error


def address(**changes: Any) -> str:
    """This page with other words; None takes a word away."""
    words = {name: request.args.get(name) for name in WORDS if name != "part"}
    for name in CONDITIONS:
        words[name] = ",".join(request.args.getlist(name)) or None
    words |= changes
    return f"{URL}?{urlencode([(name, value) for name, value in words.items() if value not in (None, '')])}"


# --- conditions in words -----------------------------------------------------------------------------------------------------


def chips_of(asking: Asking, query: HistoryQuery) -> list[Chip]:
    """The conditions in force."""
    found: list[tuple[str, Message, str]] = []
    if query.user_id is not None:
        found.append(("user", say("Who"), str(asking.session.get(User, query.user_id) or "")))
    if query.operations:
        found.append(("operation", say("Operation"), ", ".join(str(OPERATIONS[one]) for one in query.operations)))
    if query.kind:
        found.append(("kind", say("Kind"), str(kind(query.kind).label_plural)))
    if query.vias:
        found.append(("via", say("How"), ", ".join(str(HOW[one]) for one in query.vias)))
    if query.record_id is not None:
        found.append(("record", say("Record"), _record_name(asking, query.record_id)))
    if query.things:
        found.append(("about", say("About"), _about_words(query.things)))
    if query.since is not None:
        found.append(("from", say("From"), date_text(query.since)))
    if query.until is not None:
        found.append(("to", say("To"), date_text(query.until - timedelta(seconds=1))))
    return [Chip(label, value, address(**{word: None, "page": None})) for word, label, value in found]


def _record_name(asking: Asking, record_id: int) -> str:
    statement = select(Record.name).where(Record.id == record_id).execution_options(**{SCOPE: Scope.ALL})
    return asking.session.scalar(statement) or str(record_id)


def _choices(asking: Asking) -> dict[str, list[tuple[str, Message | str]]]:
    """What the form of conditions offers."""
    users = asking.session.scalars(select(User).order_by(User.last_name, User.first_name))
    return {
        "user": [(user.username, str(user)) for user in users],
        "operation": [(one.value, label) for one, label in OPERATIONS.items()],
        "kind": [(of.name, of.label_plural) for of in kinds()],
        "via": [(one.value, label) for one, label in HOW.items()],
    }


# --- rows --------------------------------------------------------------------------------------------------------------------


def _set_rows(asking: Asking, sets: Sequence[ChangeSet]) -> list[SetRow]:
    found = summaries(asking, sets)
    return [
        SetRow(
            one,
            found[one.id],
            OPERATIONS[one.operation],
            DOTS[one.operation],
            object_words(found[one.id]),
            what_words(found[one.id]),
            address(set=one.id),
        )
        for one in sets
    ]


def change_rows(asking: Asking, changes: Sequence[Change]) -> list[ChangeRow]:
    """Single changes in words."""
    found = records_of(asking, changes)
    words = WordsByKind(asking, changes, found)
    return [_change_row(change, found.get(change.record_id or 0), words) for change in changes]


def _change_row(change: Change, record: Any, words: WordsByKind) -> ChangeRow:
    lines = words.lines(change) if change.field or change.subject != Record.__tablename__ else []
    return ChangeRow(
        change,
        OPERATIONS[change.operation],
        DOTS[change.operation],
        record.name if record is not None else words.thing(change),
        record.id if record is not None else None,
        subject_word(change.subject) if change.record_id is None else None,
        lines[0] if lines else None,
    )


def _by_day(rows: Sequence[Any], *, is_single: bool) -> list[tuple[str, list[Any]]]:
    def moment(row: Any) -> Any:
        return row.change.change_set.at if is_single else row.set.at

    return [(day_heading(day), list(group)) for day, group in groupby(rows, key=lambda row: day_of(moment(row)))]


# --- a set at the side ---------------------------------------------------------------------------------------------------------


def side_of(asking: Asking) -> Side | None:
    """The set that the address opens at the side."""
    set_id = _id("set")
    if set_id is None:
        return None
    found = find_set(asking, set_id)
    refused = refusal(asking, found)
    objects = objects_of(asking, set_id)
    seen = outlook(asking, found, most=0) if refused is None else None
    return Side(
        found,
        objects,
        seen,
        refused,
        undone_by(asking.session, set_id),
        HOW[found.via],
        OPERATIONS[found.operation],
        sum(len(one.lines) for one in objects),
    )
