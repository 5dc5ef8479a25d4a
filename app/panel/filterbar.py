"""Conditions as people see and change them: chips, and the controls behind them (FLT-1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.domain.saved_filters import Broken
from app.kernel.errors import BadQuery, SplotError
from app.kernel.messages import Message, say
from app.panel.filter_values import (
    FEW,
    IS_EMPTY,
    NOT_EMPTY,
    RANGE,
    Choice,
    choices_of,
    folded,
    linked_names,
    operator_label,
    operator_word,
    operators_of,
    shape_of,
    value_labels,
)
from app.panel.list_links import Listing
from app.panel.signs import thread_of_path
from app.records.field_types import MANY_VALUES, Operator
from app.records.fields import Asking, Field
from app.records.filters import Condition, Query, path_label, resolve_path, split_path
from app.records.kinds import Kind

MOST_DIGITS = 4


def conditions_of(path: tuple[str, ...], operator: str, values: Sequence[str]) -> Iterable[Condition]:
    """What a block says, as conditions: none without a value, two for a span of days."""
    if operator in {IS_EMPTY, NOT_EMPTY}:
        yield Condition(path, Operator.EMPTY, ("yes" if operator == IS_EMPTY else "no",))
    elif operator == RANGE:
        ends = zip((Operator.FROM, Operator.TO), values, strict=False)
        yield from (Condition(path, end, (value,)) for end, value in ends if value)
    elif operator:
        yield from _plain(path, operator, values)


def _plain(path: tuple[str, ...], word: str, values: Sequence[str]) -> Iterable[Condition]:
    if word not in {*Operator}:
        raise BadQuery(
            say("The field “%(field)s” cannot be asked with “%(operator)s”.", field=".".join(path), operator=word)
        )
    operator = Operator(word)
    given = [part.strip() for value in values for part in value.split(",")] if operator in MANY_VALUES else list(values)
    filled = tuple(dict.fromkeys(value for value in given if value))
    if filled:
        yield Condition(path, operator, filled if operator in MANY_VALUES else filled[:1])


@dataclass(frozen=True)
class Block:
    """One condition with its control: in a chip's popover, or a field of the panel that may have none yet.

    ``operator`` is empty while it has still to be chosen.
    """

    asking: Asking
    number: int
    path: tuple[str, ...]
    fields: list[Field]
    operator: str = ""
    values: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)

    @property
    def of(self) -> Field:
        return self.fields[-1]

    @property
    def label(self) -> Message:
        return path_label(self.fields)

    @property
    def word(self) -> str:
        """The path as a form names it."""
        return ".".join(self.path)

    @property
    def operators(self) -> list[tuple[str, Message]]:
        return operators_of(self.of)

    @property
    def operator_text(self) -> Message | str:
        return operator_label(self.of, self.operator) if self.operator else ""

    @property
    def shape(self) -> str:
        return shape_of(self.of, self.operator) if self.operator else ""

    @property
    def shapes(self) -> dict[str, str]:
        """Which control each operator asks for, so that a script knows when the control must change."""
        return {word: shape_of(self.of, word) for word, _ in self.operators}

    @property
    def choices(self) -> list[Choice]:
        """What can be picked: current entries, and former ones that are chosen."""
        return [one for one in choices_of(self.asking, self.of) if one.is_offered or self.is_chosen(one)]

    @property
    def has_few(self) -> bool:
        return len(self.choices) <= FEW

    def is_chosen(self, choice: Choice) -> bool:
        return any(choice.fits(value) for value in self.values)

    @property
    def linked(self) -> list[tuple[str, str]]:
        """The records that are named: number and name."""
        return [(value, self.names.get(value, value)) for value in self.values]

    @property
    def linked_kind(self) -> str:
        """What look-ups call the kinds of the records that the field leads to."""
        return str(getattr(self.of, "source", ""))

    @property
    def thread(self) -> str:
        """The colour of the relation type that it asks of; empty where it asks of none."""
        return thread_of_path(self.fields)

    @property
    def condition(self) -> Condition | None:
        """As a condition, where it is one."""
        conditions = list(conditions_of(self.path, self.operator, self.values))
        return conditions[0] if conditions else None

    @property
    def value_text(self) -> tuple[str, int]:
        """The values in words, and how many more there are."""
        if self.condition is None:
            return "", 0
        return folded(value_labels(self.asking, self.of, self.condition, self.names))


@dataclass(frozen=True)
class Step:
    """One line of a chip's menu: where it leads, and whether it needs a value first."""

    word: str
    label: Message | str
    url: str
    is_current: bool = False
    asks: bool = False


@dataclass(frozen=True)
class Chip:
    """One condition, or one that is being made (``is_draft``)."""

    block: Block
    listing: Listing
    is_draft: bool = False

    @property
    def number(self) -> int:
        return self.block.number

    @property
    def remove_url(self) -> str:
        return self.listing.url() if self.is_draft else self.listing.without(self.number)

    @property
    def steps(self) -> list[Step]:
        """The menu of operators."""
        return [self._step(word, label) for word, label in self.block.operators]

    def _step(self, word: str, label: Message) -> Step:
        block = replace(self.block, operator=word, values=self._values_for(word))
        made = list(conditions_of(block.path, word, block.values))
        is_current = word == self.block.operator
        if made and (word != RANGE):
            return Step(word, label, self.listing.url(self._with(made)), is_current)
        place = {} if self.is_draft and self.number >= len(self.listing.query.conditions) else {"at": self.number}
        return Step(
            word, label, self.listing.url(None, ask=f"{self.block.word}.{word}", **place), is_current, asks=True
        )

    def _values_for(self, word: str) -> tuple[str, ...]:
        """The present values where the other operator takes the same kind of them, else none."""
        if not self.block.operator:
            return ()
        old, new = self.block.shape, shape_of(self.block.of, word)
        is_alike = old == new or {old, new} in ({"pick", "picks"}, {"text", "words"})
        is_one = new in {"pick", "text", "day", "period", "number"} or word in {"is", "not"}
        return self.block.values if is_alike and (len(self.block.values) <= 1 or not is_one) else ()

    @property
    def values(self) -> list[Step]:
        """The menu of single values, one click each."""
        return [self._value(choice) for choice in self.block.choices]

    def _value(self, choice: Choice) -> Step:
        query = self._with(conditions_of(self.block.path, self.block.operator, [choice.value]))
        return Step(choice.value, choice.label, self.listing.url(query), self.block.is_chosen(choice))

    def _with(self, conditions: Iterable[Condition]) -> Query:
        return _replaced(self.listing.query, self.number, conditions, adds=self._adds)

    @property
    def _adds(self) -> bool:
        return self.number >= len(self.listing.query.conditions)

    @property
    def others(self) -> list[tuple[str, str]]:
        """The words that a form for this one condition keeps."""
        query = self.listing.query if self._adds else self.listing.query.without(self.number)
        return kept_words(self.listing, query)


def _replaced(query: Query, number: int, conditions: Iterable[Condition], *, adds: bool) -> Query:
    before, after = query.conditions[:number], query.conditions[number if adds else number + 1 :]
    return replace(query, conditions=(*before, *conditions, *after), page=1)


def kept_words(listing: Listing, query: Query) -> list[tuple[str, str]]:
    """Words of the address that a form carries along unseen: everything, condition by condition, on the first page."""
    bare = replace(listing, kept=None)
    return bare.pairs(replace(query, page=1))


# --- making them -----------------------------------------------------------------------------------------------------------


def blocks_of(asking: Asking, kind: Kind, conditions: Sequence[Condition]) -> list[Block]:
    """One block for each condition."""
    names = linked_names(asking, kind, conditions)
    return [
        Block(asking, number, one.path, resolve_path(kind, one.path), operator_word(one), one.values, names)
        for number, one in enumerate(conditions)
    ]


def chips_of(listing: Listing, blocks: Sequence[Block], draft: Chip | None) -> list[Chip]:
    """All chips in order; a draft stands in the place of the condition that it changes."""
    chips = [Chip(block, listing) for block in blocks]
    if draft is None:
        return chips
    if draft.number < len(chips):
        chips[draft.number] = draft
        return chips
    return [*chips, draft]


def draft_of(asking: Asking, listing: Listing) -> Chip | None:
    """The condition that ``ask=<path>[.<operator>]`` begins, in the place ``at``; raises ``BadQuery`` for what is unknown."""
    word = listing.flags.get("ask", "")
    if not word:
        return None
    path = split_path(word)
    operator = ""
    if path[-1] in {*Operator, IS_EMPTY, NOT_EMPTY, RANGE}:
        *kept, operator = path
        path = tuple(kept)
    fields = resolve_path(listing.kind, path) if path else []
    if not fields or not fields[-1].is_filterable or (operator and operator not in dict(operators_of(fields[-1]))):
        raise BadQuery(say("“%(word)s” is not a filter. Write field.operator=value, such as city.is=Łódź.", word=word))
    place = place_in(listing.flags.get("at", ""), len(listing.query.conditions))
    return Chip(Block(asking, place, path, fields, operator), listing, is_draft=True)


def place_in(word: str, last: int) -> int:
    is_number = word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS
    return min(int(word), last) if is_number else last


@dataclass(frozen=True)
class BrokenChip:
    """A condition of a saved filter that can no longer be asked (FLT-8)."""

    label: Message | str
    message: Message
    remove_url: str


def broken_chips(listing: Listing) -> list[BrokenChip]:
    """What is broken, each with the list less that condition."""
    return [_broken_chip(listing, one) for one in listing.broken]


def _broken_chip(listing: Listing, broken: Broken) -> BrokenChip:
    path = split_path(broken.word)[:-1]
    remove_url = replace(listing, broken=(), kept=None).url()
    try:
        fields = resolve_path(listing.kind, path)
    except SplotError:
        fields = []
    return BrokenChip(path_label(fields) if fields else broken.label or broken.word, broken.message, remove_url)
