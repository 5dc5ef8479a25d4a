"""What roles give: kept as JSON with the role, added up for a viewer (ACC-4).

A role holds rows, each for a kind (``*``: every kind without such a row of its own in this role) and an account type or none, and
the names of acts. Several roles add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.kernel.viewer import Act, Grant, Reach, Right
from app.records.kinds import every_kind_name

EVERY = "*"
MANAGER, USER, AGENT, TRANSLATOR = "Manager", "User", "Agent", "Translator"


@dataclass(frozen=True)
class RoleRights:
    """What one role gives. A row's kind may be ``*``."""

    rows: tuple[Grant, ...] = ()
    acts: frozenset[Act] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the role."""
        rows = [
            {
                "kind": row.kind,
                "account_type": row.account_type_id,
                **{one.value: words(row.reach(one)) for one in Right},
            }
            for row in self.rows
        ]
        return {"rows": rows, "acts": sorted(self.acts)}

    def grants(self, kinds: Iterable[str]) -> Iterator[Grant]:
        """The rows, those for every kind told one by one."""
        own = {row.kind for row in self.rows if row.account_type_id is None}
        for row in self.rows:
            of = [kind for kind in kinds if kind not in own] if row.kind == EVERY else [row.kind]
            yield from (replace(row, kind=kind) for kind in of)


def read_rights(kept: dict[str, Any] | None) -> RoleRights:
    """What a role gives, from what is kept with it; words that are not known any more give nothing."""
    kept = kept or {}
    known = {act.value for act in Act}
    rows = tuple(_row(row) for row in kept.get("rows", ()))
    return RoleRights(rows, frozenset(Act(word) for word in kept.get("acts", ()) if word in known))


def _row(row: dict[str, Any]) -> Grant:
    reaches = {right.value: reach_of(row.get(right.value, ())) for right in Right}
    return Grant(row["kind"], row.get("account_type"), **reaches)


def words(reach: Reach) -> list[str]:
    """The parts of a reach, as they are kept."""
    return [str(part.name).lower() for part in reach]


def reach_of(parts: Iterable[str]) -> Reach:
    """The reach that has these parts."""
    found = Reach.NONE
    for part in parts:
        found |= Reach[part.upper()]
    return found


def add_up(roles: Iterable[RoleRights]) -> tuple[frozenset[Grant], frozenset[Act]]:
    """What several roles give together: by kind and account type, and every act."""
    found: dict[tuple[str, int | None], Grant] = {}
    acts: set[Act] = set()
    kinds = every_kind_name()
    for role in roles:
        acts |= role.acts
        for grant in role.grants(kinds):
            key = (grant.kind, grant.account_type_id)
            found[key] = _both(found[key], grant) if key in found else grant
    given = (one for one in found.values() if any(one.reach(right) for right in Right))
    return frozenset(given), frozenset(acts)


def _both(one: Grant, other: Grant) -> Grant:
    return replace(one, see=one.see | other.see, edit=one.edit | other.edit, delete=one.delete | other.delete)
