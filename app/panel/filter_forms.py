"""Forms of conditions: a chip's popover sends one block, the panel all of them.

``f:<n>`` names the path, ``o:<n>`` the operator, ``v:<n>`` the values; every other word of the address is carried along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from app.kernel.errors import Invalid
from app.kernel.messages import say
from app.panel.control_base import language
from app.panel.filter_values import linked_names
from app.panel.filterbar import MOST_DIGITS, Block, conditions_of, place_in
from app.records.field_types import Operator
from app.records.fields import Asking
from app.records.filters import Condition, resolve_path, split_path
from app.records.kinds import Kind
from app.records.numbers import plain_number, read_number
from app.records.value_fields import NumberField

MOST_BLOCKS = 200


@dataclass(frozen=True)
class Sent:
    """One block of a form: ``f:<n>`` the path, ``o:<n>`` the operator, ``v:<n>`` the values."""

    number: int
    path: tuple[str, ...]
    operator: str
    values: tuple[str, ...]


def read_blocks(args: MultiDict[str, str]) -> list[Sent]:
    """The blocks of a form that was sent, by number; nonsense is left out, unknown words are found by who reads them."""
    numbers = {word.partition(":")[2] for word in args if word.startswith("f:")}
    good = sorted(int(one) for one in numbers if one.isascii() and one.isdigit() and len(one) <= MOST_DIGITS)
    return [_sent(args, number) for number in good[:MOST_BLOCKS]]


def _sent(args: MultiDict[str, str], number: int) -> Sent:
    values = tuple(value.strip() for value in args.getlist(f"v:{number}"))
    return Sent(number, split_path(args[f"f:{number}"]), args.get(f"o:{number}", ""), values)


def is_form(args: MultiDict[str, str]) -> bool:
    """Whether an address comes from a form of conditions."""
    return any(word.startswith("f:") for word in args)


def words_of_form(kind: Kind, args: MultiDict[str, str]) -> list[tuple[str, str]]:
    """The address that a form of conditions means: its words with the blocks' conditions at their place."""
    words = [
        (word, value)
        for word, value in args.items(multi=True)
        if ":" not in word and word not in {"at", "ask", "part", "page"}
    ]
    made = [(one.word, one.value) for sent in read_blocks(args) for one in _sent_conditions(kind, sent)]
    place = _nth_condition(words, place_in(args.get("at", ""), len(words)))
    return [*words[:place], *made, *words[place:]]


def _nth_condition(words: Sequence[tuple[str, str]], number: int) -> int:
    """Where among the words the condition of that number begins."""
    places = [place for place, (word, _) in enumerate(words) if "." in word]
    return places[number] if number < len(places) else len(words)


def conditions_sent(kind: Kind, args: MultiDict[str, str]) -> list[Condition]:
    """The conditions of a form; raises ``BadQuery`` for what is unknown, ``Invalid`` where there is none."""
    found = [one for sent in read_blocks(args) for one in _sent_conditions(kind, sent)]
    if not found:
        raise Invalid(say("Choose a value."), "value")
    return found


def _sent_conditions(kind: Kind, sent: Sent) -> list[Condition]:
    found = resolve_path(kind, sent.path)[-1]
    values = [spelled(found, value) for value in sent.values] if isinstance(found, NumberField) else sent.values
    return list(conditions_of(sent.path, sent.operator, values))


def spelled(of: NumberField, typed: str) -> str:
    """Numbers as every reader of the address understands them, whatever the habits of who typed them. What is none stays."""
    found = read_number(of.bare(typed), language())
    if found is not None:
        return plain_number(found)
    parts = [read_number(of.bare(part), language()) for part in split_numbers(typed)]
    return typed if None in parts else ",".join(plain_number(part) for part in parts)


def split_numbers(typed: str) -> list[str]:
    """Several numbers with semicolons, or commas and spaces, between."""
    return [part for part in typed.replace(", ", ";").split(";") if part.strip()]


def blocks_sent(asking: Asking, kind: Kind, args: MultiDict[str, str]) -> list[Block]:
    """The blocks of a form as they stand, to be drawn again with other operators."""
    sent = read_blocks(args)
    conditions = [Condition(one.path, Operator.IS, one.values) for one in sent]
    names = linked_names(asking, kind, conditions)
    blocks = [
        Block(asking, one.number, one.path, resolve_path(kind, one.path), one.operator, one.values, names)
        for one in sent
    ]
    return [block for block in blocks if block.operator in dict(block.operators)]
