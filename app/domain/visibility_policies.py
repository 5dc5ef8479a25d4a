"""Changing what is allowed of visibility, kind by kind, and who takes part in new records (ACC-2)."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.messages import say
from app.kernel.settings import forget_settings
from app.kernel.viewer import AnySession, viewer_of
from app.models import Group, SettingRow, User
from app.records.kinds import Kind, kinds
from app.records.policies import SETTING, Guest, Policy, policy_of


def kinds_with_visibility() -> list[Kind]:
    """The kinds whose records have a visibility of their own."""
    return [one for one in kinds() if "visibility" in one.by_name]


def set_policy(session: AnySession, kind: Kind, policy: Policy) -> None:
    """Put a policy in force for new records; call inside a change set. Raises ``Invalid`` where it contradicts itself."""
    if not viewer_of(session).is_admin:
        raise Forbidden(say("Only administrators change this."))
    if not policy.allowed:
        raise Invalid(say("Allow at least one visibility."), "allowed")
    if policy.default not in policy.allowed:
        raise Invalid(say("New records can begin only with a visibility that is allowed."), "default")
    name = SETTING + kind.name
    row = session.scalars(select(SettingRow).where(SettingRow.name == name)).first()
    if row is None:
        session.add(SettingRow(name=name, value=policy.as_json()))
    else:
        row.value = policy.as_json()
    session.flush()
    forget_settings(session)


def with_guest(session: AnySession, policy: Policy, guest: Guest) -> Policy:
    """The same with somebody more, who gets these rights in place of those they had; raises ``Invalid`` or ``Conflict``."""
    known = next((one for one in policy.guests if one.key == guest.key), None)
    if known == guest:
        raise Conflict(say("They are in the list already, with the same rights."), "guest")
    if guest.user_id is not None:
        user = session.get(User, guest.user_id)
        if user is None or not user.active:
            raise Invalid(say("This user is disabled and cannot sign in. Choose somebody else."), "guest")
    elif guest.group_id is not None and session.get(Group, guest.group_id) is None:
        raise Invalid(say("There is no such user or user group."), "guest")
    kept = tuple(guest if one.key == guest.key else one for one in policy.guests)
    return Policy(policy.allowed, policy.default, kept if known else (*kept, guest))


def without_guest(policy: Policy, key: str) -> Policy:
    """The same without somebody."""
    return Policy(policy.allowed, policy.default, tuple(one for one in policy.guests if one.key != key))


__all__ = ["kinds_with_visibility", "policy_of", "set_policy", "with_guest", "without_guest"]
