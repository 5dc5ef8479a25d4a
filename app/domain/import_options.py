"""What somebody decides about an import: how the file is read, which column goes where, what all its records get (IMP-3)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.domain.import_mapping import map_headers
from app.domain.import_targets import RECORD_NUMBER, naming, takes_several, targets
from app.domain.reading_tables import Preview, ReadOptions
from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.records.fields import Asking
from app.records.kinds import Kind, kinds

SKIP, ADD, UPDATE = "skip", "add", "update"

REASON_HEADERS = {"en": "What is wrong", "pl": "Co jest nie tak", "he": "מה לא תקין"}
"""The last column of a file of bad rows. Known in every language, so that a mended file leaves it out by itself."""

POLICIES = (SKIP, UPDATE, ADD)
"""What happens to rows that are here already."""

OVERWRITE, FILL = "overwrite", "fill"
"""What an update does where the record has a value: replace it, or leave it."""

DAY_FIRST, MONTH_FIRST = "day", "month"


@dataclass(frozen=True)
class Column:
    """A column of the file that is imported: its place from 0, its header, the field it goes into, the type of a channel, and what it
    does to a value that is there."""

    place: int
    header: str
    target: str
    type: str | None = None
    policy: str = OVERWRITE

    @property
    def word(self) -> str:
        """The target in one word, as a form and a mapping file write it: ``city``, ``phones:mobile``."""
        return f"{self.target}:{self.type}" if self.type else self.target


@dataclass(frozen=True)
class ImportOptions:
    """Everything that was decided. ``owner`` is ``me``, ``none`` or a user name; ``width`` is the header's, 0 without one;
    ``dates`` says how 03/04 is read, empty for as where the importer lives."""

    read: ReadOptions = field(default_factory=ReadOptions)
    width: int = 0
    columns: tuple[Column, ...] = ()
    on_duplicate: str = SKIP
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    owner: str = "me"
    dates: str = ""

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
            data.get("dates", ""),
        )


def imported_kinds() -> list[Kind]:
    """The kinds that come in from files, in the order of the menu."""
    return [one for one in kinds() if one.is_imported]


def imported_kind(name: str) -> Kind:
    """The kind of that name or plural; raises ``Invalid`` where it cannot be imported."""
    offered = imported_kinds()
    found = next((one for one in offered if name in {one.name, one.plural}), None)
    if found is None:
        names = ", ".join(one.plural for one in offered)
        raise Invalid(say("%(name)s cannot be imported. What can be: %(names)s.", name=name, names=names), "kind")
    return found


def proposed_columns(headers: Sequence[str], of: Kind) -> tuple[Column, ...]:
    """Where the columns go, as told by their headers."""
    known = {target.word for target in targets(of)}
    columns = [
        Column(one.column_index, one.header, one.target, one.type)
        for one in map_headers(headers, of)
        if one.target and one.header not in REASON_HEADERS.values()
    ]
    return _with_profile_address(headers, of, tuple(column for column in columns if column.word in known))


def _with_profile_address(headers: Sequence[str], of: Kind, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """LinkedIn knows a person by the address of their profile: it is what tells them again when names are not enough."""
    is_linkedin = {"URL", "Connected On"} <= set(headers) and "external_id" in of.by_name
    if is_linkedin and all(column.target != "external_id" for column in columns):
        return (*columns, Column(list(headers).index("URL"), "URL", "external_id"))
    return columns


def column_for(place: int, header: str, word: str, of: Kind, policy: str = OVERWRITE) -> Column | None:
    """A column as somebody chose it; None for one that is left out. Raises ``Invalid`` for an unknown field."""
    if not word:
        return None
    if word not in {target.word for target in targets(of)}:
        raise Invalid(say("There is no field named “%(name)s” to import into.", name=word), f"column-{place}")
    target, _, kind_of_channel = word.partition(":")
    if policy not in {OVERWRITE, FILL}:
        raise Invalid(say("A column overwrites or fills: choose overwrite or fill."), f"column-{place}")
    return Column(place, header, target, kind_of_channel or None, policy)


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


def check_columns(of: Kind, options: ImportOptions) -> None:
    """Refuses a choice of columns that cannot work; raises ``Invalid``."""
    columns = options.columns
    is_by_number = options.on_duplicate == UPDATE and any(column.target == RECORD_NUMBER for column in columns)
    if not is_by_number and not any(column.target in naming(of) for column in columns):
        raise Invalid(say("Choose the column that holds the name. A record needs one."), "columns")
    taken: set[str] = set()
    for column in columns:
        if column.target in taken:
            sentence = say(
                "Two columns go into the same field: %(header)s. Leave one of them out.", header=column.header
            )
            raise Invalid(sentence, f"column-{column.place}")
        if not takes_several(of, column.target):
            taken.add(column.target)


def check_policy(word: str) -> str:
    """What happens to duplicates; raises ``Invalid`` for what is not offered."""
    if word not in POLICIES:
        raise Invalid(say("Duplicates are skipped, updated or added: choose skip, update or add."), "on_duplicate")
    return word


def check_dates(word: str) -> str:
    """How 03/04 is read; raises ``Invalid`` for what is no way to."""
    if word not in {"", DAY_FIRST, MONTH_FIRST}:
        raise Invalid(say("Dates begin with the day or the month: choose day or month."), "dates")
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
