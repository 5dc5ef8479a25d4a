"""Rows of a file as records to be: every cell is parsed by the field that it goes into, as in a form (IMP-4).

A row with a wrong cell stays out as a whole and is reported with row, column, value and reason. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from app.domain.emails import split_emails
from app.domain.export_text import plain
from app.domain.groups import may_manage_groups
from app.domain.import_mapping import LAST_FIRST, split_name
from app.domain.import_options import Column, ImportOptions
from app.domain.import_staging import Row
from app.domain.phones import split_phones
from app.domain.reading_encodings import UNREADABLE
from app.kernel.errors import Invalid
from app.kernel.messages import Message, Words, say
from app.kernel.text import search_key, strip_controls
from app.records.fields import Asking, Field
from app.records.kinds import Kind
from app.records.many_fields import split_words
from app.records.tokens import clean_name

LONGEST_REPORTED = 500
LONGEST_ID = 100
MADE = {"company": 400, "position": 200}
"""What is found by name, or made, and how long its name may be."""
TOKENS = {"tags": 80, "groups": 200}
NAMED_BY = {"name": ("first_name", "last_name")}
"""Fields that a column fills under another name."""
CHANNELS: dict[str, Callable[[str], list[str]]] = {"phones": split_phones, "emails": split_emails}
ONCE_EACH = frozenset(
    {"stage", "source", "account_type", "visibility", "country", "owner", "managers", "city", "province", "postal_code"}
)
"""Fields whose values come again and again: each is parsed once and remembered."""


@dataclass(frozen=True)
class Issue:
    """Something that was not imported, and why. ``is_failure`` is False for a duplicate that was skipped."""

    row: int
    reason: Message
    column: str | None = None
    value: str | None = None
    is_failure: bool = True
    record_id: int | None = None


@dataclass
class Draft:
    """A record to be: parsed values by field name; companies, positions, groups and tags still by their names."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        return " ".join(filter(None, (self.values.get("first_name"), self.values.get("last_name"))))

    @cached_property
    def company(self) -> str:
        return self.values.get("company") or ""

    @cached_property
    def channels(self) -> frozenset[str]:
        """Addresses and numbers in the form in which they are compared."""
        phones = {row["e164"] or row["number"] for row in self.values.get("phones", ())}
        return frozenset(phones | {row["address_key"] for row in self.values.get("emails", ())})


Parsed = Draft | list[Issue]


class RowReader:
    """Reads the rows of one file by its columns. Keeps what it looked up, so that thousands of rows ask once."""

    def __init__(self, asking: Asking, kind: Kind, options: ImportOptions) -> None:
        self.asking = asking
        self.kind = kind
        self.columns = options.columns
        self._known: dict[tuple[str, str], Any] = {}
        self._may_make_groups = may_manage_groups(asking.session)

    def read_all(self, rows: Iterable[Row]) -> list[Parsed]:
        """Every row, in order."""
        return [self.read(*row) for row in rows]

    def read(self, number: int, cells: list[str], is_long: bool) -> Parsed:
        """One row: a draft, or what is wrong with it; a list with one issue that is no failure for a row without any value."""
        if is_long:
            return [Issue(number, say("This row has more cells than the header. Check its delimiters and quotes."))]
        if not any(cell for column, cell in zip(self.columns, cells, strict=True) if column.target != "external_id"):
            return [Issue(number, say("This row has nothing in the columns that are imported."), is_failure=False)]
        draft = Draft(number)
        issues: list[Issue] = []
        for column, cell in zip(self.columns, cells, strict=True):
            if cell:
                issues += self._take(draft, column, cell)
        return issues or self._checked(draft, cells) or draft

    def _take(self, draft: Draft, column: Column, cell: str) -> list[Issue]:
        """Put a cell into the draft; what is wrong with it otherwise."""
        try:
            if UNREADABLE in cell:
                raise Invalid(say("Some characters cannot be read. Choose another encoding for the file."))
            self._put(draft.values, column, plain(cell))
        except Invalid as error:
            reasons = [reason for found in error.errors.values() for reason in found] or [error.message]
            return [Issue(draft.row, reason, column.header, cell[:LONGEST_REPORTED]) for reason in reasons]
        return []

    def _put(self, values: dict[str, Any], column: Column, cell: str) -> None:
        target = column.target
        if target == "name":
            first, last = split_name(strip_controls(cell), last_first=column.type == LAST_FIRST)
            self._put_plain(values, "first_name", first)
            self._put_plain(values, "last_name", last)
        elif target in CHANNELS:
            self._put_channels(values, column, cell)
        elif target == "external_id":
            self._put_plain(values, target, _profile(cell))
        elif target in MADE:
            values[target] = _name(cell, MADE[target])
        elif target in TOKENS or target == "managers":
            values[target] = list(dict.fromkeys([*values.get(target, ()), *self._parsed(target, cell)]))
        else:
            self._put_plain(values, target, cell)

    def _put_plain(self, values: dict[str, Any], target: str, cell: str) -> None:
        if cell and (value := self._parsed(target, cell)) is not None:
            values[target] = value

    def _parsed(self, target: str, cell: str) -> Any:
        if target not in ONCE_EACH and target not in TOKENS:
            return self.kind.by_name[target].parse(self.asking, cell)
        key = (target, cell)
        if key not in self._known:
            self._known[key] = self._parsed_or_refused(target, cell)
        if isinstance(self._known[key], Invalid):
            raise self._known[key]
        return self._known[key]

    def _parsed_or_refused(self, target: str, cell: str) -> Any:
        """The value, entries and users as their ids; or the refusal itself, to be raised again for the next such row."""
        try:
            if target in TOKENS:
                return [self._token(target, word) for word in split_words(cell.replace("|", ","))]
            value = self.kind.by_name[target].parse(self.asking, cell)
        except Invalid as error:
            return error
        if isinstance(value, list):
            return [one.id for one in value]
        return getattr(value, "id", value)

    def _put_channels(self, values: dict[str, Any], column: Column, cell: str) -> None:
        """Add the numbers or addresses of a cell to those of earlier columns; the first of all is the main one."""
        entries = [{"value": one, "type": column.type} for one in CHANNELS[column.target](strip_controls(cell))]
        rows = values.setdefault(column.target, [])
        present = {_channel_key(row) for row in rows}
        for row in self.kind.by_name[column.target].parse(self.asking, entries):
            if _channel_key(row) not in present:
                present.add(_channel_key(row))
                rows.append({**row, "sort": len(rows), "is_main": not rows})

    def _token(self, target: str, word: str) -> str:
        name = clean_name(word, TOKENS[target])
        if target == "groups" and not self._may_make_groups:
            parser: Any = self.kind.by_name[target]
            if parser.find(self.asking, name) is None:
                raise Invalid(say("There is no group named “%(name)s”, and only managers add groups here.", name=name))
        return name

    @cached_property
    def _needed(self) -> list[Field]:
        """The custom fields that every record has to have."""
        return [one for one in self.kind.fields if isinstance(one.label, Words) and one.is_required and not one.default]

    def _checked(self, draft: Draft, cells: list[str]) -> list[Issue]:
        """What the kind's rules over several fields find."""
        issues = [Issue(draft.row, _missing(one)) for one in self._needed if not draft.values.get(one.name)]
        for check in self.kind.checks:
            try:
                check(None, draft.values)
            except Invalid as error:
                issues.append(self._issue_at(draft.row, error, cells))
        return issues

    def _issue_at(self, row: int, error: Invalid, cells: list[str]) -> Issue:
        for column, cell in zip(self.columns, cells, strict=True):
            if error.field in NAMED_BY.get(column.target, (column.target,)):
                return Issue(row, error.message, column.header, cell[:LONGEST_REPORTED])
        return Issue(row, error.message)


def _missing(field: Field) -> Message:
    return say("“%(field)s” is missing, and every record needs it.", field=field.label)


def _name(cell: str, most: int) -> str | None:
    name = " ".join(strip_controls(cell).split())
    if len(name) > most:
        raise Invalid(say("Write at most %(count)s characters.", count=most))
    return name or None


def _profile(cell: str) -> str:
    """An external id; the address of a profile without what is the same in all, in letters, and cut to its place."""
    if not cell.lower().startswith(("http://", "https://")):
        return cell
    address = unquote(cell.strip()).split("://", 1)[1].removeprefix("www.").rstrip("/")
    return address if len(address) <= LONGEST_ID else f"{address[:60]}~{sha256(address.encode()).hexdigest()[:32]}"


def _channel_key(row: dict[str, Any]) -> str:
    return row.get("e164") or row.get("address_key") or row["number"]


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """The form in which names are compared; one without letters and digits is compared as it stands."""
    return search_key(name) or name
