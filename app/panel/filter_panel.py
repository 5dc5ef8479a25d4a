"""The filter panel: every field that can be asked, by sections, with the conditions that are set (FLT-1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.kernel.messages import Message
from app.panel.filter_choice import chosen_paths
from app.panel.filter_values import RANGE
from app.panel.filterbar import Block
from app.records import field_types as types
from app.records.field_types import SECTION_LABELS, FieldType, Operator, Section
from app.records.fields import Asking, Field
from app.records.filters import resolve_path
from app.records.kinds import Kind

FIRST_OPERATORS: dict[FieldType, str] = {
    types.CHOICE: Operator.ANY,
    types.DICTIONARY: Operator.ANY,
    types.COUNTRY: Operator.ANY,
    types.USER: Operator.IS,
    types.USERS: Operator.ANY,
    types.OPTION: Operator.ANY,
    types.NUMBER: RANGE,
    types.MONEY: RANGE,
}
"""What the panel asks a field by, where that is not the first operator of its type."""


@dataclass(frozen=True)
class PanelSection:
    """One section. It stands open when a condition is in it, or when the viewer left it so."""

    section: Section
    blocks: list[Block]
    active: int
    was_open: bool

    @property
    def label(self) -> Message:
        return SECTION_LABELS[self.section]

    @property
    def is_open(self) -> bool:
        return self.active > 0 or self.was_open

    @property
    def names(self) -> list[Message]:
        """What it holds, for its folded line."""
        return list(dict.fromkeys(block.label for block in self.blocks))


def panel_sections(
    asking: Asking, kind: Kind, blocks: Sequence[Block], opened: Iterable[str], first_free: int = 0
) -> list[PanelSection]:
    """The sections in their fixed order: set conditions first to last, each at its field, and an empty control for every other."""
    opened = set(opened)
    empty = _empty_blocks(asking, kind, blocks, max([first_free, *(block.number + 1 for block in blocks)]))
    made = []
    for section in Section:
        mine = [block for block in [*blocks, *empty] if block.of.section is section]
        if mine:
            active = sum(block.condition is not None for block in mine)
            made.append(PanelSection(section, _in_order(kind, mine), active, section.value in opened))
    return made


def _empty_blocks(asking: Asking, kind: Kind, blocks: Sequence[Block], number: int) -> list[Block]:
    """Controls without a condition: for the fields that the user chose, or for all of the kind's own."""
    taken = {block.path for block in blocks}
    chosen = chosen_paths(kind)
    paths = [(one.name,) for one in kind.fields if one.is_filterable] if chosen is None else chosen
    free = [(path, resolve_path(kind, path)) for path in paths if path not in taken]
    return [
        Block(asking, number + place, path, fields, first_operator(fields[-1]))
        for place, (path, fields) in enumerate(free)
    ]


def first_operator(of: Field) -> str:
    """The operator that a field's control begins with in the panel."""
    return str(FIRST_OPERATORS.get(of.type) or of.operators[0].value)


def _in_order(kind: Kind, blocks: list[Block]) -> list[Block]:
    """As the user put them; else own fields as the kind declares them, then those of linked records."""
    chosen = chosen_paths(kind) or []
    mine = {path: place for place, path in enumerate(chosen)}
    places = {one.name: place for place, one in enumerate(kind.fields)}

    def place_of(block: Block) -> tuple[int, bool, int, int]:
        return mine.get(block.path, len(mine)), len(block.path) > 1, places.get(block.path[0], 0), block.number

    return sorted(blocks, key=place_of)
