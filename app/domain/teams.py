"""User groups as teams: who belongs where through the teams above, and whom somebody leads (ACC-4, ACC-5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.kernel.viewer import AnySession
from app.models import Group, User


@dataclass(frozen=True)
class Tree:
    """Teams by id: the one above each, and who leads it."""

    above: Mapping[int, int | None]
    leader: Mapping[int, int | None]

    def with_those_above(self, group_ids: Iterable[int]) -> frozenset[int]:
        """The teams and every team above one of them."""
        found: set[int] = set()
        for group_id in group_ids:
            step: int | None = group_id
            while step is not None and step not in found:
                found.add(step)
                step = self.above.get(step)
        return frozenset(found)

    def led_by(self, user_id: int) -> frozenset[int]:
        """The teams that the user leads, with every team below."""
        led = {group_id for group_id, leader in self.leader.items() if leader == user_id}
        return frozenset(one for one in self.above if led & self.with_those_above([one])) if led else frozenset()


def read_tree(session: AnySession) -> Tree:
    """The teams as they are now."""
    rows = session.execute(select(Group.id, Group.parent_id, Group.leader_id)).all()
    return Tree({row.id: row.parent_id for row in rows}, {row.id: row.leader_id for row in rows})


def members(session: AnySession, group_ids: Iterable[int]) -> frozenset[int]:
    """The users who belong to one of the teams themselves."""
    return frozenset(session.scalars(select(User.id).join(User.groups).where(Group.id.in_(sorted(group_ids)))))
