"""What saving a relation type would mean for the relations that there are, as sentences and as a table (SET-5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from app.domain import relation_types as verbs
from app.domain.relation_type_checks import TICKS
from app.kernel.errors import Invalid
from app.kernel.messages import Message, say, say_n
from app.models import RelationType, Side
from app.records.fields import Asking
from app.records.kinds import declared
from app.records.relation_fit import Line, Misfit, Misfits, Rule, What
from app.records.relation_sets import names_of
from app.records.ties import opposite

STRUCTURE = (*(f"{side}_kind" for side in Side), *TICKS)
MOST_SHOWN = 500


@dataclass(frozen=True)
class Effect:
    """One sentence beside the input that it comes of, and the page that shows the relations."""

    field: str
    sentence: Message
    number: int
    query: str


@dataclass(frozen=True)
class Stand:
    """What stands on a side: a record with its number, or a text."""

    id: int | None
    name: str


@dataclass(frozen=True)
class UnfitLine:
    """A relation that would no longer fit: its sides, its days, why, and what is in its way."""

    line: Line
    stands: tuple[Stand, Stand]
    why: Message
    way: Stand | None


@dataclass(frozen=True)
class UnfitLines:
    """The first of them, and how many there are."""

    shown: list[UnfitLine]
    number: int


def structure_of(values: Mapping[str, str]) -> dict[str, str]:
    """What is given of kinds and limits."""
    return {name: values[name] for name in STRUCTURE if name in values}


def effects_of(asking: Asking, type_id: int, structure: Mapping[str, str]) -> list[Effect]:
    """What the change touches; nothing where it is refused anyhow, since then the form says why."""
    try:
        found = verbs.would_not_fit(asking.session, type_id, structure)
    except Invalid:
        return []
    query = urlencode(structure)
    return [
        Effect(_field(rule), _sentence(rule, found, structure), len(unfit), query)
        for rule, unfit in found.by_rule.items()
    ]


def _field(rule: Rule) -> str:
    match rule.what:
        case What.KIND:
            return f"{rule.side}_kind"
        case What.ONE:
            return f"has_one_{rule.side or Side.PRIMARY}"
        case what:
            return {What.TEXT: "has_free_text", What.DOUBLE: "is_symmetric", What.CIRCLE: "is_acyclic"}[what]


def _sentence(rule: Rule, found: Misfits, structure: Mapping[str, str]) -> Message:
    if rule.what is What.ONE:
        near = opposite(rule.side) if rule.side is not None else Side.PRIMARY
        records = declared(structure[f"{near}_kind"]).count(len(found.nears(rule)))
        return say("More than one today: %(records)s.", records=records)
    return COUNTED[rule.what](len(found.by_rule[rule]))


COUNTED: dict[What, Callable[[int], Message]] = {
    What.KIND: lambda n: say_n(
        "%(num)s relation has another kind here today.", "%(num)s relations have another kind here today.", n
    ),
    What.TEXT: lambda n: say_n("%(num)s relation has a text today.", "%(num)s relations have a text today.", n),
    What.DOUBLE: lambda n: say_n("%(num)s relation stands twice then.", "%(num)s relations stand twice then.", n),
    What.CIRCLE: lambda n: say_n(
        "%(num)s relation closes a circle today.", "%(num)s relations close a circle today.", n
    ),
}
WHY: dict[What, Message] = {
    What.KIND: say("Another kind"),
    What.TEXT: say("A text"),
    What.DOUBLE: say("Stands twice"),
    What.ONE: say("More than one"),
    What.CIRCLE: say("Closes a circle"),
}


# --- one by one ------------------------------------------------------------------------------------------------------------


def unfit_lines(asking: Asking, of: RelationType, structure: Mapping[str, str]) -> UnfitLines:
    """The relations that would no longer fit; raises ``Invalid`` where the change is refused anyhow."""
    found = verbs.would_not_fit(asking.session, of.id, structure)
    pairs = [(rule, one) for rule, unfit in found.by_rule.items() for one in unfit]
    shown = pairs[:MOST_SHOWN]
    lines = [line for _, one in shown for line in (one.relation, one.way) if line is not None]
    names = names_of(asking.session, {one for line in lines for one in (line.record_id, line.other_id) if one})
    return UnfitLines([_line(rule, one, names) for rule, one in shown], len(pairs))


def _line(rule: Rule, one: Misfit, names: Mapping[int, str]) -> UnfitLine:
    stands = (_stand(one.relation, Side.PRIMARY, names), _stand(one.relation, Side.SECONDARY, names))
    return UnfitLine(one.relation, stands, WHY[rule.what], _way(one, names))


def _stand(line: Line, side: Side, names: Mapping[int, str]) -> Stand:
    record_id = line.at(side)
    return Stand(record_id, names.get(record_id, "")) if record_id is not None else Stand(None, line.text or "")


def _way(one: Misfit, names: Mapping[int, str]) -> Stand | None:
    """What stands in the way: the far end of the relation that stays, as seen from the record that has too much."""
    if one.way is None:
        return None
    sides = [side for side in Side if one.way.at(side) != (one.near_id or one.relation.record_id)]
    return _stand(one.way, sides[0], names)
