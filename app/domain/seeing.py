"""What a user sees: how many records of each kind, and why (ACC-7). An answer for administrators, asked as that user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.domain.accounts import viewer_from
from app.kernel.database import only_reading
from app.kernel.messages import Message, say
from app.kernel.viewer import AnySession, Viewer, session_for
from app.models import User
from app.records.fields import Asking
from app.records.filters import parse_query
from app.records.kinds import Kind, kinds
from app.records.reasons import Reason
from app.records.rights import RoleRights
from app.records.search import count_of

REASONS: dict[Reason, Message] = {
    Reason.ADMIN: say("administrator"),
    Reason.ROLE: say("public, by a role"),
    Reason.OWNER: say("owned"),
    Reason.MANAGES: say("managed"),
    Reason.PARTICIPANT: say("invited by name"),
    Reason.GROUP: say("invited with a team"),
    Reason.LEADS: say("of a team that they lead"),
}


@dataclass(frozen=True)
class Seen:
    """How many records of a kind somebody sees; ``is_capped`` where there are more."""

    kind: Kind
    count: int
    is_capped: bool


def viewer_of_user(
    session: AnySession, user: User, language: str, instead: Mapping[int, RoleRights] = MappingProxyType({})
) -> Viewer:
    """The viewer that the user is, with other rights of some roles."""
    return viewer_from(session, user, language, instead)


def seen_by(engine: Any, viewer: Viewer) -> list[Seen]:
    """The counts of every kind's list as the viewer would meet them: the one guard decides, in a session that is theirs."""
    with only_reading(), session_for(engine, viewer) as session:
        asking = Asking(session, viewer)
        return [Seen(one, *count_of(asking, parse_query(one, []))) for one in kinds() if not one.host]
