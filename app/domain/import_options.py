"""What somebody decides about an import: how the file is read, which column goes where, what all its records get (IMP-3)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.domain.contact_fields import EMAIL_LABELS, PHONE_LABELS
from app.domain.import_mapping import LAST_FIRST, MANY, map_headers
from app.domain.reading_tables import Preview, ReadOptions
from app.kernel.errors import Invalid
from app.kernel.messages import Message, Words, say
from app.kernel.text import search_key
from app.records.fields import Asking
from app.records.kinds import Kind, kind, kinds

IMPORTED_KINDS = ("person",)
"""Kinds that can be imported; the others follow with rules of their own for what is a duplicate."""

SKIP, ADD, UPDATE = "skip", "add", "update"

REASON_HEADERS = {"en": "What is wrong", "pl": "Co jest nie tak", "he": "מה לא תקין"}
"""The last column of a file of bad rows. Known in every language, so that a mended file leaves it out by itself."""

CHANNEL_LABELS: dict[str, dict[Any, Message]] = {"phones": {**PHONE_LABELS}, "emails": {**EMAIL_LABELS}}
WHOLE_NAME = "name"
NAMING = ("name", "first_name", "last_name")


@dataclass(frozen=True)
class Column:
    """A column of the file that is imported: its place from 0, its header, the field it goes into, the type of a channel."""

    place: int
    header: str
    target: str
    type: str | None = None

    @property
    def word(self) -> str:
        """The target in one word, as a form and a mapping file write it: ``city``, ``phones:mobile``."""
        return f"{self.target}:{self.type}" if self.type else self.target


@dataclass(frozen=True)
class ImportOptions:
    """Everything that was decided. ``owner`` is ``me``, ``none`` or a user name; ``width`` is the header's, 0 without one."""

    read: ReadOptions = field(default_factory=ReadOptions)
    width: int = 0
    columns: tuple[Column, ...] = ()
    on_duplicate: str = SKIP
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    owner: str = "me"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ImportOptions:
        return cls(
            ReadOptions.from_json(data.get("read") or {}),
            data.get("width", 0),
            tuple(Column(**column) for column in data.get("columns", ())),
            data.get("on_duplicate", SKIP),
            tuple(data.get("groups", ())),
            tuple(data.get("tags", ())),
            data.get("owner", "me"),
        )


@dataclass(frozen=True)
class Target:
    """Something that a column can go into, with its words for people."""

    word: str
    label: Message


def imported_kind(name: str) -> Kind:
    """The kind of that name or plural; raises ``Invalid`` where it cannot be imported."""
    found = next((one for one in kinds() if name in {one.name, one.plural}), None)
    if found is None or found.name not in IMPORTED_KINDS:
        names = ", ".join(kind(one).plural for one in IMPORTED_KINDS)
        raise Invalid(say("%(name)s cannot be imported. What can be: %(names)s.", name=name, names=names), "kind")
    return found


def targets(of: Kind) -> list[Target]:
    """Everything that a column can go into, whole names first, then the kind's fields in their order."""
    whole = [
        Target(WHOLE_NAME, say("Whole name")),
        Target(f"{WHOLE_NAME}:{LAST_FIRST}", say("Whole name, last name first")),
    ]
    fields = [one for one in of.fields if one.is_editable and not one.is_unique]
    return whole + [target for one in fields for target in _targets_of(one.name, one.label)]


def _targets_of(name: str, label: Message) -> list[Target]:
    labels: dict[Any, Message] = CHANNEL_LABELS.get(name, {})
    typed = [
        Target(f"{name}:{member.value}", say("%(field)s: %(type)s", field=label, type=words))
        for member, words in labels.items()
    ]
    return [Target(name, label), *typed]


def proposed_columns(headers: Sequence[str], of: Kind) -> tuple[Column, ...]:
    """Where the columns go, as told by their headers: fields that everybody has first, then those of this installation."""
    known = {target.word for target in targets(of)}
    columns = [
        Column(one.column_index, one.header, one.target, one.type)
        for one in map_headers(headers)
        if one.target and one.header not in REASON_HEADERS.values()
    ]
    columns = [column for column in columns if column.word in known]
    return _with_profile_address(headers, (*columns, *_custom_columns(headers, of, columns)))


def _custom_columns(headers: Sequence[str], of: Kind, taken: Sequence[Column]) -> list[Column]:
    """Columns that are called as a custom field is, in any language, or by its key."""
    names: dict[str, str] = {}
    for one in of.fields:
        if isinstance(one.label, Words) and one.is_editable and not one.is_unique:
            for words in (one.name, one.label.msgid, *one.label.labels.values()):
                names.setdefault(search_key(words), one.name)
    places = {column.place for column in taken}
    found = [(place, header, names.pop(search_key(header), "")) for place, header in enumerate(headers)]
    return [Column(place, header, name) for place, header, name in found if name and place not in places]


def _with_profile_address(headers: Sequence[str], columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """LinkedIn knows a person by the address of their profile: it is what tells them again when names are not enough."""
    if {"URL", "Connected On"} <= set(headers) and all(column.target != "external_id" for column in columns):
        return (*columns, Column(list(headers).index("URL"), "URL", "external_id"))
    return columns


def column_for(place: int, header: str, word: str, of: Kind) -> Column | None:
    """A column as somebody chose it; None for one that is left out. Raises ``Invalid`` for an unknown field."""
    if not word:
        return None
    if word not in {target.word for target in targets(of)}:
        raise Invalid(say("There is no field named “%(name)s” to import into.", name=word), f"column-{place}")
    target, _, kind_of_channel = word.partition(":")
    return Column(place, header, target, kind_of_channel or None)


def read_mapping(text: str | bytes) -> dict[str, str | None]:
    """A mapping written as JSON: header and field; raises ``Invalid``."""
    try:
        words = json.loads(text)
    except (ValueError, RecursionError):
        words = None
    if not isinstance(words, dict) or not all(isinstance(word, str | None) for word in words.values()):
        raise Invalid(say('A mapping is an object such as {"E-mail": "emails:work", "Notes": null}.'), "mapping")
    return words


def mapped_columns(of: Kind, headers: Sequence[str], words: Mapping[str, str | None]) -> tuple[Column, ...]:
    """The columns as a mapping says; those that it does not name are left out. Raises ``Invalid``."""
    unknown = [header for header in words if header not in headers]
    if unknown:
        raise Invalid(
            say("The file has no column “%(header)s”, which the mapping names.", header=unknown[0]), "mapping"
        )
    columns = [column_for(place, header, words.get(header) or "", of) for place, header in enumerate(headers)]
    return tuple(column for column in columns if column is not None)


def check_columns(columns: Sequence[Column]) -> None:
    """Refuses a choice of columns that cannot work; raises ``Invalid``."""
    if not any(column.target in NAMING for column in columns):
        raise Invalid(say("Choose the column that holds the name. A record needs one."), "columns")
    taken: set[str] = set()
    for column in columns:
        if column.target in taken:
            sentence = say(
                "Two columns go into the same field: %(header)s. Leave one of them out.", header=column.header
            )
            raise Invalid(sentence, f"column-{column.place}")
        if column.target not in MANY and column.target != "managers":
            taken.add(column.target)


def check_policy(word: str) -> str:
    """What happens to duplicates; raises ``Invalid`` for what is not offered yet."""
    if word == UPDATE:
        raise Invalid(say("Duplicates cannot be updated yet. Choose skip or add."), "on_duplicate")
    if word not in {SKIP, ADD}:
        raise Invalid(say("Duplicates are either skipped or added: choose skip or add."), "on_duplicate")
    return word


def start_options(preview: Preview, of: Kind) -> ImportOptions:
    """What is proposed for a file at first sight."""
    return ImportOptions(preview.options, width_of(preview), proposed_columns(preview.headers, of))


def width_of(preview: Preview) -> int:
    """How many cells a row has by its header; 0 where nothing says so."""
    return len(preview.headers) if preview.header_row else 0


def owner_id(asking: Asking, of: Kind, word: str) -> int | None:
    """The owner of the imported records; raises ``Invalid`` for somebody unknown."""
    if word == "none":
        return None
    owner = of.field("owner").parse(asking, word)
    return owner.id if owner is not None else asking.viewer.user_id
